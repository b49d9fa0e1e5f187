package millrace.evaluation;

import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Predicts the share of each level among the training rows, hence the most frequent level, for
 * every row: what every classifier must beat. O(n).
 *
 * @see "scikit-learn 1.2, sklearn.dummy.DummyClassifier(strategy='prior')"
 */
@About(
    value = "the training shares of the levels, for every row",
    cite = "scikit-learn DummyClassifier(strategy='prior')")
public record Majority() implements Trainer<Majority.Fitted> {
  @Override
  public Needs needs() {
    return Needs.features(Column.class)
        .target(Column.Nominal.class)
        .missingAllowed()
        .weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    var share = new double[levels.size()];
    var codes = y.codes(levels);
    var weight = Weights.of(train);
    double total = 0;
    for (int i = 0; i < codes.length; i++) {
      share[codes[i]] += weight[i];
      total += weight[i];
    }
    for (int c = 0; c < share.length; c++) share[c] /= total;
    run.step("row", y.size(), y.size());
    return new Fitted(share, levels);
  }

  /** A share per level. */
  public record Fitted(double[] share, Vocabulary levels) implements Predictor<Labels> {
    @Override
    public Labels predict(Frame frame) {
      int k = share.length;
      var p = new double[frame.size() * k];
      for (int i = 0; i < frame.size(); i++) System.arraycopy(share, 0, p, i * k, k);
      return new Labels(p, levels);
    }
  }
}
