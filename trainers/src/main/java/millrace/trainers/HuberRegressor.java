package millrace.trainers;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Linear regression that outliers cannot pull away: minimises {@code Σ weight · (σ + H(r / σ) · σ)
 * + alpha ‖w‖²} over weights, intercept and the scale σ, with {@code H(z) = z²} up to {@code
 * epsilon} and {@code 2·epsilon·|z| − epsilon²} beyond. So residuals r count squared while they are
 * below {@code epsilon · σ}, and in proportion above.
 *
 * <p>L-BFGS over centred, scaled and, where there are few features beside the rows, decorrelated
 * columns, the target in units of its standard deviation and σ by its logarithm. It stops when no
 * entry of the mean loss's gradient in these units exceeds {@code tol}; scikit-learn looks at the
 * sum's in the columns' own units.
 *
 * <p>Where a linear function goes through most rows exactly, σ has no minimum above 0; it ends at
 * 1e-10 of the target's standard deviation then.
 *
 * <p>Cost: O(entries) an iteration, in parallel by blocks of rows.
 *
 * @param epsilon where squares end, in units of σ; 1 is the most robust (default 1.35)
 * @param alpha strength of the squared penalty (default 1e-4)
 * @param fitIntercept whether there is an intercept (default true)
 * @param maxIter most iterations (default 100)
 * @param tol see above (default 1e-5)
 * @see "P. J. Huber, E. M. Ronchetti, Robust Statistics, 2nd ed. 2009, section 7.8 (concomitant
 *     scale)"
 * @see "scikit-learn 1.2, sklearn.linear_model.HuberRegressor"
 */
@About(
    value = "linear regression robust to outliers (Huber's loss, scale fitted)",
    cite =
        "P. J. Huber, E. M. Ronchetti, Robust Statistics, 2nd ed. 2009; scikit-learn"
            + " HuberRegressor")
public record HuberRegressor(
    @Param(
            value = "where squares end, in units of the scale",
            min = 1,
            max = 100,
            tune = {1, 3})
        double epsilon,
    @Param(
            value = "strength of the penalty on the squared weights",
            min = 0,
            max = 1e100,
            tune = {1e-6, 1e3},
            log = true)
        double alpha,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "greatest entry of the mean loss's gradient to stop at", min = 0) double tol)
    implements Trainer<HuberRegressor.Fitted> {
  public HuberRegressor {
    Spec.check(HuberRegressor.class, epsilon, alpha, fitIntercept, maxIter, tol);
  }

  public HuberRegressor() {
    this(1.35, 1e-4, true, 100, 1e-5);
  }

  public HuberRegressor epsilon(double epsilon) {
    return Spec.with(this, "epsilon", epsilon);
  }

  public HuberRegressor alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public HuberRegressor fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public HuberRegressor maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public HuberRegressor tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Design.ofFeatures(train, fitIntercept);
    var weight = Design.weights(train);
    var y = ((Column.Numeric) train.targetColumn()).values().clone();
    double total = weight == null ? y.length : Vectors.sum(weight);
    double mean = 0;
    for (int i = 0; fitIntercept && i < y.length; i++)
      mean += (weight == null ? 1 : weight[i]) * y[i] / total;
    double squares = 0;
    for (int i = 0; i < y.length; i++)
      squares += (weight == null ? 1 : weight[i]) * (y[i] - mean) * (y[i] - mean) / total;
    double unit = Math.sqrt(squares);
    if (!(unit > 1e-14 * Math.abs(mean))) unit = 0;
    if (unit == 0) { // every row has the same target
      run.step("iteration", maxIter, maxIter);
      var none = new Linear(x.columns, x.names, new double[x.width], mean);
      return new Fitted(none, 0, 0, 0, true);
    }
    for (int i = 0; i < y.length; i++) y[i] = (y[i] - mean) / unit;
    var rows = new Rows(y, weight, epsilon);
    var loss = new LinearLoss(x, 1, rows, total, 2 * alpha * unit / total, 2, fitIntercept, run);
    var result =
        Lbfgs.minimise(
            new WithScale(loss, rows, total),
            new double[loss.size() + 1],
            maxIter,
            tol,
            p ->
                run.step(
                    "iteration", p.iteration(), maxIter, "loss", p.value(), "slope", p.gradient()));
    run.step("iteration", maxIter, maxIter, "loss", result.value(), "slope", result.gradient());
    var v = Arrays.copyOf(result.x(), loss.size());
    var w = loss.weights(v);
    for (int j = 0; j < w.length; j++) w[j] *= unit;
    return new Fitted(
        new Linear(x.columns, x.names, w, loss.intercepts(v)[0] * unit + mean),
        Rows.scale(result.x()[loss.size()]) * unit,
        result.iterations(),
        result.gradient(),
        result.converged());
  }

  /** Huber's loss at a scale; sums, block by block, what the slope of the scale needs. */
  private static final class Rows implements LinearLoss.Rows {
    private static final double LEAST = Math.log(1e-10);

    private final double[] y;
    private final double @Nullable [] weight;
    private final double epsilon;
    private final double[] bent;
    private double sigma;

    Rows(double[] y, double @Nullable [] weight, double epsilon) {
      this.y = y;
      this.weight = weight;
      this.epsilon = epsilon;
      bent = new double[(y.length + LinearLoss.BLOCK - 1) / LinearLoss.BLOCK];
    }

    static double scale(double logarithm) {
      return Math.exp(Math.max(LEAST, logarithm));
    }

    @Override
    public double slopes(double[] z, int at, int n) {
      double loss = 0;
      double squares = 0;
      double most = epsilon * sigma;
      for (int i = 0; i < n; i++) {
        double w = weight == null ? 1 : weight[at + i];
        double r = y[at + i] - z[i];
        if (Math.abs(r) <= most) {
          double u = r / sigma;
          loss += w * (sigma + r * u);
          squares += w * u * u;
          z[i] = -2 * w * u;
        } else {
          loss += w * (sigma + 2 * epsilon * Math.abs(r) - sigma * epsilon * epsilon);
          squares += w * epsilon * epsilon;
          z[i] = -2 * w * Math.copySign(epsilon, r);
        }
      }
      bent[at / LinearLoss.BLOCK] = squares;
      return loss;
    }
  }

  /** The loss with the logarithm of the scale as one more variable. */
  private record WithScale(LinearLoss loss, Rows rows, double total) implements Lbfgs.Objective {
    @Override
    public double value(double[] v, double[] gradient) {
      int n = v.length - 1;
      rows.sigma = Rows.scale(v[n]);
      var inner = new double[n];
      double value = loss.value(Arrays.copyOf(v, n), inner);
      System.arraycopy(inner, 0, gradient, 0, n);
      boolean free = v[n] > Rows.LEAST;
      gradient[n] = free ? rows.sigma * (1 - Vectors.sum(rows.bent) / total) : 0;
      return value;
    }
  }

  /**
   * A linear function.
   *
   * @param scale σ: residuals above {@code epsilon · scale} are outliers
   * @param iterations how many were made
   * @param gradient the greatest entry of the gradient at the end
   * @param converged whether that came below the tolerance, or no lower loss could be told apart
   */
  public record Fitted(
      Linear linear, double scale, int iterations, double gradient, boolean converged)
      implements LinearModel {}
}
