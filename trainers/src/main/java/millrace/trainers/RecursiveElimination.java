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
 * Trains a model, drops the features that matter least to it, trains it again, and so on until
 * {@code nFeatures} are left.
 *
 * <p>With {@code cv} the number of features is chosen: in every fold features are dropped until
 * {@code nFeatures} (0: 1) are left, each round's model is scored on the rows of the fold (accuracy
 * or R²), and the number with the best mean score is taken, of equals the smallest.
 *
 * <p>It acts on Numeric, Dense and Sparse columns; the model sees no others, and others stay. Names
 * and defaults are those of scikit-learn's RFE and RFECV, except that importances of linear models
 * with several functions are the mean |coefficient|, not the sum of squares. Cost: a fit per round;
 * with cv, cv + 1 times as many, folds side by side.
 *
 * @param base a classifier or regressor whose model has importances (default {@link Logistic})
 * @param nFeatures how many stay; 0: half, or with cv at least 1
 * @param step how many are dropped in a round; below 1 a share of all features
 * @param cv folds; 0: none
 * @see "I. Guyon, J. Weston, S. Barnhill, V. Vapnik, Gene selection for cancer classification using
 *     support vector machines, Machine Learning 46, 2002"
 * @see "scikit-learn 1.2, sklearn.feature_selection.RFE and RFECV"
 */
@About(
    value = "drops the features that matter least to a model, round by round",
    cite = "I. Guyon et al., Machine Learning 46, 2002; scikit-learn RFE, RFECV")
public record RecursiveElimination(
    @Param("the model that says which features matter") Trainer<? extends Predictor<?>> base,
    @Param(value = "how many features stay; 0: half, or with cv at least 1", min = 0) int nFeatures,
    @Param(value = "features dropped in a round; below 1 a share of all", min = 1e-6, max = 1e9)
        double step,
    @Param(value = "folds that choose the number of features; 0: none", min = 0, max = 1000) int cv)
    implements Step<RecursiveElimination.Fitted> {
  public RecursiveElimination {
    Spec.check(RecursiveElimination.class, base, nFeatures, step, cv);
    Selection.check(RecursiveElimination.class, base);
    if (cv == 1) {
      throw new IllegalArgumentException(
          "RecursiveElimination cv must be 0 or at least 2 but is 1");
    }
  }

  /** Half of the features, by a logistic regression, one a round. */
  public RecursiveElimination() {
    this(new Logistic(), 0, 1, 0);
  }

  public static RecursiveElimination of(Trainer<? extends Predictor<?>> base) {
    return new RecursiveElimination().base(base);
  }

  public RecursiveElimination base(Trainer<? extends Predictor<?>> base) {
    return Spec.with(this, "base", base);
  }

  public RecursiveElimination nFeatures(int nFeatures) {
    return Spec.with(this, "nFeatures", nFeatures);
  }

  public RecursiveElimination step(double step) {
    return Spec.with(this, "step", step);
  }

  public RecursiveElimination cv(int cv) {
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
    if (n == 0) {
      run.step("round", 0, 0);
      return new Fitted(List.of(), List.of(), new int[0], new int[0], new double[0]);
    }
    int least = Math.min(n, nFeatures > 0 ? nFeatures : cv > 0 ? 1 : Math.max(1, n / 2));
    var sizes = sizes(n, least);
    int total = cv + sizes.length;
    run.step("round", 0, total);
    var means = cv > 0 ? means(train, features, sizes, run, total) : new double[0];
    int wanted = least;
    if (cv > 0) {
      int best = sizes.length - 1;
      for (int s = best; s >= 0; s--) if (means[s] > means[best]) best = s;
      wanted = sizes[best];
    }
    var left = eliminate(train, features, sizes(n, wanted), run, cv, total);
    run.step("round", total, total);
    return new Fitted(
        features.kept(left.keep),
        features.names.names(),
        left.ranking,
        cv > 0 ? sizes : new int[0],
        means);
  }

  /** How many features there are in each round, from all down to {@code last}. */
  private int[] sizes(int n, int last) {
    int each = step >= 1 ? (int) step : (int) Math.max(1, step * n);
    return IntStream.iterate(n, s -> s >= last, s -> s > last ? Math.max(last, s - each) : -1)
        .toArray();
  }

  private double[] means(Frame train, Selection features, int[] sizes, Run run, int total) {
    var splits = Selection.folds(train, cv, run);
    var folds =
        run.map(
            cv,
            f -> {
              var rows = train.rows(splits.get(f).train());
              var held = train.rows(splits.get(f).test());
              var child = Members.child(run, cv, "fold", f);
              var scores = new double[sizes.length];
              var now = all(features.size());
              for (int s = 0; s < sizes.length; s++) {
                child.step("round", s, sizes.length);
                var model = base.fit(features.only(rows, now), Members.child(child, 1, "round", s));
                scores[s] = Selection.score(model, features.only(held, now));
                if (s + 1 < sizes.length)
                  drop(features.importances(model, base, this), now, sizes[s] - sizes[s + 1]);
              }
              return scores;
            });
    run.step("round", cv, total);
    var out = new double[sizes.length];
    for (var scores : folds) Vectors.add(1.0 / cv, scores, out);
    return out;
  }

  private static boolean[] all(int n) {
    var out = new boolean[n];
    Arrays.fill(out, true);
    return out;
  }

  private record Left(boolean[] keep, int[] ranking) {}

  private Left eliminate(
      Frame train, Selection features, int[] sizes, Run run, int done, int total) {
    var keep = all(features.size());
    var ranking = new int[keep.length];
    Arrays.fill(ranking, 1);
    for (int s = 0; s + 1 < sizes.length; s++) {
      run.step("round", Math.min(total, done + s), total);
      var model = base.fit(features.only(train, keep), Members.child(run, 1, "round", s));
      drop(features.importances(model, base, this), keep, sizes[s] - sizes[s + 1]);
      for (int f = 0; f < keep.length; f++) if (!keep[f]) ranking[f]++;
    }
    return new Left(keep, ranking);
  }

  /** Of equal importances the first goes first. */
  private static void drop(double[] importances, boolean[] keep, int count) {
    IntStream.range(0, keep.length)
        .filter(f -> keep[f])
        .boxed()
        .sorted((a, b) -> Double.compare(importances[a], importances[b]))
        .limit(count)
        .toList()
        .forEach(f -> keep[f] = false);
  }

  /**
   * The features that stay.
   *
   * @param features all features there were
   * @param ranking 1 for those that stay, 2 for those dropped last, and so on
   * @param sizes with cv, the numbers of features that were tried
   * @param scores with cv, the mean score of each
   */
  public record Fitted(
      List<KeptFeatures> kept, List<String> features, int[] ranking, int[] sizes, double[] scores)
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
