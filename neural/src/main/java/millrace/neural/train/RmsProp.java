package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * RMSprop, plain, with momentum, or centered: {@link Rule#RMSPROP}.
 *
 * @param lr the learning rate (default 0.01)
 * @param alpha how much of the mean of squared gradients stays at each step (default 0.99)
 * @param eps what is added to denominators (default 1e-8)
 * @param weightDecay the weight decay: L2 regularisation, added to the gradient (default 0)
 * @param momentum how much of the movement stays at each step (default 0)
 * @param centered whether squares are taken about the mean gradient (default false)
 * @see "PyTorch 1.13, torch.optim.RMSprop"
 * @see "T. Tieleman, G. Hinton, Lecture 6.5: rmsprop, Coursera 2012"
 * @see "A. Graves, Generating sequences with recurrent neural networks, arXiv:1308.0850 (centered)"
 */
public record RmsProp(
    @Param(value = "the learning rate", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(value = "how much of the mean of squared gradients stays at each step", min = 0, max = 1)
        double alpha,
    @Param(value = "what is added to denominators", min = 0, max = Double.MAX_VALUE) double eps,
    @Param(
            value = "the weight decay: L2 regularisation, added to the gradient",
            min = 0,
            max = Double.MAX_VALUE)
        double weightDecay,
    @Param(value = "how much of the movement stays at each step", min = 0, max = 1) double momentum,
    @Param("whether squares are taken about the mean gradient") boolean centered)
    implements Optimizer.Stepwise {
  public RmsProp {
    Spec.check(RmsProp.class, lr, alpha, eps, weightDecay, momentum, centered);
  }

  public RmsProp() {
    this(0.01, 0.99, 1e-8, 0, 0, false);
  }

  @Override
  public RmsProp lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public RmsProp alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public RmsProp eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public RmsProp weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public RmsProp momentum(double momentum) {
    return Spec.with(this, "momentum", momentum);
  }

  public RmsProp centered(boolean centered) {
    return Spec.with(this, "centered", centered);
  }

  @Override
  public int states() {
    return centered ? 3 : momentum > 0 ? 2 : 1;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    return new Step(Rule.RMSPROP, lr, weightDecay, alpha, eps, momentum, centered ? 1 : 0);
  }
}
