package millrace.neural.losses;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** How a loss is made one number out of many. */
public enum Total {
  /** Their mean: the default. */
  MEAN,
  SUM,
  /** Their sum divided by the number of rows, the extent of the first axis. */
  ROWS;

  /** The total of all elements, [1]. */
  Tensor of(Ops f, Tensor x) {
    if (x.size() == 0) throw new IllegalArgumentException("a loss over no elements: " + x);
    var flat = f.reshape(x, x.size());
    return switch (this) {
      case MEAN -> f.mean(flat, 0);
      case SUM -> f.sum(flat, 0);
      case ROWS -> f.scale(f.sum(flat, 0), 1.0 / x.dim(0));
    };
  }
}
