package millrace.trainers;

import java.util.Arrays;

/**
 * The columns of a {@link Design} one by one: its dense ones as they are (centred), the sparse ones
 * compressed by column and not centred.
 */
final class SparseColumns {
  private final Design x;

  /** The place of a feature among the dense ones, or -1. */
  private final int[] slot;

  /** Feature f has the entries {@code starts[f] .. starts[f + 1]}. */
  private final int[] starts;

  private final int[] row;
  private final double[] value;

  SparseColumns(Design x) {
    this.x = x;
    int p = x.width;
    slot = new int[p];
    Arrays.fill(slot, -1);
    for (int d = 0; d < x.denseId.length; d++) slot[x.denseId[d]] = d;
    starts = new int[p + 1];
    for (int f : x.index) starts[f + 1]++;
    for (int f = 0; f < p; f++) starts[f + 1] += starts[f];
    row = new int[x.index.length];
    value = new double[x.index.length];
    var next = starts.clone();
    for (int i = 0; i < x.rows; i++) {
      for (int k = x.starts[i]; k < x.starts[i + 1]; k++) {
        int at = next[x.index[k]]++;
        row[at] = i;
        value[at] = x.value[k];
      }
    }
  }

  int slot(int f) {
    return slot[f];
  }

  boolean isSparse(int f) {
    return slot[f] < 0;
  }

  int start(int f) {
    return starts[f];
  }

  int row(int entry) {
    return row[entry];
  }

  double value(int entry) {
    return value[entry];
  }

  /** {@code Σ x_if r_i}. */
  double dot(int f, double[] r) {
    if (slot[f] >= 0) return Vectors.dot(x.dense[slot[f]], r);
    double s = 0;
    for (int e = starts[f]; e < starts[f + 1]; e++) s += value[e] * r[row[e]];
    return s;
  }

  /** {@code Σ x_if² r_i}. */
  double squares(int f, double[] r) {
    double s = 0;
    if (slot[f] >= 0) {
      var v = x.dense[slot[f]];
      for (int i = 0; i < v.length; i++) s += v[i] * v[i] * r[i];
      return s;
    }
    for (int e = starts[f]; e < starts[f + 1]; e++) s += value[e] * value[e] * r[row[e]];
    return s;
  }

  /** Adds {@code c x_f} to {@code r}. */
  void add(int f, double c, double[] r) {
    if (slot[f] >= 0) Vectors.add(c, x.dense[slot[f]], r);
    else for (int e = starts[f]; e < starts[f + 1]; e++) r[row[e]] += c * value[e];
  }
}
