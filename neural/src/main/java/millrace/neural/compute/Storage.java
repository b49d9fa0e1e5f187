package millrace.neural.compute;

/**
 * Where the numbers of a {@link Tensor} are. It may be longer than the tensor needs: the first
 * {@link Tensor#size()} elements count.
 */
public sealed interface Storage {
  /** Single precision on the Java heap: what {@code Cpu} computes with. */
  record Floats(float[] values) implements Storage {}

  /** Double precision on the Java heap: what {@code Reference} computes with. */
  record Doubles(double[] values) implements Storage {}

  /** Memory of a device, known only to the {@link Ops} that allocated it. */
  non-sealed interface Device extends Storage {}
}
