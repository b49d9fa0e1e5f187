package millrace.evaluation;

import java.util.List;
import millrace.data.Frame;
import millrace.run.Run;

/**
 * A way to divide the rows of a frame into training and test rows, once or several times. It gives
 * row numbers, never data.
 *
 * <p>All randomness comes from the run's seed: the same seed gives the same division on any number
 * of threads. In the k-fold kinds ({@link #k}, {@link #stratified}, {@link #grouped}, {@link
 * #leaveOneOut}) every row is tested exactly once; in {@link #repeated} once per repetition.
 *
 * <p><b>Strata.</b> A nominal or text column gives a stratum per level. A numeric or time column of
 * more than ten distinct values is cut at its quantiles into at most ten bins (fewer when a bin
 * would hold fewer rows than there are folds), equal values always in one bin; with up to ten
 * values each is a stratum. Missing cells are a stratum of their own.
 *
 * <p>Errors: {@link IllegalArgumentException} for a number of folds or share that can never be
 * right, {@link millrace.data.DataException} when the frame does not fit: fewer rows (or groups)
 * than folds, a column that is not there, missing groups or times.
 *
 * @see "scikit-learn 1.2, sklearn.model_selection: KFold, StratifiedKFold, GroupKFold,
 *     TimeSeriesSplit, LeaveOneOut, ShuffleSplit"
 */
public sealed interface Folds
    permits KFolds.Shuffled,
        KFolds.Stratified,
        KFolds.Grouped,
        KFolds.TimeOrdered,
        KFolds.LeaveOneOut,
        KFolds.Repeated,
        OneSplit.Share,
        OneSplit.StratifiedShare,
        OneSplit.Every,
        OneSplit.LastRows,
        OneSplit.Fixed {

  /**
   * One division: row numbers, rising, no row on both sides.
   *
   * @param train the rows to learn from; not always all the others
   * @param test the rows to judge by
   */
  record Split(int[] train, int[] test) {}

  /** The divisions of this frame, at least one. Neither side of any is empty. */
  List<Split> splits(Frame frame, Run run);

  /** In words, as reports show it: "10-fold, stratified by make". */
  String describe();

  /** Shuffled rows in {@code k} parts whose sizes differ by at most one; each is tested once. */
  static Folds k(int k) {
    return new KFolds.Shuffled(k);
  }

  /** {@link #stratified(int, String)} by the target; a numeric target by quantile bins. */
  static Folds stratified(int k) {
    return new KFolds.Stratified(k, "");
  }

  /**
   * Shuffled rows in {@code k} parts, each with the same share of every stratum of {@code column}
   * as far as whole rows allow: per stratum, and over all, the parts differ by at most one row. A
   * stratum of fewer than {@code k} rows is spread over that many parts; if every stratum is that
   * small there is nothing to stratify by, which is an error (as in scikit-learn).
   */
  static Folds stratified(int k, String column) {
    return new KFolds.Stratified(k, named(column));
  }

  /**
   * Rows of the same {@code column} value (a seller, a patient) are never on both sides. The
   * largest groups are placed first, each where the fewest rows are, so that sizes are as even as
   * in scikit-learn's GroupKFold; groups of equal size are placed in a random order.
   */
  static Folds grouped(int k, String column) {
    return new KFolds.Grouped(k, named(column));
  }

  /**
   * {@code k} test blocks of equal size that follow one another in time, each with everything
   * before it as training rows; the earliest rows (at least as many as a block holds) are never
   * tested. Not shuffled.
   *
   * <p>Only rows strictly earlier than the first test row are learned from, also when many rows
   * bear the same time (TimeSeriesSplit would put some of those on either side).
   *
   * @param column a time or numeric column
   */
  static Folds timeOrdered(int k, String column) {
    return new KFolds.TimeOrdered(k, named(column));
  }

  /** {@link #timeOrdered(int, String)} where the rows already stand in the order of time. */
  static Folds timeOrdered(int k) {
    return new KFolds.TimeOrdered(k, "");
  }

  /** The same kind of division {@code times} times, each with randomness of its own. */
  static Folds repeated(Folds folds, int times) {
    return new KFolds.Repeated(folds, times);
  }

  /** Every row is tested alone: as many fits as there are rows. */
  static Folds leaveOneOut() {
    return new KFolds.LeaveOneOut();
  }

  /** A random {@code share} of the rows (rounded up) is tested, the rest learned from. */
  static Folds holdout(double share) {
    return new OneSplit.Share(share);
  }

  /** {@link #holdoutStratified(double, String)} by the target. */
  static Folds holdoutStratified(double share) {
    return new OneSplit.StratifiedShare(share, "");
  }

  /**
   * A random {@code share} of every stratum is tested; what is over after rounding down goes to the
   * strata with the largest remainders. At least one row of every stratum is learned from, so a
   * stratum of one row is never tested.
   */
  static Folds holdoutStratified(double share, String column) {
    return new OneSplit.StratifiedShare(share, named(column));
  }

  /** The rows 0, n, 2n, … are tested, the others learned from. */
  static Folds every(int n) {
    return new OneSplit.Every(n);
  }

  /** The last {@code n} rows are tested: a fresh test file that was put below the training file. */
  static Folds lastRows(int n) {
    return new OneSplit.LastRows(n);
  }

  /** Exactly these rows. */
  static Folds fixed(int[] train, int[] test) {
    return new OneSplit.Fixed(train, test);
  }

  private static String named(String column) {
    if (column.isEmpty()) throw new IllegalArgumentException("the column's name is empty");
    return column;
  }
}
