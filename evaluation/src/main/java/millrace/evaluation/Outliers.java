package millrace.evaluation;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.learn.Prediction.Scores;

/**
 * How well outlier scores find the outliers of a nominal truth of two levels. The positive level,
 * that of the outliers, is the last in alphabetical order, as in {@link Classification}: {@code
 * inlier} and {@code outlier}, {@code no} and {@code yes} are right as they are. Scores are low for
 * outliers, so rows are ranked by their negative.
 *
 * <p>Without a row of one of the levels there is nothing to rank: not a number. A score that is not
 * a number is a DataException. O(rows log rows).
 *
 * @see "scikit-learn 1.2, sklearn.metrics: roc_auc_score, average_precision_score"
 */
public enum Outliers implements Metric<Scores> {
  /** The chance that an outlier scores below another row, ties counting one half. */
  ROC_AUC(Ranking::auc),
  /** Σ (Rᵢ − Rᵢ₋₁) Pᵢ, the lowest scores first. */
  AVERAGE_PRECISION(Ranking::averagePrecision);

  @SuppressWarnings("ImmutableEnumChecker") // the formulas above hold no state
  private final ToDoubleFunction<Ranking> formula;

  Outliers(ToDoubleFunction<Ranking> formula) {
    this.formula = formula;
  }

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean higherIsBetter() {
    return true;
  }

  @Override
  public double score(Column truth, Scores predicted) {
    if (!(truth instanceof Column.Nominal y)) {
      throw new DataException(
          "%s needs a nominal truth, but it is %s".formatted(key(), truth.kind()));
    }
    Aligned.check(key(), truth, predicted);
    // A frame's levels count even where a fold has rows of one only.
    var names = (y.levels().size() <= 2 ? y.levels() : y.present()).names().stream().sorted();
    var levels = names.toList();
    if (levels.size() > 2) {
      throw new DataException(
          "%s is for two levels, but there are %d (%s)"
              .formatted(key(), levels.size(), String.join(", ", levels)));
    }
    if (levels.size() < 2) return Double.NaN;
    int outlier = y.levels().id(levels.getLast());
    var v = predicted.values();
    int positives = 0;
    for (int c : y.codes()) if (c == outlier) positives++;
    var positive = new double[positives];
    var negative = new double[v.length - positives];
    int p = 0;
    int n = 0;
    for (int i = 0; i < v.length; i++) {
      if (Double.isNaN(v[i]))
        throw new DataException("%s: the score of row %d is not a number".formatted(key(), i));
      if (y.codes()[i] == outlier) positive[p++] = 0 - v[i];
      else negative[n++] = 0 - v[i];
    }
    return positives == 0 || positives == v.length
        ? Double.NaN
        : formula.applyAsDouble(new Ranking(positive, negative));
  }
}
