package millrace.neural.layers;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/** One to many: the same input at each step, [B, ..] to [steps, B, ..]. */
public record Repeat(int steps) implements Layer {
  public Repeat {
    if (steps < 1) throw new IllegalArgumentException("Repeat needs a step but has " + steps);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    var shape = new int[x.rank() + 1];
    shape[0] = steps;
    System.arraycopy(x.shape(), 0, shape, 1, x.rank());
    return f.expand(x, shape);
  }
}
