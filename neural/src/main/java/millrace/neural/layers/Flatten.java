package millrace.neural.layers;

import java.util.Arrays;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * All axes from {@code from} on become one: [N, C, H, W] to [N, C·H·W]. Default: 1.
 *
 * @param from the first of the axes that are merged, at least 0
 */
public record Flatten(int from) implements Layer {
  public Flatten {
    if (from < 0) throw new IllegalArgumentException("Flatten from axis %d".formatted(from));
  }

  public Flatten() {
    this(1);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    if (from >= x.rank())
      throw new IllegalArgumentException(
          "Flatten needs a tensor that has axis %d, but was given %s"
              .formatted(from, Tensor.text(x.shape())));
    var shape = Arrays.copyOf(x.shape(), from + 1);
    shape[from] = 1;
    for (int i = from; i < x.rank(); i++) shape[from] *= x.dim(i);
    return f.reshape(x, shape);
  }
}
