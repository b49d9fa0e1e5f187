// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import millrace.trainers.Linear;
import millrace.trainers.LinearModel;

/**
 * The elastic net by an interior point method: minimises {@code ‖y − Zw − b‖² / 2n + alpha·l1Ratio
 * ‖w‖₁ + alpha (1 − l1Ratio) ‖w‖² / 2}, where Z are the columns <em>standardised</em>, which Smile
 * always does: as {@code new Standardize()} and {@link millrace.trainers.ElasticNet} after it.
 * There is always an intercept. Smile solves the {@link Lasso} with a row more for each feature, so
 * weights that should be 0 are small instead. Sparse columns are made dense.
 *
 * <p>Cost: as {@link Lasso}, of rows + features rows.
 *
 * @param alpha strength of the penalty (default 1)
 * @param l1Ratio share of the L1 penalty, neither 0 (that is {@link Ridge}) nor 1 (that is {@link
 *     Lasso}); default 0.5
 * @param maxIter most Newton steps (default 1000)
 * @param tol duality gap to stop at, relative to the dual objective (default 1e-4)
 * @see "H. Zou, T. Hastie, Regularization and variable selection via the elastic net, JRSS B 67,
 *     2005"
 */
@About(
    value = "linear regression with absolute and squared penalties, by an interior point method",
    cite =
        "H. Zou, T. Hastie, Regularization and variable selection via the elastic net, JRSS B 67,"
            + " 2005",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record ElasticNet(
    @Param(
            value = "strength of the penalty",
            min = 1e-100,
            max = 1e100,
            tune = {1e-4, 10},
            log = true)
        double alpha,
    @Param(
            value = "share of the penalty on absolute weights; the rest is on squared ones",
            min = 1e-6,
            max = 0.999999,
            tune = {0.05, 0.95})
        double l1Ratio,
    @Param(value = "most Newton steps", min = 1, max = 1e9) int maxIter,
    @Param(value = "relative duality gap to stop at", min = 1e-15, max = 1) double tol)
    implements Trainer<ElasticNet.Fitted> {
  public ElasticNet {
    Spec.check(ElasticNet.class, alpha, l1Ratio, maxIter, tol);
  }

  public ElasticNet() {
    this(1, 0.5, 1000, 1e-4);
  }

  public ElasticNet alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public ElasticNet l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  public ElasticNet maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public ElasticNet tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("model", 0, 1);
    var x = Standardised.of(train);
    var weights = x.empty() ? new double[x.width()] : weights(x, run);
    run.step("model", 1, 1);
    return new Fitted(x.linear(weights));
  }

  private double[] weights(Standardised x, Run run) {
    var options =
        new smile.regression.ElasticNet.Options(
            2 * alpha * l1Ratio * x.rows, alpha * (1 - l1Ratio) * x.rows, tol, maxIter);
    return Smile.alone(
        run.seedFor("smile"),
        () ->
            smile.regression.ElasticNet.fit(Standardised.FORMULA, x.frame(), options)
                .coefficients());
  }

  /** A linear function. */
  public record Fitted(Linear linear) implements LinearModel {}
}
