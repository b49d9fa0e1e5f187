// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.Arrays;
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
import smile.regression.RidgeRegression;

/**
 * Ridge regression: minimises {@code Σ (y − x·w − b)² + alpha ‖w‖²}, as {@link
 * millrace.trainers.Ridge} does. Smile's penalty is on the weights of standardised columns; each
 * column gets its own, divided by its variance, so that in the end all are the same for the columns
 * as they are. There is always an intercept. Sparse columns are made dense.
 *
 * <p>Cost: O(rows × features² + features³), in one thread.
 *
 * @param alpha strength of the penalty (default 1); with 0 the features must not be collinear
 * @see "A. Hoerl, R. Kennard, Ridge regression: biased estimation for nonorthogonal problems,
 *     Technometrics 12, 1970"
 */
@About(
    value = "linear regression with a squared penalty on the weights",
    cite = "A. Hoerl, R. Kennard, Ridge regression, Technometrics 12, 1970",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record Ridge(
    @Param(
            value = "strength of the penalty on the squared weights",
            min = 0,
            max = 1e100,
            tune = {1e-4, 1e4},
            log = true)
        double alpha)
    implements Trainer<Ridge.Fitted> {
  public Ridge {
    Spec.check(Ridge.class, alpha);
  }

  public Ridge() {
    this(1);
  }

  public Ridge alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
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
    var penalty = x.sd.clone();
    for (int j = 0; j < penalty.length; j++) penalty[j] = alpha / penalty[j] / penalty[j];
    var each = new double[x.rows];
    Arrays.fill(each, 1);
    var options = new RidgeRegression.Options(penalty, new double[x.width()]);
    return Smile.alone(
        run.seedFor("smile"),
        () -> RidgeRegression.fit(Standardised.FORMULA, x.frame(), each, options).coefficients());
  }

  /** A linear function. */
  public record Fitted(Linear linear) implements LinearModel {}
}
