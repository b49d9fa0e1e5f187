package millrace.preprocess;

import java.util.Arrays;

/**
 * Pairs of rows with weights, those of row i at {@code starts[i] .. starts[i + 1]}, each pair from
 * both sides.
 */
record Affinities(int[] starts, int[] rows, double[] weights) {
  /** How two weights of a pair, seen from either side, become one. */
  interface Join {
    double of(double a, double b);
  }

  /** Of k directed neighbours a row. */
  static Affinities symmetric(int[] neighbours, double[] weights, int k, Join join) {
    int n = neighbours.length / k;
    var count = new int[n + 1];
    for (int i = 0; i < n; i++) {
      for (int j = i * k; j < (i + 1) * k; j++) {
        count[i + 1]++;
        count[neighbours[j] + 1]++;
      }
    }
    for (int i = 0; i < n; i++) count[i + 1] += count[i];
    // both directions of every edge, as key row | side, sorted; then equal rows are joined
    var key = new long[count[n]];
    var value = new double[count[n]];
    var at = Arrays.copyOf(count, n);
    for (int i = 0; i < n; i++) {
      for (int j = i * k; j < (i + 1) * k; j++) {
        int r = neighbours[j];
        key[at[i]] = 2L * r;
        value[at[i]++] = weights[j];
        key[at[r]] = 2L * i + 1;
        value[at[r]++] = weights[j];
      }
    }
    var starts = new int[n + 1];
    var rows = new int[key.length];
    var joined = new double[key.length];
    int used = 0;
    for (int i = 0; i < n; i++) {
      sort(key, value, count[i], count[i + 1]);
      for (int e = count[i]; e < count[i + 1]; e++) {
        boolean both = e + 1 < count[i + 1] && key[e] >> 1 == key[e + 1] >> 1;
        rows[used] = (int) (key[e] >> 1);
        joined[used++] = join.of(value[e], both ? value[e + 1] : 0);
        if (both) e++;
      }
      starts[i + 1] = used;
    }
    return new Affinities(starts, Arrays.copyOf(rows, used), Arrays.copyOf(joined, used));
  }

  private static void sort(long[] key, double[] value, int from, int to) {
    int n = to - from;
    var order = new long[n];
    for (int i = 0; i < n; i++) order[i] = key[from + i] << 31 | i;
    Arrays.sort(order);
    var values = Arrays.copyOfRange(value, from, to);
    for (int i = 0; i < n; i++) {
      key[from + i] = order[i] >> 31;
      value[from + i] = values[(int) (order[i] & 0x7FFFFFFF)];
    }
  }
}
