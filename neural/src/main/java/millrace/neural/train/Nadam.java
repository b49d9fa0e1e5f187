package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Adam with Nesterov's momentum: {@link Rule#NADAM}, where with µ(t) = beta1·(1 −
 * .96^(t·momentumDecay)/2) and M(t) = µ(1)·…·µ(t), a = (1 − µ(t))/(1 − M(t)) and b = µ(t + 1)/(1 −
 * M(t)·µ(t + 1)).
 *
 * @param lr the learning rate (default 2e-3)
 * @param beta1 how much of the mean of gradients stays at each step (default 0.9)
 * @param beta2 how much of the mean of squared gradients stays at each step (default 0.999)
 * @param eps what is added to denominators (default 1e-8)
 * @param weightDecay the weight decay: L2 regularisation, added to the gradient (default 0)
 * @param momentumDecay how fast the momentum rises to beta1 (default 4e-3)
 * @see "PyTorch 1.13, torch.optim.NAdam"
 * @see "T. Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016"
 */
public record Nadam(
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
        double weightDecay,
    @Param(value = "how fast the momentum rises to beta1", min = 0, max = Double.MAX_VALUE)
        double momentumDecay)
    implements Optimizer.Stepwise {
  public Nadam {
    Spec.check(Nadam.class, lr, beta1, beta2, eps, weightDecay, momentumDecay);
  }

  public Nadam() {
    this(2e-3, 0.9, 0.999, 1e-8, 0, 4e-3);
  }

  @Override
  public Nadam lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Nadam beta1(double beta1) {
    return Spec.with(this, "beta1", beta1);
  }

  public Nadam beta2(double beta2) {
    return Spec.with(this, "beta2", beta2);
  }

  public Nadam eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public Nadam weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public Nadam momentumDecay(double momentumDecay) {
    return Spec.with(this, "momentumDecay", momentumDecay);
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public double carry(long t, double before) {
    return before * mu(t);
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    double mu = mu(t);
    double next = mu(t + 1);
    double a = (1 - mu) / (1 - carried);
    double b = next / (1 - carried * next);
    return new Step(
        Rule.NADAM, lr, weightDecay, beta1, beta2, eps, 1 - Math.pow(beta2, (double) t), a, b, 0);
  }

  private double mu(long t) {
    return beta1 * (1 - 0.5 * Math.pow(0.96, t * momentumDecay));
  }
}
