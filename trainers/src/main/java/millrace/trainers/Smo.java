package millrace.trainers;

import millrace.run.Run;

/**
 * Sequential minimal optimisation: minimises {@code ½ β'Kβ + linear·β + slack Σ|β|} over {@code
 * least ≤ β ≤ most} while Σβ stays what it was at the start. Every support vector machine here is
 * such a problem: a classifier's β are its multipliers with the sign of the class, a regression's
 * the differences of its two.
 *
 * <p>Each step moves two of them against each other: the one whose growth lowers the value the
 * fastest, and the partner that lowers it the most by a second-order estimate. Points at a bound
 * that cannot come back soon are set aside (shrinking) and looked at again at the end.
 *
 * @see "R.-E. Fan, P.-H. Chen, C.-J. Lin, Working set selection using second order information for
 *     training SVM, JMLR 6, 2005"
 * @see "C.-C. Chang, C.-J. Lin, LIBSVM: a library for support vector machines, ACM TIST 2, 2011"
 */
final class Smo {
  /** Curvature of a direction in which the kernel matrix is flat, as LibSVM has it. */
  private static final double FLAT = 1e-12;

  /** How often progress, cancelling and shrinking are looked after. */
  private static final int EVERY = 1000;

  /** Where the search ended: {@code f(x) = Σ β_i K(x_i, x) − rho}. */
  record Result(double[] beta, double rho, long iterations, boolean converged, double value) {}

  /**
   * @param maxIter most iterations; 0: as many as it takes
   * @param bytes for kept kernel rows
   */
  record Options(double tol, long maxIter, boolean shrinking, long bytes) {}

  private final KernelCache cache;
  private final Options options;
  private final double slack;
  private final int n;
  private int active;

  // by place, which changes when points are set aside
  private final int[] order;
  private final double[] linear;
  private final double[] least;
  private final double[] most;
  private final double[] beta;
  private final double[] diagonal;

  /** {@code Kβ + linear}; of those set aside it is old. */
  private final double[] gradient;

  /** The part of the gradient that the β at a bound make. */
  private final double[] bound;

  /**
   * What to add to the gradient for growing and for falling; infinite where that is not allowed.
   */
  private final double[] up;

  private final double[] down;
  private final double[] gain;

  private int up1;
  private double most1;
  private double most2;
  private boolean unshrunk;

  private Smo(
      KernelPoints points,
      double[] linear,
      double[] least,
      double[] most,
      double[] start,
      double slack,
      Options options) {
    n = points.n;
    active = n;
    this.options = options;
    this.slack = slack;
    this.linear = linear.clone();
    this.least = least.clone();
    this.most = most.clone();
    beta = start.clone();
    cache = new KernelCache(points, options.bytes());
    order = new int[n];
    diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
      diagonal[i] = points.diagonal(i);
    }
    gradient = linear.clone();
    bound = new double[n];
    up = new double[n];
    down = new double[n];
    gain = new double[n];
    for (int i = 0; i < n; i++) {
      state(i);
      if (beta[i] == 0) continue;
      var row = cache.row(i);
      add(beta[i], row, gradient, n);
      if (atBound(i)) add(beta[i], row, bound, n);
    }
  }

  static Result solve(
      KernelPoints points,
      double[] linear,
      double[] least,
      double[] most,
      double[] start,
      double slack,
      Options options,
      Run run) {
    return new Smo(points, linear, least, most, start, slack, options).run(run.silent());
  }

  private Result run(Run run) {
    long done = 0;
    int untilShrink = Math.min(n, EVERY) + 1;
    boolean converged = false;
    while (options.maxIter() == 0 || done < options.maxIter()) {
      if (done % EVERY == 0 && !run.step("pair of points", done, Long.MAX_VALUE)) break;
      if (options.shrinking() && --untilShrink == 0) {
        untilShrink = Math.min(n, EVERY);
        shrink();
      }
      int j = select();
      if (j < 0) {
        boolean all = active == n;
        if (!all) {
          reconstruct();
          j = select();
        }
        if (j < 0) {
          converged = true;
          break;
        }
        untilShrink = 1;
      }
      move(up1, j);
      done++;
    }
    if (active < n) reconstruct();
    double value = 0;
    for (int i = 0; i < n; i++)
      value += beta[i] * (gradient[i] + linear[i]) / 2 + slack * Math.abs(beta[i]);
    double rho = rho();
    var out = new double[n];
    for (int k = 0; k < n; k++) out[order[k]] = beta[k];
    return new Result(out, rho, done, converged, value);
  }

  /** What may happen to the β at this place. */
  private void state(int k) {
    up[k] = beta[k] >= most[k] ? Double.POSITIVE_INFINITY : beta[k] >= 0 ? slack : -slack;
    down[k] = beta[k] <= least[k] ? Double.NEGATIVE_INFINITY : beta[k] > 0 ? slack : -slack;
  }

  private boolean atBound(int k) {
    return beta[k] != 0 && (beta[k] >= most[k] || beta[k] <= least[k]);
  }

  private static void add(double c, float[] row, double[] to, int n) {
    for (int k = 0; k < n; k++) to[k] += c * row[k];
  }

  /**
   * Finds the point to grow ({@link #up1}) and the one to fall; -1 when nothing is left to gain.
   */
  private int select() {
    double best = Double.NEGATIVE_INFINITY;
    int i = -1;
    for (int k = 0; k < active; k++) {
      double v = -(gradient[k] + up[k]);
      if (v > best) {
        best = v;
        i = k;
      }
    }
    most1 = best;
    up1 = i;
    if (i < 0) return -1;
    gains(cache.row(order[i]), best, diagonal[i]);
    double bestGain = 0;
    double falls = Double.NEGATIVE_INFINITY;
    int j = -1;
    for (int k = 0; k < active; k++) {
      falls = Math.max(falls, gradient[k] + down[k]);
      if (gain[k] > bestGain) {
        bestGain = gain[k];
        j = k;
      }
    }
    most2 = falls;
    return most1 + most2 < options.tol() ? -1 : j;
  }

  /** How much the value falls, by the second-order estimate, for each partner; 0 for no partner. */
  private void gains(float[] row, double most, double curvature) {
    for (int k = 0; k < active; k++) {
      double slope = Math.max(most + gradient[k] + down[k], 0);
      gain[k] = slope * slope / Math.max(curvature + diagonal[k] - 2 * row[k], FLAT);
    }
  }

  private void move(int i, int j) {
    var row = cache.row(order[i]);
    var other = cache.row(order[j]);
    double slope = -(gradient[i] + up[i]) + (gradient[j] + down[j]);
    double step = slope / Math.max(diagonal[i] + diagonal[j] - 2 * row[j], FLAT);
    double roomUp = (slack > 0 && beta[i] < 0 ? 0 : most[i]) - beta[i];
    double roomDown = beta[j] - (slack > 0 && beta[j] > 0 ? 0 : least[j]);
    boolean wasI = atBound(i);
    boolean wasJ = atBound(j);
    double oldI = beta[i];
    double oldJ = beta[j];
    if (step >= roomUp && roomUp <= roomDown) {
      step = roomUp;
      beta[i] = slack > 0 && oldI < 0 ? 0 : most[i];
      beta[j] = roomUp == roomDown ? (slack > 0 && oldJ > 0 ? 0 : least[j]) : oldJ - step;
    } else if (step >= roomDown) {
      step = roomDown;
      beta[j] = slack > 0 && oldJ > 0 ? 0 : least[j];
      beta[i] = oldI + step;
    } else {
      beta[i] = oldI + step;
      beta[j] = oldJ - step;
    }
    update(step, row, other);
    state(i);
    state(j);
    if (!options.shrinking()) return;
    if (atBound(i) != wasI) add(wasI ? -oldI : beta[i], row, bound, n);
    if (atBound(j) != wasJ) add(wasJ ? -oldJ : beta[j], other, bound, n);
  }

  private void update(double step, float[] row, float[] other) {
    for (int k = 0; k < active; k++) gradient[k] += step * ((double) row[k] - other[k]);
  }

  private void shrink() {
    extremes();
    if (!unshrunk && most1 + most2 <= 10 * options.tol()) {
      unshrunk = true;
      reconstruct();
      extremes();
    }
    int end = active;
    for (int k = 0; k < end; k++) {
      if (!idle(k)) continue;
      while (end - 1 > k && idle(end - 1)) end--;
      end--;
      if (end > k) swap(k, end);
    }
    if (end < active) {
      active = end;
      cache.order(order);
    }
  }

  private void extremes() {
    most1 = Double.NEGATIVE_INFINITY;
    most2 = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < active; k++) {
      most1 = Math.max(most1, -(gradient[k] + up[k]));
      most2 = Math.max(most2, gradient[k] + down[k]);
    }
  }

  /** Whether neither growing nor falling could make it one of a pair now. */
  private boolean idle(int k) {
    return gradient[k] + up[k] > most2 && gradient[k] + down[k] < -most1;
  }

  private void swap(int a, int b) {
    int o = order[a];
    order[a] = order[b];
    order[b] = o;
    for (var v : new double[][] {linear, least, most, beta, diagonal, gradient, bound, up, down}) {
      double t = v[a];
      v[a] = v[b];
      v[b] = t;
    }
  }

  /** Brings the gradient of those set aside up to date, and all of them back. */
  private void reconstruct() {
    if (active == n) return;
    for (int k = active; k < n; k++) gradient[k] = linear[k] + bound[k];
    for (int i = 0; i < active; i++) {
      if (beta[i] == 0 || atBound(i)) continue;
      var row = cache.row(order[i]);
      double b = beta[i];
      for (int k = active; k < n; k++) gradient[k] += b * row[k];
    }
    active = n;
  }

  /** The mean of what the points between their bounds say, or the middle of what the others do. */
  private double rho() {
    double sum = 0;
    int free = 0;
    double high = Double.POSITIVE_INFINITY;
    double low = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      boolean canGrow = beta[k] < most[k];
      boolean canFall = beta[k] > least[k];
      if (canGrow && canFall && (slack == 0 || beta[k] != 0)) {
        sum += gradient[k] + up[k];
        free++;
      } else {
        if (canGrow) high = Math.min(high, gradient[k] + up[k]);
        if (canFall) low = Math.max(low, gradient[k] + down[k]);
      }
    }
    if (free > 0) return sum / free;
    if (Double.isInfinite(high)) return Double.isInfinite(low) ? 0 : low;
    return Double.isInfinite(low) ? high : (high + low) / 2;
  }
}
