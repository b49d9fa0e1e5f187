package millrace.embeddings;

import java.nio.charset.StandardCharsets;

/** Floats out of bytes of text, without a String for the usual ones. */
final class Decimal {
  private static final double[] TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** The bits of a double that a float has not, and of them what stands in the middle. */
  private static final long LOST = (1L << 29) - 1;

  private static final long HALF = 1L << 28;

  private Decimal() {}

  /**
   * The nearest float to {@code b[from .. to)}; NaN if that is no decimal number or larger than a
   * float can be.
   *
   * <p>A decimal of at most 53 bits times or divided by a power of ten up to 22 is one rounding of
   * two exact doubles (Clinger 1990). To round that once more is right unless it stands in the
   * middle of two floats; that, and all others, is left to {@link Float#parseFloat}.
   */
  static float parse(byte[] b, int from, int to) {
    int at = from;
    boolean negative = at < to && b[at] == '-';
    if (negative || (at < to && b[at] == '+')) at++;
    long m = 0;
    int first = at;
    int d;
    while (at < to && (d = b[at] - '0') >= 0 && d <= 9) {
      m = m * 10 + d;
      at++;
    }
    int digits = at - first;
    int exponent = 0;
    if (at < to && b[at] == '.') {
      int point = ++at;
      while (at < to && (d = b[at] - '0') >= 0 && d <= 9) {
        m = m * 10 + d;
        at++;
      }
      exponent = point - at;
      digits -= exponent;
    }
    if (digits == 0) return Float.NaN;
    if (at < to && (b[at] | 32) == 'e') {
      boolean minus = ++at < to && b[at] == '-';
      if (at < to && (minus || b[at] == '+')) at++;
      int e = 0;
      int mark = at;
      while (at < to && (d = b[at] - '0') >= 0 && d <= 9) {
        if (e < 100_000) e = e * 10 + d;
        at++;
      }
      if (at == mark) return Float.NaN;
      exponent += minus ? -e : e;
    }
    if (at < to) return Float.NaN;
    if (digits <= 18 && m <= 1L << 53 && exponent >= -22 && exponent <= 22) {
      double v = exponent < 0 ? m / TEN[-exponent] : m * TEN[exponent];
      boolean middle = (Double.doubleToRawLongBits(v) & LOST) == HALF;
      if (v == 0 || (v >= Float.MIN_NORMAL && v < Float.MAX_VALUE && !middle))
        return (float) (negative ? -v : v);
    }
    float v = Float.parseFloat(new String(b, from, to - from, StandardCharsets.US_ASCII));
    return Math.abs(v) <= Float.MAX_VALUE ? v : Float.NaN;
  }
}
