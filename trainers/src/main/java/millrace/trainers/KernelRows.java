package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Features;

/**
 * Rows as kernels read them: features that are often not 0 as a dense array, the others as
 * compressed sparse rows.
 *
 * @param width the number of features
 * @param denseId the features kept dense
 * @param dense their values, row by row
 * @param starts of the others: row i stands at {@code starts[i] .. starts[i + 1]}
 * @param index the feature of an entry
 * @param value the entry
 */
public record KernelRows(
    int width, int[] denseId, double[] dense, int[] starts, int[] index, double[] value) {
  /**
   * A feature that is not 0 in more than one of so many rows is kept dense: measured, an entry of a
   * sparse row costs about five of a dense column.
   */
  private static final int DENSE_FROM = 5;

  /** All features of a frame whose needs were checked. */
  public static KernelRows of(Frame train) {
    var x = train.features();
    var features = Features.of(x, List.copyOf(x.names()));
    var csr = features.csr();
    Design.checkFinite(csr, features.names(), 0);
    var count = new int[csr.width()];
    for (int f : csr.index()) count[f]++;
    var ids = new ArrayList<Integer>();
    for (int f = 0; f < count.length; f++) if (count[f] > csr.rows() / DENSE_FROM) ids.add(f);
    return of(csr, ids.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * The rows of a new frame, dense in the same features.
   *
   * @throws millrace.data.DataException when a column is not there, gives other features, or has a
   *     cell that is missing or infinite
   */
  static KernelRows of(Frame frame, List<String> columns, Vocabulary trained, int[] denseId) {
    var csr = Features.of(frame, columns, trained).csr();
    Design.checkFinite(csr, trained, 0);
    return of(csr, denseId);
  }

  private static KernelRows of(Features.Csr x, int[] denseId) {
    int n = x.rows();
    int d = denseId.length;
    var slot = new int[x.width()];
    Arrays.fill(slot, -1);
    for (int k = 0; k < d; k++) slot[denseId[k]] = k;
    var dense = new double[Math.multiplyExact(n, d)];
    var starts = new int[n + 1];
    var index = new int[x.index().length];
    var value = new double[index.length];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int e = x.starts()[i]; e < x.starts()[i + 1]; e++) {
        int f = x.index()[e];
        if (slot[f] >= 0) {
          dense[i * d + slot[f]] = x.value()[e];
        } else {
          index[at] = f;
          value[at++] = x.value()[e];
        }
      }
      starts[i + 1] = at;
    }
    return new KernelRows(
        x.width(), denseId, dense, starts, Arrays.copyOf(index, at), Arrays.copyOf(value, at));
  }

  int rows() {
    return starts.length - 1;
  }

  /** Some of the rows, in this order. */
  public KernelRows rows(int... rows) {
    int d = denseId.length;
    var s = new int[rows.length + 1];
    for (int i = 0; i < rows.length; i++) s[i + 1] = s[i] + starts[rows[i] + 1] - starts[rows[i]];
    var x = new double[rows.length * d];
    var ix = new int[s[rows.length]];
    var v = new double[ix.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(dense, rows[i] * d, x, i * d, d);
      System.arraycopy(index, starts[rows[i]], ix, s[i], s[i + 1] - s[i]);
      System.arraycopy(value, starts[rows[i]], v, s[i], s[i + 1] - s[i]);
    }
    return new KernelRows(width, denseId, x, s, ix, v);
  }

  /** The inner product of a row with itself. */
  double square(int row) {
    int d = denseId.length;
    double s = Vectors.dot(dense, row * d, dense, row * d, d);
    return s + Vectors.dot(value, starts[row], value, starts[row], starts[row + 1] - starts[row]);
  }

  /** The variance of all entries, zeros among them. */
  double variance() {
    double n = (double) rows() * width;
    double mean = (Vectors.sum(dense) + Vectors.sum(value)) / n;
    double s = 0;
    for (double v : dense) s += (v - mean) * (v - mean);
    for (double v : value) s += (v - mean) * (v - mean);
    return (s + (n - dense.length - value.length) * mean * mean) / n;
  }

  /** One row with all its zeros. */
  double[] row(int row) {
    var out = new double[width];
    int d = denseId.length;
    for (int k = 0; k < d; k++) out[denseId[k]] = dense[row * d + k];
    for (int e = starts[row]; e < starts[row + 1]; e++) out[index[e]] = value[e];
    return out;
  }
}
