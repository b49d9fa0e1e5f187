package millrace.embeddings;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.data.Vocabulary;

/**
 * The words of a corpus and how often each is in it.
 *
 * @param words the most frequent first, those of equal counts in the order of their characters
 */
public record WordCounts(Vocabulary words, long[] counts) {
  /** How many words of the corpus are among these. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** Puts words into order, the rare ones left out. */
  static WordCounts of(String[] names, long[] counts, int least, int most) {
    var order = new Integer[names.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) ->
            counts[a] == counts[b]
                ? names[a].compareTo(names[b])
                : Long.compare(counts[b], counts[a]));
    int n = 0;
    while (n < order.length && counts[order[n]] >= least) n++;
    if (n == 0)
      throw new DataException(
          names.length == 0
              ? "the corpus has no words"
              : "none of the %d words occurs %d times, the most frequent, '%s', %d times: lower minCount"
                  .formatted(names.length, least, names[order[0]], counts[order[0]]));
    if (most > 0) n = Math.min(n, most);
    var kept = new String[n];
    var times = new long[n];
    for (int i = 0; i < n; i++) {
      kept[i] = names[order[i]];
      times[i] = counts[order[i]];
    }
    return new WordCounts(Vocabulary.ofDistinct(kept), times);
  }
}
