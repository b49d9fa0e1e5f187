package millrace.evaluation;

import java.util.Arrays;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.learn.Prediction.Numbers;

/**
 * How well numbers are predicted; y is the truth, p the prediction, e = y − p the error, n the
 * number of rows. O(n), {@link #MEDIAN_AE} O(n log n).
 *
 * <p>Definitions and edge cases are scikit-learn's, except that an infinite prediction is not
 * refused but judged: errors are infinite, {@link #R2} and {@link #EXPLAINED_VARIANCE} are −∞. A
 * prediction that is not a number is refused.
 *
 * @see "scikit-learn 1.2, sklearn.metrics: r2_score, mean_squared_error, mean_absolute_error,
 *     median_absolute_error, mean_absolute_percentage_error, explained_variance_score, max_error"
 */
public enum Regression implements Metric<Numbers> {
  /**
   * The share of variance explained, 1 − Σe² / Σ(y − mean(y))². Where the truth is constant: 1 if
   * every error is 0, else 0. Of one row: not a number.
   */
  R2(true) {
    @Override
    double of(double[] y, double[] p) {
      return y.length < 2 ? Double.NaN : explained(squares(y, p, 0), spread(y));
    }
  },
  /**
   * {@link #R2} of the natural logarithms of truth and prediction: how well ratios are predicted,
   * for prices and other positive targets. A prediction of 0 or below has no logarithm and makes it
   * −∞; a truth of 0 or below is refused. scikit-learn: {@code r2_score(np.log(y), np.log(p))}.
   */
  R2_LOG(true) {
    @Override
    double of(double[] y, double[] p) {
      return R2.of(logarithms(y), logarithms(p));
    }
  },
  /** The root of the mean of e², in the target's unit. */
  RMSE(false) {
    @Override
    double of(double[] y, double[] p) {
      return Math.sqrt(squares(y, p, 0) / y.length);
    }
  },
  /** The mean of |e|, in the target's unit. */
  MAE(false) {
    @Override
    double of(double[] y, double[] p) {
      double s = 0;
      for (int i = 0; i < y.length; i++) s += Math.abs(y[i] - p[i]);
      return s / y.length;
    }
  },
  /**
   * The median of |e|, in the target's unit; of an even number of rows the mean of the middle two.
   */
  MEDIAN_AE(false) {
    @Override
    double of(double[] y, double[] p) {
      var e = new double[y.length];
      for (int i = 0; i < e.length; i++) e[i] = Math.abs(y[i] - p[i]);
      Arrays.sort(e);
      int half = e.length / 2;
      return e.length % 2 == 1 ? e[half] : (e[half - 1] + e[half]) / 2;
    }
  },
  /**
   * The mean of |e| / max(|y|, 2⁻⁵²): a share, not a percentage. A truth of 0 makes it huge, as in
   * scikit-learn.
   */
  MAPE(false) {
    @Override
    double of(double[] y, double[] p) {
      double s = 0;
      for (int i = 0; i < y.length; i++) {
        s += Math.abs(y[i] - p[i]) / Math.max(Math.abs(y[i]), Math.ulp(1.0));
      }
      return s / y.length;
    }
  },
  /** {@link #R2} that forgives a constant error: 1 − Σ(e − mean(e))² / Σ(y − mean(y))². */
  EXPLAINED_VARIANCE(true) {
    @Override
    double of(double[] y, double[] p) {
      double first = y[0] - p[0];
      double s = 0;
      for (int i = 0; i < y.length; i++) s += y[i] - p[i] - first;
      double e = squares(y, p, first + s / y.length);
      // Infinite errors have no mean.
      return explained(Double.isNaN(e) ? Double.POSITIVE_INFINITY : e, spread(y));
    }
  },
  /** The greatest |e|, in the target's unit. */
  MAX_ERROR(false) {
    @Override
    double of(double[] y, double[] p) {
      double max = 0;
      for (int i = 0; i < y.length; i++) max = Math.max(max, Math.abs(y[i] - p[i]));
      return max;
    }
  };

  private final boolean higherIsBetter;

  Regression(boolean higherIsBetter) {
    this.higherIsBetter = higherIsBetter;
  }

  abstract double of(double[] y, double[] p);

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  @Override
  public double score(Column truth, Numbers predicted) {
    if (!(truth instanceof Column.Numeric y)) {
      throw new DataException(
          "%s needs a numeric truth, but it is %s".formatted(key(), truth.kind()));
    }
    Aligned.check(key(), truth, predicted);
    var p = predicted.values();
    for (int i = 0; i < p.length; i++) {
      if (Double.isNaN(p[i])) {
        throw new DataException(
            "%s: the prediction of row %d is not a number; look for missing cells that the model was not fitted with"
                .formatted(key(), i));
      }
    }
    if (this == R2_LOG) requirePositive(y.values());
    return of(y.values(), p);
  }

  private void requirePositive(double[] y) {
    for (int i = 0; i < y.length; i++) {
      if (!(y[i] > 0)) {
        throw new DataException(
            "%s needs a truth above 0, but it is %s in row %d".formatted(key(), y[i], i));
      }
    }
  }

  private static double[] logarithms(double[] v) {
    var out = new double[v.length];
    for (int i = 0; i < v.length; i++)
      out[i] = v[i] > 0 ? Math.log(v[i]) : Double.NEGATIVE_INFINITY;
    return out;
  }

  /** Σ(e − shift)². */
  private static double squares(double[] y, double[] p, double shift) {
    double s = 0;
    for (int i = 0; i < y.length; i++) {
      double e = y[i] - p[i] - shift;
      s += e * e;
    }
    return s;
  }

  /** Σ(y − mean(y))²: exactly 0 where y is constant, because the mean is taken from y[0] on. */
  private static double spread(double[] y) {
    double s = 0;
    for (double v : y) s += v - y[0];
    double mean = y[0] + s / y.length;
    double spread = 0;
    for (double v : y) spread += (v - mean) * (v - mean);
    return spread;
  }

  private static double explained(double errors, double spread) {
    if (errors == 0) return 1;
    if (Double.isInfinite(errors)) return Double.NEGATIVE_INFINITY;
    return spread == 0 ? 0 : 1 - errors / spread;
  }
}
