package millrace.evaluation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import millrace.data.Vocabulary;

/** Finds the words of a test set among the first words of a space. */
final class WordLookup {
  private final Vocabulary words;
  private final int most;
  private final WordCase wordCase;

  /** The first id of each upper-case form, if the case is ignored. O(words) memory. */
  private final Map<String, Integer> upper = new HashMap<>();

  WordLookup(Vocabulary words, int most, WordCase wordCase) {
    this.words = words;
    this.most = Math.min(most, words.size());
    this.wordCase = wordCase;
    if (wordCase == WordCase.IGNORED) {
      for (int i = 0; i < this.most; i++) upper.putIfAbsent(upper(words.name(i)), i);
    }
  }

  /** The word's id, or -1. */
  int id(String word) {
    if (wordCase == WordCase.IGNORED) return upper.getOrDefault(upper(word), -1);
    int id = first(word);
    return id >= 0 ? id : first(word.toLowerCase(Locale.ROOT));
  }

  /** The word that the space knows; the word itself if it does not know it in any case. */
  String name(String word) {
    int id = id(word);
    return id < 0 ? word : words.name(id);
  }

  /** Whether this word of the space is an answer where the other is expected. */
  boolean same(int said, int expected) {
    return said == expected
        || (wordCase == WordCase.IGNORED
            && said >= 0
            && upper(words.name(said)).equals(upper(words.name(expected))));
  }

  private int first(String word) {
    int id = words.id(word);
    return id < most ? id : -1;
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
