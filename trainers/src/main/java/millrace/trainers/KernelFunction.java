package millrace.trainers;

import java.util.Arrays;

/**
 * A {@link Kernel} with its numbers. It works on arrays of inner products, in loops without a
 * branch or a call, which the JIT turns into vector instructions.
 *
 * @param gamma positive: a number, no longer {@link Kernel#SCALE} or {@link Kernel#AUTO}
 */
public record KernelFunction(Kernel kernel, double gamma, int degree, double coef0) {
  /** Exponents below this are taken for it: e to this is nothing beside 1, but is not denormal. */
  private static final double LEAST = -700;

  /**
   * As a trainer's parameters and its training rows say.
   *
   * @throws IllegalArgumentException when gamma is between {@link Kernel#AUTO} and {@link
   *     Kernel#SCALE}
   */
  public static KernelFunction of(
      Kernel kernel, double gamma, int degree, double coef0, KernelRows x) {
    double g = gamma;
    if (gamma == Kernel.AUTO) {
      g = 1.0 / x.width();
    } else if (gamma == Kernel.SCALE) {
      double variance = x.variance();
      g = variance > 0 ? 1 / (x.width() * variance) : 1;
    }
    return new KernelFunction(kernel, g, degree, coef0);
  }

  /** For compact constructors: what {@code Spec.check} cannot see of gamma. */
  static void checkGamma(Class<?> type, double gamma) {
    if (gamma < 0 && gamma != Kernel.AUTO) {
      throw new IllegalArgumentException(
          "%s gamma must be positive, 0 (scale) or -1 (auto), but is %s"
              .formatted(type.getSimpleName(), gamma));
    }
  }

  /**
   * Turns inner products with one row into kernel values.
   *
   * @param v the inner products, then the values
   * @param square the inner product of that row with itself
   * @param squares those of the others
   */
  void apply(double[] v, double square, double[] squares, int n) {
    switch (kernel) {
      case LINEAR -> {}
      case POLY -> poly(v, n);
      case SIGMOID -> sigmoid(v, n);
      case RBF -> rbf(v, square, squares, n);
      case MATERN_3_2 -> matern3(v, square, squares, n);
      case MATERN_5_2 -> matern5(v, square, squares, n);
    }
  }

  private void poly(double[] v, int n) {
    double g = gamma;
    double c = coef0;
    for (int i = 0; i < n; i++) v[i] = g * v[i] + c;
    if (degree == 0) Arrays.fill(v, 0, n, 1);
    if (degree == 2) for (int i = 0; i < n; i++) v[i] = v[i] * v[i];
    if (degree == 3) for (int i = 0; i < n; i++) v[i] = v[i] * v[i] * v[i];
    if (degree > 3) for (int i = 0; i < n; i++) v[i] = power(v[i], degree);
  }

  /** By squaring: as many products as the exponent has digits, twice. */
  private static double power(double base, int exponent) {
    double result = 1;
    for (int e = exponent; e > 0; e >>= 1) {
      if ((e & 1) == 1) result *= base;
      base *= base;
    }
    return result;
  }

  private void sigmoid(double[] v, int n) {
    double g = gamma;
    double c = coef0;
    for (int i = 0; i < n; i++) {
      double z = g * v[i] + c;
      double e = exp(-2 * Math.abs(z));
      v[i] = Math.copySign((1 - e) / (1 + e), z);
    }
  }

  /** A squared distance that rounding made negative is as good with the other sign. */
  private void rbf(double[] v, double square, double[] squares, int n) {
    double g = -gamma;
    for (int i = 0; i < n; i++) v[i] = exp(g * Math.abs(square + squares[i] - 2 * v[i]));
  }

  private void matern3(double[] v, double square, double[] squares, int n) {
    double g = 6 * gamma;
    for (int i = 0; i < n; i++) {
      double a = Math.sqrt(g * Math.abs(square + squares[i] - 2 * v[i]));
      v[i] = (1 + a) * exp(-a);
    }
  }

  private void matern5(double[] v, double square, double[] squares, int n) {
    double g = 10 * gamma;
    for (int i = 0; i < n; i++) {
      double a = Math.sqrt(g * Math.abs(square + squares[i] - 2 * v[i]));
      v[i] = (1 + a + a * a * (1 / 3.0)) * exp(-a);
    }
  }

  /**
   * e to the power x for x at most 0, without a branch: the Taylor polynomial of degree 5 at x /
   * 8192, thirteen times squared. The error is below 2e-12, relative above e to the -40 and
   * absolute below; 1 at 0.
   */
  static double exp(double x) {
    double r = Math.max(x, LEAST) * (1.0 / 8192);
    double p = (1.0 / 24) + r * (1.0 / 120);
    p = (1.0 / 6) + r * p;
    p = 0.5 + r * p;
    p = 1 + r * p;
    p = 1 + r * p;
    double p2 = p * p;
    double p4 = p2 * p2;
    double p8 = p4 * p4;
    double p16 = p8 * p8;
    double p32 = p16 * p16;
    double p64 = p32 * p32;
    double p128 = p64 * p64;
    double p256 = p128 * p128;
    double p512 = p256 * p256;
    double p1024 = p512 * p512;
    double p2048 = p1024 * p1024;
    double p4096 = p2048 * p2048;
    return p4096 * p4096;
  }
}
