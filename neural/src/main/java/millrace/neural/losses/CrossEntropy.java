package millrace.neural.losses;

import millrace.neural.compute.Loss;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * −Σ q·log softmax(logits) of each row, where q is 1 − smoothing for the target class and smoothing
 * / classes for each class. Class weights multiply each class's term. PyTorch's CrossEntropyLoss.
 *
 * @param smoothing in [0, 1]; default 0
 * @param weights a weight per class; empty, the default: all 1
 * @param ignore rows with this target do not count; default -100. If none counts, the mean is NaN,
 *     as in PyTorch.
 * @param total MEAN divides by the weights of the targets that count
 * @see "C. Szegedy et al., Rethinking the inception architecture, CVPR 2016 (smoothing)"
 */
public record CrossEntropy(double smoothing, double[] weights, int ignore, Total total) {
  public CrossEntropy {
    if (total == Total.ROWS)
      throw new IllegalArgumentException(
          "CrossEntropy has a MEAN over the rows that count and a SUM, but not ROWS");
    weights = weights.clone();
  }

  public CrossEntropy() {
    this(0, new double[0], Loss.CrossEntropy.IGNORE, Total.MEAN);
  }

  public CrossEntropy smoothing(double smoothing) {
    return new CrossEntropy(smoothing, weights, ignore, total);
  }

  public CrossEntropy weights(double... weights) {
    return new CrossEntropy(smoothing, weights, ignore, total);
  }

  public CrossEntropy ignore(int ignore) {
    return new CrossEntropy(smoothing, weights, ignore, total);
  }

  public CrossEntropy total(Total total) {
    return new CrossEntropy(smoothing, weights, ignore, total);
  }

  /** The loss [1] of logits [.., classes], whose rows are as many as the targets. */
  public Tensor of(Ops f, Tensor logits, int... targets) {
    var op = new Loss.CrossEntropy(targets, smoothing, weights, ignore);
    var rows = logits.rank() == 2 ? logits : f.reshape(logits, -1, logits.dim(-1));
    if (total == Total.MEAN) return f.run(op, rows)[0];
    double n = op.total();
    return n > 0
        ? f.scale(f.run(op, rows)[0], n)
        : f.scale(f.sum(f.reshape(rows, -1), 0), 0); // the mean would be NaN, and the sum is not
  }
}
