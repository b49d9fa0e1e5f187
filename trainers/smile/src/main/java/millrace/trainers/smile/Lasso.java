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
import smile.regression.LASSO;

/**
 * The lasso by an interior point method: minimises {@code ‖y − Zw − b‖² / 2n + alpha ‖w‖₁}, where Z
 * are the columns <em>standardised</em>, which Smile always does: as {@code new Standardize()} and
 * {@link millrace.trainers.Lasso} after it. There is always an intercept. An interior point does
 * not reach the border: weights that should be 0 are small instead. Sparse columns are made dense.
 *
 * <p>Cost: O(rows × features²) once and O(features²) for each step of the conjugate gradients
 * inside an iteration, in one thread.
 *
 * @param alpha strength of the penalty (default 1)
 * @param maxIter most Newton steps (default 1000)
 * @param tol duality gap to stop at, relative to the dual objective (default 1e-4)
 * @see "S.-J. Kim, K. Koh, M. Lustig, S. Boyd, D. Gorinevsky, An interior-point method for
 *     large-scale l1-regularized least squares, IEEE J. Selected Topics in Signal Processing 1,
 *     2007"
 */
@About(
    value = "linear regression with an absolute penalty, by an interior point method",
    cite =
        "S.-J. Kim et al., An interior-point method for large-scale l1-regularized least squares,"
            + " IEEE J. Selected Topics in Signal Processing 1, 2007",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record Lasso(
    @Param(
            value = "strength of the penalty on the absolute weights",
            min = 1e-100,
            max = 1e100,
            tune = {1e-4, 10},
            log = true)
        double alpha,
    @Param(value = "most Newton steps", min = 1, max = 1e9) int maxIter,
    @Param(value = "relative duality gap to stop at", min = 1e-15, max = 1) double tol)
    implements Trainer<Lasso.Fitted> {
  public Lasso {
    Spec.check(Lasso.class, alpha, maxIter, tol);
  }

  public Lasso() {
    this(1, 1000, 1e-4);
  }

  public Lasso alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public Lasso maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Lasso tol(double tol) {
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
    var options = new LASSO.Options(2 * alpha * x.rows, tol, maxIter);
    return Smile.alone(
        run.seedFor("smile"),
        () -> LASSO.fit(Standardised.FORMULA, x.frame(), options).coefficients());
  }

  /** A linear function. */
  public record Fitted(Linear linear) implements LinearModel {}
}
