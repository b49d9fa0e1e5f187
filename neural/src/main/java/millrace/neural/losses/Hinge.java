package millrace.neural.losses;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * max(0, margin − y·x) of a score x and a target y of −1 or 1: that of support vector machines.
 *
 * @param margin default 1
 * @param squared whether the maximum is squared; default no
 * @see "C. Cortes, V. Vapnik, Support-vector networks, Machine Learning 20, 1995"
 */
public record Hinge(double margin, boolean squared, Total total) {
  public Hinge {
    if (!(margin >= 0))
      throw new IllegalArgumentException("Hinge margin must be at least 0 but is " + margin);
  }

  public Hinge() {
    this(1, false, Total.MEAN);
  }

  /** The loss [1] of scores and targets (−1 or 1) of one shape. */
  public Tensor of(Ops f, Tensor score, Tensor target) {
    Check.alike(this, score, target);
    var missing = f.relu(f.affine(f.multiply(target, score), -1, margin));
    return total.of(f, squared ? f.apply(Function.SQUARE, missing) : missing);
  }
}
