package millrace.trainers;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.DecisionFunction;
import millrace.learn.Importances;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Linear discriminant analysis: each level is a normal distribution, and all have the same
 * covariance, so that the borders between levels are planes.
 *
 * <ul>
 *   <li>SVD (default): the covariance within levels, divisor {@code rows - levels}; directions in
 *       which it is 0 are left out. Computed from the scatter matrix of the deviations, scaled to
 *       unit variance, where scikit-learn takes singular values of the rows: the same to about 1e-9
 *       for singular values above {@code tol}, and much faster with many rows.
 *   <li>LSQR: the levels' covariances (divisor: rows of the level), weighted by the priors; the
 *       solution of least norm.
 *   <li>EIGEN: the same functions; refuses features that are collinear within levels.
 * </ul>
 *
 * With LSQR and EIGEN the covariances may be shrunk towards a diagonal. Sparse columns are
 * unfolded.
 *
 * <p>Cost: O(rows × features² + features³); to predict, O(entries × levels).
 *
 * @param solver see above
 * @param shrinkage of the covariances (default NONE)
 * @param amount of shrinkage, from 0 to 1, where it is FIXED (default 0.1)
 * @param priors the prior of each level as {@code level=probability}; empty (default): its share of
 *     the rows
 * @param tol singular values of the rows, scaled to variance 1, that are not above this count as 0
 *     (default 1e-4; only SVD)
 * @see "R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7,
 *     1936"
 * @see "T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd ed. 2009,
 *     section 4.3"
 * @see "scikit-learn 1.2, sklearn.discriminant_analysis.LinearDiscriminantAnalysis"
 */
@About(
    value = "linear discriminant analysis: normal levels of one covariance, which may be shrunk",
    cite =
        "R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936; scikit-learn"
            + " LinearDiscriminantAnalysis")
public record LinearDiscriminant(
    @Param("how the functions are found") Solver solver,
    @Param("of the covariances towards a diagonal; not with SVD") Shrinkage shrinkage,
    @Param(
            value = "share of the diagonal where shrinkage is FIXED",
            min = 0,
            max = 1,
            tune = {0, 1})
        double amount,
    @Param("prior probabilities, level=probability each; empty: shares of the rows")
        List<String> priors,
    @Param(value = "singular values up to this count as 0", min = 0, max = 1) double tol)
    implements Trainer<LinearDiscriminant.Fitted> {
  /** How the functions are found. */
  public enum Solver {
    /** From the common covariance, leaving out where it is 0. */
    SVD,
    /** Least squares with the mean of the levels' covariances. */
    LSQR,
    /** Eigenvectors of the covariance between levels by that within. */
    EIGEN
  }

  /** How covariances are shrunk: {@code (1 - s) S + s T}. */
  public enum Shrinkage {
    NONE,
    /** s is {@code amount}, T the mean variance for all features. */
    FIXED,
    /** s by Ledoit and Wolf's formula, for each level; T has the features' own variances. */
    AUTO
  }

  public LinearDiscriminant {
    Spec.check(LinearDiscriminant.class, solver, shrinkage, amount, priors, tol);
    priors = List.copyOf(priors);
    Priors.check(LinearDiscriminant.class, priors);
    checkShrinkage(LinearDiscriminant.class, solver, shrinkage);
  }

  public LinearDiscriminant() {
    this(Solver.SVD, Shrinkage.NONE, 0.1, List.of(), 1e-4);
  }

  static void checkShrinkage(Class<? extends Record> type, Solver solver, Shrinkage shrinkage) {
    if (solver == Solver.SVD && shrinkage != Shrinkage.NONE) {
      throw new IllegalArgumentException(
          "%s shrinkage must be NONE with the solver SVD, but is %s: use EIGEN"
              .formatted(type.getSimpleName(), shrinkage));
    }
  }

  public LinearDiscriminant solver(Solver solver) {
    return Spec.with(this, "solver", solver);
  }

  public LinearDiscriminant shrinkage(Shrinkage shrinkage) {
    return Spec.with(this, "shrinkage", shrinkage);
  }

  public LinearDiscriminant amount(double amount) {
    return Spec.with(this, "amount", amount);
  }

  public LinearDiscriminant priors(List<String> priors) {
    return Spec.with(this, "priors", priors);
  }

  public LinearDiscriminant tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  /**
   * @throws millrace.data.DataException when there are not more rows than levels, or EIGEN finds
   *     features that are collinear within levels
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("discriminant", 0, 1);
    var x = Sheet.of(train);
    var y = Classes.of(train, this);
    var settings = new DiscriminantAxes.Settings(solver, shrinkage, amount, tol);
    var shares = Priors.of(priors, y.levels(), y.shares());
    var found = DiscriminantAxes.of(x, y, shares, settings, this, run);
    var w = found.weights();
    var b = found.intercepts();
    if (y.count() == 2) {
      int p = x.width;
      w = new double[p];
      Vectors.add(1, found.weights(), p, w, 0, p);
      Vectors.add(-1, found.weights(), 0, w, 0, p);
      b = new double[] {b[1] - b[0]};
    }
    run.step("discriminant", 1, 1);
    return new Fitted(x.columns, x.names, y.levels(), w, b);
  }

  /**
   * Linear functions.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param weights for two levels the difference of the second and the first, one per feature; else
   *     level by level
   * @param intercepts one per linear function
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] weights,
      double[] intercepts)
      implements DecisionFunction, Importances {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * The logarithm of prior times density, up to a number that is the same for all levels.
     *
     * @throws millrace.data.DataException when a column is not there, gives other features, or has
     *     a cell that is missing or infinite
     */
    @Override
    public double[] decision(Frame frame) {
      return Linear.values(frame, columns, features, weights, intercepts);
    }

    @Override
    public Labels predict(Frame frame) {
      return Scoring.softmax(decision(frame), frame.size(), levels);
    }

    @Override
    public double[] importances() {
      return Scoring.importances(weights, features.size());
    }
  }
}
