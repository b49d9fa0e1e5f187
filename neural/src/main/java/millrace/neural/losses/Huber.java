package millrace.neural.losses;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * With d = x − y: d²/2 where |d| ≤ delta, else delta·(|d| − delta/2). Squares small errors, and
 * does not let outliers dominate. PyTorch's HuberLoss.
 *
 * @param delta default 1
 * @see "P. J. Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics
 *     35, 1964"
 */
public record Huber(double delta, Total total) {
  public Huber {
    if (!(delta > 0))
      throw new IllegalArgumentException("Huber delta must be positive but is " + delta);
  }

  public Huber() {
    this(1, Total.MEAN);
  }

  /** The loss [1] of a prediction and a target of one shape. */
  public Tensor of(Ops f, Tensor prediction, Tensor target) {
    Check.alike(this, prediction, target);
    return total.of(f, f.apply(Function.HUBER, delta, f.subtract(prediction, target)));
  }
}
