package millrace.preprocess;

/**
 * Hyperbolic tangents of whole arrays, to 4e-16 of each value, in loops that the JIT compiles to
 * vector instructions; {@link Math#tanh} takes one number at a time.
 *
 * <p>With E = e^2u − 1, tanh u = E / (E + 2). E comes from 2u = k ln 2 + r by Taylor's series of
 * e^r − 1, |r| ≤ ln 2 / 2, and a power of two that is put together from bits. Beyond |2u| = 44 the
 * tangent is ±1 to the last bit.
 */
final class Tanh {
  private static final double MOST = 44;

  /** Adding it rounds to a whole number, which then stands in the lowest bits. */
  private static final double ROUNDER = 0x1.8p52;

  private static final double PER_LN2 = 0x1.71547652b82fep0;

  /** ln 2 in two parts, the first with zeros at its end, so that its multiples are exact. */
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;

  private final double[] rest;
  private final double[] power;

  /**
   * @param most entries at once
   */
  Tanh(int most) {
    rest = new double[most];
    power = new double[most];
  }

  /** Each of the first n entries becomes its tangent. */
  void apply(double[] u, int n) {
    reduce(u, n);
    series(n);
    powers(n);
    for (int i = 0; i < n; i++) {
      double e = Math.fma(power[i], rest[i], power[i] - 1);
      u[i] = e / (e + 2);
    }
  }

  private void reduce(double[] u, int n) {
    for (int i = 0; i < n; i++) {
      double v = Math.min(Math.max(2 * u[i], -MOST), MOST);
      double t = Math.fma(v, PER_LN2, ROUNDER);
      double k = t - ROUNDER;
      power[i] = t;
      rest[i] = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, v));
    }
  }

  /** rest = e^rest − 1. */
  private void series(int n) {
    for (int i = 0; i < n; i++) {
      double r = rest[i];
      double q = 1 / 6227020800.0;
      q = Math.fma(q, r, 1 / 479001600.0);
      q = Math.fma(q, r, 1 / 39916800.0);
      q = Math.fma(q, r, 1 / 3628800.0);
      q = Math.fma(q, r, 1 / 362880.0);
      q = Math.fma(q, r, 1 / 40320.0);
      q = Math.fma(q, r, 1 / 5040.0);
      q = Math.fma(q, r, 1 / 720.0);
      q = Math.fma(q, r, 1 / 120.0);
      q = Math.fma(q, r, 1 / 24.0);
      q = Math.fma(q, r, 1 / 6.0);
      q = Math.fma(q, r, 0.5);
      rest[i] = Math.fma(q, r * r, r);
    }
  }

  /** From whole numbers in the lowest bits to powers of two: they become exponents. */
  private void powers(int n) {
    for (int i = 0; i < n; i++)
      power[i] =
          Double.longBitsToDouble(
              (Double.doubleToRawLongBits(power[i]) + Double.MAX_EXPONENT) << 52);
  }
}
