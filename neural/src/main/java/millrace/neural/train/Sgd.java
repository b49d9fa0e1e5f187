package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Stochastic gradient descent, with momentum or Nesterov's momentum: {@link Rule#SGD} without
 * momentum, else {@link Rule#MOMENTUM}.
 *
 * @param lr the learning rate (default 0.01)
 * @param momentum how much of the movement stays at each step; 0: plain (default 0)
 * @param dampening how much less a gradient adds to the movement (default 0)
 * @param weightDecay the weight decay: L2 regularisation, added to the gradient (default 0)
 * @param nesterov whether the gradient is taken ahead, in Nesterov's way (default false)
 * @see "PyTorch 1.13, torch.optim.SGD"
 * @see "I. Sutskever et al., On the importance of initialization and momentum in deep learning,
 *     ICML 2013"
 */
public record Sgd(
    @Param(value = "the learning rate", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(value = "how much of the movement stays at each step; 0: plain", min = 0, max = 1)
        double momentum,
    @Param(value = "how much less a gradient adds to the movement", min = 0, max = 1)
        double dampening,
    @Param(
            value = "the weight decay: L2 regularisation, added to the gradient",
            min = 0,
            max = Double.MAX_VALUE)
        double weightDecay,
    @Param("whether the gradient is taken ahead, in Nesterov's way") boolean nesterov)
    implements Optimizer.Stepwise {
  public Sgd {
    Spec.check(Sgd.class, lr, momentum, dampening, weightDecay, nesterov);
    if (nesterov && (momentum == 0 || dampening != 0))
      throw new IllegalArgumentException(
          "Sgd nesterov needs a momentum above 0 and a dampening of 0, but they are %s and %s"
              .formatted(momentum, dampening));
  }

  public Sgd() {
    this(0.01, 0, 0, 0, false);
  }

  @Override
  public Sgd lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Sgd momentum(double momentum) {
    return Spec.with(this, "momentum", momentum);
  }

  public Sgd dampening(double dampening) {
    return Spec.with(this, "dampening", dampening);
  }

  public Sgd weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  public Sgd nesterov(boolean nesterov) {
    return Spec.with(this, "nesterov", nesterov);
  }

  @Override
  public int states() {
    return momentum == 0 ? 0 : 1;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    if (momentum == 0) return new Step(Rule.SGD, lr, weightDecay);
    return new Step(
        Rule.MOMENTUM, lr, weightDecay, momentum, dampening, nesterov ? 1 : 0, t == 1 ? 1 : 0);
  }
}
