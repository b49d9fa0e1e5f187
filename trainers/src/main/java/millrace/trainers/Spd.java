package millrace.trainers;

/**
 * Symmetric positive definite systems by Cholesky's factors, without pivots: for matrices that a
 * ridge keeps away from singular. Row-major; only the lower half is read and written.
 */
final class Spd {
  private static final int BLOCK = 48;

  private Spd() {}

  /**
   * Overwrites the lower half of a with L where {@code L L' = a}. O(n³ / 3).
   *
   * @return false where a is not positive definite
   */
  static boolean factor(double[] a, int n) {
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      for (int i = from; i < n; i++) {
        int end = Math.min(i + 1, to);
        for (int j = from; j < end; j++) {
          double s = a[i * n + j] - Vectors.dot(a, i * n + from, a, j * n + from, j - from);
          if (i != j) {
            a[i * n + j] = s / a[j * n + j];
          } else {
            if (!(s > 0)) return false;
            a[i * n + i] = Math.sqrt(s);
          }
        }
      }
      subtract(a, n, from, to);
    }
    return true;
  }

  /** Takes the products of the finished columns from the rest, which then needs no look back. */
  private static void subtract(double[] a, int n, int from, int to) {
    int w = to - from;
    var column = new double[n];
    var panel = new double[w][n];
    for (int i = to; i < n; i++) for (int k = 0; k < w; k++) panel[k][i] = a[i * n + from + k];
    for (int i = to; i < n; i++) {
      int m = i + 1;
      System.arraycopy(a, i * n + to, column, to, m - to);
      int k = 0;
      for (; k + 3 < w; k += 4) {
        four(
            column,
            panel[k],
            panel[k + 1],
            panel[k + 2],
            panel[k + 3],
            a[i * n + from + k],
            a[i * n + from + k + 1],
            a[i * n + from + k + 2],
            a[i * n + from + k + 3],
            to,
            m);
      }
      for (; k < w; k++) {
        var c = panel[k];
        double v = a[i * n + from + k];
        for (int j = to; j < m; j++) column[j] -= v * c[j];
      }
      System.arraycopy(column, to, a, i * n + to, m - to);
    }
  }

  private static void four(
      double[] out,
      double[] p,
      double[] q,
      double[] r,
      double[] s,
      double a,
      double b,
      double c,
      double d,
      int from,
      int to) {
    for (int j = from; j < to; j++) out[j] -= (a * p[j] + b * q[j]) + (c * r[j] + d * s[j]);
  }

  /** Solves {@code L L' x = b} in the place of b. */
  static void solve(double[] l, int n, double[] b) {
    forward(l, n, b);
    backward(l, n, b);
  }

  /** Solves {@code L x = b} in the place of b. */
  static void forward(double[] l, int n, double[] b) {
    for (int i = 0; i < n; i++) b[i] = (b[i] - Vectors.dot(l, i * n, b, 0, i)) / l[i * n + i];
  }

  private static void backward(double[] l, int n, double[] b) {
    for (int i = n - 1; i >= 0; i--) {
      b[i] /= l[i * n + i];
      Vectors.add(-b[i], l, i * n, b, 0, i);
    }
  }
}
