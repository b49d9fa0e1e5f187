package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.ClassWeight;
import millrace.learn.DecisionFunction;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Logistic regression with all products of two features, whose weights are products of factors: the
 * score is {@code b + w·x + Σ_(i<j) (v_i·v_j) x_i x_j} with a vector v of {@code rank} numbers for
 * each feature; one level against the rest where there are more than two, in parallel. Minimises
 * {@code Σ weight × log loss + (l2Linear ‖w‖² + l2Factors ‖V‖²) / 2}. Probabilities are the
 * sigmoids of the scores, divided by their sum.
 *
 * <p>Found by L-BFGS on all rows, so that there is no learning rate to choose and threads do not
 * matter; the minimum is one of many and depends on the factors drawn at the start. Within the
 * search features are divided by their greatest absolute value, which leaves 0/1 features as they
 * are; features far from 0 (years) should be centred before: put {@code new Standardize()}.
 * scikit-learn has no factorization machine.
 *
 * <p>Cost: O(entries × rank) an iteration, in parallel by rows; to predict, O(entries × rank).
 *
 * @param rank number of factors, k (default 8)
 * @param l2Linear penalty on w (default 0.1)
 * @param l2Factors penalty on V (default 1)
 * @param initStdev standard deviation of V at the start (default 0.1)
 * @param maxIter most iterations (default 100)
 * @param tol it stops when no entry of the gradient of the mean loss exceeds this (default 1e-5)
 * @param classWeight default NONE
 * @see "S. Rendle, Factorization machines, ICDM 2010"
 */
@About(
    value = "logistic regression with products of two features, their weights factorised",
    cite = "S. Rendle, Factorization machines, ICDM 2010")
public record FactorizationMachineClassifier(
    @Param(
            value = "number of factors (k)",
            min = 1,
            max = 10000,
            tune = {2, 32},
            log = true)
        int rank,
    @Param(
            value = "penalty on the squared weights",
            min = 0,
            max = 1e100,
            tune = {1e-3, 100},
            log = true)
        double l2Linear,
    @Param(
            value = "penalty on the squared factors",
            min = 0,
            max = 1e100,
            tune = {1e-2, 100},
            log = true)
        double l2Factors,
    @Param(value = "standard deviation of the factors at the start", min = 1e-12, max = 1e6)
        double initStdev,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "greatest entry of the mean loss's gradient to stop at", min = 0) double tol,
    @Param("how much the rows of each level count") ClassWeight classWeight)
    implements Trainer<FactorizationMachineClassifier.Fitted> {
  public FactorizationMachineClassifier {
    Spec.check(
        FactorizationMachineClassifier.class,
        rank,
        l2Linear,
        l2Factors,
        initStdev,
        maxIter,
        tol,
        classWeight);
  }

  public FactorizationMachineClassifier() {
    this(8, 0.1, 1, 0.1, 100, 1e-5, ClassWeight.NONE);
  }

  public FactorizationMachineClassifier rank(int rank) {
    return Spec.with(this, "rank", rank);
  }

  public FactorizationMachineClassifier l2Linear(double l2Linear) {
    return Spec.with(this, "l2Linear", l2Linear);
  }

  public FactorizationMachineClassifier l2Factors(double l2Factors) {
    return Spec.with(this, "l2Factors", l2Factors);
  }

  public FactorizationMachineClassifier initStdev(double initStdev) {
    return Spec.with(this, "initStdev", initStdev);
  }

  public FactorizationMachineClassifier maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public FactorizationMachineClassifier tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public FactorizationMachineClassifier classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = SgdRows.of(train);
    var y = Classes.of(train, this);
    var weight = Weights.of(train, classWeight, y.code(), y.count());
    List<Lbfgs.Result> found;
    if (y.count() == 2) {
      found = List.of(oneAgainstRest(x, y, 1, weight, run));
      run.step("iteration", maxIter, maxIter);
    } else {
      var inner = run.silent().threads(1);
      found = run.map("level", y.count(), c -> oneAgainstRest(x, y, c, weight, inner));
    }
    int p = x.width();
    int k = found.size();
    var b = new double[k];
    var w = new double[k * p];
    var v = new double[k * p * rank];
    int iterations = 0;
    boolean converged = true;
    for (int c = 0; c < k; c++) {
      var one = found.get(c);
      b[c] = one.x()[0];
      System.arraycopy(one.x(), 1, w, c * p, p);
      System.arraycopy(one.x(), 1 + p, v, c * p * rank, p * rank);
      iterations = Math.max(iterations, one.iterations());
      converged &= one.converged();
    }
    return new Fitted(x.columns(), x.names(), y.levels(), b, w, v, iterations, converged);
  }

  /** The minimum, in the frame's units. */
  private Lbfgs.Result oneAgainstRest(SgdRows x, Classes y, int level, double[] weight, Run run) {
    var sign = new double[x.rows()];
    Arrays.setAll(sign, i -> y.code()[i] == level ? 1 : -1);
    var loss = new FactorLoss(x, sign, weight, true, rank, l2Linear, l2Factors, run);
    var found =
        Lbfgs.minimise(
            loss,
            loss.start(initStdev, run.random("factors", level)),
            maxIter,
            tol,
            p -> run.step("iteration", p.iteration(), maxIter, "loss", p.value()));
    return new Lbfgs.Result(
        loss.inUnits(found.x(), 1),
        found.value(),
        found.gradient(),
        found.iterations(),
        found.converged());
  }

  /**
   * The functions.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param intercepts one per function: for two levels that of the second, else level by level
   * @param weights function by function, one per feature
   * @param factors function by function, feature by feature, {@code rank} numbers each
   * @param iterations the most that were made for a function
   * @param converged whether for all of them the gradient came below the tolerance, or the loss
   *     could not be lowered any more
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] intercepts,
      double[] weights,
      double[] factors,
      int iterations,
      boolean converged)
      implements DecisionFunction {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * @throws millrace.data.DataException when a column is not there, gives other features, or has
     *     a cell that is missing or infinite
     */
    @Override
    public double[] decision(Frame frame) {
      var x = Sheet.of(frame, columns, features);
      int k = intercepts.length;
      int rank = factors.length / weights.length;
      var out = new double[x.rows * k];
      for (int c = 0; c < k; c++) {
        var z = FactorLoss.values(x, intercepts[c], weights, c * x.width, factors, rank);
        for (int i = 0; i < z.length; i++) out[i * k + c] = z[i];
      }
      return out;
    }

    @Override
    public Labels predict(Frame frame) {
      return Scoring.sigmoids(decision(frame), frame.size(), levels);
    }
  }
}
