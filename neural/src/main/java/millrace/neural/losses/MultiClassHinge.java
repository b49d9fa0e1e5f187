package millrace.neural.losses;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * Σ max(0, margin − x[target] + x[i]) / classes over the classes i other than the target. PyTorch's
 * MultiMarginLoss.
 *
 * @param margin default 1
 * @see "K. Crammer, Y. Singer, On the algorithmic implementation of multiclass kernel-based vector
 *     machines, JMLR 2, 2001"
 */
public record MultiClassHinge(double margin, Total total) {
  public MultiClassHinge {
    if (!(margin >= 0))
      throw new IllegalArgumentException(
          "MultiClassHinge margin must be at least 0 but is " + margin);
  }

  public MultiClassHinge() {
    this(1, Total.MEAN);
  }

  /** The loss [1] of scores [n, classes] and n targets. */
  public Tensor of(Ops f, Tensor scores, int... targets) {
    if (scores.rank() != 2 || scores.dim(0) != targets.length)
      throw new IllegalArgumentException(
          "MultiClassHinge needs scores[%d, classes], but was given %s"
              .formatted(targets.length, Tensor.text(scores.shape())));
    int classes = scores.dim(1);
    var target = new float[targets.length * classes];
    var others = new float[target.length];
    Arrays.fill(others, 1);
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] < 0 || targets[i] >= classes)
        throw new IllegalArgumentException(
            "MultiClassHinge has the target %d, but there are classes 0 to %d"
                .formatted(targets[i], classes - 1));
      target[i * classes + targets[i]] = 1;
      others[i * classes + targets[i]] = 0;
    }
    var own = f.sum(f.multiply(scores, f.tensor(target, targets.length, classes)), 1);
    var missing = f.relu(f.affine(f.subtract(scores, own), 1, margin));
    var rows = f.mean(f.multiply(missing, f.tensor(others, targets.length, classes)), 1);
    return total.of(f, rows);
  }
}
