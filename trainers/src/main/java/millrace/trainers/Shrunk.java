package millrace.trainers;

import millrace.run.Run;

/**
 * Shrinking of covariances towards a diagonal: {@code (1 − s) S + s T}.
 *
 * @see "O. Ledoit, M. Wolf, A well-conditioned estimator for large-dimensional covariance matrices,
 *     Journal of Multivariate Analysis 88, 2004"
 */
final class Shrunk {
  private Shrunk() {}

  /**
   * The diagonal of T. FIXED: the mean variance; AUTO: each feature's own, times the mean of those
   * of the standardised features (1, or less where some are constant).
   *
   * @param x centred columns; not read for NONE
   */
  static double[] diagonal(double[][] x, LinearDiscriminant.Shrinkage how) {
    int p = x.length;
    var out = new double[p];
    if (how == LinearDiscriminant.Shrinkage.NONE) return out;
    double sum = 0;
    int varying = 0;
    for (int f = 0; f < p; f++) {
      out[f] = Vectors.dot(x[f], x[f]) / x[f].length;
      sum += out[f];
      if (out[f] > 0) varying++;
    }
    for (int f = 0; f < p; f++) {
      if (how == LinearDiscriminant.Shrinkage.FIXED) out[f] = sum / p;
      else out[f] = (out[f] == 0 ? 1 : out[f]) * varying / p;
    }
    return out;
  }

  /**
   * The best s for standardised features, from the rows. O(rows × features²).
   *
   * @param x centred columns
   */
  static double ledoitWolf(double[][] x, Run run) {
    int p = x.length;
    int n = x[0].length;
    if (p == 1) return 0;
    var z = new double[p][];
    var squares = new double[n];
    double trace = 0;
    for (int f = 0; f < p; f++) {
      z[f] = x[f].clone();
      double unit = Math.sqrt(Vectors.dot(z[f], z[f]) / n);
      if (unit == 0) continue;
      for (int i = 0; i < n; i++) {
        z[f][i] /= unit;
        squares[i] += z[f][i] * z[f][i];
      }
      trace += Vectors.dot(z[f], z[f]) / n;
    }
    var gram = SymmetricMatrix.gram(z, run);
    double delta = Vectors.dot(gram, gram) / ((double) n * n);
    double beta = (Vectors.dot(squares, squares) / n - delta) / ((double) p * n);
    double mu = trace / p;
    double distance = (delta - 2 * mu * trace + p * mu * mu) / p;
    beta = Math.min(beta, distance);
    return beta == 0 ? 0 : beta / distance;
  }
}
