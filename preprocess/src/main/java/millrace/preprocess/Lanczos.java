package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The eigenvectors of the greatest eigenvalues of a symmetric matrix that is only multiplied with.
 *
 * @see "Parlett: The Symmetric Eigenvalue Problem. SIAM, 1998, chapter 13"
 */
final class Lanczos {
  private Lanczos() {}

  /** Writes the matrix times {@code x} to {@code out}. */
  interface Operator {
    void times(double[] x, double[] out);
  }

  /**
   * Fully orthogonalised Lanczos steps from a random start.
   *
   * @param steps the most products; the extreme vectors are found long before all n
   * @param known unit eigenvectors to leave out
   * @return at most k unit vectors, that of the greatest eigenvalue first
   */
  static double[][] greatest(
      Operator matrix, int n, int k, int steps, double[][] known, RandomGenerator random) {
    var basis = new ArrayList<double[]>();
    var diagonal = new ArrayList<Double>();
    var beside = new ArrayList<Double>();
    var v = new double[n];
    for (int i = 0; i < n; i++) v[i] = random.nextGaussian();
    double size = 0;
    for (int step = 0; step < Math.min(steps, n - known.length); step++) {
      for (int twice = 0; twice < 2; twice++) {
        for (var b : known) leaveOut(v, b);
        for (var b : basis) leaveOut(v, b);
      }
      double norm = Math.sqrt(Gram.dot(v, v));
      if (norm <= 1e-12 * size) break; // the space is used up
      if (step > 0) beside.add(norm);
      for (int i = 0; i < n; i++) v[i] /= norm;
      basis.add(v);
      var next = new double[n];
      matrix.times(v, next);
      size = Math.max(size, Math.sqrt(Gram.dot(next, next)));
      diagonal.add(Gram.dot(v, next));
      v = next;
    }
    int m = basis.size();
    var out = new double[Math.min(k, m)][n];
    if (m == 0) return out;
    var e =
        new EigenDecomposition(
            diagonal.stream().mapToDouble(d -> d).toArray(),
            Arrays.copyOf(beside.stream().mapToDouble(d -> d).toArray(), m - 1));
    for (int c = 0; c < out.length; c++) {
      var weights = e.getEigenvector(c); // eigenvalues fall
      for (int s = 0; s < m; s++) add(weights.getEntry(s), basis.get(s), out[c]);
    }
    return out;
  }

  private static void leaveOut(double[] v, double[] unit) {
    add(-Gram.dot(v, unit), unit, v);
  }

  private static void add(double weight, double[] x, double[] to) {
    for (int i = 0; i < to.length; i++) to[i] += weight * x[i];
  }
}
