package millrace.preprocess;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * (x - median) / (upper quantile - lower quantile) per feature, so that outliers have no say in the
 * scale. Quantiles are interpolated linearly, as numpy does. A feature whose two quantiles are
 * equal keeps the scale 1. Missing cells are left out and stay missing; a feature without any value
 * is left as it is.
 *
 * @param withCentering subtract the median
 * @param withScaling divide by the distance of the quantiles
 * @param lower the lower quantile in percent
 * @param upper the upper quantile in percent
 * @param unitVariance divide, too, by that distance in a standard normal distribution, so that
 *     normal features get variance 1
 * @see "scikit-learn 1.2, sklearn.preprocessing.RobustScaler"
 */
@About(
    value = "each numeric feature with median 0 and quartile distance 1",
    cite = "scikit-learn RobustScaler")
public record Robust(
    @Param("subtract the median") boolean withCentering,
    @Param("divide by the distance of the quantiles") boolean withScaling,
    @Param(value = "lower quantile in percent", min = 0, max = 100) double lower,
    @Param(value = "upper quantile in percent", min = 0, max = 100) double upper,
    @Param("scale so that normal features get variance 1") boolean unitVariance)
    implements Step<Robust.Fitted> {
  public Robust {
    Spec.check(Robust.class, withCentering, withScaling, lower, upper, unitVariance);
    if (!(lower < upper)) {
      throw new IllegalArgumentException(
          "Robust lower must be below upper, but they are %s and %s".formatted(lower, upper));
    }
    if (unitVariance && (lower == 0 || upper == 100)) {
      throw new IllegalArgumentException(
          "Robust unitVariance needs lower above 0 and upper below 100, but they are %s and %s"
              .formatted(lower, upper));
    }
  }

  /** Centred on the median, scaled by the quartiles. */
  public Robust() {
    this(true, true, 25, 75, false);
  }

  public Robust withCentering(boolean withCentering) {
    return Spec.with(this, "withCentering", withCentering);
  }

  public Robust withScaling(boolean withScaling) {
    return Spec.with(this, "withScaling", withScaling);
  }

  public Robust lower(double lower) {
    return Spec.with(this, "lower", lower);
  }

  public Robust upper(double upper) {
    return Spec.with(this, "upper", upper);
  }

  /** Both quantiles at once, in percent. */
  public Robust quantileRange(double lower, double upper) {
    return new Robust(withCentering, withScaling, lower, upper, unitVariance);
  }

  public Robust unitVariance(boolean unitVariance) {
    return Spec.with(this, "unitVariance", unitVariance);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class, Column.Dense.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Numeric.class, Column.Dense.class);
    var features = Columnwise.features(train, names);
    var center = new double[Columnwise.width(features)];
    var scale = new double[center.length];
    double normal = 1;
    if (unitVariance) {
      var z = NormalDistribution.of(0, 1);
      normal =
          z.inverseCumulativeProbability(upper / 100) - z.inverseCumulativeProbability(lower / 100);
    }
    double divisor = normal;
    Columnwise.learn(
        train,
        names,
        features,
        run,
        (v, f) -> {
          scale[f] = 1;
          if (v.length == 0) return;
          Arrays.sort(v);
          if (withCentering) center[f] = Columnwise.quantile(v, 0.5);
          if (withScaling) {
            double range =
                Columnwise.quantile(v, upper / 100) - Columnwise.quantile(v, lower / 100);
            scale[f] = Columnwise.nonZero(range) / divisor;
          }
        });
    return new Fitted(names, features, center, scale);
  }

  /** Centre (0 where not centred) and scale (1 where not scaled) of each feature. */
  public record Fitted(
      List<String> columns, List<Vocabulary> features, double[] center, double[] scale)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      return Columnwise.standardize(frame, columns, features, center, scale);
    }
  }
}
