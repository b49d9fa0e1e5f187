package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.run.Run;

/**
 * Solves {@code min ½ ‖w‖² + Σ C_i loss(y_i, x_i·w)} where the intercept is the weight of one more
 * feature that is the same everywhere, and so is penalised, too.
 *
 * <p>All losses are {@code max(0, ·)} or its square, of {@code 1 − y x·w} for classes and of {@code
 * |y − x·w| − epsilon} for numbers. Squared ones with few features are solved in the primal by
 * Newton's method: the loss is piecewise quadratic, and the exact minimum of the piece is reached
 * in a handful of steps. The others are solved by coordinate descent in the dual, in random order.
 *
 * @see "C.-J. Hsieh et al., A dual coordinate descent method for large-scale linear SVM, ICML 2008"
 * @see "C.-H. Ho, C.-J. Lin, Large-scale linear support vector regression, JMLR 13, 2012"
 * @see "O. Mangasarian, A finite Newton method for classification, Optimization Methods and
 *     Software 17, 2002"
 */
final class LinearSvm {
  /** Up to so many features Newton's matrix is made. */
  private static final int NEWTON_WIDTH = 600;

  /** The rows with the constant feature at the end. */
  private final KernelRows x;

  private final int n;
  private final int width;
  private final double scaling;
  private final double[] squares;

  LinearSvm(KernelRows x, double interceptScaling) {
    this.x = x;
    n = x.rows();
    scaling = interceptScaling;
    width = x.width() + 1;
    squares = new double[n];
    for (int i = 0; i < n; i++) squares[i] = x.square(i) + scaling * scaling;
  }

  /**
   * @param y ±1 for classes, numbers else
   * @param cost of each row's error
   * @param epsilon half width of the tube; negative for classes
   */
  record Problem(double[] y, double[] cost, double epsilon, boolean squared) {
    boolean classes() {
      return epsilon < 0;
    }
  }

  /** Weights, that of the constant feature last (not yet multiplied by it). */
  record Result(double[] w, int iterations, boolean converged) {
    double intercept(double scaling) {
      return w[w.length - 1] * scaling;
    }

    double[] weights() {
      return Arrays.copyOf(w, w.length - 1);
    }
  }

  Result solve(Problem p, double tol, int maxIter, RandomGenerator random, Run run) {
    return p.squared && width <= NEWTON_WIDTH
        ? newton(p, tol, maxIter, run)
        : dual(p, tol, maxIter, random, run);
  }

  private double dot(double[] w, int i) {
    var id = x.denseId();
    int d = id.length;
    double s = w[width - 1] * scaling;
    if (d == width - 1) {
      s += Vectors.dot(x.dense(), i * d, w, 0, d);
    } else {
      for (int k = 0, at = i * d; k < d; k++) s += x.dense()[at + k] * w[id[k]];
    }
    for (int e = x.starts()[i]; e < x.starts()[i + 1]; e++) s += x.value()[e] * w[x.index()[e]];
    return s;
  }

  private void add(double c, int i, double[] w) {
    var id = x.denseId();
    int d = id.length;
    w[width - 1] += c * scaling;
    for (int k = 0, at = i * d; k < d; k++) w[id[k]] += c * x.dense()[at + k];
    for (int e = x.starts()[i]; e < x.starts()[i + 1]; e++) w[x.index()[e]] += c * x.value()[e];
  }

  /** The error of a row, signed: what its square is taken of; 0 where it costs nothing. */
  private static double error(Problem p, double z, int i) {
    if (p.classes()) return p.y[i] * z < 1 ? p.y[i] - z : 0;
    double e = p.y[i] - z;
    return e > p.epsilon ? e - p.epsilon : e < -p.epsilon ? e + p.epsilon : 0;
  }

  private double value(Problem p, double[] w, double[] z) {
    double v = Vectors.dot(w, w) / 2;
    for (int i = 0; i < n; i++) {
      double e = error(p, z[i], i);
      v += p.cost[i] * e * e;
    }
    return v;
  }

  private Result newton(Problem p, double tol, int maxIter, Run run) {
    var w = new double[width];
    var z = new double[n];
    var step = new double[width];
    double value = value(p, w, z);
    double first = 0;
    for (int iteration = 0; iteration < maxIter; iteration++) {
      run.step("newton", iteration, maxIter);
      var gradient = w.clone();
      var h = new double[width * width];
      for (int i = 0; i < n; i++) {
        double e = error(p, z[i], i);
        if (e == 0) continue;
        add(-2 * p.cost[i] * e, i, gradient);
        addOuter(2 * p.cost[i], i, h);
      }
      double size = Vectors.norm(gradient);
      if (iteration == 0) first = size;
      if (size <= tol * first || size == 0) return new Result(w, iteration, true);
      direction(h, gradient, step);
      var dz = new double[n];
      for (int i = 0; i < n; i++) dz[i] = dot(step, i);
      double slope = Vectors.dot(step, gradient);
      double length = 1;
      double next;
      var to = new double[width];
      var zt = new double[n];
      while (true) {
        for (int j = 0; j < width; j++) to[j] = w[j] + length * step[j];
        for (int i = 0; i < n; i++) zt[i] = z[i] + length * dz[i];
        next = value(p, to, zt);
        if (next <= value + 1e-4 * length * slope) break;
        length /= 2;
        if (length < 1e-10) return new Result(w, iteration, true); // nothing lower can be told
      }
      w = to;
      z = zt;
      value = next;
    }
    return new Result(w, maxIter, false);
  }

  private void addOuter(double c, int i, double[] h) {
    var id = x.denseId();
    int d = id.length;
    int last = width - 1;
    int at = i * d;
    int from = x.starts()[i];
    int to = x.starts()[i + 1];
    for (int k = 0; k < d; k++) {
      double v = c * x.dense()[at + k];
      if (v == 0) continue;
      int row = id[k] * width;
      if (d == last) for (int m = 0; m <= k; m++) h[row + m] += v * x.dense()[at + m];
      else for (int m = 0; m <= k; m++) h[row + id[m]] += v * x.dense()[at + m];
      for (int e = from; e < to; e++) {
        int f = x.index()[e];
        h[Math.max(f, id[k]) * width + Math.min(f, id[k])] += v * x.value()[e];
      }
      h[last * width + id[k]] += v * scaling;
    }
    for (int a = from; a < to; a++) {
      double v = c * x.value()[a];
      int row = x.index()[a] * width;
      for (int b = from; b <= a; b++) h[row + x.index()[b]] += v * x.value()[b];
      h[last * width + x.index()[a]] += v * scaling;
    }
    h[last * width + last] += c * scaling * scaling;
  }

  /** Minus the inverse of {@code 1 + h} (lower half) times the gradient. */
  private void direction(double[] h, double[] gradient, double[] out) {
    for (int j = 0; j < width; j++) h[j * width + j] += 1;
    Spd.factor(h, width);
    for (int j = 0; j < width; j++) out[j] = -gradient[j];
    Spd.solve(h, width, out);
  }

  /**
   * Coordinate descent over one multiplier a row, {@code w = Σ β_i x_i}: for classes β has the sign
   * of y, for numbers it has either and costs epsilon. A squared loss adds {@code β² / 4C} and has
   * no upper bound. Rows that stay at a bound are set aside until the others are done.
   */
  private Result dual(Problem p, double tol, int maxIter, RandomGenerator random, Run run) {
    var w = new double[width];
    var beta = new double[n];
    var order = IntStream.range(0, n).toArray();
    int active = n;
    double lastWorst = Double.POSITIVE_INFINITY;
    double first = -1;
    for (int iteration = 0; iteration < maxIter; iteration++) {
      run.step("pass", iteration, maxIter);
      for (int k = active - 1; k > 0; k--) swap(order, k, random.nextInt(k + 1));
      double worst = 0;
      for (int k = 0; k < active; k++) {
        int i = order[k];
        double moved = descend(p, i, w, beta, lastWorst);
        if (moved < 0) {
          swap(order, k--, --active);
        } else {
          worst = Math.max(worst, moved);
        }
      }
      if (first < 0) first = worst;
      if (worst <= tol * (p.classes() ? 1 : Math.max(first, Double.MIN_NORMAL))) {
        if (active == n) return new Result(w, iteration + 1, true);
        active = n;
        lastWorst = Double.POSITIVE_INFINITY;
      } else {
        lastWorst = worst;
      }
    }
    return new Result(w, maxIter, false);
  }

  private static void swap(int[] a, int i, int j) {
    int t = a[i];
    a[i] = a[j];
    a[j] = t;
  }

  /**
   * The exact minimum over one multiplier.
   *
   * @return how far from optimal it was; -1 when it is to be set aside
   */
  private double descend(Problem p, int i, double[] w, double[] beta, double lastWorst) {
    double c = p.cost[i];
    if (c == 0) return -1;
    double b = beta[i];
    double extra = p.squared ? 1 / (2 * c) : 0;
    double high = p.squared ? Double.POSITIVE_INFINITY : c;
    double curvature = squares[i] + extra;
    double slope = dot(w, i) + extra * b - p.y[i];
    double least = p.classes() && p.y[i] > 0 ? 0 : -high;
    double most = p.classes() && p.y[i] < 0 ? 0 : high;
    double eps = p.classes() ? 0 : p.epsilon;
    double grow = slope + (b >= 0 ? eps : -eps);
    double fall = slope + (b > 0 ? eps : -eps);
    double violation = 0;
    if (b < most && grow < 0) violation = -grow;
    if (b > least && fall > 0) violation = Math.max(violation, fall);
    if (violation == 0) {
      boolean atEnd = b == least || b == most || (eps > 0 && b == 0);
      double room =
          Math.min(
              b < most ? grow : Double.POSITIVE_INFINITY,
              b > least ? -fall : Double.POSITIVE_INFINITY);
      return atEnd && room > lastWorst ? -1 : 0;
    }
    double to;
    if (slope + eps < curvature * b) to = b - (slope + eps) / curvature;
    else if (slope - eps > curvature * b) to = b - (slope - eps) / curvature;
    else to = 0;
    to = Math.clamp(to, least, most);
    if (to != b) {
      beta[i] = to;
      add(to - b, i, w);
    }
    return violation;
  }
}
