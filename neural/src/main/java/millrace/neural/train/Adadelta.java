package millrace.neural.train;

import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Update.Rule;
import millrace.neural.compute.Update.Step;

/**
 * Adadelta: {@link Rule#ADADELTA}.
 *
 * @param lr the learning rate (default 1)
 * @param rho how much of the means of squares stays at each step (default 0.9)
 * @param eps what is added to denominators (default 1e-6)
 * @param weightDecay the weight decay: L2 regularisation, added to the gradient (default 0)
 * @see "PyTorch 1.13, torch.optim.Adadelta"
 * @see "M. Zeiler, ADADELTA: an adaptive learning rate method, arXiv:1212.5701"
 */
public record Adadelta(
    @Param(value = "the learning rate", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(value = "how much of the means of squares stays at each step", min = 0, max = 1)
        double rho,
    @Param(value = "what is added to denominators", min = 0, max = Double.MAX_VALUE) double eps,
    @Param(
            value = "the weight decay: L2 regularisation, added to the gradient",
            min = 0,
            max = Double.MAX_VALUE)
        double weightDecay)
    implements Optimizer.Stepwise {
  public Adadelta {
    Spec.check(Adadelta.class, lr, rho, eps, weightDecay);
  }

  public Adadelta() {
    this(1, 0.9, 1e-6, 0);
  }

  @Override
  public Adadelta lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Adadelta rho(double rho) {
    return Spec.with(this, "rho", rho);
  }

  public Adadelta eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public Adadelta weightDecay(double weightDecay) {
    return Spec.with(this, "weightDecay", weightDecay);
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public Step step(long t, double lr, double weightDecay, double carried) {
    return new Step(Rule.ADADELTA, lr, weightDecay, rho, eps);
  }
}
