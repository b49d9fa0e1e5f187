package millrace.trainers;

import java.util.Arrays;

/**
 * Coordinate descent on the columns of a design, for more features than rows: keeps {@code y − X
 * w}. The means of sparse columns enter as one number for all rows (times the root of their
 * weight).
 */
final class ColumnState implements CoordinateDescent.State {
  private final Design x;
  private final double[] square;

  /** The place of a feature among the dense ones, or -1. */
  private final int[] slot;

  /** Compressed sparse columns: feature j has the entries {@code starts[j] .. starts[j + 1]}. */
  private final int[] starts;

  private final int[] row;
  private final double[] value;
  private final double[] sum;

  /** {@code y − X w} is {@code rest[i] + shift * root[i]}. */
  private final double[] rest;

  private double shift;

  ColumnState(Design x) {
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
    sum = new double[p];
    for (int i = 0; i < x.rows; i++) {
      for (int k = x.starts[i]; k < x.starts[i + 1]; k++) {
        int at = next[x.index[k]]++;
        row[at] = i;
        value[at] = x.value[k];
        sum[x.index[k]] += x.value[k] * x.root[i];
      }
    }
    square = new double[p];
    for (int f = 0; f < p; f++) square[f] = x.norm[f] * x.norm[f];
    rest = x.y.clone();
  }

  @Override
  public double square(int j) {
    return square[j];
  }

  @Override
  public double slope(int j) {
    if (slot[j] >= 0) {
      var v = x.dense[slot[j]];
      return Vectors.dot(v, rest) + (shift == 0 ? 0 : shift * Vectors.dot(v, x.root));
    }
    double s = shift * sum[j];
    for (int k = starts[j]; k < starts[j + 1]; k++) s += value[k] * rest[row[k]];
    return s; // the mean's part is 0: with an intercept y − X w sums to 0, without there is no mean
  }

  @Override
  public void move(int j, double by) {
    if (slot[j] >= 0) {
      Vectors.add(-by, x.dense[slot[j]], rest);
      return;
    }
    for (int k = starts[j]; k < starts[j + 1]; k++) rest[row[k]] -= by * value[k];
    shift += by * x.sparseMean[j];
  }

  @Override
  public double[] refresh(double[] w, double[] slopes) {
    shift = 0;
    return CoordinateDescent.refresh(x, w, rest, slopes);
  }

  @Override
  public double target() {
    return Vectors.dot(x.y, x.y);
  }
}
