package millrace.neural.compute;

import java.util.Arrays;

/**
 * A matrix of weights in bytes, for inference: a quarter of the memory, which is what a product
 * with a few rows takes its time for. Row r is {@code scales[r] · values[r]}, the largest magnitude
 * of a row being 127; so no weight is off by more than half a scale. The arrays are not copied:
 * nobody may write into them.
 *
 * @param values whole numbers from −127 to 127, row by row
 * @param scales of each row
 * @param width of a row
 * @see "T. Dettmers et al., LLM.int8(): 8-bit matrix multiplication for transformers at scale,
 *     NeurIPS 2022, section 2.1 (absmax; here row by row, and inputs stay floats)"
 */
public record Int8Matrix(byte[] values, float[] scales, int width) {
  private static final int MOST = 127;

  public Int8Matrix {
    if (width < 1 || scales.length < 1 || (long) width * scales.length != values.length)
      throw new IllegalArgumentException(
          "%d bytes are not %d rows of %d".formatted(values.length, scales.length, width));
  }

  /**
   * The nearest to these weights.
   *
   * @throws IllegalArgumentException if one is not finite
   */
  public static Int8Matrix of(float[] weights, int rows, int width) {
    var values = new byte[Math.multiplyExact(rows, width)];
    var scales = new float[rows];
    for (int r = 0; r < rows; r++) {
      float most = 0;
      for (int i = r * width; i < (r + 1) * width; i++) {
        if (!Float.isFinite(weights[i]))
          throw new IllegalArgumentException(
              "weight [%d, %d] is %s: only finite ones can be rounded to bytes"
                  .formatted(r, i - r * width, weights[i]));
        most = Math.max(most, Math.abs(weights[i]));
      }
      if (most == 0) continue;
      scales[r] = most / MOST;
      for (int i = r * width; i < (r + 1) * width; i++)
        values[i] = (byte) Math.clamp(Math.round((double) weights[i] * MOST / most), -MOST, MOST);
    }
    return new Int8Matrix(values, scales, width);
  }

  /** How many rows there are. */
  public int rows() {
    return scales.length;
  }

  /** Weight j of row r. */
  public float at(int r, int j) {
    return scales[r] * values[r * width + j];
  }

  /** All weights as floats, row by row. */
  public float[] floats() {
    var out = new float[values.length];
    for (int i = 0; i < out.length; i++) out[i] = at(i / width, i % width);
    return out;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Int8Matrix m
        && width == m.width
        && Arrays.equals(values, m.values)
        && Arrays.equals(scales, m.scales);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + Arrays.hashCode(scales);
  }

  @Override
  public String toString() {
    return "%d x %d bytes".formatted(rows(), width);
  }
}
