package millrace.embeddings;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.function.IntPredicate;
import millrace.data.DataException;
import millrace.data.Vocabulary;

/** What files of all formats ask of their words. */
final class Words {
  /** Longer ones are a sign that the file is not what it is taken for. */
  static final int LONGEST = 1 << 16;

  private static final int BYTES_OF_A_CHARACTER = 3;

  /** Characters that no word may have where spaces end words and lines end vectors. */
  static final IntPredicate NO_SPACES = c -> c == ' ' || (c >= '\t' && c <= '\r');

  private Words() {}

  /** The vectors of a file, whose words must be distinct. */
  static WordVectors vectors(Path file, List<String> words, int width, float[] values) {
    return new WordVectors(vocabulary(file, words), width, values, new long[0], Subwords.NONE);
  }

  static Vocabulary vocabulary(Path file, List<String> words) {
    var vocabulary = Vocabulary.of(words);
    if (vocabulary.size() == words.size()) return vocabulary;
    var first = new HashMap<String, Integer>();
    for (int i = 0; i < words.size(); i++) {
      var before = first.putIfAbsent(words.get(i), i);
      if (before != null)
        throw new DataException(
            "%s: word %d is '%s', as word %d is; each must be there once: take one out"
                .formatted(file, i + 1, TextVectors.shown(words.get(i)), before + 1));
    }
    throw new AssertionError("a vocabulary is smaller than its distinct words");
  }

  /**
   * Refuses what could not be read again.
   *
   * @param forbidden characters that words may not have
   */
  static void check(WordVectors vectors, Path file, IntPredicate forbidden) {
    int n = vectors.words().size();
    if (n == 0) throw new DataException(file + " is not written: there are no words");
    var utf8 = StandardCharsets.UTF_8.newEncoder();
    for (int i = 0; i < n; i++) {
      var word = vectors.words().name(i);
      if (word.isEmpty()
          || word.chars().anyMatch(forbidden)
          || word.length() > LONGEST / BYTES_OF_A_CHARACTER
          || !utf8.canEncode(word))
        throw new DataException(
            "%s is not written: word %d is '%s', which the format cannot hold; replace its spaces or choose safetensors"
                .formatted(file, i + 1, TextVectors.shown(word)));
    }
    finite(vectors.values(), vectors.width(), file, "word");
    finite(vectors.subwords().values(), vectors.width(), file, "bucket");
  }

  private static void finite(float[] values, int width, Path file, String what) {
    for (int i = 0; i < values.length; i++)
      if (!(Math.abs(values[i]) <= Float.MAX_VALUE))
        throw new DataException(
            "%s is not written: the vector of %s %d has the number %s"
                .formatted(file, what, i / width + 1, values[i]));
  }
}
