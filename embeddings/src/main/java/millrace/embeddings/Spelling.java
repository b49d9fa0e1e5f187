package millrace.embeddings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import millrace.data.DataException;
import millrace.data.DidYouMean;
import millrace.data.Vocabulary;

/** Words that may have been meant, for messages about those that are not there. */
final class Spelling {
  private static final int LOOKED_AT = 200_000;
  private static final int SHOWN = 3;

  private record Candidate(String word, int changes) {}

  private Spelling() {}

  static DataException unknown(String word, WordVectors vectors) {
    var near = near(word, vectors.words());
    return new DataException(
        "there is no vector of '%s' among %d words%s%s"
            .formatted(
                word,
                vectors.words().size(),
                near.isEmpty() ? "" : "; similar ones are '" + String.join("', '", near) + "'",
                vectors.subwords().most() == 0
                    ? "; unknown words need vectors with subwords, such as a .bin of fastText"
                    : "; it has no subwords of %d to %d characters either"
                        .formatted(vectors.subwords().least(), vectors.subwords().most())));
  }

  /**
   * The few that differ in case, or in the fewest characters up to two, the most frequent first.
   */
  private static List<String> near(String word, Vocabulary words) {
    var wanted = word.toLowerCase(Locale.ROOT);
    var found = new ArrayList<Candidate>();
    for (int i = 0; i < Math.min(words.size(), LOOKED_AT); i++) {
      var name = words.name(i);
      if (Math.abs(name.length() - word.length()) > 2) continue;
      int changes = DidYouMean.changes(wanted, name.toLowerCase(Locale.ROOT));
      if (changes <= Math.min(2, word.length() / 2)) found.add(new Candidate(name, changes));
    }
    found.sort(Comparator.comparingInt(Candidate::changes));
    return found.stream().limit(SHOWN).map(Candidate::word).toList();
  }
}
