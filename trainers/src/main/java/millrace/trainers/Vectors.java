package millrace.trainers;

/**
 * Loops over arrays. The sums run over four partial sums (a fixed order, so the same bits every
 * time), because a single one would wait for each addition.
 */
final class Vectors {
  private Vectors() {}

  /** The sum of {@code a[ao + i] * b[bo + i]} for i below n. */
  static double dot(double[] a, int ao, double[] b, int bo, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += a[ao + i] * b[bo + i];
      s1 += a[ao + i + 1] * b[bo + i + 1];
      s2 += a[ao + i + 2] * b[bo + i + 2];
      s3 += a[ao + i + 3] * b[bo + i + 3];
    }
    for (; i < n; i++) s0 += a[ao + i] * b[bo + i];
    return (s0 + s1) + (s2 + s3);
  }

  static double dot(double[] a, double[] b) {
    return dot(a, 0, b, 0, a.length);
  }

  /** Adds {@code c * x} to {@code y}, n entries of each. */
  static void add(double c, double[] x, int xo, double[] y, int yo, int n) {
    for (int i = 0; i < n; i++) y[yo + i] += c * x[xo + i];
  }

  static void add(double c, double[] x, double[] y) {
    add(c, x, 0, y, 0, y.length);
  }

  /** Adds {@code c0 * x0 + c1 * x1 + c2 * x2 + c3 * x3} to {@code y}: one pass for four. */
  static void add4(
      double c0,
      double[] x0,
      double c1,
      double[] x1,
      double c2,
      double[] x2,
      double c3,
      double[] x3,
      int xo,
      double[] y,
      int yo,
      int n) {
    for (int i = 0; i < n; i++)
      y[yo + i] += (c0 * x0[xo + i] + c1 * x1[xo + i]) + (c2 * x2[xo + i] + c3 * x3[xo + i]);
  }

  /**
   * Eight dot products in one pass: adds those of a and b with four neighbours of y, {@code step}
   * apart, to {@code out[ao + j]} and {@code out[bo + j]}.
   */
  static void dots2x4(
      double[] a,
      double[] b,
      int xo,
      double[] y,
      int yo,
      int step,
      int n,
      double[] out,
      int ao,
      int bo) {
    double a0 = 0;
    double a1 = 0;
    double a2 = 0;
    double a3 = 0;
    double b0 = 0;
    double b1 = 0;
    double b2 = 0;
    double b3 = 0;
    int y1 = yo + step;
    int y2 = y1 + step;
    int y3 = y2 + step;
    for (int i = 0; i < n; i++) {
      double u = a[xo + i];
      double v = b[xo + i];
      double r0 = y[yo + i];
      double r1 = y[y1 + i];
      double r2 = y[y2 + i];
      double r3 = y[y3 + i];
      a0 = Math.fma(u, r0, a0);
      a1 = Math.fma(u, r1, a1);
      a2 = Math.fma(u, r2, a2);
      a3 = Math.fma(u, r3, a3);
      b0 = Math.fma(v, r0, b0);
      b1 = Math.fma(v, r1, b1);
      b2 = Math.fma(v, r2, b2);
      b3 = Math.fma(v, r3, b3);
    }
    out[ao] += a0;
    out[ao + 1] += a1;
    out[ao + 2] += a2;
    out[ao + 3] += a3;
    out[bo] += b0;
    out[bo + 1] += b1;
    out[bo + 2] += b2;
    out[bo + 3] += b3;
  }

  /** The Euclidean norm, without overflow or underflow of the squares. */
  static double norm(double[] x) {
    double most = maxAbs(x);
    if (most == 0) return 0;
    if (most > 1e-100 && most < 1e100) return Math.sqrt(dot(x, x));
    double s = 0;
    for (double v : x) s += (v / most) * (v / most);
    return most * Math.sqrt(s);
  }

  static double maxAbs(double[] x) {
    double most = 0;
    for (double v : x) most = Math.max(most, Math.abs(v));
    return most;
  }

  static double sum(double[] x) {
    double s = 0;
    for (double v : x) s += v;
    return s;
  }
}
