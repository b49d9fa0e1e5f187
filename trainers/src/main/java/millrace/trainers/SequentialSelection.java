package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import millrace.preprocess.KeptFeatures;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Adds (or drops) one feature after another, always the one with which (or without which) the model
 * scores best over the folds: accuracy or R². The model need not know importances.
 *
 * <p>It acts on Numeric, Dense and Sparse columns; the model sees no others, and others stay. Names
 * are those of scikit-learn; folds are shuffled, stratified where the target is nominal; of equal
 * scores the first feature is taken. Cost: O(features × nFeatures × cv) fits, those of a round side
 * by side.
 *
 * @param base a classifier or regressor (default {@link Logistic})
 * @param nFeatures how many stay; 0: half
 * @param direction from none up, or from all down
 * @param cv folds (default 5)
 * @see "A. Whitney, A direct method of nonparametric measurement selection, IEEE Transactions on
 *     Computers, 1971"
 * @see "scikit-learn 1.2, sklearn.feature_selection.SequentialFeatureSelector"
 */
@About(
    value = "adds or drops the feature that is best for a model's score, one after another",
    cite =
        "A. Whitney, IEEE Transactions on Computers, 1971; scikit-learn SequentialFeatureSelector")
public record SequentialSelection(
    @Param("the model that is scored") Trainer<? extends Predictor<?>> base,
    @Param(value = "how many features stay; 0: half", min = 0) int nFeatures,
    @Param("from none up, or from all down") Direction direction,
    @Param(value = "folds", min = 2, max = 1000) int cv)
    implements Step<SequentialSelection.Fitted> {
  /** Which way to go. */
  public enum Direction {
    FORWARD,
    BACKWARD
  }

  public SequentialSelection {
    Spec.check(SequentialSelection.class, base, nFeatures, direction, cv);
    Selection.check(SequentialSelection.class, base);
  }

  /** Half of the features, forward, by a logistic regression. */
  public SequentialSelection() {
    this(new Logistic(), 0, Direction.FORWARD, 5);
  }

  public static SequentialSelection of(Trainer<? extends Predictor<?>> base) {
    return new SequentialSelection().base(base);
  }

  public SequentialSelection base(Trainer<? extends Predictor<?>> base) {
    return Spec.with(this, "base", base);
  }

  public SequentialSelection nFeatures(int nFeatures) {
    return Spec.with(this, "nFeatures", nFeatures);
  }

  public SequentialSelection direction(Direction direction) {
    return Spec.with(this, "direction", direction);
  }

  public SequentialSelection cv(int cv) {
    return Spec.with(this, "cv", cv);
  }

  @Override
  public Needs needs() {
    return Selection.needs(base);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var features = new Selection(train);
    int n = features.size();
    int wanted = Math.min(n, nFeatures > 0 ? nFeatures : Math.max(1, n / 2));
    boolean forward = direction == Direction.FORWARD;
    int rounds = forward ? wanted : n - wanted;
    run.step("round", 0, rounds);
    var now = new boolean[n];
    Arrays.fill(now, !forward);
    var scores = new double[rounds];
    if (rounds == 0) Arrays.fill(now, true);
    else search(train, features, now, scores, run);
    return new Fitted(features.kept(now), features.names.names(), scores);
  }

  private void search(Frame train, Selection features, boolean[] now, double[] scores, Run run) {
    boolean forward = direction == Direction.FORWARD;
    var splits = Selection.folds(train, cv, run);
    var rows = splits.stream().map(s -> train.rows(s.train())).toList();
    var held = splits.stream().map(s -> train.rows(s.test())).toList();
    for (int r = 0; r < scores.length; r++) {
      int round = r;
      var open = IntStream.range(0, now.length).filter(f -> now[f] != forward).toArray();
      int jobs = open.length * cv;
      var all =
          run.map(
              jobs,
              j -> {
                int f = open[j / cv];
                int fold = j % cv;
                var child = Members.child(run, jobs, "model", round, f, fold);
                child.step("model", 0, 1);
                var then = now.clone();
                then[f] = forward;
                var model = base.fit(features.only(rows.get(fold), then), child);
                return Selection.score(model, features.only(held.get(fold), then));
              });
      int best = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < open.length; i++) {
        double mean = 0;
        for (int f = 0; f < cv; f++) mean += all.get(i * cv + f) / cv;
        if (best < 0 || mean > most) {
          best = i;
          most = mean;
        }
      }
      now[open[best]] = forward;
      scores[r] = most;
      run.step("round", r + 1, scores.length, "score", most);
    }
  }

  /**
   * The features that stay.
   *
   * @param features all features there were
   * @param scores the mean score after each round
   */
  public record Fitted(List<KeptFeatures> kept, List<String> features, double[] scores)
      implements Transform {
    public Fitted {
      kept = List.copyOf(kept);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      return KeptFeatures.apply(frame, kept);
    }
  }
}
