package millrace.trainers;

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
import millrace.run.Run;

/**
 * Linear regression by stochastic gradient descent, for many rows or features, with a squared loss
 * or ones that outliers move less. Columns of different size learn badly, and large ones overflow:
 * put {@code new Standardize()} before.
 *
 * <p>As {@code SGDRegressor} in scikit-learn, step by step where {@code shuffle} is off, but for L1
 * together with averaging, where scikit-learn's average follows what the penalty took later.
 *
 * <p>Cost: O(entries) a pass.
 *
 * @param loss default SQUARED
 * @param epsilon where HUBER becomes linear, and up to where the epsilon-insensitive losses are 0
 *     (default 0.1)
 * @param penalty default L2
 * @param alpha strength of the penalty (default 1e-4)
 * @param l1Ratio share of L1 in ELASTIC_NET (default 0.15)
 * @param fitIntercept whether there is an intercept (default true); with sparse columns it moves at
 *     a hundredth of the rate
 * @param maxIter most passes (default 1000)
 * @param tol it stops when the mean loss of {@code nIterNoChange} passes is not below the best
 *     minus this (default 1e-3); negative: never
 * @param shuffle whether each pass has an order of its own (default true)
 * @param learningRate default INVSCALING
 * @param eta0 the first rate (default 0.01); not used by OPTIMAL
 * @param powerT exponent of INVSCALING (default 0.25)
 * @param earlyStopping whether {@code validationFraction} of the rows are held back, at random;
 *     then it stops when their R² does not gain {@code tol} in {@code nIterNoChange} passes
 *     (default false)
 * @param validationFraction default 0.1
 * @param nIterNoChange default 5
 * @param average the number of the step from which the weights are averaged, which then are the
 *     result; 0 (default): never
 * @see "L. Bottou, Stochastic gradient descent tricks, 2012"
 * @see "Y. Tsuruoka et al., Stochastic gradient descent training for L1-regularized log-linear
 *     models with cumulative penalty, ACL 2009"
 * @see "scikit-learn 1.2, sklearn.linear_model.SGDRegressor"
 */
@About(
    value = "linear regression by stochastic gradient descent: squared, Huber and other losses",
    cite = "L. Bottou, Stochastic gradient descent tricks, 2012; scikit-learn SGDRegressor")
public record SgdRegressor(
    @Param("what is minimised") Loss loss,
    @Param(
            value = "width of HUBER and of the epsilon-insensitive losses",
            min = 0,
            max = 1e100,
            tune = {1e-3, 10},
            log = true)
        double epsilon,
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
    @Param("how the steps become smaller") SgdClassifier.LearningRate learningRate,
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
    @Param(value = "the step from which weights are averaged; 0: never", min = 0) int average)
    implements Trainer<SgdRegressor.Fitted> {
  /** What is minimised, of r = prediction - target. */
  public enum Loss {
    /** {@code r² / 2}. */
    SQUARED,
    /** {@code r² / 2} up to epsilon, linear beyond. */
    HUBER,
    /** {@code max(0, |r| - epsilon)}: support vector regression. */
    EPSILON_INSENSITIVE,
    /** {@code max(0, |r| - epsilon)²}. */
    SQUARED_EPSILON_INSENSITIVE
  }

  public SgdRegressor {
    Spec.check(
        SgdRegressor.class,
        loss,
        epsilon,
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
    Sgd.Settings.check(SgdRegressor.class, learningRate, alpha, eta0);
  }

  public SgdRegressor() {
    this(
        Loss.SQUARED,
        0.1,
        SgdClassifier.Penalty.L2,
        1e-4,
        0.15,
        true,
        1000,
        1e-3,
        true,
        SgdClassifier.LearningRate.INVSCALING,
        0.01,
        0.25,
        false,
        0.1,
        5,
        0);
  }

  public SgdRegressor loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public SgdRegressor epsilon(double epsilon) {
    return Spec.with(this, "epsilon", epsilon);
  }

  public SgdRegressor penalty(SgdClassifier.Penalty penalty) {
    return Spec.with(this, "penalty", penalty);
  }

  public SgdRegressor alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public SgdRegressor l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  public SgdRegressor fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public SgdRegressor maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public SgdRegressor tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public SgdRegressor shuffle(boolean shuffle) {
    return Spec.with(this, "shuffle", shuffle);
  }

  public SgdRegressor learningRate(SgdClassifier.LearningRate learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public SgdRegressor eta0(double eta0) {
    return Spec.with(this, "eta0", eta0);
  }

  public SgdRegressor powerT(double powerT) {
    return Spec.with(this, "powerT", powerT);
  }

  public SgdRegressor earlyStopping(boolean earlyStopping) {
    return Spec.with(this, "earlyStopping", earlyStopping);
  }

  public SgdRegressor validationFraction(double validationFraction) {
    return Spec.with(this, "validationFraction", validationFraction);
  }

  public SgdRegressor nIterNoChange(int nIterNoChange) {
    return Spec.with(this, "nIterNoChange", nIterNoChange);
  }

  public SgdRegressor average(int average) {
    return Spec.with(this, "average", average);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  /**
   * @throws millrace.data.DataException when the weights overflow, or earlyStopping has too few
   *     rows
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = SgdRows.of(train);
    var y = ((Column.Numeric) train.targetColumn()).values();
    var settings =
        new Sgd.Settings(
            SgdLoss.valueOf(loss.name()),
            epsilon,
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
    var result =
        Sgd.fit(
            x,
            y,
            Weights.of(train),
            Sgd.held(new int[y.length], 1, settings, run),
            settings,
            run.random("sgd", 0),
            (done, mean) -> run.step("epoch", done, maxIter, "loss", mean));
    run.step("epoch", maxIter, maxIter);
    return new Fitted(
        new Linear(x.columns(), x.names(), result.weights(), result.intercept()),
        result.epochs(),
        result.converged());
  }

  /**
   * A linear function.
   *
   * @param epochs how many passes were made
   * @param converged whether it stopped before maxIter
   */
  public record Fitted(Linear linear, int epochs, boolean converged)
      implements Predictor<Numbers>, Importances {
    /**
     * @throws millrace.data.DataException when a column is not there, gives other features, or has
     *     a cell that is missing or infinite
     */
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
      return Scoring.importances(linear.weights(), linear.weights().length);
    }
  }
}
