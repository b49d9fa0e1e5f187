package millrace.neural.losses;

import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** (x − y)²: its minimum is the mean. PyTorch's MSELoss. */
public record MeanSquaredError(Total total) {
  public MeanSquaredError() {
    this(Total.MEAN);
  }

  /** The loss [1] of a prediction and a target of one shape. */
  public Tensor of(Ops f, Tensor prediction, Tensor target) {
    Check.alike(this, prediction, target);
    return total.of(f, f.apply(Function.SQUARE, f.subtract(prediction, target)));
  }
}
