package millrace.neural.compute;

/**
 * A backend: does {@link Op}s on {@link Tensor}s. Layers are written against this interface and run
 * on any: {@code Reference} (double, the specification), {@code Cpu} (float, SIMD), {@code OpenCl},
 * and {@code Tape}, which remembers what it is told so that gradients can be taken.
 *
 * <pre>{@code
 * try (var f = new Cpu()) {
 *   var x = f.tensor(new float[] {1, 2, 3, 4}, 2, 2);
 *   var y = f.softmax(f.matmul(x, false, x, true));
 *   System.out.println(Arrays.toString(f.floats(y)));
 * }
 * }</pre>
 *
 * <p>An Ops is used by one thread at a time; it may have helpers of its own. The same calls give
 * the same bits on any number of them.
 */
public interface Ops extends Algebra, Forms, AutoCloseable {
  /**
   * Does one op.
   *
   * @return the results: first those that are {@linkplain Op#outputs meant for callers}, then those
   *     kept for the gradient
   * @throws IllegalArgumentException if the shapes do not fit
   */
  @Override
  Tensor[] run(Op op, Tensor... in);

  /** Zeros. */
  Tensor zeros(int... shape);

  /** A copy of these numbers. */
  Tensor tensor(float[] values, int... shape);

  /** A copy of these numbers, rounded if the backend computes in float. */
  Tensor tensor(double[] values, int... shape);

  /** A copy of the tensor's numbers; waits for the device if there is one. */
  float[] floats(Tensor tensor);

  /** A copy of the tensor's numbers; waits for the device if there is one. */
  double[] doubles(Tensor tensor);

  /** Overwrites a tensor's numbers in place: new weights, or the next batch. */
  void set(Tensor tensor, float[] values);

  /** From now until the scope is closed, new tensors belong to it. */
  Scope scope();

  /** Whether a model is being trained: dropout drops and batch norm looks at the batch. */
  default boolean training() {
    return false;
  }

  /** A seed for the next random op; only asked where {@link #training}. */
  default long nextSeed() {
    throw new IllegalStateException("only a Tape, which trains, has seeds");
  }

  /** Gives back everything that is held, tensors included. */
  @Override
  void close();
}
