package millrace.store;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The element types of tensors, by their names in safetensors. */
public enum Dtype {
  F64(8),
  F32(4),
  /** IEEE 754 half precision: 11 significant bits, up to 65504. */
  F16(2),
  /** The upper half of an F32: 8 significant bits, and its range. */
  BF16(2),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  /** From 0 to 255. */
  U8(1),
  BOOL(1);

  /** Those that Java has arrays of. */
  static final Set<Dtype> ARRAYS =
      Collections.unmodifiableSet(EnumSet.of(F64, F32, I64, I32, U8, BOOL));

  /** Bytes per element. */
  final int width;

  Dtype(int width) {
    this.width = width;
  }

  /** Bytes per element. */
  public int width() {
    return width;
  }

  static Dtype of(Class<?> array) {
    if (array == double[].class) return F64;
    if (array == float[].class) return F32;
    if (array == long[].class) return I64;
    if (array == int[].class) return I32;
    if (array == byte[].class) return U8;
    if (array == boolean[].class) return BOOL;
    throw new StoreException(
        "an array must be double[], float[], long[], int[], byte[] or boolean[], not "
            + array.getSimpleName());
  }

  static int length(Object array) {
    return switch (array) {
      case double[] a -> a.length;
      case float[] a -> a.length;
      case long[] a -> a.length;
      case int[] a -> a.length;
      case byte[] a -> a.length;
      case boolean[] a -> a.length;
      default -> throw new AssertionError(array.getClass());
    };
  }

  Object array(int n) {
    return switch (this) {
      case F64 -> new double[n];
      case F32 -> new float[n];
      case I64 -> new long[n];
      case I32 -> new int[n];
      case U8 -> new byte[n];
      case BOOL -> new boolean[n];
      case F16, BF16, I16, I8 -> throw new AssertionError(this);
    };
  }

  /** A float as one of the two types of 16 bits; the nearest, of two as near the even one. */
  short half(float x) {
    if (this == F16) return Float.floatToFloat16(x);
    int bits = Float.floatToRawIntBits(x);
    if (Float.isNaN(x)) return (short) (bits >> 16 | 0x40); // rounding could make it infinite
    return (short) ((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
  }

  /** Puts {@code n} elements of the array at the start of a little-endian buffer. */
  void put(Object array, int from, int n, ByteBuffer into) {
    switch (array) {
      case double[] a -> into.asDoubleBuffer().put(a, from, n);
      case float[] a when width == 2 -> {
        for (int i = 0; i < n; i++) into.putShort(2 * i, half(a[from + i]));
      }
      case float[] a -> into.asFloatBuffer().put(a, from, n);
      case long[] a -> into.asLongBuffer().put(a, from, n);
      case int[] a -> into.asIntBuffer().put(a, from, n);
      case byte[] a -> into.duplicate().put(a, from, n);
      case boolean[] a -> {
        for (int i = 0; i < n; i++) into.put(i, (byte) (a[from + i] ? 1 : 0));
      }
      default -> throw new AssertionError(array.getClass());
    }
  }

  /**
   * Gets {@code n} elements of the array from the start of a little-endian buffer.
   *
   * @param where names the tensor in messages
   */
  static void get(ByteBuffer from, Object array, int at, int n, String where) {
    switch (array) {
      case double[] a -> from.asDoubleBuffer().get(a, at, n);
      case float[] a -> from.asFloatBuffer().get(a, at, n);
      case long[] a -> from.asLongBuffer().get(a, at, n);
      case int[] a -> from.asIntBuffer().get(a, at, n);
      case byte[] a -> from.duplicate().get(a, at, n);
      case boolean[] a -> {
        for (int i = 0; i < n; i++) {
          int b = from.get(i);
          if (b != 0 && b != 1) {
            throw new StoreException(
                "%s holds the byte %d as a BOOL, which must be 0 or 1".formatted(where, b));
          }
          a[at + i] = b == 1;
        }
      }
      default -> throw new AssertionError(array.getClass());
    }
  }
}
