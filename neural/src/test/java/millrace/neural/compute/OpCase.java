package millrace.neural.compute;

import java.util.IdentityHashMap;

/**
 * An op and inputs to try it on.
 *
 * @param name what a failure is reported by
 * @param large whether it is meant to be big enough for several threads; slow devices skip it
 * @param smooth whether gradients may be checked here: no kinks, no infinities
 * @param inputs the same object twice is the same tensor twice
 */
public record OpCase(String name, Op op, boolean large, boolean smooth, Input... inputs) {
  /** The numbers of a tensor, and its shape. */
  public record Input(int[] shape, float[] values) {
    public Input {
      if (Tensor.sizeOf(shape) != values.length)
        throw new IllegalArgumentException(
            "%d numbers for %s".formatted(values.length, Tensor.text(shape)));
    }

    /** All numbers without their signs. */
    Input absolute() {
      var out = values.clone();
      for (int i = 0; i < out.length; i++) out[i] = Math.abs(out[i]);
      return new Input(shape, out);
    }
  }

  /** The inputs as tensors of a backend. */
  public Tensor[] tensors(Ops f) {
    var made = new IdentityHashMap<Input, Tensor>();
    var out = new Tensor[inputs.length];
    for (int i = 0; i < out.length; i++)
      out[i] = made.computeIfAbsent(inputs[i], x -> f.tensor(x.values(), x.shape()));
    return out;
  }

  @Override
  public String toString() {
    return name;
  }
}
