package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Adam, or AMSGrad: {@link Rule#ADAM} with L2 regularisation; {@link AdamW} has decoupled decay.
 *
 * @param lr the learning rate (default 1e-3)
 * @param beta1 how much of the mean of gradients stays at each step (default 0.9)
 * @param beta2 how much of the mean of squared gradients stays at each step (default 0.999)
 * @param eps what is added to denominators (default 1e-8)
 * @param weightDecay the weight decay: L2 regularisation, added to the gradient (default 0)
 * @param amsgrad whether denominators never fall (AMSGrad) (default false)
 * @see "PyTorch 1.13, torch.optim.Adam"
 * @see "D. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015"
 * @see "S. Reddi et al., On the convergence of Adam and beyond, ICLR 2018 (AMSGrad)"
 */
public record Adam(
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
    @Param("whether denominators never fall (AMSGrad)") boolean amsgrad)
    implements Optimizer.Stepwise {
  public Adam {
    Spec.check(Adam.class, lr, beta1, beta2, eps, weightDecay, amsgrad);
  }

  public Adam() {
    this(1e-3, 0.9, 0.999, 1e-8, 0, false);
  }

  @Override
  public Adam lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Adam beta1(double beta1) {
    return Spec.with(this, "beta1", beta1);
  }

  public Adam beta2(double beta2) {
    return Spec.with(this, "beta2", beta2);
  }

  public Adam eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public Adam weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public Adam amsgrad(boolean amsgrad) {
    return Spec.with(this, "amsgrad", amsgrad);
  }

  @Override
  public int states() {
    return amsgrad ? 3 : 2;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    return step(t, lr, weightDecay, beta1, beta2, eps, amsgrad, false);
  }

  /** Of both Adam and AdamW. */
  static Step step(
      long t,
      double lr,
      double weightDecay,
      double beta1,
      double beta2,
      double eps,
      boolean amsgrad,
      boolean decoupled) {
    return new Step(
        Rule.ADAM,
        lr,
        weightDecay,
        beta1,
        beta2,
        eps,
        1 - Math.pow(beta1, (double) t),
        1 - Math.pow(beta2, (double) t),
        decoupled ? 1 : 0,
        amsgrad ? 1 : 0);
  }
}
