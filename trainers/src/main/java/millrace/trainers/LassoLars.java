package millrace.trainers;

import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * The lasso by least angles: minimises {@code ‖y − Xw − b‖² / 2n + alpha ‖w‖₁} exactly, following
 * its weights from the alpha that makes all of them 0 down to the one wanted. Quick where few
 * features get weights; {@link Lasso} is where many do.
 *
 * <p>Weights of rows multiply the squares; they are scaled to a mean of 1 first. A feature that
 * depends linearly on those already in is left out.
 *
 * <p>Cost: O(entries) for each feature that joins, O(k² + k·p) a step with k in it.
 *
 * @param alpha strength of the penalty (default 1)
 * @param fitIntercept whether there is an intercept (default true)
 * @param maxIter most steps (default 500)
 * @param positive whether weights must not be negative (default false)
 * @see "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least angle regression, Annals of
 *     Statistics 32, 2004"
 * @see "scikit-learn 1.2, sklearn.linear_model.LassoLars"
 */
@About(
    value = "the lasso by least angles, exactly along its path",
    cite =
        "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least angle regression, Annals of"
            + " Statistics 32, 2004; scikit-learn LassoLars")
public record LassoLars(
    @Param(
            value = "strength of the penalty on absolute weights",
            min = 0,
            max = Double.MAX_VALUE,
            tune = {1e-4, 10},
            log = true)
        double alpha,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most steps", min = 1, max = 100_000_000) int maxIter,
    @Param("whether weights must not be negative") boolean positive)
    implements Trainer<LassoLars.Fitted> {
  public LassoLars {
    Spec.check(LassoLars.class, alpha, fitIntercept, maxIter, positive);
  }

  public LassoLars() {
    this(1, true, 500, false);
  }

  public LassoLars alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public LassoLars fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public LassoLars maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public LassoLars positive(boolean positive) {
    return Spec.with(this, "positive", positive);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Design.ofMean(train, fitIntercept);
    var r = LeastAngles.path(x, true, positive, alpha, maxIter, run);
    return new Fitted(Linear.of(x, r.weights()), r.alphas(), r.active());
  }

  /**
   * A linear function, and the path to it.
   *
   * @param alphas the greatest absolute covariance of a feature with the residual, at the start and
   *     after each step
   * @param active the features with weights at the end, in the order in which they joined
   */
  public record Fitted(Linear linear, double[] alphas, int[] active) implements LinearModel {}
}
