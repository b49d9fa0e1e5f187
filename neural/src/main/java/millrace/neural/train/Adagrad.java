package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Adagrad: {@link Rule#ADAGRAD} with the rate lr/(1 + (t − 1)·lrDecay) at step t.
 *
 * @param lr the learning rate (default 0.01)
 * @param lrDecay how fast the learning rate falls (default 0)
 * @param weightDecay the weight decay: L2 regularisation, added to the gradient (default 0)
 * @param initialAccumulatorValue what the sum of squares starts at (default 0)
 * @param eps what is added to denominators (default 1e-10)
 * @see "PyTorch 1.13, torch.optim.Adagrad"
 * @see "J. Duchi et al., Adaptive subgradient methods, JMLR 12, 2011"
 */
public record Adagrad(
    @Param(value = "the learning rate", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(value = "how fast the learning rate falls", min = 0, max = Double.MAX_VALUE)
        double lrDecay,
    @Param(
            value = "the weight decay: L2 regularisation, added to the gradient",
            min = 0,
            max = Double.MAX_VALUE)
        double weightDecay,
    @Param(value = "what the sum of squares starts at", min = 0, max = Double.MAX_VALUE)
        double initialAccumulatorValue,
    @Param(value = "what is added to denominators", min = 0, max = Double.MAX_VALUE) double eps)
    implements Optimizer.Stepwise {
  public Adagrad {
    Spec.check(Adagrad.class, lr, lrDecay, weightDecay, initialAccumulatorValue, eps);
  }

  public Adagrad() {
    this(0.01, 0, 0, 0, 1e-10);
  }

  @Override
  public Adagrad lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Adagrad lrDecay(double lrDecay) {
    return Spec.with(this, "lrDecay", lrDecay);
  }

  public Adagrad weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public Adagrad initialAccumulatorValue(double initialAccumulatorValue) {
    return Spec.with(this, "initialAccumulatorValue", initialAccumulatorValue);
  }

  public Adagrad eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public double start(int state) {
    return initialAccumulatorValue;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    return new Step(Rule.ADAGRAD, lr / (1 + (t - 1) * lrDecay), weightDecay, eps);
  }
}
