package millrace.neural.losses;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * Σ q·(log q − x) of log-probabilities x, as {@link Ops#logSoftmax} gives them, and target
 * probabilities q: the divergence of the prediction from the target. PyTorch's KLDivLoss.
 *
 * @param total ROWS, the default, is the mean divergence of the rows (PyTorch's batchmean); MEAN,
 *     PyTorch's own default, divides by the number of elements, so that it is no divergence
 * @see "S. Kullback, R. Leibler, On information and sufficiency, 1951"
 */
public record KullbackLeibler(Total total) {
  /** Below any normal float: changes no number but 0, whose logarithm times 0 must be 0. */
  private static final double TINY = 0x1p-126;

  public KullbackLeibler() {
    this(Total.ROWS);
  }

  /** The loss [1] of log-probabilities and target probabilities of one shape. */
  public Tensor of(Ops f, Tensor logs, Tensor target) {
    Check.alike(this, logs, target);
    var own = f.apply(Function.LOG, f.affine(target, 1, TINY));
    return total.of(f, f.multiply(target, f.subtract(own, logs)));
  }
}
