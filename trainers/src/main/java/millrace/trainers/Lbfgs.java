package millrace.trainers;

import java.util.function.Predicate;

/**
 * Minimises a smooth function by the limited-memory BFGS method with a line search for the strong
 * Wolfe conditions.
 *
 * @see "J. Nocedal, S. Wright, Numerical Optimization, 2nd ed. 2006, algorithms 7.4, 7.5, 3.5, 3.6"
 */
final class Lbfgs {
  private static final int MEMORY = 10;

  /** Constants of the Wolfe conditions: sufficient decrease and curvature. */
  private static final double DECREASE = 1e-4;

  private static final double CURVATURE = 0.9;
  private static final int MOST_TRIALS = 40;

  /** A function and its gradient. */
  interface Objective {
    /** The value at x; writes the gradient. */
    double value(double[] x, double[] gradient);
  }

  /** How far the search is. */
  record Progress(int iteration, double value, double gradient) {}

  /**
   * @param gradient the greatest absolute entry of the gradient at the end
   * @param converged whether that is at most the tolerance, or no lower value can be told apart
   */
  record Result(double[] x, double value, double gradient, int iterations, boolean converged) {}

  private final Objective f;
  private final int n;

  /** The last steps and changes of the gradient, a ring. */
  private final double[][] step = new double[MEMORY][];

  private final double[][] change = new double[MEMORY][];
  private final double[] curvature = new double[MEMORY];
  private int stored;

  // the point of the line search
  private double[] at;
  private double[] gradientAt;
  private double valueAt;

  private Lbfgs(Objective f, int n) {
    this.f = f;
    this.n = n;
    at = new double[n];
    gradientAt = new double[n];
  }

  /**
   * @param listener called before each iteration; false ends the search
   */
  static Result minimise(
      Objective f, double[] start, int maxIter, double tol, Predicate<Progress> listener) {
    return new Lbfgs(f, start.length).run(start, maxIter, tol, listener);
  }

  private Result run(double[] start, int maxIter, double tol, Predicate<Progress> listener) {
    var x = start.clone();
    var g = new double[n];
    double value = f.value(x, g);
    int done = 0;
    boolean stuck = false;
    while (Vectors.maxAbs(g) > tol
        && done < maxIter
        && !stuck
        && listener.test(new Progress(done, value, Vectors.maxAbs(g)))) {
      var d = direction(g);
      double slope = Vectors.dot(d, g);
      if (!(slope < 0)) {
        stored = 0;
        d = direction(g);
        slope = Vectors.dot(d, g);
      }
      double first = stored > 0 ? 1 : Math.min(1, 1 / Vectors.norm(g));
      if (!search(x, value, d, slope, first)) {
        if (stored == 0) stuck = true;
        stored = 0; // once more along the gradient itself
        continue;
      }
      remember(x, g);
      var old = x;
      x = at;
      at = old;
      old = g;
      g = gradientAt;
      gradientAt = old;
      value = valueAt;
      done++;
    }
    double most = Vectors.maxAbs(g);
    return new Result(x, value, most, done, most <= tol || stuck);
  }

  /** Minus the inverse Hessian's approximation times the gradient: the two-loop recursion. */
  private double[] direction(double[] g) {
    var d = g.clone();
    int from = Math.max(0, stored - MEMORY);
    var alpha = new double[MEMORY];
    for (int i = stored - 1; i >= from; i--) {
      int k = i % MEMORY;
      alpha[k] = Vectors.dot(step[k], d) / curvature[k];
      Vectors.add(-alpha[k], change[k], d);
    }
    if (stored > 0) {
      int k = (stored - 1) % MEMORY;
      double scale = curvature[k] / Vectors.dot(change[k], change[k]);
      for (int j = 0; j < n; j++) d[j] *= scale;
    }
    for (int i = from; i < stored; i++) {
      int k = i % MEMORY;
      double beta = Vectors.dot(change[k], d) / curvature[k];
      Vectors.add(alpha[k] - beta, step[k], d);
    }
    for (int j = 0; j < n; j++) d[j] = -d[j];
    return d;
  }

  private void remember(double[] x, double[] g) {
    var s = new double[n];
    var y = new double[n];
    for (int j = 0; j < n; j++) {
      s[j] = at[j] - x[j];
      y[j] = gradientAt[j] - g[j];
    }
    double sy = Vectors.dot(s, y);
    if (sy <= Math.ulp(1.0) * Vectors.dot(y, y)) return;
    int k = stored++ % MEMORY;
    step[k] = s;
    change[k] = y;
    curvature[k] = sy;
  }

  /** Evaluates at x + length d; the slope there. */
  private double move(double[] x, double[] d, double length) {
    for (int j = 0; j < n; j++) at[j] = x[j] + length * d[j];
    valueAt = f.value(at, gradientAt);
    return Vectors.dot(d, gradientAt);
  }

  /**
   * Brackets, then narrows: on true the point found is in {@code at}. Near the minimum, where
   * values differ by rounding only, a smaller slope is accepted in the place of a lower value.
   */
  private boolean search(double[] x, double value, double[] d, double slope, double first) {
    double rounding = 8 * Math.ulp(Math.abs(value));
    double low = 0;
    double lowValue = value;
    double lowSlope = slope;
    double high = Double.NaN;
    double length = first;
    for (int trial = 0; trial < MOST_TRIALS; trial++) {
      double here = move(x, d, length);
      boolean finite = Double.isFinite(valueAt) && Double.isFinite(here);
      boolean lower =
          finite
              && (valueAt <= value + DECREASE * length * slope
                  || (valueAt <= value + rounding && Math.abs(here) <= CURVATURE * -slope));
      if (lower && Math.abs(here) <= -CURVATURE * slope) return true;
      if (!lower || (low > 0 && valueAt > lowValue + rounding)) {
        high = length;
        length = finite ? between(low, lowValue, lowSlope, high, valueAt) : low + (high - low) / 10;
      } else if (Double.isNaN(high) ? here > 0 : here * (high - low) >= 0) {
        high = low;
        low = length;
        lowValue = valueAt;
        lowSlope = here;
        length = (low + high) / 2;
      } else {
        double before = low;
        low = length;
        lowValue = valueAt;
        lowSlope = here;
        length = Double.isNaN(high) ? length + 3 * (length - before) : (low + high) / 2;
      }
      if (!(Math.abs(length - low) > 1e-16 * Math.abs(low)) || length <= 0) return false;
    }
    return false;
  }

  /** The minimum of the parabola through two values and a slope, kept off the ends. */
  private static double between(double a, double va, double sa, double b, double vb) {
    double h = b - a;
    double t = -sa * h / (2 * (vb - va - sa * h));
    return a + h * (t > 0.1 && t < 0.9 ? t : t <= 0.1 ? 0.1 : 0.5);
  }
}
