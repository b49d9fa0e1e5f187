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
 * Ordinary least squares: minimises {@code Σ (y − x·w − b)²}; of all minima the one with the least
 * {@code ‖w‖}, as {@code numpy.linalg.lstsq} on centred data gives it.
 *
 * <p>It reveals the rank. A column is scaled to unit length after centring; it is dependent on
 * others when what they leave of it is at most {@code tolerance}, or within the rounding of the
 * values involved. So constant, duplicate and collinear columns (a one-hot group sums to 1) get
 * finite, shared weights where an LAPACK least-squares solver with its tolerance of one rounding
 * error, as scikit-learn's LinearRegression uses it, gives weights of 1e12 that ruin predictions.
 *
 * <p>Weights of rows multiply the squares, as they are.
 *
 * <p>Cost: O(Σ entries of a row squared + p³) as a rule, O(n·p²) for badly conditioned or wide
 * tables.
 *
 * @param fitIntercept whether there is a b (default true)
 * @param tolerance relative length at which a column counts as dependent (default 1e-12)
 * @see "scikit-learn 1.2, sklearn.linear_model.LinearRegression"
 * @see "Å. Björck, Numerical Methods for Least Squares Problems, SIAM 1996"
 */
@About(
    value = "linear regression by least squares, rank-revealing",
    cite =
        "Å. Björck, Numerical Methods for Least Squares Problems, SIAM 1996; scikit-learn"
            + " LinearRegression")
public record Ols(
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(
            value = "a column is dependent when the others leave at most this share of its length",
            min = 0,
            max = 0.1)
        double tolerance)
    implements Trainer<Ols.Fitted> {
  public Ols {
    Spec.check(Ols.class, fitIntercept, tolerance);
  }

  public Ols() {
    this(true, 1e-12);
  }

  public Ols fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public Ols tolerance(double tolerance) {
    return Spec.with(this, "tolerance", tolerance);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Design.of(train, fitIntercept);
    var solution = LeastSquares.solve(x, 0, tolerance, run);
    return new Fitted(Linear.of(x, solution.weights()), solution.rank());
  }

  /**
   * A linear function.
   *
   * @param rank the number of independent columns, after centring
   */
  public record Fitted(Linear linear, int rank) implements LinearModel {}
}
