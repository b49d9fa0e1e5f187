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
 * The lasso: minimises {@code ‖y − Xw − b‖² / 2n + alpha ‖w‖₁}: an {@link ElasticNet} with l1Ratio
 * 1, of which see the rest.
 *
 * @param alpha strength of the penalty (default 1)
 * @param fitIntercept whether there is a b (default true)
 * @param maxIter most sweeps over all weights (default 1000)
 * @param tol duality gap to stop at, relative to {@code ‖y − mean‖²} (default 1e-4)
 * @param positive whether weights must not be negative (default false)
 * @see "R. Tibshirani, Regression shrinkage and selection via the lasso, JRSS B 58, 1996"
 * @see "scikit-learn 1.2, sklearn.linear_model.Lasso"
 */
@About(
    value = "linear regression with a penalty on absolute weights, many of them 0",
    cite =
        "R. Tibshirani, Regression shrinkage and selection via the lasso, JRSS B 58, 1996;"
            + " scikit-learn Lasso")
public record Lasso(
    @Param(
            value = "strength of the penalty on absolute weights",
            min = 0,
            max = Double.MAX_VALUE,
            tune = {1e-4, 10},
            log = true)
        double alpha,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most sweeps over all weights", min = 1) int maxIter,
    @Param(value = "duality gap to stop at, relative to the target's sum of squares", min = 0)
        double tol,
    @Param("whether weights must not be negative") boolean positive)
    implements Trainer<Lasso.Fitted> {
  public Lasso {
    Spec.check(Lasso.class, alpha, fitIntercept, maxIter, tol, positive);
  }

  public Lasso() {
    this(1, true, 1000, 1e-4, false);
  }

  public Lasso alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public Lasso fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public Lasso maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Lasso tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public Lasso positive(boolean positive) {
    return Spec.with(this, "positive", positive);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var fitted =
        new ElasticNet(alpha, 1, fitIntercept, maxIter, tol, positive).fitChecked(train, run);
    return new Fitted(fitted.linear(), fitted.iterations(), fitted.gap(), fitted.converged());
  }

  /**
   * A linear function, and how its search ended.
   *
   * @param iterations sweeps over all weights; 0 when the minimum was computed directly
   * @param gap the objective is at most this much above its minimum
   * @param converged whether the gap came below the tolerance within maxIter
   */
  public record Fitted(Linear linear, int iterations, double gap, boolean converged)
      implements LinearModel {}
}
