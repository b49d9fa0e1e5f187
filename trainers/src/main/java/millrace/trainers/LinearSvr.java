package millrace.trainers;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Importances;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Linear support vector regression: {@code ½ (‖w‖² + b²) + C Σ loss(|y − x·w − b ·
 * interceptScaling| − epsilon)}. As in LibLinear the intercept is penalised, which a greater {@code
 * interceptScaling} lessens. Columns are not standardised: put {@code new Standardize()} before
 * where units differ; {@code c} and {@code epsilon} are in the unit of the target.
 *
 * <p>The squared loss with up to 600 features is solved by Newton's method, all else by coordinate
 * descent in the dual; both find the one minimum there is.
 *
 * <p>Cost: O(n·p²) an iteration of Newton's, about ten of them; O(entries) a pass of the descent.
 *
 * @param loss default EPSILON_INSENSITIVE
 * @param c the penalty on errors, {@code C} (default 1); row weights multiply it
 * @param epsilon errors up to this cost nothing (default 0)
 * @param fitIntercept whether there is an intercept (default true)
 * @param interceptScaling what the intercept is the weight of (default 1)
 * @param tol the greatest violation (in Newton's method the gradient) to stop at, relative to that
 *     of the start (default 1e-4)
 * @param maxIter most passes or steps (default 1000)
 * @see "C.-H. Ho, C.-J. Lin, Large-scale linear support vector regression, JMLR 13, 2012"
 * @see "scikit-learn 1.2, sklearn.svm.LinearSVR"
 */
@About(
    value = "linear support vector regression",
    cite =
        "C.-H. Ho, C.-J. Lin, Large-scale linear support vector regression, JMLR 13, 2012;"
            + " scikit-learn LinearSVR")
public record LinearSvr(
    @Param("what an error costs") Loss loss,
    @Param(
            value = "penalty on errors (C)",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-2, 1e3},
            log = true)
        double c,
    @Param(
            value = "half width of the tube in which errors cost nothing (epsilon)",
            min = 0,
            max = 1e100,
            tune = {1e-3, 1},
            log = true)
        double epsilon,
    @Param("whether intercepts are fitted") boolean fitIntercept,
    @Param(value = "the constant feature's value", min = Double.MIN_NORMAL, max = 1e100)
        double interceptScaling,
    @Param(value = "violation to stop at", min = 0, max = 1) double tol,
    @Param(value = "most passes", min = 1) int maxIter)
    implements Trainer<LinearSvr.Fitted> {
  /** What a row costs whose error exceeds epsilon by e. */
  public enum Loss {
    /** e. */
    EPSILON_INSENSITIVE,
    /** e². */
    SQUARED_EPSILON_INSENSITIVE
  }

  public LinearSvr {
    Spec.check(LinearSvr.class, loss, c, epsilon, fitIntercept, interceptScaling, tol, maxIter);
  }

  public LinearSvr() {
    this(Loss.EPSILON_INSENSITIVE, 1, 0, true, 1, 1e-4, 1000);
  }

  public LinearSvr loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public LinearSvr c(double c) {
    return Spec.with(this, "c", c);
  }

  public LinearSvr epsilon(double epsilon) {
    return Spec.with(this, "epsilon", epsilon);
  }

  public LinearSvr fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public LinearSvr interceptScaling(double interceptScaling) {
    return Spec.with(this, "interceptScaling", interceptScaling);
  }

  public LinearSvr tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public LinearSvr maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    int[] counted = SvmRows.counted(train);
    var rows = counted.length == train.size() ? train : train.rows(counted);
    var y = ((Column.Numeric) rows.targetColumn()).values();
    var cost = Weights.of(rows);
    for (int i = 0; i < cost.length; i++) cost[i] *= c;
    double scaling = fitIntercept ? interceptScaling : 0;
    run.step("fit", 0, 1);
    var problem = new LinearSvm.Problem(y, cost, epsilon, loss == Loss.SQUARED_EPSILON_INSENSITIVE);
    var solved =
        new LinearSvm(KernelRows.of(rows), scaling)
            .solve(problem, tol, maxIter, run.random("order"), run.silent());
    run.step("fit", 1, 1);
    var names = List.copyOf(train.features().names());
    var features = Features.of(train.features(), names).names();
    return new Fitted(
        new Linear(names, features, solved.weights(), solved.intercept(scaling)),
        solved.iterations(),
        solved.converged());
  }

  /**
   * A linear function.
   *
   * @param converged whether it came within {@code tol}
   */
  public record Fitted(Linear linear, int iterations, boolean converged)
      implements Predictor<Numbers>, Importances {
    @Override
    public Numbers predict(Frame frame) {
      return linear.values(frame);
    }

    @Override
    public Vocabulary features() {
      return linear.features();
    }

    @Override
    public double[] importances() {
      var out = linear.weights().clone();
      for (int j = 0; j < out.length; j++) out[j] = Math.abs(out[j]);
      return out;
    }
  }
}
