package millrace.preprocess;

import java.util.Arrays;

/**
 * What a search has found for one query: the k nearest so far, or all rows within a radius. Sorted
 * by reduced distance, then by row number, so that the order of the search does not matter.
 */
final class Hits {
  private final int k;
  private double limit;
  private int leaveOut = -1;
  private int size;
  private double[] reduced;
  private int[] rows;

  private Hits(int k, double limit) {
    this.k = k;
    this.limit = limit;
    reduced = new double[k == 0 ? 16 : k];
    rows = new int[reduced.length];
  }

  /** The k nearest; k is at least 1. */
  static Hits nearest(int k) {
    return new Hits(k, Double.POSITIVE_INFINITY);
  }

  /** All rows whose reduced distance is at most this. */
  static Hits within(double reducedRadius) {
    return new Hits(0, reducedRadius);
  }

  /** Empties it for the next query, which is row {@code leaveOut} itself, or -1 for none. */
  void clear(int leaveOut) {
    this.leaveOut = leaveOut;
    size = 0;
    if (k > 0) limit = Double.POSITIVE_INFINITY;
  }

  /** Rows further away than this are not wanted; rows at it may be. */
  double limit() {
    return limit;
  }

  int size() {
    return size;
  }

  void offer(double distance, int row) {
    if (!(distance <= limit) || row == leaveOut) return;
    if (k == 0) {
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
        reduced = Arrays.copyOf(reduced, 2 * size);
      }
      reduced[size] = distance;
      rows[size++] = row;
      return;
    }
    if (size == k && distance == reduced[k - 1] && row > rows[k - 1]) return;
    int at = size < k ? size++ : k - 1;
    while (at > 0
        && (reduced[at - 1] > distance || (reduced[at - 1] == distance && rows[at - 1] > row))) {
      reduced[at] = reduced[at - 1];
      rows[at] = rows[at - 1];
      at--;
    }
    reduced[at] = distance;
    rows[at] = row;
    if (size == k) limit = reduced[k - 1];
  }

  /** Copies rows and full distances to these places. */
  void copy(Distance distance, int[] toRows, double[] toDistances, int at) {
    for (int i = 0; i < size; i++) {
      toRows[at + i] = rows[i];
      toDistances[at + i] = distance.full(reduced[i]);
    }
  }

  /** The rows, and their reduced distances, of a search within a radius, by row number. */
  void sortByRow() {
    var keys = new long[size];
    for (int i = 0; i < size; i++) keys[i] = ((long) rows[i] << 32) | i;
    Arrays.sort(keys);
    var sorted = new double[Math.max(16, size)];
    var sortedRows = new int[sorted.length];
    for (int i = 0; i < size; i++) {
      sorted[i] = reduced[(int) keys[i]];
      sortedRows[i] = (int) (keys[i] >>> 32);
    }
    reduced = sorted;
    rows = sortedRows;
  }
}
