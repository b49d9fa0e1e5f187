package millrace.preprocess;

import java.util.Arrays;
import millrace.run.Run;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/** Singular values and vectors through the eigenvectors of a matrix of inner products. */
final class Gram {
  /** Eigenvalues below this share of the greatest are rounding. */
  private static final double NOISE = 1e-14;

  private Gram() {}

  /**
   * An orthonormal basis.
   *
   * @param values not negative, falling: squared singular values
   * @param vectors one for each value
   */
  record Eigen(double[] values, double[][] vectors) {}

  /** Of the inner products of these columns with each other. The rows are done in parallel. */
  static Eigen eigen(double[][] columns, Run run) {
    int p = columns.length;
    var products =
        run.map(
            "feature",
            p,
            a -> {
              var row = new double[p];
              for (int b = a; b < p; b++) row[b] = dot(columns[a], columns[b]);
              return row;
            });
    return eigen(products.toArray(double[][]::new));
  }

  /** Of a symmetric matrix, of which the upper half is read. */
  static Eigen eigen(double[][] upper) {
    int p = upper.length;
    var full = new double[p][p];
    for (int a = 0; a < p; a++) for (int b = a; b < p; b++) full[a][b] = full[b][a] = upper[a][b];
    var e = new EigenDecomposition(new Array2DRowRealMatrix(full, false));
    var values = new double[p];
    var vectors = new double[p][];
    for (int c = 0; c < p; c++) {
      values[c] = Math.max(0, e.getRealEigenvalue(c));
      vectors[c] = e.getEigenvector(c).toArray();
    }
    return new Eigen(values, vectors);
  }

  /**
   * From the left singular vectors to the right ones: columns · u / s. Those whose singular value
   * is rounding have none and are left out.
   */
  static Eigen rightVectors(Eigen left, double[][] columns) {
    int k = 0;
    while (k < left.values.length && left.values[k] > NOISE * left.values[0]) k++;
    var vectors = new double[k][columns.length];
    for (int c = 0; c < k; c++) {
      double s = Math.sqrt(left.values[c]);
      for (int j = 0; j < columns.length; j++) vectors[c][j] = dot(columns[j], left.vectors[c]) / s;
    }
    return new Eigen(Arrays.copyOf(left.values, k), vectors);
  }

  /** Turns each vector so that its greatest absolute score, over all rows, is positive. */
  static void signs(double[][] vectors, double[][] columns) {
    for (var v : vectors) turn(v, product(columns, v));
  }

  static void turn(double[] vector, double[] scores) {
    double most = 0;
    for (double s : scores) if (Math.abs(s) > Math.abs(most)) most = s;
    if (most < 0) for (int j = 0; j < vector.length; j++) vector[j] = -vector[j];
  }

  /** Columns times weights: a score per row. */
  static double[] product(double[][] columns, double[] weights) {
    var out = new double[columns[0].length];
    for (int j = 0; j < columns.length; j++) {
      double w = weights[j];
      var c = columns[j];
      for (int i = 0; i < out.length; i++) out[i] += w * c[i];
    }
    return out;
  }

  /** In four partial sums, which the processor can add at once; always in the same order. */
  static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (int end = a.length - 3; i < end; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) s0 += a[i] * b[i];
    return s0 + s1 + (s2 + s3);
  }
}
