package millrace.neural.weights;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import millrace.data.DataException;
import millrace.store.Dtype;

/**
 * A tensor as it lies in a file.
 *
 * @param shape of the tensor that is given out
 * @param data its elements, little-endian; exactly as many as the shape has
 * @param transposed it is a matrix, and lies column by column
 */
record StoredTensor(Dtype type, int[] shape, MemorySegment data, boolean transposed) {
  /** Stored rows that are turned at a time, and the columns of each: they stay in the cache. */
  private static final int TILE = 16;

  private static final int STRIP = 2048;

  StoredTensor {
    if (data.byteSize() != Math.multiplyExact(size(shape), type.width()))
      throw new IllegalArgumentException("the data do not have the size of the shape");
    if (transposed && shape.length != 2)
      throw new IllegalArgumentException("only a matrix can be transposed");
  }

  static StoredTensor of(Dtype type, int[] shape, MemorySegment data) {
    return new StoredTensor(type, shape, data, false);
  }

  /** The same data, as the matrix turned. */
  StoredTensor turned() {
    return new StoredTensor(type, new int[] {shape[1], shape[0]}, data, !transposed);
  }

  long size() {
    return size(shape);
  }

  /** The product; any zero makes it 0. */
  private static long size(int[] shape) {
    for (int n : shape) if (n == 0) return 0;
    long size = 1;
    for (int n : shape) size = Math.multiplyExact(size, n);
    return size;
  }

  /**
   * Sizes of dimensions, checked: each from 0, with a product that bytes of this width can have.
   *
   * @param where names the tensor in messages
   */
  static int[] shape(long[] dims, Dtype type, String where) {
    var shape = new int[dims.length];
    try {
      long bytes = type.width();
      for (int i = 0; i < dims.length; i++) {
        if (dims[i] < 0) throw new ArithmeticException("negative");
        shape[i] = Math.toIntExact(dims[i]);
        bytes = Math.multiplyExact(bytes, Math.max(1, dims[i]));
      }
    } catch (ArithmeticException e) {
      throw new DataException(
          "%s has the shape %s, where sizes from 0 to %d with less than 2^63 bytes in all were expected"
              .formatted(where, Arrays.toString(dims), Integer.MAX_VALUE),
          e);
    }
    return shape;
  }

  /** Copies {@code n} elements from the element {@code from} on. */
  void read(long from, float[] into, int at, int n) {
    if (n == 0) return;
    if (transposed) turn(from, into, at, n);
    else Decode.floats(data, type, from, into, at, n);
  }

  private void turn(long from, float[] into, int at, int n) {
    int rows = shape[0];
    int columns = shape[1];
    long last = from + n;
    int end = (int) ((last - 1) / columns) + 1;
    var tile = new float[TILE * STRIP];
    for (int row = (int) (from / columns); row < end; row += STRIP) {
      int height = Math.min(STRIP, end - row);
      for (int column = 0; column < columns; column += TILE) {
        int width = Math.min(TILE, columns - column);
        for (int j = 0; j < width; j++)
          Decode.floats(data, type, (long) (column + j) * rows + row, tile, j * height, height);
        for (int i = 0; i < height; i++) {
          long first = (long) (row + i) * columns + column;
          for (int j = 0; j < width; j++) {
            long k = first + j;
            if (k >= from && k < last) into[at + (int) (k - from)] = tile[j * height + i];
          }
        }
      }
    }
  }
}
