package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Regression with all products of two features, whose weights are products of factors: {@code y = b
 * + w·x + Σ_(i<j) (v_i·v_j) x_i x_j} with a vector v of {@code rank} numbers for each feature, so
 * that a pair that is rare or new in the training rows still gets a sensible weight. Minimises
 * {@code Σ weight × error² / 2 + (l2Linear ‖w‖² + l2Factors ‖V‖²) / 2}, the target in units of its
 * standard deviation.
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
 * @see "S. Rendle, Factorization machines, ICDM 2010"
 */
@About(
    value = "regression with products of two features, their weights factorised",
    cite = "S. Rendle, Factorization machines, ICDM 2010")
public record FactorizationMachineRegressor(
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
    @Param(value = "greatest entry of the mean loss's gradient to stop at", min = 0) double tol)
    implements Trainer<FactorizationMachineRegressor.Fitted> {
  public FactorizationMachineRegressor {
    Spec.check(
        FactorizationMachineRegressor.class, rank, l2Linear, l2Factors, initStdev, maxIter, tol);
  }

  public FactorizationMachineRegressor() {
    this(8, 0.1, 1, 0.1, 100, 1e-5);
  }

  public FactorizationMachineRegressor rank(int rank) {
    return Spec.with(this, "rank", rank);
  }

  public FactorizationMachineRegressor l2Linear(double l2Linear) {
    return Spec.with(this, "l2Linear", l2Linear);
  }

  public FactorizationMachineRegressor l2Factors(double l2Factors) {
    return Spec.with(this, "l2Factors", l2Factors);
  }

  public FactorizationMachineRegressor initStdev(double initStdev) {
    return Spec.with(this, "initStdev", initStdev);
  }

  public FactorizationMachineRegressor maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public FactorizationMachineRegressor tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = SgdRows.of(train);
    var weight = Weights.of(train);
    var y = ((Column.Numeric) train.targetColumn()).values().clone();
    double all = Vectors.sum(weight);
    double mean = Vectors.dot(weight, y) / all;
    for (int i = 0; i < y.length; i++) y[i] -= mean;
    double squares = 0;
    for (int i = 0; i < y.length; i++) squares += weight[i] * y[i] * y[i];
    double unit = squares == 0 ? 1 : Math.sqrt(squares / all);
    for (int i = 0; i < y.length; i++) y[i] /= unit;
    var loss = new FactorLoss(x, y, weight, false, rank, l2Linear, l2Factors, run);
    var found =
        Lbfgs.minimise(
            loss,
            loss.start(initStdev, run.random("factors", 0)),
            maxIter,
            tol,
            p -> run.step("iteration", p.iteration(), maxIter, "loss", p.value()));
    run.step("iteration", maxIter, maxIter, "loss", found.value());
    var v = loss.inUnits(found.x(), unit);
    int p = x.width();
    return new Fitted(
        x.columns(),
        x.names(),
        mean + v[0],
        Arrays.copyOfRange(v, 1, 1 + p),
        Arrays.copyOfRange(v, 1 + p, v.length),
        found.iterations(),
        found.converged());
  }

  /**
   * The function.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param weights one per feature
   * @param factors feature by feature, {@code rank} numbers each
   * @param iterations how many were made
   * @param converged whether the gradient came below the tolerance, or the loss could not be
   *     lowered any more
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      double intercept,
      double[] weights,
      double[] factors,
      int iterations,
      boolean converged)
      implements Predictor<Numbers> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * @throws millrace.data.DataException when a column is not there, gives other features, or has
     *     a cell that is missing or infinite
     */
    @Override
    public Numbers predict(Frame frame) {
      var x = Sheet.of(frame, columns, features);
      int rank = factors.length / weights.length;
      return new Numbers(FactorLoss.values(x, intercept, weights, 0, factors, rank));
    }
  }
}
