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
 * Poisson regression, for counts and frequencies: minimises {@code Σ weight · (μ − y ln μ) / Σ
 * weight + alpha ‖w‖² / 2} with {@code μ = exp(x·w + b)}. The target must be of at least 0. A
 * frequency comes as target with the exposure as weight.
 *
 * <p>L-BFGS over centred, scaled and, where there are few features beside the rows, decorrelated
 * columns; it stops when no entry of the mean loss's gradient exceeds {@code tol}, the loss being
 * taken in a unit that the target's mean sets, so that the target's unit does not matter.
 *
 * <p>Cost: O(entries) an iteration, in parallel by blocks of rows.
 *
 * @param alpha strength of the penalty (default 1)
 * @param fitIntercept whether there is an intercept (default true)
 * @param maxIter most iterations (default 100)
 * @param tol see above (default 1e-4)
 * @see "P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. 1989"
 * @see "scikit-learn 1.2, sklearn.linear_model.PoissonRegressor"
 */
@About(
    value = "poisson regression, for counts and frequencies",
    cite =
        "P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. 1989; scikit-learn"
            + " PoissonRegressor")
public record PoissonRegressor(
    @Param(
            value = "strength of the penalty on the squared weights",
            min = 0,
            max = 1e100,
            tune = {1e-4, 1e2},
            log = true)
        double alpha,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "greatest entry of the mean loss's gradient to stop at", min = 0) double tol)
    implements Trainer<PoissonRegressor.Fitted> {
  public PoissonRegressor {
    Spec.check(PoissonRegressor.class, alpha, fitIntercept, maxIter, tol);
  }

  public PoissonRegressor() {
    this(1, true, 100, 1e-4);
  }

  public PoissonRegressor alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public PoissonRegressor fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public PoissonRegressor maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public PoissonRegressor tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  /**
   * @throws millrace.data.DataException when a target is not of at least 0
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var r = TweedieLoss.fit(train, this, 1, true, alpha, fitIntercept, maxIter, tol, run);
    return new Fitted(r.linear(), r.iterations(), r.gradient(), r.converged());
  }

  /**
   * A linear function of which it predicts {@code exp}.
   *
   * @param iterations how many were made
   * @param gradient the greatest entry of the gradient at the end
   * @param converged whether that came below the tolerance, or no lower loss could be told apart
   */
  public record Fitted(Linear linear, int iterations, double gradient, boolean converged)
      implements LogLinearModel {}
}
