package millrace.trainers;

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
import millrace.run.Run;

/**
 * The perceptron: each row on the wrong side moves the plane by {@code eta0} times itself; one
 * level against the rest where there are more than two. It is {@link SgdClassifier} with the loss
 * PERCEPTRON, a constant rate and, by default, no penalty; what is said of probabilities there
 * holds here: they are <b>not calibrated</b>.
 *
 * <p>Cost: O(entries × levels) a pass.
 *
 * @param penalty default NONE
 * @param alpha strength of the penalty (default 1e-4)
 * @param l1Ratio share of L1 in ELASTIC_NET (default 0.15)
 * @param fitIntercept whether there is an intercept (default true); with sparse columns it moves at
 *     a hundredth of the rate
 * @param maxIter most passes (default 1000)
 * @param tol it stops when the mean loss of {@code nIterNoChange} passes is not below the best
 *     minus this (default 1e-3); negative: never
 * @param shuffle whether each pass has an order of its own (default true)
 * @param eta0 how far a row moves the plane (default 1)
 * @param earlyStopping whether {@code validationFraction} of the rows are held back, of each level
 *     alike; then it stops when their accuracy does not gain {@code tol} in {@code nIterNoChange}
 *     passes (default false)
 * @param validationFraction default 0.1
 * @param nIterNoChange default 5
 * @param classWeight default NONE
 * @see "F. Rosenblatt, The perceptron: a probabilistic model for information storage and
 *     organization in the brain, Psychological Review 65, 1958"
 * @see "scikit-learn 1.2, sklearn.linear_model.Perceptron"
 */
@About(
    value = "the perceptron: rows on the wrong side move the plane",
    cite = "F. Rosenblatt, The perceptron, Psychological Review 65, 1958; scikit-learn Perceptron")
public record Perceptron(
    @Param("on the weights") SgdClassifier.Penalty penalty,
    @Param(
            value = "strength of the penalty (alpha)",
            min = 0,
            max = 1e100,
            tune = {1e-7, 1e-1},
            log = true)
        double alpha,
    @Param(
            value = "share of L1 in ELASTIC_NET",
            min = 0,
            max = 1,
            tune = {0, 1})
        double l1Ratio,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most passes over the rows", min = 1) int maxIter,
    @Param(value = "least gain of a pass; negative: all passes are made", min = -1, max = 1e100)
        double tol,
    @Param("whether the rows come in a new order in each pass") boolean shuffle,
    @Param(value = "how far a row moves the plane (eta)", min = 1e-100, max = 1e100) double eta0,
    @Param("whether rows are held back to stop by their score") boolean earlyStopping,
    @Param(value = "share of the rows held back", min = 0.001, max = 0.999)
        double validationFraction,
    @Param(value = "passes without gain after which it stops", min = 1) int nIterNoChange,
    @Param("how much the rows of each level count") ClassWeight classWeight)
    implements Trainer<Perceptron.Fitted> {
  public Perceptron {
    Spec.check(
        Perceptron.class,
        penalty,
        alpha,
        l1Ratio,
        fitIntercept,
        maxIter,
        tol,
        shuffle,
        eta0,
        earlyStopping,
        validationFraction,
        nIterNoChange,
        classWeight);
  }

  public Perceptron() {
    this(
        SgdClassifier.Penalty.NONE,
        1e-4,
        0.15,
        true,
        1000,
        1e-3,
        true,
        1,
        false,
        0.1,
        5,
        ClassWeight.NONE);
  }

  public Perceptron penalty(SgdClassifier.Penalty penalty) {
    return Spec.with(this, "penalty", penalty);
  }

  public Perceptron alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public Perceptron l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  public Perceptron fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public Perceptron maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Perceptron tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public Perceptron shuffle(boolean shuffle) {
    return Spec.with(this, "shuffle", shuffle);
  }

  public Perceptron eta0(double eta0) {
    return Spec.with(this, "eta0", eta0);
  }

  public Perceptron earlyStopping(boolean earlyStopping) {
    return Spec.with(this, "earlyStopping", earlyStopping);
  }

  public Perceptron validationFraction(double validationFraction) {
    return Spec.with(this, "validationFraction", validationFraction);
  }

  public Perceptron nIterNoChange(int nIterNoChange) {
    return Spec.with(this, "nIterNoChange", nIterNoChange);
  }

  public Perceptron classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  /**
   * @throws millrace.data.DataException when the weights overflow, or earlyStopping has too few
   *     rows
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    Classes.of(train, this);
    return new Fitted(
        new SgdClassifier(
                SgdClassifier.Loss.PERCEPTRON,
                penalty,
                alpha,
                l1Ratio,
                fitIntercept,
                maxIter,
                tol,
                shuffle,
                SgdClassifier.LearningRate.CONSTANT,
                eta0,
                0.5,
                earlyStopping,
                validationFraction,
                nIterNoChange,
                0,
                classWeight)
            .fit(train, run));
  }

  /** Linear functions, as {@link SgdClassifier} has them. */
  public record Fitted(SgdClassifier.Fitted planes) implements DecisionFunction, Importances {
    @Override
    public double[] decision(Frame frame) {
      return planes.decision(frame);
    }

    @Override
    public Labels predict(Frame frame) {
      return planes.predict(frame);
    }

    @Override
    public Vocabulary features() {
      return planes.features();
    }

    @Override
    public double[] importances() {
      return planes.importances();
    }
  }
}
