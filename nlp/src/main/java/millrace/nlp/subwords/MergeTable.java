package millrace.nlp.subwords;

import java.util.Arrays;
import millrace.data.Vocabulary;

/**
 * Which two pieces are joined, how early, and to what. Looked up as it is stored: those with the
 * same left piece stand side by side, their right pieces rising.
 *
 * @param bytes the id of each byte's piece, 256 of them
 * @param starts where those with each left piece begin; one more is their number
 * @param rights the right pieces
 * @param ranks how early each is joined, from 0; no two the same
 * @param results what becomes of each two
 */
record MergeTable(int[] bytes, int[] starts, int[] rights, int[] ranks, int[] results) {
  MergeTable {
    int n = rights.length;
    boolean fits =
        bytes.length == 256
            && starts.length > 0
            && starts[0] == 0
            && starts[starts.length - 1] == n
            && ranks.length == n
            && results.length == n;
    var seen = new boolean[n];
    for (int left = 0; fits && left + 1 < starts.length; left++) {
      fits = starts[left] <= starts[left + 1] && starts[left + 1] <= n;
      for (int k = starts[left]; fits && k < starts[left + 1]; k++) {
        fits =
            (k == starts[left] || rights[k - 1] < rights[k])
                && ranks[k] >= 0
                && ranks[k] < n
                && !seen[ranks[k]];
        if (fits) seen[ranks[k]] = true;
      }
    }
    if (!fits) throw new IllegalArgumentException("no table of merges");
  }

  /**
   * A table of pairs in the order of their ranks.
   *
   * @throws IllegalArgumentException if a pair is there twice
   */
  static MergeTable of(int pieces, int[] bytes, int[] lefts, int[] rights, int[] results) {
    int n = lefts.length;
    var starts = new int[pieces + 1];
    for (int left : lefts) starts[left + 1]++;
    for (int i = 0; i < pieces; i++) starts[i + 1] += starts[i];
    var sorted = new long[n]; // right, rank
    var filled = new int[pieces];
    for (int rank = 0; rank < n; rank++)
      sorted[starts[lefts[rank]] + filled[lefts[rank]]++] = (long) rights[rank] << 32 | rank;
    for (int left = 0; left < pieces; left++) Arrays.sort(sorted, starts[left], starts[left + 1]);
    var sortedRights = new int[n];
    var ranks = new int[n];
    var sortedResults = new int[n];
    for (int k = 0; k < n; k++) {
      sortedRights[k] = (int) (sorted[k] >>> 32);
      ranks[k] = (int) sorted[k];
      sortedResults[k] = results[ranks[k]];
    }
    return new MergeTable(bytes, starts, sortedRights, ranks, sortedResults);
  }

  int size() {
    return rights.length;
  }

  /** Where this pair stands, or -1. */
  int find(int left, int right) {
    int low = starts[left];
    int high = starts[left + 1] - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int r = rights[middle];
      if (r < right) low = middle + 1;
      else if (r > right) high = middle - 1;
      else return middle;
    }
    return -1;
  }

  /** The pairs in the order of their ranks: left, right, left, right … */
  int[] byRank() {
    var out = new int[2 * size()];
    for (int left = 0; left + 1 < starts.length; left++)
      for (int k = starts[left]; k < starts[left + 1]; k++) {
        out[2 * ranks[k]] = left;
        out[2 * ranks[k] + 1] = rights[k];
      }
    return out;
  }

  /** Refuses pieces that the bytes and joined pieces do not spell. */
  void check(Vocabulary pieces) {
    int n = pieces.size();
    if (starts.length != n + 1)
      throw new IllegalArgumentException(
          "merges of %d pieces, not of %d".formatted(starts.length - 1, n));
    for (int b = 0; b < 256; b++)
      if (bytes[b] < 0
          || bytes[b] >= n
          || !pieces.name(bytes[b]).equals(String.valueOf(ByteSpelling.of(b))))
        throw new IllegalArgumentException(
            "byte %d has the id %d, which does not spell it".formatted(b, bytes[b]));
    for (int left = 0; left < n; left++)
      for (int k = starts[left]; k < starts[left + 1]; k++) {
        boolean fits = rights[k] >= 0 && rights[k] < n && results[k] >= 0 && results[k] < n;
        if (fits) {
          var a = pieces.name(left);
          var b = pieces.name(rights[k]);
          var ab = pieces.name(results[k]);
          fits = ab.length() == a.length() + b.length() && ab.startsWith(a) && ab.endsWith(b);
        }
        if (!fits)
          throw new IllegalArgumentException(
              "the pieces %d and %d do not join to %d".formatted(left, rights[k], results[k]));
      }
  }
}
