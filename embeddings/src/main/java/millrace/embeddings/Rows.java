package millrace.embeddings;

import millrace.neural.compute.Kernels;

/**
 * The vectors of words as directions. A vector that is zero or not finite has none: its scale is
 * NaN and so is every cosine with it.
 */
record Rows(float[] values, int width) {
  private static final Kernels.Sums SUMS = Kernels.best().sums();

  /** 1 ÷ ‖row‖. */
  float scale(int row) {
    return scale(values, row * width, width);
  }

  private static float scale(float[] x, int from, int n) {
    double squares = SUMS.squares(0, x, from, n);
    if (!(squares > 1e-30 && squares < 1e30))
      squares = Kernels.SCALAR.sums().squares(0, x, from, n);
    float scale = (float) (1 / Math.sqrt(squares));
    return scale > 0 && scale < Float.POSITIVE_INFINITY ? scale : Float.NaN;
  }

  /** The scales of the rows from .. from + n − 1. */
  void scales(int from, int n, float[] out) {
    for (int i = 0; i < n; i++) out[i] = scale(from + i);
  }

  /** The products of a vector with the rows from .. from + n − 1. */
  void dots(float[] x, int from, int n, float[] out) {
    SUMS.dots(x, 0, values, from * width, n, width, out, 0);
  }

  /** Writes a row of unit length, or zeros if it has no direction; says whether it has. */
  boolean unit(int row, float[] out, int at) {
    float scale = scale(row);
    boolean has = !Float.isNaN(scale);
    for (int i = 0; i < width; i++) out[at + i] = has ? values[row * width + i] * scale : 0;
    return has;
  }

  /** Brings a vector to unit length; says whether it has a direction, else leaves it as it is. */
  static boolean normalize(float[] x) {
    float scale = scale(x, 0, x.length);
    if (Float.isNaN(scale)) return false;
    for (int i = 0; i < x.length; i++) x[i] *= scale;
    return true;
  }
}
