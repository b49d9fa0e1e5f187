package millrace.neural.losses;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** |x − y|: its minimum is the median, which outliers do not move. PyTorch's L1Loss. */
public record MeanAbsoluteError(Total total) {
  public MeanAbsoluteError() {
    this(Total.MEAN);
  }

  /** The loss [1] of a prediction and a target of one shape. */
  public Tensor of(Ops f, Tensor prediction, Tensor target) {
    Check.alike(this, prediction, target);
    return total.of(f, f.apply(Function.ABS, f.subtract(prediction, target)));
  }
}
