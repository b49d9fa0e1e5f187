package millrace.neural.train;

import millrace.neural.compute.Tensor;

/**
 * Finds a length t along a direction that meets the strong Wolfe conditions: φ(t) ≤ φ(0) +
 * c1·t·φ′(0) and |φ′(t)| ≤ c2·|φ′(0)|. First t grows until such a point lies between it and the one
 * before, then that bracket shrinks; new lengths are minima of cubics. Step by step as PyTorch's.
 *
 * @see "J. Nocedal, S. Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6"
 */
final class WolfeSearch {
  private static final double C1 = 1e-4;
  private static final double C2 = 0.9;
  private static final int MOST = 25;

  /** Where the search has been: φ, φ′ and the gradient at t. */
  record Point(double t, double value, double slope, Tensor gradient) {}

  /** Computes φ at t. The gradients of the points in use are not overwritten. */
  interface Line {
    Point at(double t, Point... inUse);
  }

  private final Line line;
  private final Point start;
  private final double tolerance;
  private int evaluations;

  /**
   * @param tolerance brackets are not divided that are shorter
   */
  WolfeSearch(Line line, Point start, double tolerance) {
    this.line = line;
    this.start = start;
    this.tolerance = tolerance;
  }

  int evaluations() {
    return evaluations;
  }

  /** The point found, or the best there was when the search gave up. */
  Point search(double first) {
    var before = start;
    var point = at(first, start);
    for (int n = 0; n < MOST; n++) {
      if (tooHigh(point) || (n > 1 && point.value >= before.value)) return shrink(before, point, n);
      if (flat(point)) return point;
      if (point.slope >= 0) return shrink(before, point, n);
      double least = point.t + 0.01 * (point.t - before.t);
      double t = cubic(before, point, least, point.t * 10);
      before = point;
      point = at(t, start, before);
    }
    return start.value <= point.value ? start : point;
  }

  private Point shrink(Point a, Point b, int n) {
    var ends = new Point[] {a, b};
    int low = a.value <= b.value ? 0 : 1;
    boolean slow = false;
    for (; n < MOST && Math.abs(ends[1].t - ends[0].t) >= tolerance; n++) {
      double min = Math.min(ends[0].t, ends[1].t);
      double max = Math.max(ends[0].t, ends[1].t);
      double t = cubic(ends[0], ends[1], min, max);
      double margin = 0.1 * (max - min);
      if (Math.min(max - t, t - min) < margin) {
        // near an end: once is accepted, then the point is moved inwards
        boolean move = slow || t >= max || t <= min;
        if (move) t = Math.abs(t - max) < Math.abs(t - min) ? max - margin : min + margin;
        slow = !move;
      } else {
        slow = false;
      }
      var point = at(t, start, ends[0], ends[1]);
      if (tooHigh(point) || point.value >= ends[low].value) {
        ends[1 - low] = point;
        low = ends[0].value <= ends[1].value ? 0 : 1;
      } else {
        if (flat(point)) return point;
        if (point.slope * (ends[1 - low].t - ends[low].t) >= 0) ends[1 - low] = ends[low];
        ends[low] = point;
      }
    }
    return ends[low];
  }

  private Point at(double t, Point... inUse) {
    evaluations++;
    return line.at(t, inUse);
  }

  private boolean tooHigh(Point p) {
    return p.value > start.value + C1 * p.t * start.slope;
  }

  private boolean flat(Point p) {
    return Math.abs(p.slope) <= -C2 * start.slope;
  }

  /** The minimum of the cubic through two points with their slopes, within bounds. */
  private static double cubic(Point a, Point b, double min, double max) {
    double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
    double square = d1 * d1 - a.slope * b.slope;
    if (!(square >= 0)) return (min + max) / 2;
    double d2 = Math.sqrt(square);
    double t =
        a.t <= b.t
            ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
            : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
    return Math.min(Math.max(t, min), max);
  }
}
