package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Logistic regression: minimises {@code C · Σ log loss + ‖w‖² / 2}; a sigmoid for two levels of the
 * target, a softmax for more; intercepts are not penalised.
 *
 * <p>L-BFGS with a memory of 10 on centred and scaled columns: the minimum is that of the columns
 * as they are, but columns of different size do not slow the search as they do in scikit-learn. It
 * stops when no entry of the gradient of the mean loss (columns scaled to standard deviation 1)
 * exceeds {@code tol}; scikit-learn 1.2 looks at the gradient of the sum, in the columns' own
 * units, and at the loss too. The fitted record says whether that was reached.
 *
 * <p>Cost: O(entries × classes) an iteration, in parallel by blocks of rows.
 *
 * @param c inverse strength of the penalty, {@code C} in scikit-learn (default 1)
 * @param fitIntercept whether there are intercepts (default true)
 * @param maxIter most iterations (default 100)
 * @param tol see above (default 1e-4)
 * @see "D. R. Cox, The regression analysis of binary sequences, JRSS B 20, 1958"
 * @see "J. Nocedal, S. Wright, Numerical Optimization, 2nd ed. 2006, chapter 7"
 * @see "scikit-learn 1.2, sklearn.linear_model.LogisticRegression(solver='lbfgs')"
 */
@About(
    value = "logistic regression, binary and multinomial, with a squared penalty",
    cite =
        "J. Nocedal, S. Wright, Numerical Optimization, 2nd ed. 2006, chapter 7; scikit-learn"
            + " LogisticRegression")
public record Logistic(
    @Param(
            value = "inverse strength of the penalty (C)",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-3, 1e3},
            log = true)
        double c,
    @Param("whether intercepts are fitted") boolean fitIntercept,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "greatest entry of the mean loss's gradient to stop at", min = 0) double tol)
    implements Trainer<Logistic.Fitted> {
  public Logistic {
    Spec.check(Logistic.class, c, fitIntercept, maxIter, tol);
  }

  public Logistic() {
    this(1, true, 100, 1e-4);
  }

  public Logistic c(double c) {
    return Spec.with(this, "c", c);
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

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
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
    var loss = new LogisticLoss(x, y.codes(levels), levels.size(), c, fitIntercept, run);
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
      implements Predictor<Labels> {
    /**
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite
     */
    @Override
    public Labels predict(Frame frame) {
      var x = Features.of(frame, columns, features);
      int n = frame.size();
      int k = levels.size();
      int p = features.size();
      var out = new double[n * k];
      var scores = new double[n];
      for (int f = 0; f < intercepts.length; f++) {
        Arrays.fill(scores, intercepts[f]);
        x.addProduct(Arrays.copyOfRange(weights, f * p, (f + 1) * p), scores);
        Linear.checkFinite(frame, columns, features, scores);
        int at = k == 2 ? 1 : f;
        for (int i = 0; i < n; i++) out[i * k + at] = scores[i];
      }
      for (int i = 0; i < n; i++) softmax(out, i * k, k);
      return new Labels(out, levels);
    }

    /** For two levels the first score is 0, which makes it a sigmoid of the second. */
    private static void softmax(double[] z, int at, int k) {
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) most = Math.max(most, z[at + c]);
      double sum = 0;
      for (int c = 0; c < k; c++) {
        z[at + c] = Math.exp(z[at + c] - most);
        sum += z[at + c];
      }
      for (int c = 0; c < k; c++) z[at + c] /= sum;
    }
  }
}
