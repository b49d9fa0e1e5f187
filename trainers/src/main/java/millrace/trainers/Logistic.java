package millrace.trainers;

import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.DataException;
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
import millrace.run.Run;
import millrace.store.Version;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression: minimises {@code C · Σ weight · log loss + penalty}; a sigmoid for two
 * levels of the target, a softmax for more; intercepts are not penalised. The penalty is {@code
 * ‖w‖² / 2} (L2), {@code ‖w‖₁} (L1), {@code l1Ratio ‖w‖₁ + (1 − l1Ratio) ‖w‖² / 2} (ELASTIC_NET) or
 * nothing.
 *
 * <p>Without absolute weights in the penalty: L-BFGS with a memory of 10 on centred, scaled and,
 * where there are few features beside the rows, decorrelated columns. The minimum is that of the
 * columns as they are, but columns of different size or much correlation do not slow the search as
 * they do in scikit-learn. With them: proximal Newton steps by coordinate descent.
 *
 * <p>It stops when no entry of the gradient of the mean loss (of those columns) exceeds {@code
 * tol}; with absolute weights, when no weight violates its condition of the minimum by more.
 * scikit-learn 1.2 looks at the gradient of the sum, in the columns' own units, and at the loss
 * too. The fitted record says whether that was reached.
 *
 * <p>With an even number of levels above two and an L1 penalty the best weights need not be unique;
 * the probabilities are.
 *
 * <p>Cost: O(entries × classes) an iteration, in parallel by blocks of rows; a sweep of coordinate
 * descent costs as much, but is not parallel.
 *
 * @param penalty what holds the weights small (default L2)
 * @param c inverse strength of the penalty, {@code C} in scikit-learn (default 1)
 * @param l1Ratio share of the absolute weights in ELASTIC_NET (default 0.5; scikit-learn has none)
 * @param classWeight how much the rows of each level count (default NONE)
 * @param fitIntercept whether there are intercepts (default true)
 * @param maxIter most iterations (default 100)
 * @param tol see above (default 1e-4)
 * @see "D. R. Cox, The regression analysis of binary sequences, JRSS B 20, 1958"
 * @see "J. Nocedal, S. Wright, Numerical Optimization, 2nd ed. 2006, chapter 7"
 * @see "G.-X. Yuan, C.-H. Ho, C.-J. Lin, An improved GLMNET for L1-regularized logistic regression,
 *     JMLR 13, 2012"
 * @see "scikit-learn 1.2, sklearn.linear_model.LogisticRegression(solver='lbfgs' or 'saga')"
 */
@About(
    value =
        "logistic regression, binary and multinomial, with a squared, absolute or elastic-net"
            + " penalty",
    cite =
        "J. Nocedal, S. Wright, Numerical Optimization, 2nd ed. 2006, chapter 7; scikit-learn"
            + " LogisticRegression")
@Version(2)
public record Logistic(
    @Param("what holds the weights small: l2, l1, elastic-net or none") Penalty penalty,
    @Param(
            value = "inverse strength of the penalty (C)",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-3, 1e3},
            log = true)
        double c,
    @Param(value = "share of absolute weights in the elastic net", min = 0, max = 1) double l1Ratio,
    @Param("how much the rows of each level count: none or balanced") ClassWeight classWeight,
    @Param("whether intercepts are fitted") boolean fitIntercept,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "greatest entry of the mean loss's gradient to stop at", min = 0) double tol)
    implements Trainer<Logistic.Fitted> {
  /** What is added to the loss. */
  public enum Penalty {
    /** Half the squared weights. */
    L2,
    /** The absolute weights: many become 0. */
    L1,
    /** A mixture of both, by {@code l1Ratio}. */
    ELASTIC_NET,
    /** Nothing; c does not matter then. */
    NONE
  }

  public Logistic {
    Spec.check(Logistic.class, penalty, c, l1Ratio, classWeight, fitIntercept, maxIter, tol);
  }

  public Logistic() {
    this(Penalty.L2, 1, 0.5, ClassWeight.NONE, true, 100, 1e-4);
  }

  public Logistic penalty(Penalty penalty) {
    return Spec.with(this, "penalty", penalty);
  }

  public Logistic c(double c) {
    return Spec.with(this, "c", c);
  }

  public Logistic l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  public Logistic classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  public Logistic fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public Logistic maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Logistic tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  /** Version 1 had the squared penalty alone. */
  static Logistic upgrade(int from, Map<String, Object> tree) {
    return new Logistic()
        .c(((Number) tree.get("c")).doubleValue())
        .fitIntercept((Boolean) tree.get("fitIntercept"))
        .maxIter(((Number) tree.get("maxIter")).intValue())
        .tol(((Number) tree.get("tol")).doubleValue());
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    if (levels.size() < 2) {
      throw new DataException(
          "Logistic needs at least two levels of the target '%s' in the training rows, but all %d are '%s'"
              .formatted(train.targetName().orElseThrow(), y.size(), levels.name(0)));
    }
    var x = Design.ofFeatures(train, fitIntercept);
    var code = y.codes(levels);
    boolean plain = train.weightsName().isEmpty() && classWeight == ClassWeight.NONE;
    var weight = plain ? null : Weights.of(train, classWeight, code, levels.size());
    double strength = 1 / (c * (plain ? x.rows : Vectors.sum(weight)));
    return switch (penalty) {
      case L2 -> smooth(x, code, levels, weight, strength, run);
      case NONE -> smooth(x, code, levels, weight, 0, run);
      case L1 -> sparse(x, code, levels, weight, strength, 0, run);
      case ELASTIC_NET ->
          l1Ratio == 0
              ? smooth(x, code, levels, weight, strength, run)
              : sparse(x, code, levels, weight, l1Ratio * strength, (1 - l1Ratio) * strength, run);
    };
  }

  private Fitted smooth(
      Design x,
      int[] code,
      Vocabulary levels,
      double @Nullable [] weight,
      double strength,
      Run run) {
    var loss = LogisticLoss.of(x, code, levels.size(), weight, strength, fitIntercept, run);
    var result =
        Lbfgs.minimise(
            loss,
            new double[loss.size()],
            maxIter,
            tol,
            p ->
                run.step(
                    "iteration", p.iteration(), maxIter, "loss", p.value(), "slope", p.gradient()));
    run.step("iteration", maxIter, maxIter, "loss", result.value(), "slope", result.gradient());
    return new Fitted(
        x.columns,
        x.names,
        levels,
        loss.weights(result.x()),
        loss.intercepts(result.x()),
        result.iterations(),
        result.gradient(),
        result.converged());
  }

  private Fitted sparse(
      Design x,
      int[] code,
      Vocabulary levels,
      double @Nullable [] weight,
      double l1,
      double l2,
      Run run) {
    var r =
        ProximalNewton.minimise(
            x, code, levels.size(), weight, l1, l2, fitIntercept, maxIter, tol, run);
    return new Fitted(
        x.columns,
        x.names,
        levels,
        r.weights(),
        r.intercepts(),
        r.iterations(),
        r.violation(),
        r.converged());
  }

  /**
   * Linear functions and the levels they speak of.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param weights for two levels those of the second, one per feature; else level by level
   * @param intercepts one per linear function
   * @param iterations how many were made
   * @param gradient the greatest entry of the mean loss's gradient at the end
   * @param converged whether that came below the tolerance, or the loss could not be lowered any
   *     more
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] weights,
      double[] intercepts,
      int iterations,
      double gradient,
      boolean converged)
      implements DecisionFunction, Importances {
    /**
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite
     */
    @Override
    public Labels predict(Frame frame) {
      return Scoring.probabilities(decision(frame), levels);
    }

    /** The linear functions: for two levels the log odds of the second. */
    @Override
    public double[] decision(Frame frame) {
      return Linear.values(frame, columns, features, weights, intercepts);
    }

    /** The mean over the linear functions of a feature's absolute weight. */
    @Override
    public double[] importances() {
      return Linear.meanAbsolute(weights, intercepts.length, features.size());
    }
  }
}
