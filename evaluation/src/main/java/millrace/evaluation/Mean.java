package millrace.evaluation;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Predicts the mean of the training target for every row: what every regressor must beat. O(n).
 *
 * @see "scikit-learn 1.2, sklearn.dummy.DummyRegressor(strategy='mean')"
 */
@About(
    value = "the training mean, for every row",
    cite = "scikit-learn DummyRegressor(strategy='mean')")
public record Mean() implements Trainer<Mean.Fitted> {
  @Override
  public Needs needs() {
    return Needs.features(Column.class)
        .target(Column.Numeric.class)
        .missingAllowed()
        .weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var y = ((Column.Numeric) train.targetColumn()).values();
    var weight = Weights.of(train);
    double sum = 0;
    double total = 0;
    for (int i = 0; i < y.length; i++) {
      sum += weight[i] * y[i];
      total += weight[i];
    }
    run.step("row", y.length, y.length);
    return new Fitted(sum / total);
  }

  /** The mean. */
  public record Fitted(double mean) implements Predictor<Numbers> {
    @Override
    public Numbers predict(Frame frame) {
      var v = new double[frame.size()];
      Arrays.fill(v, mean);
      return new Numbers(v);
    }
  }
}
