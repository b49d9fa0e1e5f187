package millrace.embeddings;

import java.util.random.RandomGenerator;
import millrace.data.DataException;
import millrace.neural.compute.Kernels;

/**
 * A matrix that is trained: its rows are filled up with zeros to whole vectors of the processor.
 *
 * @param count how many rows
 * @param width how many numbers of a row count
 * @param stride how far rows are apart
 */
record Weights(int count, int width, int stride, float[] values) {
  /**
   * Zeros.
   *
   * @throws DataException if they are more than an array holds
   */
  static Weights of(long count, int width) {
    int unit = Kernels.PAIRS_UNIT;
    int stride = (width + unit - 1) / unit * unit;
    long size = count * stride;
    if (size > Integer.MAX_VALUE - 16)
      throw new DataException(
          "%,d vectors of %d numbers are more than an array holds: raise minCount, or lower the width, maxWords or buckets"
              .formatted(count, width));
    return new Weights((int) count, width, stride, new float[(int) size]);
  }

  /** Uniform in ±½/width, as word2vec.c begins. */
  Weights uniform(RandomGenerator random) {
    return uniform(0.5f, random);
  }

  /** Uniform in ±reach/width. */
  Weights uniform(float reach, RandomGenerator random) {
    float scale = 2 * reach / width;
    for (int i = 0; i < count; i++)
      for (int k = 0; k < width; k++) values[i * stride + k] = (random.nextFloat() - 0.5f) * scale;
    return this;
  }

  int at(int row) {
    return row * stride;
  }

  /** The first rows without what they are filled up with. */
  float[] packed(int rows) {
    return packed(0, rows);
  }

  /** Rows without what they are filled up with. */
  float[] packed(int from, int rows) {
    var out = new float[Math.multiplyExact(rows, width)];
    for (int i = 0; i < rows; i++) System.arraycopy(values, at(from + i), out, i * width, width);
    return out;
  }

  /** Sets the first rows. */
  Weights set(float[] packed) {
    for (int i = 0; i < packed.length / width; i++)
      System.arraycopy(packed, i * width, values, at(i), width);
    return this;
  }
}
