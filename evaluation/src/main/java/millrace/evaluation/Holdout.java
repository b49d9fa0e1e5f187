package millrace.evaluation;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.run.Run;

/**
 * Data divided once. The test rows have no accessor: all one can do with them is judge a fitted
 * model.
 *
 * <pre>{@code
 * var holdout = Holdout.of(cars, Folds.every(5), Run.seeded(42));
 * var model = new Ridge().fit(holdout.train());
 * holdout.judge(model, Regression.R2, Regression.RMSE);   // {r2=…, rmse=…}
 * }</pre>
 */
public final class Holdout {
  private final Frame train;
  private final Frame test;

  private Holdout(Frame train, Frame test) {
    this.train = train;
    this.test = test;
  }

  /**
   * The frame divided by folds that divide once.
   *
   * @param frame with its target marked
   * @throws IllegalArgumentException if the folds divide more than once
   */
  public static Holdout of(Frame frame, Folds folds, Run run) {
    frame.targetColumn();
    var splits = folds.splits(frame, run);
    if (splits.size() != 1) {
      throw new IllegalArgumentException(
          "'%s' divides %d times, but a holdout is divided once: take Folds.holdout, every, lastRows or fixed"
              .formatted(folds.describe(), splits.size()));
    }
    var split = splits.getFirst();
    return new Holdout(frame.rows(split.train()), frame.rows(split.test()));
  }

  /** A random share of the rows is held out. */
  public static Holdout of(Frame frame, double share, long seed) {
    return of(frame, Folds.holdout(share), Run.seeded(seed));
  }

  /**
   * All of {@code train} to learn from, all of {@code fresh} to judge by: say, a later month's
   * file.
   *
   * @param train with its target marked
   * @param fresh with at least the columns of {@code train}, of the same kinds; others are left out
   */
  public static Holdout of(Frame train, Frame fresh) {
    train.targetColumn();
    if (train.size() == 0) throw new DataException("there are no rows to learn from");
    if (fresh.size() == 0) throw new DataException("the fresh frame has no rows");
    var names = train.unweighted().names();
    for (var name : names) fresh.column(name, train.column(name).getClass());
    return new Holdout(train, fresh.select(names).target(train.targetName().orElseThrow()));
  }

  /** What may be learned from. */
  public Frame train() {
    return train;
  }

  /** How many rows are held out. */
  public int testRows() {
    return test.size();
  }

  /**
   * The scores of a fitted model on the rows that were held out. The model is not shown the target.
   *
   * @return by {@link Metric#key}, in the order given
   */
  @SafeVarargs
  public final <Y extends Prediction> SequencedMap<String, Double> judge(
      Predictor<Y> model, Metric<? super Y>... metrics) {
    var predicted = model.predict(test.features());
    var out = new LinkedHashMap<String, Double>();
    for (var m : metrics) out.put(m.key(), m.score(test.targetColumn(), predicted));
    return out;
  }
}
