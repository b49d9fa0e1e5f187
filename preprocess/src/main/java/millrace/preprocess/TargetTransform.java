package millrace.preprocess;

import java.util.Optional;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Mean;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * A regressor that learns a function of the target, and whose predictions are turned back: {@code
 * TargetTransform.log(new Ridge())} learns the logarithm of a price.
 *
 * <p>Predictions are finite and within reason. Before they are turned back, they are clipped to the
 * range of the transformed training targets, widened on both sides by {@code margin} times its
 * width; so a linear model that explodes on a strange row cannot overflow through {@code exp}. With
 * {@code LOG} they are positive; with {@code LOG1P} and {@code SQRT} they are at least 0 when the
 * training targets are (else above -1). A bound that cannot be turned back into a finite number of
 * the function's domain is drawn in by halves until it can; so {@code margin} infinite clips only
 * what would overflow.
 *
 * <p>Predictions through a non-linear function are medians rather than means of the target, if
 * errors are symmetric after it. Scores are always in the target's unit.
 *
 * <p>O(n), plus about 20 passes for {@code YEO_JOHNSON}.
 *
 * @see "scikit-learn 1.2, sklearn.compose.TransformedTargetRegressor; Yeo and Johnson, Biometrika
 *     87, 2000"
 */
@About(
    value = "a regressor of a function of the target, predictions turned back",
    cite = "scikit-learn TransformedTargetRegressor; Yeo & Johnson 2000")
public record TargetTransform(
    @Param("what is learned instead of the target") Function function,
    @Param("the regressor") Trainer<? extends Predictor<Numbers>> last,
    @Param(value = "how far beyond the training range, in widths of it", min = 0) double margin)
    implements Trainer<TargetTransform.Fitted> {
  /** A function of the target. */
  public enum Function {
    /**
     * {@code LOG} if all training targets are above 0, their skewness is above 1 and that of their
     * logarithms nearer to 0; else {@code NONE}.
     */
    AUTO,
    /** y itself: only the clipping remains. */
    NONE,
    /** log y, for y > 0. */
    LOG,
    /** log(1 + y), for y > -1. */
    LOG1P,
    /** √y, for y ≥ 0. */
    SQRT,
    /** The cube root, for any y. */
    CUBE_ROOT,
    /** Yeo and Johnson's power with the λ of greatest likelihood, then standardized; for any y. */
    YEO_JOHNSON,
    /** (y − mean) / sd, with the population's sd; for any y. */
    STANDARDIZE;

    private boolean allowed(double y) {
      return Double.isFinite(y)
          && switch (this) {
            case LOG -> y > 0;
            case LOG1P -> y > -1;
            case SQRT -> y >= 0;
            case AUTO, NONE, CUBE_ROOT, YEO_JOHNSON, STANDARDIZE -> true;
          };
    }

    private String range() {
      return switch (this) {
        case LOG -> "numbers above 0";
        case LOG1P -> "numbers above -1";
        case SQRT -> "numbers from 0";
        case AUTO, NONE, CUBE_ROOT, YEO_JOHNSON, STANDARDIZE -> "finite numbers";
      };
    }

    /** The least transformed value that may be predicted when {@code least} is the least target. */
    private double floor(double least) {
      return switch (this) {
        case LOG1P -> least >= 0 ? 0 : Double.NEGATIVE_INFINITY;
        case SQRT -> 0;
        case AUTO, NONE, LOG, CUBE_ROOT, YEO_JOHNSON, STANDARDIZE -> Double.NEGATIVE_INFINITY;
      };
    }
  }

  public TargetTransform {
    Spec.check(TargetTransform.class, function, last, margin);
    var target = last.needs().target();
    if (!target.equals(Optional.of(Column.Numeric.class))) {
      throw new IllegalArgumentException(
          "TargetTransform last must be a regressor, but %s has %s target"
              .formatted(
                  Spec.print((Record) last), target.map(k -> "a " + Column.kind(k)).orElse("no")));
    }
  }

  /** For the catalogue: the mean of log(1 + y). */
  public TargetTransform() {
    this(Function.LOG1P, new Mean(), 0.5);
  }

  /** This function of the target, with the default margin of half a width. */
  public static TargetTransform of(
      Function function, Trainer<? extends Predictor<Numbers>> regressor) {
    return new TargetTransform(function, regressor, 0.5);
  }

  /** The logarithm: for prices and other positive targets with a long tail. */
  public static TargetTransform log(Trainer<? extends Predictor<Numbers>> regressor) {
    return of(Function.LOG, regressor);
  }

  public TargetTransform function(Function function) {
    return Spec.with(this, "function", function);
  }

  public TargetTransform last(Trainer<? extends Predictor<Numbers>> last) {
    return Spec.with(this, "last", last);
  }

  public TargetTransform margin(double margin) {
    return Spec.with(this, "margin", margin);
  }

  @Override
  public Needs needs() {
    return last.needs();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var name = train.targetName().orElseThrow();
    var y = train.column(name, Column.Numeric.class).values();
    for (int i = 0; i < y.length; i++) {
      if (!function.allowed(y[i])) {
        throw new DataException(
            "TargetTransform %s needs %s, but '%s' is %s in row %d: %s"
                .formatted(function, function.range(), name, y[i], i, advice(y[i])));
      }
    }
    var scaling = scaling(y);
    var t = new double[y.length];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < t.length; i++) {
      t[i] = scaling.forward(y[i]);
      low = Math.min(low, t[i]);
      high = Math.max(high, t[i]);
      least = Math.min(least, y[i]);
    }
    double width = high > low ? margin * (high - low) : 0; // 0 × ∞ has no meaning
    return new Fitted(
        scaling,
        bound(scaling, low, Math.max(low - width, scaling.function().floor(least))),
        bound(scaling, high, high + width),
        last.fit(train.with(name, new Column.Numeric(t)), run));
  }

  /** As far from a training extreme towards {@code wanted} as can be turned back. */
  private static double bound(Scaling scaling, double extreme, double wanted) {
    double at = Math.min(Math.max(wanted, -Double.MAX_VALUE), Double.MAX_VALUE);
    while (!scaling.function().allowed(scaling.inverse(at)) && at != extreme)
      at = extreme + (at - extreme) / 2;
    return at;
  }

  private static String advice(double y) {
    return Double.isFinite(y)
        ? (y == 0 ? "use LOG1P" : "use YEO_JOHNSON") + ", or leave such rows out"
        : "leave such rows out";
  }

  private Scaling scaling(double[] y) {
    if (function == Function.AUTO) return new Scaling(automatic(y), 1, 0, 1);
    if (function != Function.YEO_JOHNSON && function != Function.STANDARDIZE) {
      return new Scaling(function, 1, 0, 1);
    }
    if (function == Function.YEO_JOHNSON) {
      var power = new Power().fit(Frame.of("target", new Column.Numeric(y)));
      return new Scaling(function, power.lambda()[0], power.mean()[0], power.scale()[0]);
    }
    double mean = Standardize.mean(y);
    double variance = Standardize.variance(y, mean);
    return new Scaling(function, 1, mean, variance > 0 ? Math.sqrt(variance) : 1);
  }

  private static Function automatic(double[] y) {
    var log = y.clone();
    for (int i = 0; i < y.length; i++) {
      if (y[i] <= 0) return Function.NONE;
      log[i] = Math.log(y[i]);
    }
    double skewness = skewness(y);
    return skewness > 1 && Math.abs(skewness(log)) < skewness ? Function.LOG : Function.NONE;
  }

  /** The third standardized moment; 0 where there is no spread. */
  private static double skewness(double[] v) {
    double mean = Standardize.mean(v);
    double squares = 0;
    double cubes = 0;
    for (double x : v) {
      double d = x - mean;
      squares += d * d;
      cubes += d * d * d;
    }
    double variance = squares / v.length;
    return variance > 0 ? cubes / v.length / (variance * Math.sqrt(variance)) : 0;
  }

  /**
   * The function with what it learned of the training targets.
   *
   * @param function what was chosen, when it was AUTO
   * @param lambda the power of YEO_JOHNSON
   * @param shift subtracted after the power: a mean, or 0
   * @param scale divided by then: a standard deviation, or 1
   */
  public record Scaling(Function function, double lambda, double shift, double scale) {
    double forward(double y) {
      return switch (function) {
        case AUTO, NONE -> y;
        case LOG -> Math.log(y);
        case LOG1P -> Math.log1p(y);
        case SQRT -> Math.sqrt(y);
        case CUBE_ROOT -> Math.cbrt(y);
        case YEO_JOHNSON -> (Power.yeoJohnson(y, lambda) - shift) / scale;
        case STANDARDIZE -> (y - shift) / scale;
      };
    }

    double inverse(double t) {
      return switch (function) {
        case AUTO, NONE -> t;
        case LOG -> Math.exp(t);
        case LOG1P -> Math.expm1(t);
        case SQRT -> t * t;
        case CUBE_ROOT -> t * t * t;
        case YEO_JOHNSON -> Power.inverseYeoJohnson(t * scale + shift, lambda);
        case STANDARDIZE -> t * scale + shift;
      };
    }
  }

  @Override
  public String toString() {
    return function + " target → " + Spec.print((Record) last);
  }

  /**
   * The fitted regressor and the way back.
   *
   * @param low transformed predictions below are raised to it
   * @param high transformed predictions above are lowered to it
   */
  public record Fitted(Scaling scaling, double low, double high, Predictor<Numbers> last)
      implements Predictor<Numbers> {
    @Override
    public Numbers predict(Frame frame) {
      return back(last.predict(frame).values());
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return back(last.predict(frame, run).values());
    }

    private Numbers back(double[] t) {
      var y = new double[t.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = scaling.inverse(Math.min(Math.max(t[i], low), high));
      }
      return new Numbers(y);
    }
  }
}
