package millrace.neural.losses;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * −(w·y·log σ(x) + (1 − y)·log(1 − σ(x))) of logits x and targets y in [0, 1], without overflow.
 * PyTorch's BCEWithLogitsLoss.
 *
 * @param positive w, what a positive target weighs: one per column of the last axis; empty, the
 *     default: all 1
 */
public record BinaryCrossEntropy(double[] positive, Total total) {
  public BinaryCrossEntropy {
    positive = positive.clone();
  }

  public BinaryCrossEntropy() {
    this(new double[0], Total.MEAN);
  }

  /** The loss [1] of logits and targets of one shape. */
  public Tensor of(Ops f, Tensor logits, Tensor target) {
    Check.alike(this, logits, target);
    var negative = f.multiply(f.affine(target, -1, 1), logits); // (1 − y)·x
    var plus = f.apply(Function.SOFTPLUS, f.scale(logits, -1)); // −log σ(x)
    if (positive.length > 0) plus = f.multiply(plus, weight(f, target));
    return total.of(f, f.add(negative, plus));
  }

  /** 1 + (w − 1)·y. */
  private Tensor weight(Ops f, Tensor target) {
    if (target.rank() == 0 || target.dim(-1) != positive.length)
      throw new IllegalArgumentException(
          "BinaryCrossEntropy has %d weights, but was given %s: a column needs a weight"
              .formatted(positive.length, Tensor.text(target.shape())));
    var extra = positive.clone();
    for (int i = 0; i < extra.length; i++) extra[i]--;
    return f.affine(f.multiply(target, f.tensor(extra, extra.length)), 1, 1);
  }
}
