package millrace.neural.compute;

import java.util.Arrays;

/**
 * Numbers and their shape, row-major and without gaps. Where the numbers are is the business of the
 * {@link Ops} that made it; a tensor is read and changed only through the same ops.
 *
 * <p>Two tensors are the same only if they are the same object ({@code Tape} follows objects), but
 * may share their {@link Storage}, as after {@link Ops#reshape}.
 *
 * @param shape the extent of each axis, all at least 0; empty for a single number
 */
public record Tensor(int[] shape, Storage storage) {
  public Tensor {
    sizeOf(shape);
  }

  /** The number of elements. */
  public int size() {
    return sizeOf(shape);
  }

  /** The number of axes. */
  public int rank() {
    return shape.length;
  }

  /** The extent of an axis; negative axes count from the end: {@code dim(-1)} is the last. */
  public int dim(int axis) {
    return shape[axis < 0 ? shape.length + axis : axis];
  }

  /** The single-precision numbers of a heap tensor: the array itself, not a copy. */
  public float[] floats() {
    if (storage instanceof Storage.Floats f) return f.values();
    throw new IllegalArgumentException(this + " does not hold floats: read it through its Ops");
  }

  /**
   * The number of elements of a shape.
   *
   * @throws IllegalArgumentException if an extent is negative or there are 2³¹ elements or more
   */
  public static int sizeOf(int... shape) {
    long n = 1;
    for (int d : shape) {
      if (d < 0)
        throw new IllegalArgumentException("a shape has no negative extent: " + text(shape));
      n *= d;
      if (n > Integer.MAX_VALUE)
        throw new IllegalArgumentException(
            "a tensor of shape %s has more than 2^31 - 1 elements".formatted(text(shape)));
    }
    return (int) n;
  }

  /** {@code [64, 784]}. */
  public static String text(int[] shape) {
    return Arrays.toString(shape);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return "Tensor" + text(shape);
  }
}
