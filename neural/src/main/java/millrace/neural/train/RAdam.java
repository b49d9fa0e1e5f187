package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Rectified Adam: {@link Rule#RADAM}, where with ρ∞ = 2/(1 − beta2) − 1 and ρ = ρ∞ − 2t·beta2ᵗ/(1 −
 * beta2ᵗ), r = √((ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ)) if ρ > 5, else the step is not rectified.
 *
 * @param lr the learning rate (default 1e-3)
 * @param beta1 how much of the mean of gradients stays at each step (default 0.9)
 * @param beta2 how much of the mean of squared gradients stays at each step (default 0.999)
 * @param eps what is added to denominators (default 1e-8)
 * @param weightDecay the weight decay: L2 regularisation, added to the gradient (default 0)
 * @see "PyTorch 1.13, torch.optim.RAdam"
 * @see "L. Liu et al., On the variance of the adaptive learning rate and beyond, ICLR 2020"
 */
public record RAdam(
    @Param(value = "the learning rate", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(
            value = "how much of the mean of gradients stays at each step",
            min = 0,
            max = 0.99999999)
        double beta1,
    @Param(
            value = "how much of the mean of squared gradients stays at each step",
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
  public RAdam {
    Spec.check(RAdam.class, lr, beta1, beta2, eps, weightDecay);
  }

  public RAdam() {
    this(1e-3, 0.9, 0.999, 1e-8, 0);
  }

  @Override
  public RAdam lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public RAdam beta1(double beta1) {
    return Spec.with(this, "beta1", beta1);
  }

  public RAdam beta2(double beta2) {
    return Spec.with(this, "beta2", beta2);
  }

  public RAdam eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public RAdam weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    double most = 2 / (1 - beta2) - 1;
    double power = Math.pow(beta2, (double) t);
    double rho = most - 2 * t * power / (1 - power);
    double r =
        rho > 5 ? Math.sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho)) : 0;
    return new Step(
        Rule.RADAM,
        lr,
        weightDecay,
        beta1,
        beta2,
        eps,
        1 - Math.pow(beta1, (double) t),
        1 - power,
        r,
        0);
  }
}
