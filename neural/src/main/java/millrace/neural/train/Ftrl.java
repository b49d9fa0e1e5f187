package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Follow the regularised leader, proximal: {@link Rule#FTRL}. Gives weights that are exactly 0. It
 * has no weight decay beside l1 and l2.
 *
 * @param lr the learning rate (default 1e-3)
 * @param lrPower the power of the sum of squares in the rate: -1/2 as a rule (default -0.5)
 * @param initialAccumulatorValue what the sum of squares starts at (default 0.1)
 * @param l1 strength of the penalty on absolute values (default 0)
 * @param l2 strength of the penalty on squares (default 0)
 * @param l2Shrinkage strength of the penalty on squares that acts through the gradient (default 0)
 * @param beta what is added to the root of the sum of squares (default 0)
 * @see "TensorFlow 2.18, ApplyFtrlV2; Keras 3, keras.optimizers.Ftrl (names and defaults)"
 * @see "H. McMahan et al., Ad click prediction: a view from the trenches, KDD 2013"
 */
public record Ftrl(
    @Param(value = "the learning rate", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(value = "the power of the sum of squares in the rate: -1/2 as a rule", max = 0)
        double lrPower,
    @Param(value = "what the sum of squares starts at", min = 0, max = Double.MAX_VALUE)
        double initialAccumulatorValue,
    @Param(value = "strength of the penalty on absolute values", min = 0, max = Double.MAX_VALUE)
        double l1,
    @Param(value = "strength of the penalty on squares", min = 0, max = Double.MAX_VALUE) double l2,
    @Param(
            value = "strength of the penalty on squares that acts through the gradient",
            min = 0,
            max = Double.MAX_VALUE)
        double l2Shrinkage,
    @Param(
            value = "what is added to the root of the sum of squares",
            min = 0,
            max = Double.MAX_VALUE)
        double beta)
    implements Optimizer.Stepwise {
  public Ftrl {
    Spec.check(Ftrl.class, lr, lrPower, initialAccumulatorValue, l1, l2, l2Shrinkage, beta);
  }

  public Ftrl() {
    this(1e-3, -0.5, 0.1, 0, 0, 0, 0);
  }

  @Override
  public Ftrl lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Ftrl lrPower(double lrPower) {
    return Spec.with(this, "lrPower", lrPower);
  }

  public Ftrl initialAccumulatorValue(double initialAccumulatorValue) {
    return Spec.with(this, "initialAccumulatorValue", initialAccumulatorValue);
  }

  public Ftrl l1(double l1) {
    return Spec.with(this, "l1", l1);
  }

  public Ftrl l2(double l2) {
    return Spec.with(this, "l2", l2);
  }

  public Ftrl l2Shrinkage(double l2Shrinkage) {
    return Spec.with(this, "l2Shrinkage", l2Shrinkage);
  }

  public Ftrl beta(double beta) {
    return Spec.with(this, "beta", beta);
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public double start(int state) {
    return state == 0 ? initialAccumulatorValue : 0;
  }

  @Override
  public boolean decays() {
    return false;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    return new Step(Rule.FTRL, lr, lrPower, l1, l2, l2Shrinkage, beta);
  }
}
