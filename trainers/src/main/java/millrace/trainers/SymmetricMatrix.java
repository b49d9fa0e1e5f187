package millrace.trainers;

import java.util.Arrays;
import millrace.run.Run;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/** Inner products of columns, and the linear algebra that discriminants do with them. */
final class SymmetricMatrix {
  /** Columns are multiplied in pieces of this length, which stay in the cache. */
  private static final int PIECE = 1024;

  private static final int TILE = 16;

  private SymmetricMatrix() {}

  /**
   * {@code Σ x[a][i] x[b][i]} for all a and b, row-major, both halves. In parallel by tiles of
   * columns; sums in a fixed order. O(rows × columns²).
   */
  static double[] gram(double[][] x, Run run) {
    int p = x.length;
    int tiles = (p + TILE - 1) / TILE;
    var out = new double[p * p];
    var parts =
        run.map(
            tiles,
            t -> {
              int from = t * TILE;
              int to = Math.min(p, from + TILE);
              var sums = new double[(to - from) * p];
              int n = x[0].length;
              for (int at = 0; at < n; at += PIECE) {
                int m = Math.min(PIECE, n - at);
                for (int b = from; b < p; b++)
                  products(x, from, Math.min(to, b + 1), b, at, m, sums);
              }
              return sums;
            });
    for (int t = 0; t < tiles; t++)
      System.arraycopy(parts.get(t), 0, out, t * TILE * p, parts.get(t).length);
    for (int a = 0; a < p; a++) for (int b = 0; b < a; b++) out[a * p + b] = out[b * p + a];
    return out;
  }

  /** Adds to {@code sums[(a - from) * p + b]}, four columns a at a time. */
  private static void products(
      double[][] x, int from, int to, int b, int at, int m, double[] sums) {
    int p = x.length;
    int a = from;
    for (; a + 3 < to; a += 4) {
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      var v = x[b];
      var x0 = x[a];
      var x1 = x[a + 1];
      var x2 = x[a + 2];
      var x3 = x[a + 3];
      for (int i = at, end = at + m; i < end; i++) {
        double w = v[i];
        s0 += w * x0[i];
        s1 += w * x1[i];
        s2 += w * x2[i];
        s3 += w * x3[i];
      }
      sums[(a - from) * p + b] += s0;
      sums[(a - from + 1) * p + b] += s1;
      sums[(a - from + 2) * p + b] += s2;
      sums[(a - from + 3) * p + b] += s3;
    }
    for (; a < to; a++) sums[(a - from) * p + b] += Vectors.dot(x[a], at, x[b], at, m);
  }

  /**
   * An orthonormal basis.
   *
   * @param values falling
   * @param vectors {@code vectors[c]} belongs to {@code values[c]}
   */
  record Eigen(double[] values, double[][] vectors) {}

  /** Of a symmetric matrix, row-major. O(p³). */
  static Eigen eigen(double[] a, int p) {
    var full = new double[p][];
    for (int i = 0; i < p; i++) full[i] = Arrays.copyOfRange(a, i * p, (i + 1) * p);
    var e = new EigenDecomposition(new Array2DRowRealMatrix(full, false));
    var vectors = new double[p][];
    for (int c = 0; c < p; c++) vectors[c] = e.getEigenvector(c).toArray();
    return new Eigen(e.getRealEigenvalues(), vectors);
  }

  /**
   * The lower Cholesky factor of a symmetric matrix, row-major, or an empty array when a pivot is
   * not above {@code least} times its diagonal entry. O(p³ / 3).
   */
  static double[] cholesky(double[] a, int p, double least) {
    var l = new double[p * p];
    for (int i = 0; i < p; i++) {
      for (int j = 0; j <= i; j++) {
        double v = a[i * p + j] - Vectors.dot(l, i * p, l, j * p, j);
        if (i == j) {
          if (!(v > least * a[i * p + i])) return new double[0];
          l[i * p + i] = Math.sqrt(v);
        } else {
          l[i * p + j] = v / l[j * p + j];
        }
      }
    }
    return l;
  }

  /** Solves {@code L L' x = b} in place. O(p²). */
  static void solve(double[] l, int p, double[] b) {
    for (int i = 0; i < p; i++) b[i] = (b[i] - Vectors.dot(l, i * p, b, 0, i)) / l[i * p + i];
    for (int i = p - 1; i >= 0; i--) {
      b[i] /= l[i * p + i];
      Vectors.add(-b[i], l, i * p, b, 0, i);
    }
  }

  /** The inverse of a lower triangle, row-major. O(p³ / 3). */
  static double[] inverse(double[] l, int p) {
    var out = new double[p * p];
    for (int i = 0; i < p; i++) {
      for (int k = 0; k < i; k++) Vectors.add(-l[i * p + k], out, k * p, out, i * p, k + 1);
      out[i * p + i] += 1;
      for (int j = 0; j <= i; j++) out[i * p + j] /= l[i * p + i];
    }
    return out;
  }
}
