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
