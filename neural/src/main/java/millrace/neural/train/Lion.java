package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Evolved sign momentum: {@link Rule#LION}. Its learning rate should be 3 to 10 times smaller than
 * Adam's, its weight decay as much larger.
 *
 * @param lr the learning rate (default 1e-4)
 * @param beta1 how much of the mean of gradients goes into the sign (default 0.9)
 * @param beta2 how much of the mean of gradients stays at each step (default 0.99)
 * @param weightDecay the weight decay: times lr, what part of a parameter goes at each step
 *     (default 0)
 * @see "X. Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023 (algorithm 2)"
 */
public record Lion(
    @Param(value = "the learning rate", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(
            value = "how much of the mean of gradients goes into the sign",
            min = 0,
            max = 0.99999999)
        double beta1,
    @Param(
            value = "how much of the mean of gradients stays at each step",
            min = 0,
            max = 0.99999999)
        double beta2,
    @Param(
            value = "the weight decay: times lr, what part of a parameter goes at each step",
            min = 0,
            max = Double.MAX_VALUE)
        double weightDecay)
    implements Optimizer.Stepwise {
  public Lion {
    Spec.check(Lion.class, lr, beta1, beta2, weightDecay);
  }

  public Lion() {
    this(1e-4, 0.9, 0.99, 0);
  }

  @Override
  public Lion lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Lion beta1(double beta1) {
    return Spec.with(this, "beta1", beta1);
  }

  public Lion beta2(double beta2) {
    return Spec.with(this, "beta2", beta2);
  }

  public Lion weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    return new Step(Rule.LION, lr, weightDecay, beta1, beta2);
  }
}
