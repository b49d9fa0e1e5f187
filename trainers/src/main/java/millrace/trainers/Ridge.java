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
 * Ridge regression: minimises {@code Σ (y − x·w − b)² + alpha ‖w‖²}; the intercept b is not
 * penalised. Columns are not standardised: put {@code new Standardize()} before where the units
 * should not matter. With alpha 0 it is {@link Ols}.
 *
 * <p>Weights of rows multiply the squares, as they are.
 *
 * <p>Cost: O(Σ entries of a row squared + p³), or O(n²·(entries of a row) + n³) when there are
 * fewer rows than features; above 5,000 of both, O(entries) an iteration of conjugate gradients (to
 * a relative gradient of 1e-12).
 *
 * @param alpha strength of the penalty (default 1)
 * @param fitIntercept whether there is a b (default true)
 * @see "A. Hoerl, R. Kennard, Ridge regression: biased estimation for nonorthogonal problems,
 *     Technometrics 12, 1970"
 * @see "scikit-learn 1.2, sklearn.linear_model.Ridge"
 */
@About(
    value = "linear regression with a squared penalty on the weights",
    cite = "A. Hoerl, R. Kennard, Ridge regression, Technometrics 12, 1970; scikit-learn Ridge")
public record Ridge(
    @Param(
            value = "strength of the penalty on the squared weights",
            min = 0,
            max = Double.MAX_VALUE,
            tune = {1e-4, 1e4},
            log = true)
        double alpha,
    @Param("whether an intercept is fitted") boolean fitIntercept)
    implements Trainer<Ridge.Fitted> {
  public Ridge {
    Spec.check(Ridge.class, alpha, fitIntercept);
  }

  public Ridge() {
    this(1, true);
  }

  public Ridge alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public Ridge fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Design.of(train, fitIntercept);
    return new Fitted(
        Linear.of(x, LeastSquares.solve(x, alpha, new Ols().tolerance(), run).weights()));
  }

  /** A linear function. */
  public record Fitted(Linear linear) implements LinearModel {}
}
