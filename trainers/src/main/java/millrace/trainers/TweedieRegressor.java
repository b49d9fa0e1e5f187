package millrace.trainers;

import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Generalised linear regression of the Tweedie family, whose variance is proportional to {@code
 * μ^power}: minimises {@code Σ weight · deviance / (2 Σ weight) + alpha ‖w‖² / 2}. Powers: 0
 * normal, 1 Poisson, between 1 and 2 a Poisson number of gamma amounts (zeros and positive amounts
 * together, such as insurance claims), 2 gamma, 3 inverse Gaussian. The target must be at least 0
 * from power 1 on and above 0 from 2 on.
 *
 * <p>L-BFGS over centred, scaled and, where there are few features beside the rows, decorrelated
 * columns; it stops when no entry of the mean loss's gradient exceeds {@code tol}, the loss being
 * taken in a unit that the target's mean sets, so that the target's unit does not matter.
 *
 * <p>Cost: O(entries) an iteration, in parallel by blocks of rows.
 *
 * @param power of the variance: 0 or at least 1 (default 0)
 * @param alpha strength of the penalty (default 1)
 * @param link what of the mean is linear (default AUTO: the identity for power 0, else the
 *     logarithm)
 * @param fitIntercept whether there is an intercept (default true)
 * @param maxIter most iterations (default 100)
 * @param tol see above (default 1e-4)
 * @see "P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. 1989"
 * @see "scikit-learn 1.2, sklearn.linear_model.TweedieRegressor, which also has negative powers,
 *     and the identity for powers other than 0"
 */
@About(
    value = "generalised linear regression of the Tweedie family: normal to inverse Gaussian",
    cite =
        "P. McCullagh, J. A. Nelder, Generalized Linear Models, 2nd ed. 1989; scikit-learn"
            + " TweedieRegressor")
public record TweedieRegressor(
    @Param(value = "power of the variance: 0 or at least 1", min = 0, max = 10) double power,
    @Param(
            value = "strength of the penalty on the squared weights",
            min = 0,
            max = 1e100,
            tune = {1e-4, 1e2},
            log = true)
        double alpha,
    @Param("what of the mean is linear: auto, identity or log") Link link,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "greatest entry of the mean loss's gradient to stop at", min = 0) double tol)
    implements Trainer<TweedieRegressor.Fitted> {
  /** What of the mean is linear. */
  public enum Link {
    /** The mean for power 0, else its logarithm. */
    AUTO,
    /** The mean; for power 0 only. */
    IDENTITY,
    /** Its logarithm. */
    LOG
  }

  public TweedieRegressor {
    Spec.check(TweedieRegressor.class, power, alpha, link, fitIntercept, maxIter, tol);
    if (power > 0 && power < 1) {
      throw new IllegalArgumentException(
          "TweedieRegressor power must be 0 or at least 1 but is "
              + power
              + ": no such distribution");
    }
    if (power > 0 && link == Link.IDENTITY) {
      throw new IllegalArgumentException(
          "TweedieRegressor link IDENTITY needs power 0, but it is %s: means could be negative"
              .formatted(power));
    }
  }

  public TweedieRegressor() {
    this(0, 1, Link.AUTO, true, 100, 1e-4);
  }

  public TweedieRegressor power(double power) {
    return Spec.with(this, "power", power);
  }

  public TweedieRegressor alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public TweedieRegressor link(Link link) {
    return Spec.with(this, "link", link);
  }

  public TweedieRegressor fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public TweedieRegressor maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public TweedieRegressor tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  /**
   * @throws millrace.data.DataException when a target cannot come from the distribution
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    boolean log = link == Link.LOG || (link == Link.AUTO && power > 0);
    var r = TweedieLoss.fit(train, this, power, log, alpha, fitIntercept, maxIter, tol, run);
    return new Fitted(r.linear(), log, r.iterations(), r.gradient(), r.converged());
  }

  /**
   * A linear function of the features.
   *
   * @param log whether it predicts {@code exp} of that
   * @param iterations how many were made
   * @param gradient the greatest entry of the gradient at the end
   * @param converged whether that came below the tolerance, or no lower loss could be told apart
   */
  public record Fitted(
      Linear linear, boolean log, int iterations, double gradient, boolean converged)
      implements LinearModel {
    @Override
    public Numbers predict(Frame frame) {
      var out = linear.values(frame).values();
      for (int i = 0; log && i < out.length; i++) out[i] = Math.exp(out[i]);
      return new Numbers(out);
    }
  }
}
