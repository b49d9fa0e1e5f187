package millrace.preprocess;

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

/**
 * Maps the range of each feature's training values to [low, high]: x' = (x - min) (high - low) /
 * (max - min) + low. A constant feature becomes {@code low}. Missing cells are left out and stay
 * missing; a feature without any value is left as it is. Numeric and Dense columns only, since a
 * shift would fill a Sparse one: use {@link MaxAbs} there.
 *
 * @param low what the least training value becomes
 * @param high what the greatest training value becomes
 * @param clip whether values outside the training range are cut to [low, high] when applied
 * @see "scikit-learn 1.2, sklearn.preprocessing.MinMaxScaler"
 */
@About(value = "each numeric feature in a given range", cite = "scikit-learn MinMaxScaler")
public record MinMax(
    @Param("least value of the training rows afterwards") double low,
    @Param("greatest value of the training rows afterwards") double high,
    @Param("cut later values to that range") boolean clip)
    implements Step<MinMax.Fitted> {
  public MinMax {
    Spec.check(MinMax.class, low, high, clip);
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "MinMax low must be below high, but they are %s and %s".formatted(low, high));
    }
  }

  /** From 0 to 1, not clipped. */
  public MinMax() {
    this(0, 1, false);
  }

  public MinMax low(double low) {
    return Spec.with(this, "low", low);
  }

  public MinMax high(double high) {
    return Spec.with(this, "high", high);
  }

  /** Both ends at once. */
  public MinMax range(double low, double high) {
    return new MinMax(low, high, clip);
  }

  public MinMax clip(boolean clip) {
    return Spec.with(this, "clip", clip);
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
    var scale = new double[Columnwise.width(features)];
    var shift = new double[scale.length];
    Columnwise.learn(
        train,
        names,
        features,
        run,
        (v, f) -> {
          scale[f] = 1;
          if (v.length == 0) return;
          double min = v[0];
          double max = v[0];
          for (double x : v) {
            min = Math.min(min, x);
            max = Math.max(max, x);
          }
          scale[f] = (high - low) / Columnwise.nonZero(max - min);
          shift[f] = low - min * scale[f];
        });
    return new Fitted(names, features, scale, shift, low, high, clip);
  }

  /** x scale + shift for each feature of each column, then the cut. */
  public record Fitted(
      List<String> columns,
      List<Vocabulary> features,
      double[] scale,
      double[] shift,
      double low,
      double high,
      boolean clip)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      return Columnwise.rewrite(frame, columns, features, this::rescale);
    }

    private void rescale(double[] v, int f) {
      double a = scale[f];
      double b = shift[f];
      for (int i = 0; i < v.length; i++) v[i] = v[i] * a + b;
      if (!clip) return;
      for (int i = 0; i < v.length; i++) v[i] = Math.min(high, Math.max(low, v[i]));
    }
  }
}
