package millrace.trainers;

import java.util.Arrays;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression with a penalty on absolute weights: minimises the weighted mean log loss plus
 * {@code l1 ‖w‖₁ + l2 ‖w‖² / 2}, the intercepts free. Each iteration takes the loss's quadratic
 * approximation, minimises that by coordinate descent over the weights that can move, and goes as
 * far along the step as the loss itself lets it.
 *
 * <p>Cost of a sweep: O(entries × classes). Dense columns are centred, sparse ones stay as they
 * are.
 *
 * @see "G.-X. Yuan, C.-H. Ho, C.-J. Lin, An improved GLMNET for L1-regularized logistic regression,
 *     JMLR 13, 2012, which this extends to the softmax"
 */
final class ProximalNewton {
  /**
   * @param weights class by class, in the frame's units
   * @param violation the greatest violation of the conditions of the minimum, per standard
   *     deviation of the column
   */
  record Result(
      double[] weights, double[] intercepts, int iterations, double violation, boolean converged) {}

  private static final int MOST_SWEEPS = 200;
  private static final double DECREASE = 1e-2;
  private static final int MOST_HALVINGS = 30;
  private static final int PARTS = 8;

  private final Design x;
  private final SparseColumns columns;
  private final int[] code;
  private final double[] weight;
  private final double l1;
  private final double l2;
  private final boolean intercept;
  private final Run run;
  private final int n;
  private final int p;
  private final int k;

  // all class by class: weights and intercepts [c * (p + 1) + f], rows [c * n + i]
  private final double[] w;
  private final double[] gradient;
  private final double[] curvature;
  private final double[] step;
  private double[] z;
  private double[] tried;

  /** Probabilities of the classes (of the second, if there are two). */
  private final double[] chance;

  /** Of each row and class: the weight times the chance (and times its rest for two classes). */
  private final double[] bends;

  /** Curvature times step of each row, and its product with the step, for the model's slopes. */
  private final double[] moved;

  private final double[] mean;

  private ProximalNewton(
      Design x,
      int[] code,
      int classes,
      double @Nullable [] weight,
      double l1,
      double l2,
      boolean intercept,
      Run run) {
    this.x = x;
    this.code = code;
    this.l1 = l1;
    this.l2 = l2;
    this.intercept = intercept;
    this.run = run;
    n = x.rows;
    p = x.width;
    k = classes == 2 ? 1 : classes;
    columns = new SparseColumns(x);
    this.weight = new double[n];
    double total = weight == null ? n : Vectors.sum(weight);
    for (int i = 0; i < n; i++) this.weight[i] = (weight == null ? 1 : weight[i]) / total;
    w = new double[(p + 1) * k];
    gradient = new double[w.length];
    curvature = new double[w.length];
    step = new double[w.length];
    z = new double[n * k];
    tried = new double[n * k];
    chance = new double[n * k];
    bends = new double[n * k];
    moved = new double[n * k];
    mean = new double[n];
  }

  static Result minimise(
      Design x,
      int[] code,
      int classes,
      double @Nullable [] weight,
      double l1,
      double l2,
      boolean intercept,
      int maxIter,
      double tol,
      Run run) {
    return new ProximalNewton(x, code, classes, weight, l1, l2, intercept, run)
        .descend(maxIter, tol);
  }

  private Result descend(int maxIter, double tol) {
    int done = 0;
    double loss = loss(z);
    double violation = slopes();
    boolean stuck = false;
    while (violation > tol
        && done < maxIter
        && !stuck
        && run.step("iteration", done, maxIter, "loss", loss, "slope", violation)) {
      quadratic(violation);
      double next = search(loss);
      stuck = Double.isNaN(next);
      if (!stuck) {
        loss = next;
        done++;
        violation = slopes();
      }
    }
    run.step("iteration", maxIter, maxIter, "loss", loss, "slope", violation);
    return result(done, violation, violation <= tol || stuck);
  }

  private Result result(int done, double violation, boolean converged) {
    var weights = new double[p * k];
    var intercepts = new double[k];
    for (int c = 0; c < k; c++) {
      System.arraycopy(w, c * (p + 1), weights, c * p, p);
      intercepts[c] = w[c * (p + 1) + p];
    }
    for (int c = 0; c < k; c++)
      for (int f : x.denseId) intercepts[c] -= x.mean[f] * weights[c * p + f];
    if (k > 1 && intercept) { // a softmax does not see their sum: let it be 0
      double m = Vectors.sum(intercepts) / k;
      for (int c = 0; c < k; c++) intercepts[c] -= m;
    }
    return new Result(weights, intercepts, done, violation, converged);
  }

  // ---- the loss --------------------------------------------------------------------------------

  private int from(int part) {
    return (int) ((long) n * part / parts());
  }

  private int parts() {
    return Math.clamp((long) n * k / 20_000, 1, PARTS);
  }

  /** The mean log loss of these scores; chances follow. */
  private double loss(double[] z) {
    double sum = 0;
    for (double part : run.map(parts(), b -> loss(z, from(b), from(b + 1)))) sum += part;
    return sum;
  }

  private double loss(double[] z, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      if (k == 1) {
        double e = Math.exp(-Math.abs(z[i]));
        chance[i] = z[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
        sum += weight[i] * (Math.log1p(e) + Math.max(0, code[i] == 1 ? -z[i] : z[i]));
        continue;
      }
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) most = Math.max(most, z[c * n + i]);
      double all = 0;
      for (int c = 0; c < k; c++) {
        chance[c * n + i] = Math.exp(z[c * n + i] - most);
        all += chance[c * n + i];
      }
      for (int c = 0; c < k; c++) chance[c * n + i] /= all;
      sum += weight[i] * (Math.log(all) + most - z[code[i] * n + i]);
    }
    return sum;
  }

  private double penalty(double t) {
    double sum = 0;
    for (int c = 0; c < k; c++) {
      for (int j = c * (p + 1); j < c * (p + 1) + p; j++) {
        double v = w[j] + t * step[j];
        sum += l1 * Math.abs(v) + 0.5 * l2 * v * v;
      }
    }
    return sum;
  }

  /** Slopes and curvatures of the loss at the chances; the greatest violation. */
  private double slopes() {
    var worst =
        run.map(
            k,
            c -> {
              var rest = new double[n];
              var bend = new double[n];
              for (int i = 0; i < n; i++) {
                double q = chance[c * n + i];
                boolean truth = code[i] == (k == 1 ? 1 : c);
                rest[i] = weight[i] * (q - (truth ? 1 : 0));
                bend[i] = weight[i] * q * (1 - q);
              }
              double most = 0;
              for (int f = 0; f < p; f++) {
                if (x.norm[f] == 0) continue;
                int j = c * (p + 1) + f;
                gradient[j] = columns.dot(f, rest) + l2 * w[j];
                curvature[j] = columns.squares(f, bend) + l2;
                most = Math.max(most, violation(j) * x.norm[f] / Math.sqrt(n));
              }
              int b = c * (p + 1) + p;
              if (intercept) {
                gradient[b] = Vectors.sum(rest);
                curvature[b] = Vectors.sum(bend);
                most = Math.max(most, Math.abs(gradient[b]));
              }
              return most;
            });
    double most = 0;
    for (double v : worst) most = Math.max(most, v);
    return most;
  }

  private double violation(int j) {
    if (w[j] > 0) return Math.abs(gradient[j] + l1);
    if (w[j] < 0) return Math.abs(gradient[j] - l1);
    return Math.max(0, Math.abs(gradient[j]) - l1);
  }

  // ---- the quadratic approximation -------------------------------------------------------------

  /** Minimises it over {@code step}, more exactly the nearer the minimum is. */
  private void quadratic(double violation) {
    Arrays.fill(step, 0);
    Arrays.fill(moved, 0);
    Arrays.fill(mean, 0);
    for (int c = 0, at = 0; c < k; c++) {
      for (int i = 0; i < n; i++, at++)
        bends[at] = weight[i] * chance[at] * (k == 1 ? 1 - chance[at] : 1);
    }
    var active = new int[w.length];
    int count = 0;
    for (int j = 0; j < w.length; j++) {
      int f = j % (p + 1);
      if (f == p ? !intercept : x.norm[f] == 0) continue;
      // far inside the dead zone it stays 0
      if (f < p && w[j] == 0 && Math.abs(gradient[j]) < l1 - violation) continue;
      active[count++] = j;
    }
    double enough = Math.min(0.1, violation) * 0.3 * violation;
    // most sweeps go over the weights that are not 0; sweeps over all see whether others should be
    var nonzero = new int[count];
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      if (sweep(active, count) <= enough) break;
      int some = 0;
      for (int a = 0; a < count; a++) {
        int j = active[a];
        if (j % (p + 1) == p || w[j] + step[j] != 0) nonzero[some++] = j;
      }
      while (++sweep < MOST_SWEEPS - 1 && sweep(nonzero, some) > enough) {
        // until these fit
      }
    }
  }

  /** Over these coordinates, one by one; how much a slope was off at most. */
  private double sweep(int[] coordinates, int count) {
    double most = 0;
    for (int a = 0; a < count; a++) most = Math.max(most, coordinate(coordinates[a]));
    return most;
  }

  /** Minimises over one coordinate; how much its slope was off before, per standard deviation. */
  private double coordinate(int j) {
    int f = j % (p + 1);
    int c = j / (p + 1);
    double bend = curvature[j] + 1e-14;
    double slope = gradient[j] + modelSlope(f, c);
    double before = w[j] + step[j];
    double after;
    if (f == p) {
      after = before - slope / bend;
    } else {
      slope += l2 * step[j];
      double pull = bend * before - slope;
      after = Math.copySign(Math.max(Math.abs(pull) - l1, 0), pull) / bend;
    }
    double by = after - before;
    if (by == 0) return 0;
    step[j] += by;
    move(f, c, by);
    return Math.abs(by) * bend * (f == p ? 1 : x.norm[f] / Math.sqrt(n));
  }

  /** {@code Σ x · weight · chance · (moved − mean)}, what the steps so far add to the slope. */
  private double modelSlope(int f, int c) {
    int at = c * n;
    double s = 0;
    if (f < p && columns.isSparse(f)) {
      for (int e = columns.start(f); e < columns.start(f + 1); e++) {
        int i = columns.row(e);
        s += columns.value(e) * bent(at, i);
      }
      return s;
    }
    if (f == p) {
      for (int i = 0; i < n; i++) s += bent(at, i);
      return s;
    }
    return s + denseSlope(x.dense[columns.slot(f)], at);
  }

  private double denseSlope(double[] v, int at) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += v[i] * bent(at, i);
      s1 += v[i + 1] * bent(at, i + 1);
      s2 += v[i + 2] * bent(at, i + 2);
      s3 += v[i + 3] * bent(at, i + 3);
    }
    for (; i < n; i++) s0 += v[i] * bent(at, i);
    return (s0 + s1) + (s2 + s3);
  }

  private double bent(int at, int i) {
    return bends[at + i] * (k == 1 ? moved[i] : moved[at + i] - mean[i]);
  }

  private void move(int f, int c, double by) {
    int at = c * n;
    if (f < p && columns.isSparse(f)) {
      for (int e = columns.start(f); e < columns.start(f + 1); e++) {
        int i = columns.row(e);
        double v = by * columns.value(e);
        moved[at + i] += v;
        mean[i] += chance[at + i] * v;
      }
      return;
    }
    if (f == p) {
      for (int i = 0; i < n; i++) {
        moved[at + i] += by;
        mean[i] += chance[at + i] * by;
      }
      return;
    }
    var column = x.dense[columns.slot(f)];
    for (int i = 0; i < n; i++) {
      double v = by * column[i];
      moved[at + i] += v;
      mean[i] += chance[at + i] * v;
    }
  }

  // ---- the step --------------------------------------------------------------------------------

  /** Goes along the step until the objective fell enough; NaN if no length does it. */
  private double search(double loss) {
    double here = penalty(0);
    double due = penalty(1) - here;
    for (int j = 0; j < w.length; j++) {
      int f = j % (p + 1);
      // the gradient holds the slope of the squared penalty, which is in the penalty already
      due += (gradient[j] - (f == p ? 0 : l2 * w[j])) * step[j];
    }
    if (!(due < 0)) return Double.NaN;
    double rounding = 4 * Math.ulp(loss + here);
    double t = 1;
    for (int halving = 0; halving < MOST_HALVINGS; halving++, t /= 2) {
      for (int i = 0; i < z.length; i++) tried[i] = z[i] + t * moved[i];
      double next = loss(tried);
      if (next + penalty(t) - loss - here > DECREASE * t * due + rounding) continue;
      for (int j = 0; j < w.length; j++) w[j] += t * step[j];
      var old = z;
      z = tried;
      tried = old;
      return next;
    }
    loss(z); // the chances of where it stays
    return Double.NaN;
  }
}
