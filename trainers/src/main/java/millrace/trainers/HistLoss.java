package millrace.trainers;

import java.util.Arrays;

/**
 * What boosting lowers, with its first and second derivatives by the raw prediction; row i has the
 * raw predictions {@code raw[i * outputs] …}.
 *
 * @param y per row a number, or the code of its level
 * @param weight per row; empty if all weigh 1
 * @param outputs raw predictions per row: one, or one a level for more than two levels
 * @param quantile for {@link Kind#QUANTILE}
 */
record HistLoss(Kind kind, double[] y, double[] weight, int outputs, double quantile) {
  enum Kind {
    /** {@code (y - raw)² / 2}. */
    SQUARED,
    /** {@code |y - raw|}. */
    ABSOLUTE,
    /** {@code exp(raw) - y raw}. */
    POISSON,
    /** {@code (y - raw) (quantile - [y < raw])}. */
    QUANTILE,
    /** {@code ln(1 + exp(raw)) - y raw}. */
    BINARY,
    /** {@code ln Σ exp(raw) - raw[y]}. */
    MULTINOMIAL
  }

  /** Whether all second derivatives are 1. */
  boolean constantHessian() {
    return weight.length == 0
        && (kind == Kind.SQUARED || kind == Kind.ABSOLUTE || kind == Kind.QUANTILE);
  }

  double weight(int row) {
    return weight.length == 0 ? 1 : weight[row];
  }

  /** The best constant raw predictions for these rows. */
  double[] base(int[] rows) {
    return switch (kind) {
      case SQUARED -> new double[] {mean(rows)};
      case ABSOLUTE -> new double[] {quantile(rows, new double[0], 0.5)};
      case QUANTILE -> new double[] {quantile(rows, new double[0], quantile)};
      case POISSON -> new double[] {Math.log(Math.max(mean(rows), Double.MIN_NORMAL))};
      case BINARY -> {
        double p = Math.clamp(mean(rows), 1e-15, 1 - 1e-15);
        yield new double[] {Math.log(p / (1 - p))};
      }
      case MULTINOMIAL -> {
        var share = new double[outputs];
        double all = 0;
        for (int i : rows) {
          share[(int) y[i]] += weight(i);
          all += weight(i);
        }
        for (int k = 0; k < outputs; k++) share[k] = Math.log(Math.max(share[k] / all, 1e-15));
        yield share;
      }
    };
  }

  private double mean(int[] rows) {
    double s = 0;
    double w = 0;
    for (int i : rows) {
      s += weight(i) * y[i];
      w += weight(i);
    }
    return s / w;
  }

  /** Of {@code y - raw}; linear between two rows, but weighted the least that reaches the share. */
  private double quantile(int[] rows, double[] raw, double q) {
    var v = new double[rows.length];
    for (int i = 0; i < v.length; i++) v[i] = y[rows[i]] - (raw.length == 0 ? 0 : raw[rows[i]]);
    return weight.length == 0
        ? quantile(v, q)
        : weightedQuantile(v, Arrays.stream(rows).mapToDouble(i -> weight[i]).toArray(), q);
  }

  /** The quantile as numpy has it: linear between order statistics. Sorts its argument. */
  static double quantile(double[] v, double q) {
    Arrays.sort(v);
    double at = q * (v.length - 1);
    int low = (int) at;
    return low + 1 < v.length ? v[low] + (at - low) * (v[low + 1] - v[low]) : v[low];
  }

  /** The least value up to which the weights make the share {@code q} of all. */
  static double weightedQuantile(double[] v, double[] w, double q) {
    var order = new Integer[v.length];
    for (int i = 0; i < order.length; i++) order[i] = i;
    Arrays.sort(order, (a, b) -> Double.compare(v[a], v[b]));
    double wanted = q * Vectors.sum(w);
    double sum = 0;
    for (int i : order) {
      sum += w[i];
      if (sum >= wanted) return v[i];
    }
    return v[order[order.length - 1]];
  }

  /**
   * The derivatives of some rows.
   *
   * @param gradient per output and row
   * @param hessian the same; left alone where it is constant
   */
  void derivatives(double[] raw, int from, int to, double[][] gradient, double[][] hessian) {
    var g = gradient[0];
    boolean constant = constantHessian();
    switch (kind) {
      case SQUARED -> {
        for (int i = from; i < to; i++) g[i] = raw[i] - y[i];
      }
      case ABSOLUTE -> {
        for (int i = from; i < to; i++) g[i] = y[i] >= raw[i] ? -1 : 1;
      }
      case QUANTILE -> {
        for (int i = from; i < to; i++) g[i] = y[i] >= raw[i] ? -quantile : 1 - quantile;
      }
      case POISSON -> {
        for (int i = from; i < to; i++) {
          double e = Math.exp(raw[i]);
          g[i] = e - y[i];
          hessian[0][i] = e;
        }
      }
      case BINARY -> {
        for (int i = from; i < to; i++) {
          double p = 1 / (1 + Math.exp(-raw[i]));
          g[i] = p - y[i];
          hessian[0][i] = p * (1 - p);
        }
      }
      case MULTINOMIAL -> {
        var p = new double[outputs];
        for (int i = from; i < to; i++) {
          System.arraycopy(raw, i * outputs, p, 0, outputs);
          softmax(p, 0, outputs);
          for (int k = 0; k < outputs; k++) {
            gradient[k][i] = p[k] - (y[i] == k ? 1 : 0);
            hessian[k][i] = p[k] * (1 - p[k]);
          }
        }
      }
    }
    if (constant || weight.length == 0) return;
    boolean ones = kind == Kind.SQUARED || kind == Kind.ABSOLUTE || kind == Kind.QUANTILE;
    for (int k = 0; k < outputs; k++) {
      for (int i = from; i < to; i++) {
        gradient[k][i] *= weight[i];
        hessian[k][i] = ones ? weight[i] : hessian[k][i] * weight[i];
      }
    }
  }

  /** Turns one row's raw predictions into probabilities. */
  static void softmax(double[] z, int at, int k) {
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < k; c++) most = Math.max(most, z[at + c]);
    double sum = 0;
    for (int c = 0; c < k; c++) {
      z[at + c] = Math.exp(z[at + c] - most);
      sum += z[at + c];
    }
    for (int c = 0; c < k; c++) z[at + c] /= sum;
  }

  /** Whether a leaf's number is not its Newton step, but a quantile of what is left. */
  boolean quantiles() {
    return kind == Kind.ABSOLUTE || kind == Kind.QUANTILE;
  }

  /** The quantile of {@code y - raw} in a leaf. */
  double leaf(int[] rows, double[] raw) {
    return quantile(rows, raw, kind == Kind.ABSOLUTE ? 0.5 : quantile);
  }

  /** The weighted mean loss of some rows. */
  double mean(int[] rows, double[] raw) {
    double s = 0;
    double w = 0;
    for (int i : rows) {
      s += weight(i) * loss(i, raw);
      w += weight(i);
    }
    return s / w;
  }

  private double loss(int i, double[] raw) {
    double d = y[i] - raw[i * outputs];
    return switch (kind) {
      case SQUARED -> d * d / 2;
      case ABSOLUTE -> Math.abs(d);
      case QUANTILE -> d >= 0 ? quantile * d : (quantile - 1) * d;
      case POISSON -> Math.exp(raw[i]) - y[i] * raw[i];
      case BINARY -> Math.max(raw[i], 0) + Math.log1p(Math.exp(-Math.abs(raw[i]))) - y[i] * raw[i];
      case MULTINOMIAL -> {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < outputs; k++) most = Math.max(most, raw[i * outputs + k]);
        double s = 0;
        for (int k = 0; k < outputs; k++) s += Math.exp(raw[i * outputs + k] - most);
        yield most + Math.log(s) - raw[i * outputs + (int) y[i]];
      }
    };
  }
}
