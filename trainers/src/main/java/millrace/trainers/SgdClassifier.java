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
import millrace.run.Run;

/**
 * Linear classifiers by stochastic gradient descent, for many rows or features: a support vector
 * machine (HINGE), logistic regression (LOG) and others; one level against the rest where there are
 * more than two, in parallel. Columns of different size learn badly: put {@code new Standardize()}
 * before.
 *
 * <p>As {@code SGDClassifier} in scikit-learn, step by step where {@code shuffle} is off, but for
 * these: L1 together with averaging, where scikit-learn's average follows what the penalty took
 * later; eta0, which is 0 there and then refused; and rows held back, which count by their class
 * weight too. Probabilities: with LOG the sigmoids, divided by their sum; with MODIFIED_HUBER
 * {@code (clip(score, -1, 1) + 1) / 2}, likewise. The other losses have none: what {@code predict}
 * gives is the sigmoid of the score, a softmax for more levels; it has the right order, but is
 * <b>not calibrated</b>.
 *
 * <p>Cost: O(entries × levels) a pass.
 *
 * @param loss default HINGE
 * @param penalty default L2
 * @param alpha strength of the penalty (default 1e-4)
 * @param l1Ratio share of L1 in ELASTIC_NET (default 0.15)
 * @param fitIntercept whether there is an intercept (default true); with sparse columns it moves at
 *     a hundredth of the rate
 * @param maxIter most passes (default 1000)
 * @param tol it stops when the mean loss of {@code nIterNoChange} passes is not below the best
 *     minus this (default 1e-3); negative: never
 * @param shuffle whether each pass has an order of its own (default true)
 * @param learningRate default OPTIMAL
 * @param eta0 the first rate of the others (default 0.01)
 * @param powerT exponent of INVSCALING (default 0.5)
 * @param earlyStopping whether {@code validationFraction} of the rows are held back, of each level
 *     alike; then it stops when their accuracy does not gain {@code tol} in {@code nIterNoChange}
 *     passes (default false)
 * @param validationFraction default 0.1
 * @param nIterNoChange default 5
 * @param average the number of the step from which the weights are averaged, which then are the
 *     result; 0 (default): never
 * @param classWeight default NONE
 * @see "L. Bottou, Stochastic gradient descent tricks, 2012"
 * @see "Y. Tsuruoka et al., Stochastic gradient descent training for L1-regularized log-linear
 *     models with cumulative penalty, ACL 2009"
 * @see "scikit-learn 1.2, sklearn.linear_model.SGDClassifier"
 */
@About(
    value = "linear classifiers by stochastic gradient descent: hinge, log and other losses",
    cite = "L. Bottou, Stochastic gradient descent tricks, 2012; scikit-learn SGDClassifier")
public record SgdClassifier(
    @Param("what is minimised") Loss loss,
    @Param("on the weights") Penalty penalty,
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
    @Param("how the steps become smaller") LearningRate learningRate,
    @Param(
            value = "first learning rate (eta)",
            min = 0,
            max = 1e100,
            tune = {1e-4, 1},
            log = true)
        double eta0,
    @Param(value = "exponent of INVSCALING", min = -10, max = 10) double powerT,
    @Param("whether rows are held back to stop by their score") boolean earlyStopping,
    @Param(value = "share of the rows held back", min = 0.001, max = 0.999)
        double validationFraction,
    @Param(value = "passes without gain after which it stops", min = 1) int nIterNoChange,
    @Param(value = "the step from which weights are averaged; 0: never", min = 0) int average,
    @Param("how much the rows of each level count") ClassWeight classWeight)
    implements Trainer<SgdClassifier.Fitted> {
  /** What is minimised, of z = score × (1 or -1). */
  public enum Loss {
    /** {@code max(0, 1 - z)}: a linear support vector machine. */
    HINGE,
    /** {@code log(1 + exp(-z))}: logistic regression. */
    LOG,
    /** {@code max(0, 1 - z)²}, and linear ({@code -4 z}) below -1: outliers count less. */
    MODIFIED_HUBER,
    /** {@code max(0, 1 - z)²}. */
    SQUARED_HINGE,
    /** {@code max(0, -z)}: see {@link Perceptron}. */
    PERCEPTRON
  }

  /** What is added to the mean loss. */
  public enum Penalty {
    NONE,
    /** {@code alpha ‖w‖² / 2}. */
    L2,
    /** {@code alpha ‖w‖₁}: weights become 0. */
    L1,
    /** {@code l1Ratio} of L1 and the rest of L2. */
    ELASTIC_NET
  }

  /** The rate of step t. */
  public enum LearningRate {
    /** {@code 1 / (alpha (t0 + t))}, with Bottou's t0. */
    OPTIMAL,
    /** {@code eta0 / t^powerT}. */
    INVSCALING,
    /** {@code eta0}. */
    CONSTANT,
    /** {@code eta0}, divided by 5 whenever it would stop, until it is below 1e-6. */
    ADAPTIVE
  }

  public SgdClassifier {
    Spec.check(
        SgdClassifier.class,
        loss,
        penalty,
        alpha,
        l1Ratio,
        fitIntercept,
        maxIter,
        tol,
        shuffle,
        learningRate,
        eta0,
        powerT,
        earlyStopping,
        validationFraction,
        nIterNoChange,
        average,
        classWeight);
    Sgd.Settings.check(SgdClassifier.class, learningRate, alpha, eta0);
  }

  public SgdClassifier() {
    this(
        Loss.HINGE,
        Penalty.L2,
        1e-4,
        0.15,
        true,
        1000,
        1e-3,
        true,
        LearningRate.OPTIMAL,
        0.01,
        0.5,
        false,
        0.1,
        5,
        0,
        ClassWeight.NONE);
  }

  public SgdClassifier loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public SgdClassifier penalty(Penalty penalty) {
    return Spec.with(this, "penalty", penalty);
  }

  public SgdClassifier alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public SgdClassifier l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  public SgdClassifier fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public SgdClassifier maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public SgdClassifier tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public SgdClassifier shuffle(boolean shuffle) {
    return Spec.with(this, "shuffle", shuffle);
  }

  public SgdClassifier learningRate(LearningRate learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public SgdClassifier eta0(double eta0) {
    return Spec.with(this, "eta0", eta0);
  }

  public SgdClassifier powerT(double powerT) {
    return Spec.with(this, "powerT", powerT);
  }

  public SgdClassifier earlyStopping(boolean earlyStopping) {
    return Spec.with(this, "earlyStopping", earlyStopping);
  }

  public SgdClassifier validationFraction(double validationFraction) {
    return Spec.with(this, "validationFraction", validationFraction);
  }

  public SgdClassifier nIterNoChange(int nIterNoChange) {
    return Spec.with(this, "nIterNoChange", nIterNoChange);
  }

  public SgdClassifier average(int average) {
    return Spec.with(this, "average", average);
  }

  public SgdClassifier classWeight(ClassWeight classWeight) {
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
    var x = SgdRows.of(train);
    var y = Classes.of(train, this);
    var settings =
        new Sgd.Settings(
            SgdLoss.valueOf(loss.name()),
            0,
            penalty,
            alpha,
            l1Ratio,
            fitIntercept,
            maxIter,
            tol,
            shuffle,
            learningRate,
            eta0,
            powerT,
            earlyStopping,
            validationFraction,
            nIterNoChange,
            average);
    var weights = Weights.of(train);
    var level = y.weights(classWeight);
    var held = Sgd.held(y.code(), y.count(), settings, run);
    if (y.count() == 2) {
      double other = level[0];
      var one = oneAgainstRest(x, y, 1, level[1], other, weights, held, settings, run);
      run.step("epoch", maxIter, maxIter);
      return new Fitted(
          x.columns(),
          x.names(),
          y.levels(),
          one.weights(),
          new double[] {one.intercept()},
          loss,
          one.epochs(),
          one.converged());
    }
    var parts =
        run.map(
            "level",
            y.count(),
            c -> oneAgainstRest(x, y, c, level[c], 1, weights, held, settings, run.silent()));
    int p = x.width();
    var w = new double[y.count() * p];
    var b = new double[y.count()];
    int epochs = 0;
    boolean converged = true;
    for (int c = 0; c < b.length; c++) {
      System.arraycopy(parts.get(c).weights(), 0, w, c * p, p);
      b[c] = parts.get(c).intercept();
      epochs = Math.max(epochs, parts.get(c).epochs());
      converged &= parts.get(c).converged();
    }
    return new Fitted(x.columns(), x.names(), y.levels(), w, b, loss, epochs, converged);
  }

  private Sgd.Result oneAgainstRest(
      SgdRows x,
      Classes y,
      int level,
      double levelWeight,
      double otherWeight,
      double[] rowWeight,
      boolean[] held,
      Sgd.Settings settings,
      Run run) {
    var sign = new double[x.rows()];
    var weight = new double[x.rows()];
    Arrays.setAll(sign, i -> y.code()[i] == level ? 1 : -1);
    Arrays.setAll(weight, i -> rowWeight[i] * (sign[i] > 0 ? levelWeight : otherWeight));
    return Sgd.fit(
        x,
        sign,
        weight,
        held,
        settings,
        run.random("sgd", level),
        (done, loss) -> run.step("epoch", done, maxIter, "loss", loss));
  }

  /**
   * Linear functions.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param weights for two levels those of the second, one per feature; else level by level
   * @param intercepts one per linear function
   * @param loss what was minimised
   * @param epochs the most passes that were made for a level
   * @param converged whether all levels stopped before maxIter
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] weights,
      double[] intercepts,
      Loss loss,
      int epochs,
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
      return Linear.values(frame, columns, features, weights, intercepts);
    }

    @Override
    public Labels predict(Frame frame) {
      var scores = decision(frame);
      return switch (loss) {
        case LOG -> Scoring.sigmoids(scores, frame.size(), levels);
        case MODIFIED_HUBER -> Scoring.clipped(scores, frame.size(), levels);
        case HINGE, SQUARED_HINGE, PERCEPTRON -> Scoring.softmax(scores, frame.size(), levels);
      };
    }

    @Override
    public double[] importances() {
      return Scoring.importances(weights, features.size());
    }
  }
}
