package millrace.trainers;

import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Half the Tweedie deviance, without what does not depend on the mean: {@code μ^(2−p) / (2−p) − y
 * μ^(1−p) / (1−p)}, by its limits at p = 1 (Poisson) and 2 (gamma). The link is the logarithm, or,
 * for p = 0, the identity.
 */
final class TweedieLoss implements LinearLoss.Rows {
  /** How a fit ended. */
  record Result(Linear linear, int iterations, double gradient, boolean converged) {}

  private final double[] y;
  private final double @Nullable [] weight;
  private final double power;
  private final boolean log;

  /** What the loss is divided by, so that it does not depend on the target's unit. */
  private final double unit;

  private TweedieLoss(
      double[] y, double @Nullable [] weight, double power, boolean log, double unit) {
    this.y = y;
    this.weight = weight;
    this.power = power;
    this.log = log;
    this.unit = unit;
  }

  /**
   * Minimises {@code Σ weight · loss / Σ weight + alpha ‖w‖² / 2} by L-BFGS.
   *
   * @throws DataException when a target cannot come from this distribution
   */
  static Result fit(
      Frame train,
      Record who,
      double power,
      boolean log,
      double alpha,
      boolean fitIntercept,
      int maxIter,
      double tol,
      Run run) {
    var y = ((Column.Numeric) train.targetColumn()).values();
    checkRange(train, who, y, power, log);
    var weight = Design.weights(train);
    double total = weight == null ? y.length : Vectors.sum(weight);
    double mean = 0;
    for (int i = 0; i < y.length; i++) mean += (weight == null ? 1 : weight[i]) * y[i] / total;
    if (log && !(mean > 0)) {
      throw new DataException(
          "%s needs a target with a positive mean for its logarithmic link, but that of '%s' is %s"
              .formatted(who.getClass().getSimpleName(), train.targetName().orElseThrow(), mean));
    }
    double unit = log ? Math.pow(mean, 2 - power) : variance(y, mean);
    var x = Design.ofFeatures(train, fitIntercept);
    var rows = new TweedieLoss(y, weight, power, log, unit);
    double curvature = log ? 1 : 1 / unit;
    var loss = new LinearLoss(x, 1, rows, total, alpha / unit, curvature, fitIntercept, run);
    var start = new double[loss.size()];
    if (fitIntercept) start[start.length - 1] = log ? Math.log(mean) : mean;
    var result =
        Lbfgs.minimise(
            loss,
            start,
            maxIter,
            tol,
            p ->
                run.step(
                    "iteration", p.iteration(), maxIter, "loss", p.value(), "slope", p.gradient()));
    run.step("iteration", maxIter, maxIter, "loss", result.value(), "slope", result.gradient());
    var linear =
        new Linear(x.columns, x.names, loss.weights(result.x()), loss.intercepts(result.x())[0]);
    return new Result(linear, result.iterations(), result.gradient(), result.converged());
  }

  private static double variance(double[] y, double mean) {
    double s = 0;
    for (double v : y) s += (v - mean) * (v - mean) / y.length;
    return s > 0 ? s : 1;
  }

  private static void checkRange(Frame train, Record who, double[] y, double power, boolean log) {
    if (power == 0 && !log) return;
    for (int i = 0; i < y.length; i++) {
      if (power == 0 || (power < 2 ? y[i] >= 0 : y[i] > 0)) continue;
      throw new DataException(
          "%s needs a target %s, but '%s' is %s in row %d"
              .formatted(
                  who.getClass().getSimpleName(),
                  power < 2 ? "of at least 0" : "above 0",
                  train.targetName().orElseThrow(),
                  y[i],
                  i));
    }
  }

  @Override
  public double slopes(double[] z, int at, int n) {
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double w = (weight == null ? 1 : weight[at + i]) / unit;
      double t = y[at + i];
      double eta = z[i];
      if (!log) {
        loss += 0.5 * w * (eta - t) * (eta - t);
        z[i] = w * (eta - t);
      } else if (power == 1) {
        double m = Math.exp(eta);
        loss += w * (m - t * eta);
        z[i] = w * (m - t);
      } else if (power == 2) {
        double q = t * Math.exp(-eta);
        loss += w * (eta + q);
        z[i] = w * (1 - q);
      } else if (power == 0) { // as a square, which keeps its digits where it is small
        double m = Math.exp(eta);
        loss += 0.5 * w * (m - t) * (m - t);
        z[i] = w * (m - t) * m;
      } else {
        double a = Math.exp((2 - power) * eta);
        double b = t * Math.exp((1 - power) * eta);
        loss += w * (a / (2 - power) - b / (1 - power));
        z[i] = w * (a - b);
      }
    }
    return loss;
  }
}
