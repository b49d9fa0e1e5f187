package millrace.neural.train;

import java.util.List;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.neural.compute.Ops;

/**
 * L-BFGS: a step is up to maxIter iterations, each along −H·g, where H approximates the inverse
 * Hessian from the last historySize changes of parameters and gradients; with a fixed length lr, or
 * one that meets the strong Wolfe conditions. For objectives that are the same at each step (all
 * rows in one batch, no dropout) and few parameters: it keeps 2·historySize + 8 copies of them. It
 * has one group of parameters and no weight decay.
 *
 * @param lr the length of a step, or the first one tried (default 1)
 * @param maxIter the most iterations a step (default 20)
 * @param maxEval the most evaluations a step; 0: maxIter·5/4 (default 0)
 * @param toleranceGrad a step ends where no gradient is larger (default 1e-7)
 * @param toleranceChange a step ends where parameters or loss change less (default 1e-9)
 * @param historySize how many changes are remembered (default 100)
 * @param strongWolfe whether the length is searched for (default false)
 * @see "PyTorch 1.13, torch.optim.LBFGS"
 * @see "J. Nocedal, S. Wright, Numerical Optimization, 2006, algorithms 7.4, 3.5 and 3.6"
 */
public record Lbfgs(
    @Param(value = "the length of a step", min = 0, max = Double.MAX_VALUE) double lr,
    @Param(value = "the most iterations a step", min = 1) int maxIter,
    @Param(value = "the most evaluations a step; 0: maxIter*5/4", min = 0) int maxEval,
    @Param(value = "a step ends where no gradient is larger", min = 0) double toleranceGrad,
    @Param(value = "a step ends where parameters or loss change less", min = 0)
        double toleranceChange,
    @Param(value = "how many changes are remembered", min = 1) int historySize,
    @Param("whether the length of a step is searched for") boolean strongWolfe)
    implements Optimizer {
  public Lbfgs {
    Spec.check(
        Lbfgs.class,
        lr,
        maxIter,
        maxEval,
        toleranceGrad,
        toleranceChange,
        historySize,
        strongWolfe);
  }

  public Lbfgs() {
    this(1, 20, 0, 1e-7, 1e-9, 100, false);
  }

  @Override
  public Lbfgs lr(double lr) {
    return Spec.with(this, "lr", lr);
  }

  public Lbfgs maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Lbfgs maxEval(int maxEval) {
    return Spec.with(this, "maxEval", maxEval);
  }

  public Lbfgs toleranceGrad(double toleranceGrad) {
    return Spec.with(this, "toleranceGrad", toleranceGrad);
  }

  public Lbfgs toleranceChange(double toleranceChange) {
    return Spec.with(this, "toleranceChange", toleranceChange);
  }

  public Lbfgs historySize(int historySize) {
    return Spec.with(this, "historySize", historySize);
  }

  public Lbfgs strongWolfe(boolean strongWolfe) {
    return Spec.with(this, "strongWolfe", strongWolfe);
  }

  /** The most evaluations a step. */
  int evaluations() {
    return maxEval > 0 ? maxEval : maxIter * 5 / 4;
  }

  @Override
  public Updater updater(Ops f, List<Group> groups) {
    return new LbfgsUpdater(f, this, groups);
  }
}
