package millrace.trainers;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * A quantile of the target as a linear function: minimises {@code Σ weight · ρ(y − x·w − b) / Σ
 * weight + alpha ‖w‖₁}, ρ being {@code quantile · r} for residuals above 0 and {@code (quantile −
 * 1) · r} below. The median (0.5) is the regression of least absolute deviations.
 *
 * <p>The minimum is exact up to {@code tol}, which the dual problem proves: an interior-point
 * method for linear programmes, 10 to 40 iterations. Weights that the dual shows to be 0 are 0.
 * Where the minimum is not at one place only, it ends in the middle of the places, an LP solver in
 * a corner.
 *
 * <p>Cost: O(Σ entries of a row squared + p³) an iteration.
 *
 * @param quantile which one, between 0 and 1 (default 0.5)
 * @param alpha strength of the penalty (default 1)
 * @param fitIntercept whether there is an intercept (default true)
 * @param maxIter most iterations (default 100)
 * @param tol duality gap to stop at, relative to the objective (default 1e-8; scikit-learn leaves
 *     it to the solver)
 * @see "R. Koenker, G. Bassett, Regression quantiles, Econometrica 46, 1978"
 * @see "S. Portnoy, R. Koenker, The Gaussian hare and the Laplacian tortoise, Statistical Science
 *     12, 1997"
 * @see "scikit-learn 1.2, sklearn.linear_model.QuantileRegressor"
 */
@About(
    value = "linear regression of a quantile, such as the median",
    cite =
        "R. Koenker, G. Bassett, Regression quantiles, Econometrica 46, 1978; scikit-learn"
            + " QuantileRegressor")
public record QuantileRegressor(
    @Param(
            value = "which quantile",
            min = 1e-6,
            max = 1 - 1e-6,
            tune = {0.05, 0.95})
        double quantile,
    @Param(
            value = "strength of the penalty on absolute weights",
            min = 0,
            max = 1e100,
            tune = {1e-4, 10},
            log = true)
        double alpha,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "duality gap to stop at, relative to the objective", min = 0) double tol)
    implements Trainer<QuantileRegressor.Fitted> {
  public QuantileRegressor {
    Spec.check(QuantileRegressor.class, quantile, alpha, fitIntercept, maxIter, tol);
  }

  public QuantileRegressor() {
    this(0.5, 1, true, 100, 1e-8);
  }

  public QuantileRegressor quantile(double quantile) {
    return Spec.with(this, "quantile", quantile);
  }

  public QuantileRegressor alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public QuantileRegressor fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public QuantileRegressor maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public QuantileRegressor tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  /**
   * @throws DataException when there are more than 5,000 features
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var rows = weighted(train);
    var x = Design.ofFeatures(rows, fitIntercept);
    if (x.width > LeastSquares.MOST_DIRECT) {
      throw new DataException(
          "QuantileRegressor: %d features are too many (at most %d): select some first"
              .formatted(x.width, LeastSquares.MOST_DIRECT));
    }
    int n = x.rows;
    var weights = Design.weights(rows);
    var weight = new double[n];
    double total = weights == null ? n : Vectors.sum(weights);
    for (int i = 0; i < n; i++) weight[i] = (weights == null ? 1 : weights[i]) * n / total;
    var target = ((Column.Numeric) rows.targetColumn()).values();
    double middle = fitIntercept ? median(target) : 0;
    double size = 0;
    for (double v : target) size += Math.abs(v - middle) / n;
    if (size == 0) size = 1;
    var unit = new double[x.width];
    for (int f = 0; f < unit.length; f++) unit[f] = x.norm[f] > 0 ? Math.sqrt(n) / x.norm[f] : 0;
    // a row of tilt 1/2 and entry 2·n·alpha costs n·alpha·|w|
    var data = new QuantileRows(x, weight, unit, 2 * n * alpha, fitIntercept, run.silent());
    var y = new double[data.size()];
    for (int i = 0; i < n; i++) y[i] = weight[i] * (target[i] - middle) / size;
    var tilt = new double[y.length];
    Arrays.fill(tilt, 0, n, quantile);
    Arrays.fill(tilt, n, y.length, 0.5);
    var r = InteriorPoint.minimise(data, y, tilt, maxIter, tol, run);
    var w = new double[x.width];
    double intercept = fitIntercept ? r.coefficients()[x.width] * size + middle : 0;
    for (int f = 0; f < w.length; f++) {
      double b = r.coefficients()[f] * unit[f];
      boolean zero = alpha > 0 && r.inside()[n + f] > 1e-3;
      w[f] = zero ? 0 : b * size;
    }
    for (int f : x.denseId) intercept -= x.mean[f] * w[f];
    return new Fitted(
        new Linear(x.columns, x.names, w, intercept),
        r.iterations(),
        r.gap() * size / n,
        r.converged());
  }

  /** Rows of weight 0 have no say, and no place in the dual problem. */
  private static Frame weighted(Frame train) {
    var weights = Design.weights(train);
    if (weights == null) return train;
    var kept = new int[weights.length];
    int n = 0;
    for (int i = 0; i < weights.length; i++) if (weights[i] > 0) kept[n++] = i;
    return n == weights.length ? train : train.rows(Arrays.copyOf(kept, n));
  }

  private static double median(double[] v) {
    var sorted = v.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /**
   * A linear function, and how its search ended.
   *
   * @param iterations how many were made
   * @param gap the objective is at most this much above its minimum
   * @param converged whether that is within the tolerance
   */
  public record Fitted(Linear linear, int iterations, double gap, boolean converged)
      implements LinearModel {}
}
