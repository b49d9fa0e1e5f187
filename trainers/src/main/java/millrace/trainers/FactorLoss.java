package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.run.Run;

/**
 * The mean loss of a factorization machine plus the penalties {@code (l2Linear ‖w‖² + l2Factors
 * ‖V‖²) / (2 Σ row weights)}, and its gradient. Features are divided by their greatest absolute
 * value, which keeps zeros and 0/1 features as they are.
 *
 * <p>The variables are b, then w, then V feature by feature. With {@code s = V'x} the interactions
 * are {@code (‖s‖² − Σ x_i² ‖v_i‖²) / 2}: O(entries × rank) instead of the squares of the entries.
 * Rows are cut into parts whose number does not depend on the threads.
 */
final class FactorLoss implements Lbfgs.Objective {
  private static final int PARTS = 8;
  private static final int FEWEST_ROWS_TO_CUT = 2048;

  private final SgdRows x;
  private final double[] y;
  private final double[] weight;
  private final boolean logistic;
  private final int k;
  private final double l2Linear;
  private final double l2Factors;
  private final Run run;
  private final double all;
  private final double[] scale;

  /**
   * @param y -1 or 1 where {@code logistic}
   */
  FactorLoss(
      SgdRows x,
      double[] y,
      double[] weight,
      boolean logistic,
      int rank,
      double l2Linear,
      double l2Factors,
      Run run) {
    this.x = x;
    this.y = y;
    this.weight = weight;
    this.logistic = logistic;
    this.l2Linear = l2Linear;
    this.l2Factors = l2Factors;
    this.run = run;
    k = rank;
    all = Vectors.sum(weight);
    scale = new double[x.width()];
    var v = x.value();
    for (int e = 0; e < v.length; e++) {
      int f = x.sparse() ? x.index()[e] : e % x.width();
      scale[f] = Math.max(scale[f], Math.abs(v[e]));
    }
    for (int f = 0; f < scale.length; f++) scale[f] = scale[f] == 0 ? 1 : 1 / scale[f];
  }

  int size() {
    return 1 + x.width() * (1 + k);
  }

  double[] start(double deviation, RandomGenerator random) {
    var v = new double[size()];
    for (int j = 1 + x.width(); j < v.length; j++) v[j] = deviation * random.nextGaussian();
    return v;
  }

  /** In the frame's units: the function times {@code unit}. */
  double[] inUnits(double[] v, double unit) {
    int p = x.width();
    var out = v.clone();
    out[0] *= unit;
    for (int f = 0; f < p; f++) {
      out[1 + f] *= unit * scale[f];
      for (int r = 0; r < k; r++) out[1 + p + f * k + r] *= Math.sqrt(unit) * scale[f];
    }
    return out;
  }

  @Override
  public double value(double[] v, double[] gradient) {
    int p = x.width();
    var w = inUnits(v, 1);
    var squares = new double[p];
    for (int f = 0; f < p; f++) {
      int at = 1 + p + f * k;
      squares[f] = Vectors.dot(w, at, w, at, k);
    }
    int parts = x.rows() < FEWEST_ROWS_TO_CUT ? 1 : PARTS;
    int each = (x.rows() + parts - 1) / parts;
    var sums =
        run.map(
            parts, i -> part(w, squares, i * each, Math.min(x.rows(), (i + 1) * each), v.length));
    Arrays.fill(gradient, 0);
    double loss = 0;
    for (var s : sums) {
      Vectors.add(1 / all, s, 0, gradient, 0, gradient.length);
      loss += s[gradient.length];
    }
    double linear = 0;
    double factors = 0;
    for (int f = 0; f < p; f++) {
      gradient[1 + f] = gradient[1 + f] * scale[f] + l2Linear / all * v[1 + f];
      linear += v[1 + f] * v[1 + f];
      for (int j = 1 + p + f * k, end = j + k; j < end; j++) {
        gradient[j] = gradient[j] * scale[f] + l2Factors / all * v[j];
        factors += v[j] * v[j];
      }
    }
    return (loss + (l2Linear * linear + l2Factors * factors) / 2) / all;
  }

  /** The gradient's sums over some rows, by the weights in the frame's units; then their loss. */
  private double[] part(double[] w, double[] squares, int from, int to, int size) {
    var out = new double[size + 1];
    int p = x.width();
    var s = new double[k];
    boolean sparse = x.sparse();
    var index = x.index();
    var value = x.value();
    for (int i = from; i < to; i++) {
      int first = sparse ? x.starts()[i] : i * p;
      int end = sparse ? x.starts()[i + 1] : first + p;
      int shift = first; // of a row that has all features
      Arrays.fill(s, 0);
      double z = w[0];
      double self = 0;
      for (int e = first; e < end; e++) {
        double c = value[e];
        if (c == 0) continue;
        int f = sparse ? index[e] : e - shift;
        z += w[1 + f] * c;
        self += squares[f] * c * c;
        Vectors.add(c, w, 1 + p + f * k, s, 0, k);
      }
      z += (Vectors.dot(s, s) - self) / 2;
      double slope = slope(z, i, out, size);
      out[0] += slope;
      for (int e = first; e < end; e++) {
        double c = value[e];
        if (c == 0) continue;
        int f = sparse ? index[e] : e - shift;
        out[1 + f] += slope * c;
        addFactors(slope * c, slope * c * c, s, w, out, 1 + p + f * k);
      }
    }
    return out;
  }

  private static void addFactors(double a, double b, double[] s, double[] w, double[] out, int at) {
    for (int r = 0; r < s.length; r++) out[at + r] += a * s[r] - b * w[at + r];
  }

  /** The weighted derivative of a row's loss, which is added to {@code out[loss]}. */
  private double slope(double z, int row, double[] out, int loss) {
    if (!logistic) {
      double r = z - y[row];
      out[loss] += weight[row] * r * r / 2;
      return weight[row] * r;
    }
    double m = z * y[row];
    double e = Math.exp(-Math.abs(m));
    out[loss] += weight[row] * (Math.log1p(e) + Math.max(0, -m));
    return -y[row] * weight[row] * (m >= 0 ? e / (1 + e) : 1 / (1 + e));
  }

  /**
   * The function's value for every row. O(entries × rank).
   *
   * @param weights one per feature, from {@code wo}
   * @param factors feature by feature, from {@code wo * rank}
   */
  static double[] values(
      Sheet x, double intercept, double[] weights, int wo, double[] factors, int k) {
    return x.sparse()
        ? sparse(x, intercept, weights, wo, factors, k)
        : dense(x, intercept, weights, wo, factors, k);
  }

  private static double[] dense(
      Sheet x, double intercept, double[] weights, int wo, double[] factors, int k) {
    int p = x.width;
    var byFactor = new double[k * p];
    var squares = new double[p];
    for (int f = 0; f < p; f++) {
      for (int r = 0; r < k; r++) {
        double v = factors[(wo + f) * k + r];
        byFactor[r * p + f] = v;
        squares[f] += v * v;
      }
    }
    var out = new double[x.rows];
    var z = new double[Sheet.BLOCK];
    var s = new double[Sheet.BLOCK];
    for (int at = 0; at < x.rows; at += Sheet.BLOCK) {
      int n = Math.min(Sheet.BLOCK, x.rows - at);
      Arrays.fill(z, 0, n, intercept);
      Sheet.addProduct(weights, wo, x.column, p, at, z, n);
      for (int f = 0; f < p; f++) {
        var c = x.column[f];
        double half = squares[f] / 2;
        for (int i = 0; i < n; i++) z[i] -= half * c[at + i] * c[at + i];
      }
      for (int r = 0; r < k; r++) {
        Arrays.fill(s, 0, n, 0);
        Sheet.addProduct(byFactor, r * p, x.column, p, at, s, n);
        for (int i = 0; i < n; i++) z[i] += s[i] * s[i] / 2;
      }
      System.arraycopy(z, 0, out, at, n);
    }
    return out;
  }

  private static double[] sparse(
      Sheet x, double intercept, double[] weights, int wo, double[] factors, int k) {
    var csr = x.csr();
    var out = new double[x.rows];
    var s = new double[k];
    for (int i = 0; i < x.rows; i++) {
      Arrays.fill(s, 0);
      double z = intercept;
      double self = 0;
      for (int e = csr.starts()[i]; e < csr.starts()[i + 1]; e++) {
        int f = wo + csr.index()[e];
        double c = csr.value()[e];
        z += weights[f] * c;
        self += Vectors.dot(factors, f * k, factors, f * k, k) * c * c;
        Vectors.add(c, factors, f * k, s, 0, k);
      }
      out[i] = z + (Vectors.dot(s, s) - self) / 2;
    }
    return out;
  }
}
