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

  /**
   * The least value up to which the weights make the share {@code q} of all.
   *
   * @param v its order may change
   * @param w empty: all 1; its order may change as that of the values does
   */
  static double weightedQuantile(double[] v, double[] w, double q) {
    if (w.length == 0) {
      Arrays.sort(v);
      return v[Math.clamp((int) Math.ceil(q * v.length) - 1, 0, v.length - 1)];
    }
    return weightedSelect(v, w, q * Vectors.sum(w));
  }

  /** Halves the values around a middle one until one is left: linear time, nothing allocated. */
  private static double weightedSelect(double[] v, double[] w, double wanted) {
    int from = 0;
    int to = v.length;
    double before = 0;
    while (to - from > 1) {
      double a = v[from];
      double b = v[(from + to) >>> 1];
      double c = v[to - 1];
      double pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
      int less = from;
      int more = to;
      double below = 0;
      double same = 0;
      for (int i = from; i < more; ) {
        if (v[i] < pivot) {
          below += w[i];
          swap(v, w, i++, less++);
        } else if (v[i] > pivot) {
          swap(v, w, i, --more);
        } else {
          same += w[i++];
        }
      }
      if (less > from && before + below >= wanted) {
        to = less;
      } else if (more == to || before + below + same >= wanted) {
        return pivot;
      } else {
        before += below + same;
        from = more;
      }
    }
    return v[from];
  }

  private static void swap(double[] v, double[] w, int i, int j) {
    double value = v[i];
    v[i] = v[j];
    v[j] = value;
    double weight = w[i];
    w[i] = w[j];
    w[j] = weight;
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
