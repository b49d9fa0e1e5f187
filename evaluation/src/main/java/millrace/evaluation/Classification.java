package millrace.evaluation;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import millrace.data.Column;
import millrace.learn.Prediction.Labels;

/**
 * How well levels are predicted. The truth may be coded with other levels than the model's: they
 * are matched by name.
 *
 * <p>Definitions and edge cases are scikit-learn's; where it stops with an error or only warns,
 * this is defined so that a fold that lacks a level can be judged:
 *
 * <ul>
 *   <li>A level that the model never saw has probability 0 in every row.
 *   <li>Averages of precision, recall and F1 are over the levels that occur in the truth or were
 *       predicted; a share with nothing to divide by is 0.
 *   <li>Averages of ROC AUC and average precision are over the levels (pairs of levels) that can be
 *       judged: those in the truth, and not alone there. If there is none, the score is not a
 *       number.
 *   <li>Of two levels the positive one is the last in alphabetical order. With more than two,
 *       {@link #ROC_AUC} is a {@link millrace.data.DataException}.
 *   <li>A probability that is not a number is a DataException.
 * </ul>
 *
 * <p>Cost: O(rows × levels); the areas O(levels × rows log rows).
 *
 * @see "scikit-learn 1.2, sklearn.metrics: accuracy_score, balanced_accuracy_score,
 *     precision_recall_fscore_support, log_loss, roc_auc_score, average_precision_score,
 *     matthews_corrcoef, cohen_kappa_score, brier_score_loss"
 */
public enum Classification implements Metric<Labels> {
  /** The share of rows whose most probable level is the truth. */
  ACCURACY(true, Averages::accuracy),
  /** The mean recall of the levels in the truth. */
  BALANCED_ACCURACY(true, a -> Averages.balanced(Confusion.of(a))),
  /** Precision over all rows: with one level a row the same as {@link #ACCURACY}. */
  PRECISION_MICRO(true, Averages::accuracy),
  /** The mean precision of the levels. */
  PRECISION_MACRO(true, a -> Averages.macro(Confusion.of(a), Confusion::precision)),
  /** The mean precision of the levels, weighted by their rows in the truth. */
  PRECISION_WEIGHTED(true, a -> Averages.weighted(Confusion.of(a), Confusion::precision)),
  /** Recall over all rows: with one level a row the same as {@link #ACCURACY}. */
  RECALL_MICRO(true, Averages::accuracy),
  /** The mean recall of the levels. */
  RECALL_MACRO(true, a -> Averages.macro(Confusion.of(a), Confusion::recall)),
  /** The mean recall of the levels, weighted by their rows: the same as {@link #ACCURACY}. */
  RECALL_WEIGHTED(true, a -> Averages.weighted(Confusion.of(a), Confusion::recall)),
  /** F1 over all rows: with one level a row the same as {@link #ACCURACY}. */
  F1_MICRO(true, Averages::accuracy),
  /** The mean F1 of the levels. */
  F1_MACRO(true, a -> Averages.macro(Confusion.of(a), Confusion::f1)),
  /** The mean F1 of the levels, weighted by their rows in the truth. */
  F1_WEIGHTED(true, a -> Averages.weighted(Confusion.of(a), Confusion::f1)),
  /**
   * The mean of −ln p(truth), where probabilities are first clipped to [2⁻⁵², 1 − 2⁻⁵²] and then
   * divided by their row's sum.
   */
  LOG_LOSS(false, Averages::logLoss),
  /**
   * The area under the ROC curve of the positive of two levels; which of them is positive does not
   * matter.
   */
  ROC_AUC(true, Averages::aucBinary),
  /** The mean area of each level against all others. */
  ROC_AUC_OVR(true, a -> Averages.aucOneVsRest(a, false)),
  /** {@link #ROC_AUC_OVR} weighted by the rows of each level. */
  ROC_AUC_OVR_WEIGHTED(true, a -> Averages.aucOneVsRest(a, true)),
  /** The mean area over pairs of levels, each pair both ways round (Hand and Till 2001). */
  ROC_AUC_OVO(true, a -> Averages.aucOneVsOne(a, false)),
  /** {@link #ROC_AUC_OVO} weighted by the rows of each pair. */
  ROC_AUC_OVO_WEIGHTED(true, a -> Averages.aucOneVsOne(a, true)),
  /**
   * Σ (Rᵢ − Rᵢ₋₁) Pᵢ of the positive of two levels; of more, the mean over each level against all
   * others. scikit-learn gives a level without rows a 0 here; this leaves it out.
   */
  AVERAGE_PRECISION(true, Averages::averagePrecision),
  /**
   * Matthews's correlation of truth and prediction (Gorodkin 2004 for more than two levels); 0 when
   * either is constant.
   */
  MCC(true, a -> Averages.mcc(Confusion.of(a))),
  /**
   * Cohen's κ: agreement beyond chance. Not a number when truth and prediction are one and the same
   * level.
   */
  KAPPA(true, a -> Averages.kappa(Confusion.of(a))),
  /**
   * Brier's score: of two levels the mean of (p − y)², of more the mean of Σ (p − y)² over the
   * levels (twice as much, Brier 1950).
   */
  BRIER(false, Averages::brier);

  private final boolean higherIsBetter;

  @SuppressWarnings("ImmutableEnumChecker") // the formulas above hold no state
  private final ToDoubleFunction<Aligned> formula;

  Classification(boolean higherIsBetter, ToDoubleFunction<Aligned> formula) {
    this.higherIsBetter = higherIsBetter;
    this.formula = formula;
  }

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  @Override
  public double score(Column truth, Labels predicted) {
    return formula.applyAsDouble(Aligned.of(key(), truth, predicted));
  }
}
