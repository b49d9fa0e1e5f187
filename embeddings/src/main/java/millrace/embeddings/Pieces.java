package millrace.embeddings;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.data.Vocabulary;

/**
 * The rows of which words are composed: word w is the mean of the rows {@code rows[starts[w] ..
 * starts[w + 1])}, the first of which is its own, number w; the others are those of its pieces,
 * behind the words' rows. Only buckets that a word has get a row: of fastText's two million a
 * smaller corpus never touches most.
 *
 * @param kept the bucket of each row behind those of the words, rising
 */
record Pieces(int[] starts, int[] rows, int[] kept) {
  static Pieces of(Vocabulary words, SubwordHash hash) {
    int n = words.size();
    var starts = new int[n + 1];
    var rows = new int[4 * n];
    int size = 0;
    for (int w = 0; w < n; w++) {
      var own = hash.of(words.name(w));
      int end = Math.addExact(size, own.length + 1);
      if (end > rows.length)
        rows = Arrays.copyOf(rows, (int) Math.min(Integer.MAX_VALUE - 16, 2L * end));
      rows[size] = w;
      System.arraycopy(own, 0, rows, size + 1, own.length);
      size = end;
      starts[w + 1] = size;
    }
    rows = Arrays.copyOf(rows, size);
    var kept = kept(rows, starts);
    if ((long) n + kept.length > Integer.MAX_VALUE)
      throw new DataException(
          "%,d words and %,d buckets are too many: raise minCount".formatted(n, kept.length));
    for (int w = 0; w < n; w++)
      for (int k = starts[w] + 1; k < starts[w + 1]; k++)
        rows[k] = n + Arrays.binarySearch(kept, rows[k]);
    return new Pieces(starts, rows, kept);
  }

  /** The distinct buckets. */
  private static int[] kept(int[] rows, int[] starts) {
    var out = new int[rows.length - (starts.length - 1)];
    int n = 0;
    for (int w = 0; w < starts.length - 1; w++)
      for (int k = starts[w] + 1; k < starts[w + 1]; k++) out[n++] = rows[k];
    Arrays.sort(out);
    int distinct = 0;
    for (int i = 0; i < n; i++) if (i == 0 || out[i] != out[i - 1]) out[distinct++] = out[i];
    return Arrays.copyOf(out, distinct);
  }

  /** The most rows a word has. */
  int most() {
    int most = 0;
    for (int w = 1; w < starts.length; w++) most = Math.max(most, starts[w] - starts[w - 1]);
    return most;
  }
}
