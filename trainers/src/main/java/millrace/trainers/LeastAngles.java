package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import millrace.run.Run;

/**
 * Least-angle regression over a {@link Design}: starts at 0 and moves the weights of the features
 * most correlated with the residual so that their correlations stay equal and fall together; each
 * further feature joins when its own is as great. As the lasso, a weight that reaches 0 leaves.
 *
 * <p>Cost: O(entries) for each feature that joins, O(k² + k·p) a step with k in it.
 *
 * @see "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least angle regression, Annals of
 *     Statistics 32, 2004"
 */
final class LeastAngles {
  /**
   * @param alphas the greatest correlation over the rows, at the start and after each step
   * @param active the features at the end, in the order in which they joined
   */
  record Result(double[] weights, double[] alphas, int[] active) {}

  /** What is left of a column beside the others, squared, from which on it is dependent. */
  private static final double DEPENDENT = 1e-14;

  private final Design x;
  private final boolean lasso;
  private final boolean positive;
  private final int p;
  private final double[] w;
  private final double[] correlation;
  private final ArrayList<Integer> active = new ArrayList<>();

  /** {@code X' x_j} of each active feature. */
  private final ArrayList<double[]> gram = new ArrayList<>();

  /** Rows of the Cholesky factor of the active features' Gram matrix. */
  private final ArrayList<double[]> factor = new ArrayList<>();

  private final boolean[] in;
  private final boolean[] out;

  private LeastAngles(Design x, boolean lasso, boolean positive) {
    this.x = x;
    this.lasso = lasso;
    this.positive = positive;
    p = x.width;
    w = new double[p];
    correlation = new double[p];
    in = new boolean[p];
    out = new boolean[p];
    for (int j = 0; j < p; j++) out[j] = x.norm[j] == 0;
    x.transposeTimes(x.y, correlation);
  }

  /**
   * @param alpha where to end
   * @param most features, or steps of the lasso
   */
  static Result path(Design x, boolean lasso, boolean positive, double alpha, int most, Run run) {
    return new LeastAngles(x, lasso, positive).path(alpha, most, run);
  }

  private Result path(double alpha, int most, Run run) {
    var alphas = new ArrayList<Double>();
    double end = alpha * x.rows;
    double first = 0;
    boolean dropped = false;
    int steps = lasso ? most : Math.min(most, p);
    for (int step = 0; ; step++) {
      int next = dropped ? -1 : join();
      double c = level(next);
      if (step == 0) first = c;
      alphas.add(Math.max(c, 0) / x.rows);
      if (active.isEmpty() || c <= end || c <= 1e-14 * first || step >= steps) break;
      if (!run.step("step", Math.min(step, steps), steps)) break;
      if (next < 0 && !dropped && !lasso && active.size() == step) break; // none is left
      dropped = move(c, end);
      if (!lasso && active.size() == x.rows) { // the residual is 0
        alphas.add(0.0);
        break;
      }
    }
    run.step("step", steps, steps);
    return new Result(
        w,
        alphas.stream().mapToDouble(Double::doubleValue).toArray(),
        active.stream().mapToInt(Integer::intValue).toArray());
  }

  private double size(int j) {
    return positive ? correlation[j] : Math.abs(correlation[j]);
  }

  private double level(int joined) {
    if (joined >= 0) return size(joined);
    double c = 0;
    for (int j : active) c = Math.max(c, size(j));
    return c;
  }

  /** Takes in the feature of greatest correlation; which, or -1 if there is none. */
  private int join() {
    while (true) {
      int best = -1;
      for (int j = 0; j < p; j++)
        if (!in[j] && !out[j] && (best < 0 || size(j) > size(best))) best = j;
      if (best < 0 || (positive && correlation[best] <= 0)) return -1;
      var column = new double[p];
      x.transposeTimes(x.column(best), column);
      if (append(best, column)) {
        in[best] = true;
        active.add(best);
        gram.add(column);
        return best;
      }
      out[best] = true; // depends on those in already
    }
  }

  private boolean append(int feature, double[] column) {
    int k = factor.size();
    var row = new double[k + 1];
    for (int i = 0; i < k; i++) {
      var l = factor.get(i);
      row[i] = (column[active.get(i)] - Vectors.dot(row, 0, l, 0, i)) / l[i];
    }
    double left = column[feature] - Vectors.dot(row, 0, row, 0, k);
    if (!(left > DEPENDENT * column[feature])) return false;
    row[k] = Math.sqrt(left);
    factor.add(row);
    return true;
  }

  /** One step down from level c, at most to {@code end}; whether weights left. */
  private boolean move(double c, double end) {
    int k = active.size();
    var sign = new double[k];
    for (int i = 0; i < k; i++) sign[i] = positive ? 1 : Math.signum(correlation[active.get(i)]);
    var d = solve(sign);
    var fall = new double[p];
    for (int i = 0; i < k; i++) Vectors.add(d[i], gram.get(i), fall);
    double length = c - end;
    for (int j = 0; j < p; j++) {
      if (in[j] || out[j]) continue;
      length = Math.min(length, meets(c - correlation[j], 1 - fall[j]));
      if (!positive) length = Math.min(length, meets(c + correlation[j], 1 + fall[j]));
    }
    double zero = Double.POSITIVE_INFINITY;
    if (lasso) {
      for (int i = 0; i < k; i++) {
        double t = -w[active.get(i)] / d[i];
        if (t > 1e-15 * c && t < zero) zero = t;
      }
    }
    boolean drops = zero < length;
    length = Math.min(length, zero);
    for (int i = 0; i < k; i++) w[active.get(i)] += length * d[i];
    for (int j = 0; j < p; j++) correlation[j] -= length * fall[j];
    for (int i = 0; i < k; i++) correlation[active.get(i)] = (c - length) * sign[i];
    if (drops) drop(d, zero, length);
    return drops;
  }

  /** How far until an inactive correlation is as great; never back. */
  private static double meets(double distance, double speed) {
    return speed > 1e-12 ? Math.max(0, distance / speed) : Double.POSITIVE_INFINITY;
  }

  private void drop(double[] d, double zero, double length) {
    for (int i = active.size() - 1; i >= 0; i--) {
      int j = active.get(i);
      double before = w[j] - length * d[i];
      if (Math.abs(-before / d[i] - zero) > 1e-12 * zero) continue;
      w[j] = 0;
      in[j] = false;
      active.remove(i);
      gram.remove(i);
    }
    Arrays.fill(out, false);
    for (int j = 0; j < p; j++) out[j] = x.norm[j] == 0;
    factor.clear();
    for (int i = 0; i < active.size(); i++) {
      if (!append(active.get(i), gram.get(i)))
        throw new IllegalStateException("a subset of independent columns is independent");
    }
  }

  /** Solves with the Gram matrix of the active features. */
  private double[] solve(double[] b) {
    int k = b.length;
    var z = b.clone();
    for (int i = 0; i < k; i++) {
      var l = factor.get(i);
      z[i] = (z[i] - Vectors.dot(l, 0, z, 0, i)) / l[i];
    }
    for (int i = k - 1; i >= 0; i--) {
      var l = factor.get(i);
      z[i] /= l[i];
      Vectors.add(-z[i], l, 0, z, 0, i);
    }
    return z;
  }
}
