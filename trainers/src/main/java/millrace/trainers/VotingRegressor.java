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
 * The weighted mean of several regressors trained on the same rows.
 *
 * <p>Names and defaults are those of scikit-learn, which has no default for the regressors. Cost:
 * the sum of what the regressors cost; they are trained side by side.
 *
 * @param bases the regressors (default a ridge regression, a random forest and a decision tree)
 * @param weights of the regressors, none negative; empty: all count alike
 * @see "L. Kuncheva, Combining Pattern Classifiers, 2nd ed. 2014, chapter 5"
 * @see "scikit-learn 1.2, sklearn.ensemble.VotingRegressor"
 */
@About(
    value = "the weighted mean of several regressors",
    cite = "L. Kuncheva, Combining Pattern Classifiers, 2nd ed. 2014; scikit-learn VotingRegressor")
public record VotingRegressor(
    @Param("the regressors") List<Trainer<? extends Predictor<Numbers>>> bases,
    @Param("a weight per regressor; empty: all count alike") List<Double> weights)
    implements Trainer<VotingRegressor.Fitted> {

  public VotingRegressor {
    Spec.check(VotingRegressor.class, bases, weights);
    bases = List.copyOf(bases);
    weights = List.copyOf(weights);
    if (bases.isEmpty()) throw new IllegalArgumentException("VotingRegressor bases is empty");
    for (var b : bases) Members.check(VotingRegressor.class, "bases", b, Column.Numeric.class);
    Members.checkWeights(VotingRegressor.class, weights, bases.size());
  }

  public VotingRegressor() {
    this(List.of(new Ridge(), new RandomForestRegressor(), new DecisionTreeRegressor()), List.of());
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public static VotingRegressor of(Trainer<? extends Predictor<Numbers>>... bases) {
    return new VotingRegressor().bases(List.of(bases));
  }

  public VotingRegressor bases(List<Trainer<? extends Predictor<Numbers>>> bases) {
    return Spec.with(this, "bases", bases);
  }

  public VotingRegressor weights(List<Double> weights) {
    return Spec.with(this, "weights", weights);
  }

  @Override
  public Needs needs() {
    return Members.needs(bases, Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);

    int n = bases.size();
    run.step("regressor", 0, n);
    var members =
        run.<Predictor<Numbers>>map(
            "regressor", n, i -> bases.get(i).fit(train, Members.child(run, n, "member", i)));
    return new Fitted(members, Members.shares(weights, n));
  }

  /**
   * The members and their weights.
   *
   * @param weights add up to 1
   */
  public record Fitted(List<Predictor<Numbers>> members, double[] weights)
      implements Predictor<Numbers> {
    public Fitted {
      members = List.copyOf(members);
    }

    @Override
    public Numbers predict(Frame frame) {
      var out = new double[frame.size()];
      for (int m = 0; m < weights.length; m++)
        Vectors.add(weights[m], members.get(m).predict(frame).values(), out);
      return new Numbers(out);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
