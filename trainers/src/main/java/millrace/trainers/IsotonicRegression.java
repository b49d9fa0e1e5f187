package millrace.trainers;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * The monotone function of one feature with the least weighted squared error: steps, found by
 * pooling adjacent violators, with straight lines between their ends.
 *
 * <p>Names and defaults are those of scikit-learn, except that outside of the training range the
 * nearest value is given (scikit-learn: NaN), and that a frame may have further columns: without
 * {@code column} the first numeric one is read and the others are not. O(n log n).
 *
 * @param column the numeric column to read; empty: the first
 * @param direction rising, falling, or by the sign of Spearman's correlation (default rising)
 * @param yMin no prediction is below it (default −∞)
 * @param yMax no prediction is above it (default ∞)
 * @param outOfBounds what is predicted outside of the training range
 * @see "R. Barlow, D. Bartholomew, J. Bremner, H. Brunk, Statistical Inference under Order
 *     Restrictions, 1972"
 * @see "scikit-learn 1.2, sklearn.isotonic.IsotonicRegression"
 */
@About(
    value = "the monotone function of one feature that fits best",
    cite =
        "R. Barlow et al., Statistical Inference under Order Restrictions, 1972; scikit-learn"
            + " IsotonicRegression")
public record IsotonicRegression(
    @Param("the numeric column to read; empty: the first") String column,
    @Param("rising, falling, or what the data say") Direction direction,
    @Param("no prediction is below it") double yMin,
    @Param("no prediction is above it") double yMax,
    @Param("what is predicted outside of the training range") Outside outOfBounds)
    implements Trainer<IsotonicRegression.Fitted> {
  /** Which way the function goes. */
  public enum Direction {
    RISING,
    FALLING,
    /** Rising unless Spearman's rank correlation is negative. */
    AUTO
  }

  /** What is predicted outside of the training range. */
  public enum Outside {
    /** What is predicted at its end. */
    CLIP,
    /** Not a number. */
    NAN,
    /** A {@link DataException}. */
    RAISE
  }

  public IsotonicRegression {
    Spec.check(IsotonicRegression.class, column, direction, yMin, yMax, outOfBounds);
    if (yMin > yMax) {
      throw new IllegalArgumentException(
          "IsotonicRegression yMin must not be above yMax, but is %s above %s"
              .formatted(yMin, yMax));
    }
  }

  public IsotonicRegression() {
    this("", Direction.RISING, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Outside.CLIP);
  }

  public IsotonicRegression column(String column) {
    return Spec.with(this, "column", column);
  }

  public IsotonicRegression direction(Direction direction) {
    return Spec.with(this, "direction", direction);
  }

  public IsotonicRegression yMin(double yMin) {
    return Spec.with(this, "yMin", yMin);
  }

  public IsotonicRegression yMax(double yMax) {
    return Spec.with(this, "yMax", yMax);
  }

  public IsotonicRegression outOfBounds(Outside outOfBounds) {
    return Spec.with(this, "outOfBounds", outOfBounds);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class).target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("curve", 0, 1);
    var name = column.isEmpty() ? train.features().names().getFirst() : column;
    var x = train.features().column(name, Column.Numeric.class).values();
    for (int i = 0; i < x.length; i++) {
      if (Double.isInfinite(x[i])) {
        throw new DataException(
            "IsotonicRegression: column '%s' is %s in row %d, but must be finite: leave that row out"
                .formatted(name, x[i], i));
      }
    }
    var y = ((Column.Numeric) train.targetColumn()).values();
    boolean rising =
        switch (direction) {
          case RISING -> true;
          case FALLING -> false;
          case AUTO -> !(correlation(ranks(x), ranks(y)) < 0);
        };
    var curve = Isotonic.fit(x, y, Weights.of(train), rising).clipped(yMin, yMax);
    run.step("curve", 1, 1);
    return new Fitted(name, curve, rising, outOfBounds);
  }

  /** Ranks; equal values share the mean of theirs. */
  private static double[] ranks(double[] v) {
    var sorted = v.clone();
    Arrays.sort(sorted);
    var out = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      int below = first(sorted, v[i], false);
      int upTo = first(sorted, v[i], true);
      out[i] = (below + upTo - 1) / 2.0;
    }
    return out;
  }

  /** The first place whose value is not below {@code v}, or, if {@code above}, is above it. */
  private static int first(double[] sorted, double v, boolean above) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int m = (low + high) >>> 1;
      if (sorted[m] < v || (above && sorted[m] == v)) low = m + 1;
      else high = m;
    }
    return low;
  }

  /** Pearson's; NaN when one is constant. */
  private static double correlation(double[] a, double[] b) {
    double mean = (a.length - 1) / 2.0; // of ranks
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - mean) * (b[i] - mean);
      aa += (a[i] - mean) * (a[i] - mean);
      bb += (b[i] - mean) * (b[i] - mean);
    }
    return ab / Math.sqrt(aa * bb);
  }

  /** The curve of one column. */
  public record Fitted(String column, Isotonic curve, boolean rising, Outside outOfBounds)
      implements Predictor<Numbers> {
    /**
     * @throws DataException when the column is not there, has a missing cell, or, with {@code
     *     RAISE}, one outside of the training range
     */
    @Override
    public Numbers predict(Frame frame) {
      var x = frame.column(column, Column.Numeric.class).values();
      var out = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        if (Double.isNaN(x[i])) {
          throw new DataException(
              "IsotonicRegression: column '%s' is missing in row %d: put new Impute() before"
                  .formatted(column, i));
        }
        out[i] = curve.at(x[i]);
        if (outOfBounds == Outside.CLIP || !curve.outside(x[i])) continue;
        if (outOfBounds == Outside.RAISE) {
          throw new DataException(
              "IsotonicRegression: column '%s' is %s in row %d, outside of the training range: use CLIP or NAN"
                  .formatted(column, x[i], i));
        }
        out[i] = Double.NaN;
      }
      return new Numbers(out);
    }
  }
}
