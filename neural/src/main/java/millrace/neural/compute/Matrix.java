package millrace.neural.compute;

/**
 * A matrix within an array, row-major: element (i, j) of what is stored stands at {@code offset + i
 * · stride + j}.
 *
 * @param transposed whether what is stored is the transpose of what is meant
 */
record Matrix(float[] values, int offset, int stride, boolean transposed) {
  /** As stored. */
  static Matrix of(float[] values, int offset, int stride) {
    return new Matrix(values, offset, stride, false);
  }

  /** A row that stands for all rows: a bias. */
  static Matrix row(float[] values, int offset) {
    return new Matrix(values, offset, 0, false);
  }

  /** Where element (i, j) of what is meant stands. */
  int at(int i, int j) {
    return transposed ? offset + j * stride + i : offset + i * stride + j;
  }

  /** The part that begins at (i, j). */
  Matrix from(int i, int j) {
    return new Matrix(values, at(i, j), stride, transposed);
  }

  /** The matrix that stands so far behind this one. */
  Matrix shift(int by) {
    return new Matrix(values, offset + by, stride, transposed);
  }
}
