// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

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
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.LinearDiscriminant;
import smile.classification.LogisticRegression;

/**
 * Logistic regression with a squared penalty: minimises {@code Σ log loss + ‖w‖² / 2c} by L-BFGS; a
 * sigmoid for two levels of the target, a softmax for more; intercepts are not penalised.
 *
 * <p>For two levels it is {@link millrace.trainers.Logistic}. For more Smile sets the last level's
 * function to 0 and penalises the differences of the others from it, so that the result depends on
 * which level is the last; with a weak penalty that is little. Columns are not standardised: put
 * {@code new Standardize()} before, or L-BFGS may need many iterations. Sparse columns are made
 * dense.
 *
 * <p>Cost: O(rows × features × levels) an iteration, in one thread.
 *
 * @param c inverse strength of the penalty, {@code C} in scikit-learn (default 1; Smile's is 10)
 * @param maxIter most iterations (default 500)
 * @param tol gradient to stop at, as Smile measures it (default 1e-5)
 * @see "J. Nocedal, S. Wright, Numerical Optimization, 2nd ed. 2006, chapter 7"
 */
@About(
    value = "logistic regression, binary and multinomial, with a squared penalty",
    cite = "J. Nocedal, S. Wright, Numerical Optimization, 2nd ed. 2006, chapter 7",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record Logistic(
    @Param(
            value = "inverse strength of the penalty (C)",
            min = 1e-100,
            max = 1e100,
            tune = {1e-3, 1e3},
            log = true)
        double c,
    @Param(value = "most iterations", min = 1, max = 1e9) int maxIter,
    @Param(value = "gradient to stop at", min = 1e-15, max = 1) double tol)
    implements Trainer<Logistic.Fitted> {
  public Logistic {
    Spec.check(Logistic.class, c, maxIter, tol);
  }

  public Logistic() {
    this(1, 500, 1e-5);
  }

  public Logistic c(double c) {
    return Spec.with(this, "c", c);
  }

  public Logistic maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Logistic tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Smile.levels(train, this);
    run.step("model", 0, 1);
    var features = Features.of(train);
    var x = Smile.rows(features);
    var y = ((Column.Nominal) train.targetColumn()).codes(levels);
    int k = levels.size();
    var functions = Smile.alone(run.seedFor("smile"), () -> functions(x, y, k));
    int p = features.width();
    var weights = new double[functions.length * p];
    var intercepts = new double[functions.length];
    for (int f = 0; f < functions.length; f++) {
      System.arraycopy(functions[f], 0, weights, f * p, p);
      intercepts[f] = functions[f][p];
    }
    run.step("model", 1, 1);
    return new Fitted(
        new LinearDiscriminant.Fitted(
            List.copyOf(train.features().names()), features.names(), levels, weights, intercepts));
  }

  /** Weights and, last, the intercept: of the second of two levels, or of each of more. */
  private double[][] functions(double[][] x, int[] y, int k) {
    var options = new LogisticRegression.Options(1 / c, tol, maxIter);
    if (k == 2) return new double[][] {LogisticRegression.binomial(x, y, options).coefficients()};
    var w = LogisticRegression.multinomial(x, y, options).coefficients();
    var out = new double[k][x[0].length + 1]; // the last level's are 0
    System.arraycopy(w, 0, out, 0, k - 1);
    return out;
  }

  /**
   * @param linear functions whose sigmoid or softmax are the probabilities: of that form are those
   *     of a linear discriminant, too
   */
  public record Fitted(LinearDiscriminant.Fitted linear) implements DecisionFunction, Importances {
    @Override
    public Labels predict(Frame frame) {
      return linear.predict(frame);
    }

    /** The log odds: for two levels of the second, else of each beside the last. */
    @Override
    public double[] decision(Frame frame) {
      return linear.decision(frame);
    }

    @Override
    public Vocabulary features() {
      return linear.features();
    }

    /** The mean over the linear functions of a feature's absolute weight. */
    @Override
    public double[] importances() {
      return linear.importances();
    }
  }
}
