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
 * Least-angle regression: one feature after another joins, always the one most correlated with the
 * residual; the weights move so that all in it stay equally correlated. It ends after {@code
 * nNonzeroCoefs} features; with all of them it is least squares.
 *
 * <p>Weights of rows multiply the squares; they are scaled to a mean of 1 first. A feature that
 * depends linearly on those already in is left out.
 *
 * <p>Cost: O(entries) for each feature that joins, O(k² + k·p) a step with k in it.
 *
 * @param nNonzeroCoefs most features (default 500)
 * @param fitIntercept whether there is an intercept (default true)
 * @see "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least angle regression, Annals of
 *     Statistics 32, 2004"
 * @see "scikit-learn 1.2, sklearn.linear_model.Lars"
 */
@About(
    value = "linear regression by least angles, feature after feature",
    cite =
        "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least angle regression, Annals of"
            + " Statistics 32, 2004; scikit-learn Lars")
public record Lars(
    @Param(
            value = "most features",
            min = 1,
            max = 100_000,
            tune = {1, 100},
            log = true)
        int nNonzeroCoefs,
    @Param("whether an intercept is fitted") boolean fitIntercept)
    implements Trainer<Lars.Fitted> {
  public Lars {
    Spec.check(Lars.class, nNonzeroCoefs, fitIntercept);
  }

  public Lars() {
    this(500, true);
  }

  public Lars nNonzeroCoefs(int nNonzeroCoefs) {
    return Spec.with(this, "nNonzeroCoefs", nNonzeroCoefs);
  }

  public Lars fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Design.ofMean(train, fitIntercept);
    var r = LeastAngles.path(x, false, false, 0, nNonzeroCoefs, run);
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
