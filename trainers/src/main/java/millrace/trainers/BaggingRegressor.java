package millrace.trainers;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * The mean of regressors of one kind, each trained on a random sample of the rows and, if wanted,
 * of the features.
 *
 * <p>Names and defaults are those of scikit-learn, except that {@code maxSamples} and {@code
 * maxFeatures} are shares, rounded down, of at least one; and that features are always drawn
 * without replacement.
 *
 * <p>Cost: nEstimators times what the base costs, members side by side.
 *
 * @param base what is trained (default a full decision tree)
 * @param nEstimators members
 * @param maxSamples rows of each sample, as a share
 * @param maxFeatures features of each sample, as a share: of numeric, dense and sparse columns each
 *     feature counts as one, other columns count as one each
 * @param bootstrap whether rows are drawn with replacement
 * @see "L. Breiman, Bagging predictors, Machine Learning 24, 1996"
 * @see "T. K. Ho, The random subspace method for constructing decision forests, IEEE TPAMI 20,
 *     1998"
 * @see "scikit-learn 1.2, sklearn.ensemble.BaggingRegressor"
 */
@About(
    value = "the mean of regressors, each trained on its own sample",
    cite =
        "L. Breiman, Bagging predictors, Machine Learning 24, 1996; scikit-learn BaggingRegressor")
public record BaggingRegressor(
    @Param("the regressor that is trained on each sample")
        Trainer<? extends Predictor<Numbers>> base,
    @Param(
            value = "members",
            min = 1,
            max = 100_000,
            tune = {10, 100},
            log = true)
        int nEstimators,
    @Param(
            value = "rows of each sample, as a share",
            min = 0,
            max = 1,
            tune = {0.3, 1})
        double maxSamples,
    @Param(
            value = "features of each sample, as a share",
            min = 0,
            max = 1,
            tune = {0.3, 1})
        double maxFeatures,
    @Param("whether rows are drawn with replacement") boolean bootstrap)
    implements Trainer<BaggingRegressor.Fitted> {
  public BaggingRegressor {
    Spec.check(BaggingRegressor.class, base, nEstimators, maxSamples, maxFeatures, bootstrap);
    Members.check(BaggingRegressor.class, "base", base, Column.Numeric.class);
  }

  /** Ten full decision trees on bootstrap samples. */
  public BaggingRegressor() {
    this(new DecisionTreeRegressor(), 10, 1, 1, true);
  }

  public BaggingRegressor base(Trainer<? extends Predictor<Numbers>> base) {
    return Spec.with(this, "base", base);
  }

  public BaggingRegressor nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public BaggingRegressor maxSamples(double maxSamples) {
    return Spec.with(this, "maxSamples", maxSamples);
  }

  public BaggingRegressor maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public BaggingRegressor bootstrap(boolean bootstrap) {
    return Spec.with(this, "bootstrap", bootstrap);
  }

  @Override
  public Needs needs() {
    return Members.needs(List.of(base), Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);

    run.step("estimator", 0, nEstimators);
    int n = train.size();
    int size = Math.max(1, (int) (maxSamples * n));
    var members =
        run.map(
            "estimator",
            nEstimators,
            m -> {
              var random = run.random("rows", m);
              var rows =
                  bootstrap ? random.ints(size, 0, n).toArray() : Members.choose(size, n, random);
              var features = FeatureSubset.random(train, maxFeatures, run.random("features", m));
              var sample = features.of(train.rows(rows));
              var child = Members.child(run, nEstimators, "member", m);
              return new Member(features, base.fit(sample, child));
            });
    return new Fitted(members);
  }

  /** A model and the features it reads. */
  public record Member(FeatureSubset features, Predictor<Numbers> model) {}

  /** The members, of which the mean is taken. */
  public record Fitted(List<Member> members) implements Predictor<Numbers> {
    public Fitted {
      members = List.copyOf(members);
    }

    @Override
    public Numbers predict(Frame frame) {
      var out = new double[frame.size()];
      for (var m : members) {
        var x = m.features.of(frame);
        Vectors.add(1, m.model.predict(x).values(), out);
      }
      for (int i = 0; i < out.length; i++) out[i] /= members.size();
      return new Numbers(out);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
