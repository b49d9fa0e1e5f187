package millrace.neural.compute;

/**
 * Where the windows of a convolution lie in an image that has its padding around it, and how it is
 * brought there.
 *
 * @param channels of the image, whose extents are height and width
 * @param simd whether vectors may be used
 */
record ConvolutionPlan(Window window, int channels, int height, int width, boolean simd) {
  /** Of x [N, C, H, W]. */
  static ConvolutionPlan of(Window w, int[] x, boolean simd) {
    return new ConvolutionPlan(w, x[1], x[2], x[3], simd);
  }

  int rows() {
    return window.rows(height);
  }

  int columns() {
    return window.columns(width);
  }

  /** How many windows an image has. */
  int places() {
    return rows() * columns();
  }

  int paddedHeight() {
    return height + 2 * window.padHeight();
  }

  int paddedWidth() {
    return width + 2 * window.padWidth();
  }

  /** How many floats an image has, with its padding. */
  int paddedSize() {
    return channels * paddedHeight() * paddedWidth();
  }

  boolean padded() {
    return window.padHeight() != 0 || window.padWidth() != 0;
  }

  /** How many numbers a window sees: C · h · w. */
  int seen() {
    return channels * window.height() * window.width();
  }

  /** Where each window begins, for neighbours that are {@code step} apart. */
  int[] starts(int step) {
    var at = new int[places()];
    for (int r = 0, i = 0; r < rows(); r++)
      for (int c = 0; c < columns(); c++)
        at[i++] = (r * window.strideHeight() * paddedWidth() + c * window.strideWidth()) * step;
    return at;
  }

  /** Copies an image to where there are zeros around it. */
  void pad(float[] x, int xo, float[] to, int o) {
    java.util.Arrays.fill(to, o, o + paddedSize(), 0);
    for (int c = 0; c < channels; c++)
      for (int r = 0; r < height; r++)
        System.arraycopy(
            x,
            xo + (c * height + r) * width,
            to,
            o + (c * paddedHeight() + r + window.padHeight()) * paddedWidth() + window.padWidth(),
            width);
  }

  /** Copies an image so that the channels of a place are neighbours, with zeros around it. */
  void channelsLast(float[] x, int xo, float[] to) {
    if (padded()) java.util.Arrays.fill(to, 0, paddedSize(), 0);
    for (int r = 0; r < height; r++) {
      int o = ((r + window.padHeight()) * paddedWidth() + window.padWidth()) * channels;
      transpose(x, xo + r * width, height * width, channels, width, to, o, channels);
    }
  }

  /** Undoes {@link #channelsLast}. */
  void channelsFirst(float[] from, float[] x, int xo) {
    for (int r = 0; r < height; r++) {
      int q = ((r + window.padHeight()) * paddedWidth() + window.padWidth()) * channels;
      transpose(from, q, channels, width, channels, x, xo + r * width, height * width);
    }
  }

  /** Element (i, j) of rows by columns at q goes to {@code o + j · ldd + i}. */
  private void transpose(
      float[] s, int q, int stride, int rows, int columns, float[] d, int o, int ldd) {
    if (rows == 1 && ldd == 1) {
      System.arraycopy(s, q, d, o, columns);
    } else if (columns == 1 && stride == 1) {
      System.arraycopy(s, q, d, o, rows);
    } else if (simd) {
      Packing.transpose(s, q, stride, rows, columns, d, o, ldd);
    } else {
      for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) d[o + j * ldd + i] = s[q + i * stride + j];
    }
  }
}
