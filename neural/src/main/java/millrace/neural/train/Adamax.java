package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Adamax, Adam with the infinity norm: {@link Rule#ADAMAX}.
 *
 * @param lr the learning rate (default 2e-3)
 * @param beta1 how much of the mean of gradients stays at each step (default 0.9)
 * @param beta2 how much of the greatest gradient stays at each step (default 0.999)
 * @param eps what is added to denominators (default 1e-8)
 * @param weightDecay the weight decay: L2 regularisation, added to the gradient (default 0)
 * @see "PyTorch 1.13, torch.optim.Adamax"
 * @see "D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015, section 7.1"
 */
public record Adamax(
    @Param(value = "the learning rate", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(
            value = "how much of the mean of gradients stays at each step",
            min = 0,
            max = 0.99999999)
        double beta1,
    @Param(
            value = "how much of the greatest gradient stays at each step",
            min = 0,
            max = 0.99999999)
        double beta2,
    @Param(value = "what is added to denominators", min = 0, max = Double.MAX_VALUE) double eps,
    @Param(
            value = "the weight decay: L2 regularisation, added to the gradient",
            min = 0,
            max = Double.MAX_VALUE)
        double weightDecay)
    implements Optimizer.Stepwise {
  public Adamax {
    Spec.check(Adamax.class, lr, beta1, beta2, eps, weightDecay);
  }

  public Adamax() {
    this(2e-3, 0.9, 0.999, 1e-8, 0);
  }

  @Override
  public Adamax lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Adamax beta1(double beta1) {
    return Spec.with(this, "beta1", beta1);
  }

  public Adamax beta2(double beta2) {
    return Spec.with(this, "beta2", beta2);
  }

  public Adamax eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public Adamax weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    return new Step(
        Rule.ADAMAX, lr, weightDecay, beta1, beta2, eps, 1 - Math.pow(beta1, (double) t));
  }
}
