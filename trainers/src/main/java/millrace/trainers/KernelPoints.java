package millrace.trainers;

import java.util.Arrays;

/**
 * Rows turned into columns, so that the kernel of one other row with all of them is a handful of
 * long loops: dense features are added up eight columns at a time, sparse ones through lists of the
 * rows that have them. What it gives for a row does not depend on the rows beside it, to the last
 * bit.
 */
final class KernelPoints {
  final KernelRows rows;
  final KernelFunction kernel;
  final int n;

  /** The inner product of each row with itself. */
  final double[] squares;

  private final double[][] columns;

  /** Rows and values that have sparse feature f stand at {@code starts[f] .. starts[f + 1]}. */
  private final int[] starts;

  private final int[] member;
  private final double[] value;

  KernelPoints(KernelRows rows, KernelFunction kernel) {
    this.rows = rows;
    this.kernel = kernel;
    n = rows.rows();
    squares = new double[n];
    for (int i = 0; i < n; i++) squares[i] = rows.square(i);
    int d = rows.denseId().length;
    columns = new double[d][n];
    for (int i = 0; i < n; i++) for (int k = 0; k < d; k++) columns[k][i] = rows.dense()[i * d + k];
    int entries = rows.index().length;
    starts = new int[entries == 0 ? 1 : rows.width() + 1];
    member = new int[entries];
    value = new double[entries];
    if (entries > 0) invert();
  }

  private void invert() {
    for (int f : rows.index()) starts[f + 1]++;
    for (int f = 0; f < rows.width(); f++) starts[f + 1] += starts[f];
    var at = starts.clone();
    for (int i = 0; i < n; i++) {
      for (int e = rows.starts()[i]; e < rows.starts()[i + 1]; e++) {
        int k = at[rows.index()[e]]++;
        member[k] = i;
        value[k] = rows.value()[e];
      }
    }
  }

  /** The kernel of row i of {@code other} with all of these. */
  void values(KernelRows other, int i, double[] out) {
    products(other, i, out);
    kernel.apply(out, other.square(i), squares, n);
  }

  /** The kernel of these with themselves, row i, as floats: what a solver keeps many of. */
  void values(int i, double[] work, float[] out) {
    values(rows, i, work);
    for (int j = 0; j < n; j++) out[j] = (float) work[j];
  }

  /** The kernel of row i with itself. */
  double diagonal(int i) {
    var v = new double[] {squares[i]};
    kernel.apply(v, squares[i], v.clone(), 1);
    return v[0];
  }

  private void products(KernelRows other, int i, double[] out) {
    int d = columns.length;
    int at = i * d;
    var x = other.dense();
    int k = 0;
    if (d >= 8) {
      first(x, at, out);
      for (k = 8; k + 7 < d; k += 8) eight(x, at, k, out);
    } else {
      Arrays.fill(out, 0, n, 0);
    }
    for (; k + 1 < d; k += 2) two(x, at, k, out);
    if (k < d) one(x[at + k], columns[k], out);
    if (member.length == 0) return;
    for (int e = other.starts()[i]; e < other.starts()[i + 1]; e++) {
      int f = other.index()[e];
      double v = other.value()[e];
      for (int m = starts[f]; m < starts[f + 1]; m++) out[member[m]] += v * value[m];
    }
  }

  private void first(double[] x, int at, double[] out) {
    double a = x[at];
    double b = x[at + 1];
    double c = x[at + 2];
    double d = x[at + 3];
    double e = x[at + 4];
    double f = x[at + 5];
    double g = x[at + 6];
    double h = x[at + 7];
    var ca = columns[0];
    var cb = columns[1];
    var cc = columns[2];
    var cd = columns[3];
    var ce = columns[4];
    var cf = columns[5];
    var cg = columns[6];
    var ch = columns[7];
    for (int j = 0; j < n; j++)
      out[j] =
          ((a * ca[j] + b * cb[j]) + (c * cc[j] + d * cd[j]))
              + ((e * ce[j] + f * cf[j]) + (g * cg[j] + h * ch[j]));
  }

  private void eight(double[] x, int at, int k, double[] out) {
    double a = x[at + k];
    double b = x[at + k + 1];
    double c = x[at + k + 2];
    double d = x[at + k + 3];
    double e = x[at + k + 4];
    double f = x[at + k + 5];
    double g = x[at + k + 6];
    double h = x[at + k + 7];
    var ca = columns[k];
    var cb = columns[k + 1];
    var cc = columns[k + 2];
    var cd = columns[k + 3];
    var ce = columns[k + 4];
    var cf = columns[k + 5];
    var cg = columns[k + 6];
    var ch = columns[k + 7];
    for (int j = 0; j < n; j++)
      out[j] +=
          ((a * ca[j] + b * cb[j]) + (c * cc[j] + d * cd[j]))
              + ((e * ce[j] + f * cf[j]) + (g * cg[j] + h * ch[j]));
  }

  private void two(double[] x, int at, int k, double[] out) {
    double a = x[at + k];
    double b = x[at + k + 1];
    var ca = columns[k];
    var cb = columns[k + 1];
    for (int j = 0; j < n; j++) out[j] += a * ca[j] + b * cb[j];
  }

  private void one(double a, double[] ca, double[] out) {
    for (int j = 0; j < n; j++) out[j] += a * ca[j];
  }
}
