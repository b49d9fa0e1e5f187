package millrace.neural.layers;

import java.util.Arrays;
import millrace.neural.compute.Convolution.Pooling;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * The maximum or the mean of each channel over all places, whatever the size of the image or the
 * length of the sequence: [N, C, ..] to [N, C].
 *
 * @param keepAxes whether the result is [N, C, 1, ..], as PyTorch's adaptive pooling to 1 has it
 */
public record GlobalPool(Pooling pooling, boolean keepAxes) implements Layer {
  /** To [N, C]. */
  public GlobalPool(Pooling pooling) {
    this(pooling, false);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    if (x.rank() < 3)
      throw new IllegalArgumentException(
          "GlobalPool needs x[N, C, ..], but was given " + Tensor.text(x.shape()));
    var flat = f.reshape(x, x.dim(0), x.dim(1), -1);
    var y = pooling == Pooling.MAX ? f.max(flat, 2) : f.mean(flat, 2);
    var shape = new int[keepAxes ? x.rank() : 2];
    Arrays.fill(shape, 1);
    shape[0] = x.dim(0);
    shape[1] = x.dim(1);
    return f.reshape(y, shape);
  }
}
