package millrace.neural.compute;

import java.util.Arrays;

/**
 * The specification of every {@link Op}, in double precision and plain loops: what the other
 * backends are measured by, and where gradients are checked. It is slow, has no threads and keeps
 * nothing, so that {@link #close} has nothing to do.
 */
public final class Reference implements Ops {
  @Override
  public Tensor[] run(Op op, Tensor... in) {
    var shapes = new int[in.length][];
    for (int i = 0; i < in.length; i++) shapes[i] = in[i].shape();
    var made = op.shapes(shapes);
    if (op instanceof Shaping.Reshape)
      return new Tensor[] {new Tensor(made[0], new Storage.Doubles(numbers(in[0])))};
    var out = new Tensor[made.length];
    for (int i = 0; i < out.length; i++) out[i] = zeros(made[i]);
    switch (op) {
      case Elementwise e -> ReferenceElementwise.run(e, in, out);
      case Product p -> ReferenceProduct.run(p, in, out);
      case Shaping s -> ReferenceShaping.run(s, in, out);
      case Reduction r -> ReferenceReduction.run(r, in, out);
      case Normalization n -> ReferenceNormalization.run(n, in, out);
      case Convolution c -> ReferenceConvolution.run(c, in, out);
      case Recurrence r -> ReferenceRecurrence.run(r, in, out);
      case Attending a -> ReferenceAttending.run(a, in, out);
      case Loss l -> ReferenceLoss.run(l, in, out);
      case Update u -> ReferenceUpdate.run(u, in);
    }
    return out;
  }

  @Override
  public Tensor zeros(int... shape) {
    return new Tensor(shape.clone(), new Storage.Doubles(new double[Tensor.sizeOf(shape)]));
  }

  @Override
  public Tensor tensor(float[] values, int... shape) {
    var out = zeros(shape);
    set(out, values);
    return out;
  }

  @Override
  public Tensor tensor(double[] values, int... shape) {
    var out = zeros(shape);
    check(out, values.length);
    System.arraycopy(values, 0, numbers(out), 0, values.length);
    return out;
  }

  @Override
  public float[] floats(Tensor tensor) {
    var v = numbers(tensor);
    var out = new float[tensor.size()];
    for (int i = 0; i < out.length; i++) out[i] = (float) v[i];
    return out;
  }

  @Override
  public double[] doubles(Tensor tensor) {
    return Arrays.copyOf(numbers(tensor), tensor.size());
  }

  @Override
  public void set(Tensor tensor, float[] values) {
    check(tensor, values.length);
    var v = numbers(tensor);
    for (int i = 0; i < values.length; i++) v[i] = values[i];
  }

  /** Nothing is given back: the garbage collector sees to it. */
  @Override
  public Scope scope() {
    return new Scope() {
      @Override
      public Tensor keep(Tensor tensor) {
        return tensor;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}

  /** The numbers themselves, not a copy. */
  static double[] numbers(Tensor tensor) {
    if (tensor.storage() instanceof Storage.Doubles d) return d.values();
    throw new IllegalArgumentException(
        tensor + " was made by another backend: Reference takes only its own");
  }

  private static void check(Tensor tensor, int numbers) {
    if (numbers != tensor.size())
      throw new IllegalArgumentException(
          "%s takes %d numbers, not %d".formatted(tensor, tensor.size(), numbers));
  }
}
