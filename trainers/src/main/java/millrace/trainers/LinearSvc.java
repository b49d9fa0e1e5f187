package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.ClassWeight;
import millrace.learn.DecisionFunction;
import millrace.learn.Importances;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Linear support vector classification, each level against the others: {@code ½ (‖w‖² + b²) + C Σ
 * loss(1 − y (x·w + b · interceptScaling))}. As in LibLinear the intercept is penalised, which a
 * greater {@code interceptScaling} lessens. Columns are not standardised: put {@code new
 * Standardize()} before where units differ.
 *
 * <p>The squared hinge with up to 600 features is solved by Newton's method, all else by coordinate
 * descent in the dual; both find the one minimum there is, so scikit-learn's {@code dual} has no
 * counterpart. The Labels are the sigmoid (softmax for more than two levels) of the decision
 * values: their order and their greatest are right, but they are not calibrated.
 *
 * <p>Cost: O(n·p²) an iteration of Newton's, about ten of them; O(entries) a pass of the descent.
 * Levels are done in parallel.
 *
 * @param loss default SQUARED_HINGE
 * @param c the penalty on errors, {@code C} (default 1); row and class weights multiply it
 * @param fitIntercept whether there are intercepts (default true)
 * @param interceptScaling what the intercept is the weight of (default 1)
 * @param tol in the dual the greatest violation of a multiplier to stop at, in Newton's method the
 *     size of the gradient relative to that of the start (default 1e-4)
 * @param maxIter most passes or steps (default 1000)
 * @param classWeight default NONE; as in LibLinear, with more than two levels it weighs the rows of
 *     a level in the function of that level, not as its opposites
 * @see "R.-E. Fan, K.-W. Chang, C.-J. Hsieh, X.-R. Wang, C.-J. Lin, LIBLINEAR: a library for large
 *     linear classification, JMLR 9, 2008"
 * @see "scikit-learn 1.2, sklearn.svm.LinearSVC"
 */
@About(
    value = "linear support vector classification, one against the rest",
    cite =
        "R.-E. Fan et al., LIBLINEAR: a library for large linear classification, JMLR 9, 2008;"
            + " scikit-learn LinearSVC")
public record LinearSvc(
    @Param("what an error costs") Loss loss,
    @Param(
            value = "penalty on errors (C)",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-2, 1e3},
            log = true)
        double c,
    @Param("whether intercepts are fitted") boolean fitIntercept,
    @Param(value = "the constant feature's value", min = Double.MIN_NORMAL, max = 1e100)
        double interceptScaling,
    @Param(value = "violation to stop at", min = 0, max = 1) double tol,
    @Param(value = "most passes", min = 1) int maxIter,
    @Param("weights of the levels") ClassWeight classWeight)
    implements Trainer<LinearSvc.Fitted> {
  /** What a row costs that is on the wrong side, or too near, by e. */
  public enum Loss {
    /** e. */
    HINGE,
    /** e². */
    SQUARED_HINGE
  }

  public LinearSvc {
    Spec.check(LinearSvc.class, loss, c, fitIntercept, interceptScaling, tol, maxIter, classWeight);
  }

  public LinearSvc() {
    this(Loss.SQUARED_HINGE, 1, true, 1, 1e-4, 1000, ClassWeight.NONE);
  }

  public LinearSvc loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public LinearSvc c(double c) {
    return Spec.with(this, "c", c);
  }

  public LinearSvc fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public LinearSvc interceptScaling(double interceptScaling) {
    return Spec.with(this, "interceptScaling", interceptScaling);
  }

  public LinearSvc tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public LinearSvc maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public LinearSvc classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    int[] counted = SvmRows.counted(train);
    var rows = counted.length == train.size() ? train : train.rows(counted);
    var levels = SvmRows.levels((Column.Nominal) rows.targetColumn(), train, this);
    var codes = ((Column.Nominal) rows.targetColumn()).codes(levels);
    int k = levels.size();
    var own = Weights.of(rows);
    var balanced = Weights.of(rows, classWeight, codes, k);
    var names = List.copyOf(train.features().names());
    double scaling = fitIntercept ? interceptScaling : 0;
    var machine = new LinearSvm(KernelRows.of(rows), scaling);
    int functions = k == 2 ? 1 : k;
    var solved =
        run.map(
            "level",
            functions,
            f -> {
              int level = k == 2 ? 1 : f;
              var y = Arrays.stream(codes).mapToDouble(v -> v == level ? 1 : -1).toArray();
              var cost = new double[y.length];
              for (int i = 0; i < y.length; i++)
                cost[i] = c * (k == 2 || y[i] > 0 ? balanced[i] : own[i]);
              var p = new LinearSvm.Problem(y, cost, -1, loss == Loss.SQUARED_HINGE);
              return machine.solve(p, tol, maxIter, run.random("order", f), run.silent());
            });
    var features = Features.of(train.features(), names).names();
    int p = features.size();
    var weights = new double[functions * p];
    var intercepts = new double[functions];
    boolean converged = true;
    int iterations = 0;
    for (int f = 0; f < functions; f++) {
      System.arraycopy(solved.get(f).w(), 0, weights, f * p, p);
      intercepts[f] = solved.get(f).intercept(scaling);
      converged &= solved.get(f).converged();
      iterations = Math.max(iterations, solved.get(f).iterations());
    }
    return new Fitted(names, features, levels, weights, intercepts, iterations, converged);
  }

  /**
   * Linear functions and the levels they speak of.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param weights for two levels those of the second, one per feature; else level by level
   * @param intercepts one per linear function
   * @param iterations the most that a level took
   * @param converged whether all levels came within {@code tol}
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] weights,
      double[] intercepts,
      int iterations,
      boolean converged)
      implements DecisionFunction, Importances {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * @throws millrace.data.DataException when a column is not there, gives other features, or has
     *     a cell that is missing or infinite
     */
    @Override
    public double[] decision(Frame frame) {
      var x = Features.of(frame, columns, features);
      int n = frame.size();
      int p = features.size();
      int k = intercepts.length;
      var out = new double[n * k];
      var scores = new double[n];
      for (int f = 0; f < k; f++) {
        Arrays.fill(scores, intercepts[f]);
        x.addProduct(Arrays.copyOfRange(weights, f * p, (f + 1) * p), scores);
        Linear.checkFinite(frame, columns, features, scores);
        for (int i = 0; i < n; i++) out[i * k + f] = scores[i];
      }
      return out;
    }

    @Override
    public Labels predict(Frame frame) {
      return SvmRows.labels(decision(frame), levels);
    }

    @Override
    public double[] importances() {
      int p = features.size();
      var out = new double[p];
      for (int j = 0; j < weights.length; j++)
        out[j % p] += Math.abs(weights[j]) / intercepts.length;
      return out;
    }
  }
}
