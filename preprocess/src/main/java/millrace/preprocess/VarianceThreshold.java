package millrace.preprocess;

import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Drops the features whose variance over the training rows (divisor n) is not above a threshold: by
 * default the constant ones, which are told by their range, so that rounding cannot hide them.
 * Works on every feature of Numeric, Dense and Sparse columns; those that stay keep their names.
 * Missing cells are left out; a feature without any value is dropped.
 *
 * @param threshold features with at most this variance go
 * @see "scikit-learn 1.2, sklearn.feature_selection.VarianceThreshold"
 */
@About(value = "drops features that hardly vary", cite = "scikit-learn VarianceThreshold")
public record VarianceThreshold(
    @Param(value = "features with at most this variance go", min = 0) double threshold)
    implements Step<VarianceThreshold.Fitted> {
  public VarianceThreshold {
    Spec.check(VarianceThreshold.class, threshold);
  }

  /** Drops constant features. */
  public VarianceThreshold() {
    this(0);
  }

  public VarianceThreshold threshold(double threshold) {
    return Spec.with(this, "threshold", threshold);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names =
        Columnwise.names(train, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    var features = Columnwise.features(train, names);
    var slices = new Slices(train, names, features);
    var keep = new boolean[slices.width()];
    boolean any = keep.length == 0;
    for (int f = 0; f < keep.length; f++) {
      keep[f] = varies(slices.get(f));
      any |= keep[f];
    }
    if (!any) {
      throw new DataException(
          "VarianceThreshold: none of the %d features has a variance above %s: lower the threshold"
              .formatted(keep.length, threshold));
    }
    run.step("feature", keep.length, keep.length);
    return new Fitted(KeptFeatures.of(names, features, keep));
  }

  private boolean varies(Slices.Slice s) {
    int n = s.size() - s.values().length; // zeros that are not stored
    double sum = 0;
    double min = n > 0 ? 0 : Double.POSITIVE_INFINITY;
    double max = n > 0 ? 0 : Double.NEGATIVE_INFINITY;
    int zeros = n;
    for (int k = 0; k < s.values().length; k++) {
      double x = s.values()[k];
      if (Double.isInfinite(x)) throw Columnwise.infinite(s.name(), x, s.row(k));
      if (Double.isNaN(x)) continue;
      n++;
      sum += x;
      min = Math.min(min, x);
      max = Math.max(max, x);
    }
    if (n == 0) return false;
    if (threshold == 0) return max > min;
    double mean = sum / n;
    double squares = zeros * mean * mean;
    for (double x : s.values()) if (!Double.isNaN(x)) squares += (x - mean) * (x - mean);
    return squares / n > threshold;
  }

  /** The features that stay. */
  public record Fitted(List<KeptFeatures> kept) implements Transform {
    public Fitted {
      kept = List.copyOf(kept);
    }

    @Override
    public Frame apply(Frame frame) {
      return KeptFeatures.apply(frame, kept);
    }
  }
}
