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
  static Weights of(int count, int width) {
    int unit = Kernels.PAIRS_UNIT;
    int stride = (width + unit - 1) / unit * unit;
    long size = (long) count * stride;
    if (size > Integer.MAX_VALUE - 16)
      throw new DataException(
          "%,d vectors of %d numbers are more than an array holds: raise minCount, or lower the width, maxWords or buckets"
              .formatted(count, width));
    return new Weights(count, width, stride, new float[(int) size]);
  }

  /** Uniform in ±½/width, as word2vec.c begins. */
  Weights uniform(RandomGenerator random) {
    for (int i = 0; i < count; i++)
      for (int k = 0; k < width; k++) values[i * stride + k] = (random.nextFloat() - 0.5f) / width;
    return this;
  }

  int at(int row) {
    return row * stride;
  }

  /** The first rows without what they are filled up with. */
  float[] packed(int rows) {
    var out = new float[rows * width];
    for (int i = 0; i < rows; i++) System.arraycopy(values, i * stride, out, i * width, width);
    return out;
  }
}
