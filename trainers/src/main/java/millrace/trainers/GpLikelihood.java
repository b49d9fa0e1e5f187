package millrace.trainers;

import java.util.Arrays;
import millrace.run.Run;

/**
 * The logarithm of the marginal likelihood of a Gaussian process and its gradient, in the
 * logarithms of the hyper-parameters: amplitude, length scales, and the noise where there is one.
 *
 * @see "C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning, MIT Press 2006,
 *     algorithm 2.1 and equation 5.9"
 */
final class GpLikelihood {
  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  private final Kernel kernel;
  private final double[][] columns;
  private final double[] y;
  private final double alpha;
  private final int scales;
  private final boolean noisy;
  private final int n;
  private final Run run;

  /** Cholesky's factor and {@code K⁻¹ y} of the last evaluation. */
  double[] factor;

  double[] beta;

  /**
   * @param columns the features, column by column
   * @param scales 1, or one per column
   */
  GpLikelihood(
      Kernel kernel,
      double[][] columns,
      double[] y,
      double alpha,
      int scales,
      boolean noisy,
      Run run) {
    this.kernel = kernel;
    this.columns = columns;
    this.y = y;
    this.alpha = alpha;
    this.scales = scales;
    this.noisy = noisy;
    this.run = run;
    n = y.length;
    factor = new double[0];
    beta = new double[0];
  }

  int size() {
    return 1 + scales + (noisy ? 1 : 0);
  }

  /** As {@link #value(double[], double[])} without the gradient. */
  double value(double[] theta) {
    return evaluate(theta, new double[0]);
  }

  /**
   * The logarithm of the likelihood; minus infinity where the covariance is not positive definite.
   * O(n³).
   */
  double value(double[] theta, double[] gradient) {
    return evaluate(theta, gradient);
  }

  private double evaluate(double[] theta, double[] gradient) {
    double amplitude = Math.exp(theta[0]);
    var inverse = new double[scales];
    for (int s = 0; s < scales; s++) inverse[s] = Math.exp(-2 * theta[1 + s]);
    double noise = noisy ? Math.exp(theta[1 + scales]) : 0;
    var k = new double[n * n];
    parallel(
        (from, to) -> {
          var d = new double[n];
          for (int i = from; i < to; i++) {
            distances(i, inverse, d);
            for (int j = 0; j < i; j++) k[i * n + j] = amplitude * of(d[j]);
            k[i * n + i] = amplitude + noise + alpha;
          }
        });
    if (!Spd.factor(k, n)) {
      Arrays.fill(gradient, 0);
      return Double.NEGATIVE_INFINITY;
    }
    var b = y.clone();
    Spd.solve(k, n, b);
    double value = -Vectors.dot(y, b) / 2 - n * LOG_2_PI / 2;
    for (int i = 0; i < n; i++) value -= Math.log(k[i * n + i]);
    factor = k;
    beta = b;
    if (gradient.length > 0) gradient(amplitude, inverse, noise, gradient);
    return value;
  }

  /** {@code ½ Σ_ij (β_i β_j − K⁻¹_ij) dK_ij}. */
  private void gradient(double amplitude, double[] inverse, double noise, double[] out) {
    var m = inverse();
    var parts =
        run.map(
            (n + 63) / 64,
            b -> {
              var d = new double[n];
              var g = new double[out.length];
              for (int i = b * 64; i < Math.min(n, b * 64 + 64); i++) {
                distances(i, inverse, d);
                for (int j = 0; j < i; j++) {
                  double w = beta[i] * beta[j] - m[i * n + j];
                  g[0] += w * amplitude * of(d[j]);
                  double slope = w * amplitude * slope(d[j]);
                  if (scales == 1) {
                    g[1] += slope * d[j];
                  } else {
                    for (int s = 0; s < scales; s++) {
                      double e = columns[s][i] - columns[s][j];
                      g[1 + s] += slope * e * e * inverse[s];
                    }
                  }
                }
                double w = (beta[i] * beta[i] - m[i * n + i]) / 2;
                g[0] += w * amplitude;
                if (noisy) g[1 + scales] += w * noise;
              }
              return g;
            });
    Arrays.fill(out, 0);
    for (var g : parts) Vectors.add(1, g, out);
  }

  /** The lower half of {@code K⁻¹}, from the columns of {@code L⁻¹}. */
  private double[] inverse() {
    var rows = new double[n * n]; // column c of L⁻¹ as a row
    parallel(
        (from, to) -> {
          for (int c = from; c < to; c++) {
            int at = c * n;
            rows[at + c] = 1 / factor[c * n + c];
            for (int i = c + 1; i < n; i++) {
              rows[at + i] =
                  -Vectors.dot(factor, i * n + c, rows, at + c, i - c) / factor[i * n + i];
            }
          }
        });
    var out = new double[n * n];
    parallel(
        (from, to) -> {
          for (int i = from; i < to; i++)
            for (int j = 0; j <= i; j++)
              out[i * n + j] = Vectors.dot(rows, i * n + i, rows, j * n + i, n - i);
        });
    return out;
  }

  private interface Rows {
    void between(int from, int to);
  }

  private void parallel(Rows body) {
    run.map(
        (n + 63) / 64,
        b -> {
          body.between(b * 64, Math.min(n, b * 64 + 64));
          return b;
        });
  }

  /** Squared distances of row i to those before it, in length scales. */
  private void distances(int i, double[] inverse, double[] out) {
    Arrays.fill(out, 0, i, 0);
    for (int f = 0; f < columns.length; f++) {
      var c = columns[f];
      double x = c[i];
      double s = inverse[scales == 1 ? 0 : f];
      for (int j = 0; j < i; j++) out[j] += s * (x - c[j]) * (x - c[j]);
    }
  }

  /** The kernel of a squared distance in length scales. */
  private double of(double d) {
    return of(kernel, d);
  }

  static double of(Kernel kernel, double d) {
    return switch (kernel) {
      case RBF -> Math.exp(-d / 2);
      case MATERN_3_2 -> {
        double a = Math.sqrt(3 * d);
        yield (1 + a) * Math.exp(-a);
      }
      case MATERN_5_2 -> {
        double a = Math.sqrt(5 * d);
        yield (1 + a + a * a / 3) * Math.exp(-a);
      }
      case LINEAR, POLY, SIGMOID -> throw new IllegalArgumentException(kernel + " has no length");
    };
  }

  /** Minus twice the derivative by the squared distance: times it, the one by log length. */
  private double slope(double d) {
    return switch (kernel) {
      case RBF -> Math.exp(-d / 2);
      case MATERN_3_2 -> 3 * Math.exp(-Math.sqrt(3 * d));
      case MATERN_5_2 -> {
        double a = Math.sqrt(5 * d);
        yield 5.0 / 3 * (1 + a) * Math.exp(-a);
      }
      case LINEAR, POLY, SIGMOID -> throw new IllegalArgumentException(kernel + " has no length");
    };
  }
}
