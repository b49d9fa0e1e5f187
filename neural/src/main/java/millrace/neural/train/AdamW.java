package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Adam with decoupled weight decay: {@link Rule#ADAM}, decoupled.
 *
 * @param lr the learning rate (default 1e-3)
 * @param beta1 how much of the mean of gradients stays at each step (default 0.9)
 * @param beta2 how much of the mean of squared gradients stays at each step (default 0.999)
 * @param eps what is added to denominators (default 1e-8)
 * @param weightDecay the weight decay: times lr, what part of a parameter goes at each step
 *     (default 1e-2)
 * @param amsgrad whether denominators never fall (AMSGrad) (default false)
 * @see "PyTorch 1.13, torch.optim.AdamW"
 * @see "I. Loshchilov, F. Hutter, Decoupled weight decay regularization, ICLR 2019"
 */
public record AdamW(
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
            value = "the weight decay: times lr, what part of a parameter goes at each step",
            min = 0,
            max = Double.MAX_VALUE)
        double weightDecay,
    @Param("whether denominators never fall (AMSGrad)") boolean amsgrad)
    implements Optimizer.Stepwise {
  public AdamW {
    Spec.check(AdamW.class, lr, beta1, beta2, eps, weightDecay, amsgrad);
  }

  public AdamW() {
    this(1e-3, 0.9, 0.999, 1e-8, 1e-2, false);
  }

  @Override
  public AdamW lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public AdamW beta1(double beta1) {
    return Spec.with(this, "beta1", beta1);
  }

  public AdamW beta2(double beta2) {
    return Spec.with(this, "beta2", beta2);
  }

  public AdamW eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public AdamW weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public AdamW amsgrad(boolean amsgrad) {
    return Spec.with(this, "amsgrad", amsgrad);
  }

  @Override
  public int states() {
    return amsgrad ? 3 : 2;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    return Adam.step(t, lr, weightDecay, beta1, beta2, eps, amsgrad, true);
  }
}
