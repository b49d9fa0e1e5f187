package millrace.preprocess;

import millrace.preprocess.Neighbours.Metric;

/**
 * Distances between rows in a reduced form that sorts alike and is cheaper: the sum of the powers
 * without its root.
 *
 * <p>Every sum runs over four partial sums in one fixed order, the same for rows and for boxes.
 * Rounding is monotone, so the bound of a box is never above the computed distance to a row in it:
 * a search may prune by plain comparison and lose nothing, not even ties.
 */
final class Distance {
  private enum Kind {
    SUM,
    SQUARES,
    POWERS,
    GREATEST,
    COSINE
  }

  private final Kind kind;
  private final double p;
  private final int width;

  Distance(Metric metric, double p, int width) {
    this.p = p;
    this.width = width;
    kind =
        switch (metric) {
          case EUCLIDEAN -> Kind.SQUARES;
          case MANHATTAN -> Kind.SUM;
          case CHEBYSHEV -> Kind.GREATEST;
          case COSINE -> Kind.COSINE;
          case MINKOWSKI ->
              p == 1
                  ? Kind.SUM
                  : p == 2 ? Kind.SQUARES : Double.isInfinite(p) ? Kind.GREATEST : Kind.POWERS;
        };
  }

  boolean euclidean() {
    return kind == Kind.SQUARES;
  }

  boolean cosine() {
    return kind == Kind.COSINE;
  }

  /** The reduced distance of two rows that start at these places. */
  double reduced(double[] a, int ao, double[] b, int bo) {
    return switch (kind) {
      case SQUARES -> squares(a, ao, b, bo, width);
      case SUM -> sum(a, ao, b, bo, width);
      case POWERS -> powers(a, ao, b, bo, width, p);
      case GREATEST -> greatest(a, ao, b, bo, width);
      case COSINE -> Math.clamp(1 - dot(a, ao, b, bo, width), 0, 2);
    };
  }

  /** A reduced distance that no row of the box from {@code lower} to {@code upper} is below. */
  double bound(double[] q, int qo, double[] lower, double[] upper, int at) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < width; i += 4) {
      s0 = add(s0, gap(q[qo + i], lower[at + i], upper[at + i]));
      s1 = add(s1, gap(q[qo + i + 1], lower[at + i + 1], upper[at + i + 1]));
      s2 = add(s2, gap(q[qo + i + 2], lower[at + i + 2], upper[at + i + 2]));
      s3 = add(s3, gap(q[qo + i + 3], lower[at + i + 3], upper[at + i + 3]));
    }
    for (; i < width; i++) s0 = add(s0, gap(q[qo + i], lower[at + i], upper[at + i]));
    return kind == Kind.GREATEST
        ? Math.max(Math.max(s0, s1), Math.max(s2, s3))
        : (s0 + s1) + (s2 + s3);
  }

  private static double gap(double q, double lower, double upper) {
    return Math.max(0, Math.max(lower - q, q - upper));
  }

  private double add(double s, double d) {
    return switch (kind) {
      case SQUARES -> s + d * d;
      case SUM -> s + d;
      case POWERS -> s + Math.pow(d, p);
      case GREATEST -> Math.max(s, d);
      case COSINE -> throw new AssertionError("no boxes for cosine");
    };
  }

  /** The distance that a reduced one stands for. */
  double full(double reduced) {
    return switch (kind) {
      case SQUARES -> Math.sqrt(reduced);
      case POWERS -> Math.pow(reduced, 1 / p);
      case SUM, GREATEST, COSINE -> reduced;
    };
  }

  /** The reduced form of a distance. */
  double reduce(double distance) {
    return switch (kind) {
      case SQUARES -> distance * distance;
      case POWERS -> Math.pow(distance, p);
      case SUM, GREATEST, COSINE -> distance;
    };
  }

  private static double squares(double[] a, int ao, double[] b, int bo, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      double d0 = a[ao + i] - b[bo + i];
      double d1 = a[ao + i + 1] - b[bo + i + 1];
      double d2 = a[ao + i + 2] - b[bo + i + 2];
      double d3 = a[ao + i + 3] - b[bo + i + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; i < n; i++) {
      double d = a[ao + i] - b[bo + i];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static double sum(double[] a, int ao, double[] b, int bo, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += Math.abs(a[ao + i] - b[bo + i]);
      s1 += Math.abs(a[ao + i + 1] - b[bo + i + 1]);
      s2 += Math.abs(a[ao + i + 2] - b[bo + i + 2]);
      s3 += Math.abs(a[ao + i + 3] - b[bo + i + 3]);
    }
    for (; i < n; i++) s0 += Math.abs(a[ao + i] - b[bo + i]);
    return (s0 + s1) + (s2 + s3);
  }

  private static double powers(double[] a, int ao, double[] b, int bo, int n, double p) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += Math.pow(Math.abs(a[ao + i] - b[bo + i]), p);
      s1 += Math.pow(Math.abs(a[ao + i + 1] - b[bo + i + 1]), p);
      s2 += Math.pow(Math.abs(a[ao + i + 2] - b[bo + i + 2]), p);
      s3 += Math.pow(Math.abs(a[ao + i + 3] - b[bo + i + 3]), p);
    }
    for (; i < n; i++) s0 += Math.pow(Math.abs(a[ao + i] - b[bo + i]), p);
    return (s0 + s1) + (s2 + s3);
  }

  private static double greatest(double[] a, int ao, double[] b, int bo, int n) {
    double most = 0;
    for (int i = 0; i < n; i++) most = Math.max(most, Math.abs(a[ao + i] - b[bo + i]));
    return most;
  }

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
}
