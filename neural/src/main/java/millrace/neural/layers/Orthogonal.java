package millrace.neural.layers;

import java.util.random.RandomGenerator;

/** Random orthonormal vectors. */
final class Orthogonal {
  private Orthogonal() {}

  /**
   * The first n ≤ width rows of an orthogonal matrix drawn evenly: normal vectors, each made
   * orthogonal to those before it. The subtraction is done twice, after which rounding no longer
   * shows (L. Giraud et al. 2005).
   */
  static double[][] rows(int n, int width, RandomGenerator random) {
    var q = new double[n][width];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) q[i][j] = random.nextGaussian();
      for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < i; k++) addScaled(q[i], -dot(q[i], q[k]), q[k]);
      double length = Math.sqrt(dot(q[i], q[i]));
      for (int j = 0; j < width; j++) q[i][j] /= length;
    }
    return q;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) sum += a[j] * b[j];
    return sum;
  }

  private static void addScaled(double[] a, double scale, double[] b) {
    for (int j = 0; j < a.length; j++) a[j] += scale * b[j];
  }
}
