package millrace.neural.compute;

import java.util.Arrays;

/**
 * Single precision on the processor: {@link Kernels} on one or more threads. The results do not
 * depend on the number of threads.
 */
public final class Cpu implements Ops {
  private final Machine machine;
  private final CpuElementwise elementwise;
  private final CpuProduct product;
  private final CpuShaping shaping;
  private final CpuReduction reduction;
  private final CpuNormalization normalization;
  private final CpuConvolution convolution;
  private final CpuRecurrence recurrence;
  private final CpuAttending attending;
  private final CpuLoss loss;
  private final CpuUpdate update;

  /** The fastest kernels, a thread per processor. */
  public Cpu() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /** The fastest kernels. */
  public Cpu(int threads) {
    this(Kernels.best(), threads);
  }

  /**
   * @param threads how many compute, the caller's included; 1 or more
   */
  public Cpu(Kernels kernels, int threads) {
    machine = new Machine(kernels, new Team(threads), new Memory());
    elementwise = new CpuElementwise(machine);
    product = new CpuProduct(machine);
    shaping = new CpuShaping(machine);
    reduction = new CpuReduction(machine);
    normalization = new CpuNormalization(machine);
    convolution = new CpuConvolution(machine);
    recurrence = new CpuRecurrence(machine);
    attending = new CpuAttending(machine);
    loss = new CpuLoss(machine);
    update = new CpuUpdate(machine);
  }

  @Override
  public Tensor[] run(Op op, Tensor... in) {
    var given = new int[in.length][];
    for (int i = 0; i < in.length; i++) given[i] = in[i].shape();
    var shapes = op.shapes(given);
    if (op instanceof Shaping.Reshape) return new Tensor[] {new Tensor(shapes[0], in[0].storage())};
    var out = machine.memory().make(shapes);
    switch (op) {
      case Elementwise o -> elementwise.run(o, in, out);
      case Product o -> product.run(o, in, out);
      case Shaping o -> shaping.run(o, in, out);
      case Reduction o -> reduction.run(o, in, out);
      case Normalization o -> normalization.run(o, in, out);
      case Convolution o -> convolution.run(o, in, out);
      case Recurrence o -> recurrence.run(o, in, out);
      case Attending o -> attending.run(o, in, out);
      case Loss o -> loss.run(o, in, out);
      case Update o -> update.run(o, in);
    }
    return out;
  }

  @Override
  public Tensor zeros(int... shape) {
    var t = machine.memory().make(shape.clone());
    Arrays.fill(t.floats(), 0, t.size(), 0);
    return t;
  }

  @Override
  public Tensor tensor(float[] values, int... shape) {
    check(values.length, shape);
    var t = machine.memory().make(shape.clone());
    System.arraycopy(values, 0, t.floats(), 0, values.length);
    return t;
  }

  @Override
  public Tensor tensor(double[] values, int... shape) {
    check(values.length, shape);
    var t = machine.memory().make(shape.clone());
    var to = t.floats();
    for (int i = 0; i < values.length; i++) to[i] = (float) values[i];
    return t;
  }

  private static void check(int numbers, int... shape) {
    if (numbers != Tensor.sizeOf(shape))
      throw new IllegalArgumentException(
          "a tensor of shape %s has %d numbers, but was given %d"
              .formatted(Tensor.text(shape), Tensor.sizeOf(shape), numbers));
  }

  @Override
  public float[] floats(Tensor tensor) {
    return Arrays.copyOf(tensor.floats(), tensor.size());
  }

  @Override
  public double[] doubles(Tensor tensor) {
    var from = tensor.floats();
    var to = new double[tensor.size()];
    for (int i = 0; i < to.length; i++) to[i] = from[i];
    return to;
  }

  @Override
  public void set(Tensor tensor, float[] values) {
    check(values.length, tensor.shape());
    System.arraycopy(values, 0, tensor.floats(), 0, values.length);
  }

  @Override
  public Scope scope() {
    return machine.memory().scope();
  }

  @Override
  public void close() {
    machine.team().close();
    machine.memory().close();
  }

  /** {@code cpu simd 512, 2 threads}. */
  @Override
  public String toString() {
    int n = machine.team().threads();
    return "cpu %s, %d thread%s".formatted(machine.kernels().name(), n, n == 1 ? "" : "s");
  }
}
