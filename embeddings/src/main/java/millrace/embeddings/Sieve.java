package millrace.embeddings;

import millrace.neural.compute.Kernels;

/**
 * The directions of words in bytes: a quarter of the memory to read, and enough to say of most
 * words that they cannot be among the nearest. A direction u is kept as u ≈ s·q, q being whole
 * numbers from −127 to 127; for every x of unit length |x·u − s·(x·q)| ≤ ‖u − s·q‖ (Cauchy and
 * Schwarz), so that what the sieve lets through holds all that is looked for.
 *
 * @param bytes the q of all words, each filled up with zeros to {@code width}
 * @param steps the s
 * @param errors the most by which x·u can be above s·(x·q), rounding included; NaN where a word has
 *     no direction
 */
record Sieve(byte[] bytes, int width, float[] steps, float[] errors) {
  private static final Kernels.Sums SUMS = Kernels.best().sums();

  /** Widths are multiples of this: no row is left with a few bytes that fill no vector. */
  private static final int UNIT = 16;

  /** The largest array. */
  private static final long MOST = Integer.MAX_VALUE - 8;

  /** Whether this many words fit. */
  static boolean fits(int words, int width) {
    return (long) words * padded(width) <= MOST;
  }

  private static int padded(int width) {
    return (width + UNIT - 1) / UNIT * UNIT;
  }

  /**
   * @param scales 1 ÷ ‖row‖ of each row; NaN where it has no direction
   */
  static Sieve of(Rows rows, float[] scales) {
    int width = padded(rows.width());
    var bytes = new byte[scales.length * width];
    var steps = new float[scales.length];
    var errors = new float[scales.length];
    // A sum of n products in float is off by less than n·2⁻²⁴·Σ|x·u|, and there are two such sums.
    double rounding = (2 * width + 16) * 0x1p-24;
    for (int i = 0; i < scales.length; i++) {
      int from = i * rows.width();
      float step = step(rows, from, scales[i]);
      double squares = 0;
      for (int j = 0; j < rows.width(); j++) {
        double u = (double) rows.values()[from + j] * scales[i];
        var q = (byte) Math.round(u / step);
        bytes[i * width + j] = q;
        squares += (u - (double) step * q) * (u - (double) step * q);
      }
      steps[i] = step;
      errors[i] = (float) (Math.sqrt(squares) + rounding);
    }
    return new Sieve(bytes, width, steps, errors);
  }

  private static float step(Rows rows, int from, float scale) {
    float most = 0;
    for (int j = 0; j < rows.width(); j++)
      most = Math.max(most, Math.abs(rows.values()[from + j] * scale));
    return most / 127;
  }

  /** A vector filled up to the width of the rows. */
  float[] fill(float[] x) {
    var filled = new float[width];
    System.arraycopy(x, 0, filled, 0, x.length);
    return filled;
  }

  /** The most that the cosines of x with the words from .. from + n − 1 can be. */
  void most(float[] filled, int from, int n, float[] out) {
    SUMS.dots(filled, 0, bytes, from * width, n, width, out, 0);
    for (int i = 0; i < n; i++) out[i] = out[i] * steps[from + i] + errors[from + i];
  }
}
