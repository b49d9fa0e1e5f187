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
 * The elastic net: minimises {@code ‖y − Xw − b‖² / 2n + alpha·l1Ratio ‖w‖₁ + alpha (1 − l1Ratio)
 * ‖w‖² / 2} by coordinate descent. The intercept b is not penalised. Columns are not standardised:
 * put {@code new Standardize()} before.
 *
 * <p>It stops when the duality gap, of n times the objective, is below {@code tol ‖y − mean‖²}, or
 * after {@code maxIter} sweeps; the fitted record says which. Without L1 part (alpha or l1Ratio 0)
 * and sign constraint the minimum is computed directly, as {@link Ridge} and {@link Ols} do;
 * scikit-learn iterates there and warns.
 *
 * <p>Weights of rows are scaled to a mean of 1, so that {@code alpha} means the same whatever their
 * size; then they multiply the squares.
 *
 * <p>Cost: with more rows than features the Gram matrix once (O(Σ entries of a row squared)) and
 * O(p · weights that changed) a sweep; else O(entries) a sweep.
 *
 * @param alpha strength of the penalty (default 1)
 * @param l1Ratio share of the L1 penalty: 1 is {@link Lasso} (default 0.5)
 * @param fitIntercept whether there is a b (default true)
 * @param maxIter most sweeps over all weights (default 1000)
 * @param tol see above (default 1e-4)
 * @param positive whether weights must not be negative (default false)
 * @see "H. Zou, T. Hastie, Regularization and variable selection via the elastic net, JRSS B 67,
 *     2005"
 * @see "scikit-learn 1.2, sklearn.linear_model.ElasticNet"
 */
@About(
    value = "linear regression with absolute and squared penalties, sparse weights",
    cite =
        "H. Zou, T. Hastie, Regularization and variable selection via the elastic net, JRSS B 67,"
            + " 2005; scikit-learn ElasticNet")
public record ElasticNet(
    @Param(
            value = "strength of the penalty",
            min = 0,
            max = Double.MAX_VALUE,
            tune = {1e-4, 10},
            log = true)
        double alpha,
    @Param(
            value = "share of the penalty on absolute weights; the rest is on squared ones",
            min = 0,
            max = 1,
            tune = {0.05, 1})
        double l1Ratio,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most sweeps over all weights", min = 1) int maxIter,
    @Param(value = "duality gap to stop at, relative to the target's sum of squares", min = 0)
        double tol,
    @Param("whether weights must not be negative") boolean positive)
    implements Trainer<ElasticNet.Fitted> {
  public ElasticNet {
    Spec.check(ElasticNet.class, alpha, l1Ratio, fitIntercept, maxIter, tol, positive);
  }

  public ElasticNet() {
    this(1, 0.5, true, 1000, 1e-4, false);
  }

  public ElasticNet alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public ElasticNet l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  public ElasticNet fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public ElasticNet maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public ElasticNet tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public ElasticNet positive(boolean positive) {
    return Spec.with(this, "positive", positive);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    return fitChecked(train, run);
  }

  /** {@link #fit} on a frame whose needs were checked. */
  Fitted fitChecked(Frame train, Run run) {
    return fit(Design.ofMean(train, fitIntercept), run);
  }

  /** {@link #fit} on columns that were read. */
  Fitted fit(Design x, Run run) {
    double l1 = alpha * l1Ratio * x.rows;
    double l2 = alpha * (1 - l1Ratio) * x.rows;
    if (l1 == 0 && !positive) {
      var direct = LeastSquares.solve(x, l2, new Ols().tolerance(), run);
      return new Fitted(Linear.of(x, direct.weights()), 0, 0, true);
    }
    var state = CoordinateDescent.state(x, run);
    var s = new CoordinateDescent(state, x.width, positive).descend(l1, l2, maxIter, tol, run);
    return new Fitted(Linear.of(x, s.weights()), s.iterations(), s.gap() / x.rows, s.converged());
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
