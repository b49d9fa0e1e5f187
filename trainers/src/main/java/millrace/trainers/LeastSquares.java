package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.DataException;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Minimises {@code ‖y − X w‖² + alpha ‖w‖²} over a {@link Design}; of several minima (alpha 0) the
 * one of least norm.
 *
 * <p>Tall matrices: the columns are scaled to unit length and their Gram matrix is factorised with
 * pivoting (sparse-aware, O(Σ entries of a row squared + p·rank²)). The factor is only a
 * preconditioner: the solution is refined with residuals of X itself (Björck's corrected
 * semi-normal equations), so that the squared condition number does not show in it. Columns that
 * the factorisation left out are checked in X: where one depends on the others up to rounding, the
 * relation found gives the solution of least norm; where it does not, the problem is beyond a Gram
 * matrix, and a Householder factorisation (2·n·p²) decides.
 *
 * <p>Wide matrices: X' is factorised first, or for alpha &gt; 0 the dual problem solved. Very large
 * ones in both directions: conjugate gradients, for alpha &gt; 0 only.
 *
 * @see "Å. Björck, Stability analysis of the method of seminormal equations, 1987"
 */
final class LeastSquares {
  /** Gram matrices up to this width are factorised (200 MB, 0.1 Tflop). */
  static final int MOST_DIRECT = 5000;

  /** The most numbers in a dense copy of X (1 GB). */
  private static final long MOST_DENSE = 1L << 27;

  /** Least pivot of a Gram matrix with unit diagonal that is told from rounding. */
  private static final double LEAST_PIVOT = 1e-11;

  private static final int MOST_REFINEMENTS = 30;

  /**
   * @param weights one per feature, in the units of the frame
   * @param rank the number of independent columns
   */
  record Solution(double[] weights, int rank) {}

  private final Design x;
  private final double alpha;
  private final double tolerance;
  private final Run run;
  private final int p;

  /** Length of each column, the penalty's row included: the unit of the scaled problem. */
  private final double[] unit;

  private final boolean[] use;

  private LeastSquares(Design x, double alpha, double tolerance, Run run) {
    this.x = x;
    this.alpha = alpha;
    this.tolerance = tolerance;
    this.run = run;
    p = x.width;
    unit = new double[p];
    use = new boolean[p];
    for (int j = 0; j < p; j++) {
      use[j] = x.norm[j] > 0;
      unit[j] = use[j] ? Math.hypot(x.norm[j], Math.sqrt(alpha)) : 1;
    }
  }

  /**
   * @param tolerance a column is dependent when what is left of it after the others, relative to
   *     its length, is at most this
   */
  static Solution solve(Design x, double alpha, double tolerance, Run run) {
    var ls = new LeastSquares(x, alpha, tolerance, run);
    run.step("solve", 0, 1);
    var solution = ls.solve();
    run.step("solve", 1, 1);
    for (double w : solution.weights) {
      if (!Double.isFinite(w))
        throw new DataException(
            "the weights overflow: scale the columns, put new Standardize() before");
    }
    return solution;
  }

  private Solution solve() {
    if (x.rows >= p && p <= MOST_DIRECT) return tall();
    if (alpha > 0 && x.rows < p && x.rows <= MOST_DIRECT) return dual();
    if (alpha > 0) return new ConjugateGradients(x, alpha, unit, use, run).solve();
    if (x.rows < p && (long) x.rows * p <= MOST_DENSE) return wide();
    throw new DataException(
        "%d rows of %d features are too many for least squares without penalty: use new Ridge(), or select features"
            .formatted(x.rows, p));
  }

  // ---- tall ----------------------------------------------------------------------------------

  private Solution tall() {
    var g = x.gram(run);
    for (int i = 0; i < p; i++) {
      g[i * p + i] += alpha;
      for (int j = 0; j < p; j++) g[i * p + j] /= unit[i] * unit[j];
    }
    var factor = new Cholesky(g, p, use, LEAST_PIVOT);
    run.step("solve", 0, 1);
    var v = refine(factor, x.y);
    if (v == null) return householder();
    int missing = factor.order.length - factor.rank;
    var relations = new ArrayList<double[]>();
    for (int d = 0; d < missing; d++) {
      var relation = relation(factor, factor.order[factor.rank + d]);
      if (relation == null) return householder();
      relations.add(relation);
    }
    return new Solution(leastNorm(inUnits(v), relations), factor.rank);
  }

  /**
   * Solves for the pivots of the factor, in scaled units; null when refinement does not converge.
   */
  private double @Nullable [] refine(Cholesky factor, double[] b) {
    var v = new double[p];
    var w = new double[p];
    var g = new double[p];
    var rest = b.clone();
    double before = Double.POSITIVE_INFINITY;
    for (int round = 0; round < MOST_REFINEMENTS; round++) {
      x.transposeTimes(rest, g);
      for (int j = 0; j < p; j++) g[j] = g[j] / unit[j] - alpha * w[j] / unit[j];
      var step = factor.solve(g);
      double size = Vectors.norm(step);
      double all = Vectors.norm(v);
      if (size >= before / 2) return before <= 1e-8 * all || before == 0 ? v : null;
      before = size;
      Vectors.add(1, step, v);
      for (int j = 0; j < p; j++) w[j] = v[j] / unit[j];
      x.times(w, rest);
      for (int i = 0; i < rest.length; i++) rest[i] = b[i] - rest[i];
      if (size <= Math.ulp(1.0) * all || size == 0) return v;
    }
    return v;
  }

  /**
   * How a column left out depends on the pivots: w, in the frame's units, with X w = 0; null if it
   * does not, which only alpha = 0 allows.
   */
  private double @Nullable [] relation(Cholesky factor, int column) {
    if (alpha > 0) return null;
    var b = x.column(column);
    for (int i = 0; i < b.length; i++) b[i] /= unit[column];
    var c = refine(factor, b);
    if (c == null) return null;
    double noise = x.noise[column];
    for (int j = 0; j < p; j++) noise += Math.abs(c[j]) * x.noise[j];
    c[column] = -1;
    var w = inUnits(c);
    var left = new double[x.rows];
    x.times(w, left);
    return Vectors.norm(left) <= Math.max(tolerance, noise) ? w : null;
  }

  private double[] inUnits(double[] v) {
    var w = new double[p];
    for (int j = 0; j < p; j++) w[j] = v[j] / unit[j];
    return w;
  }

  /** Takes from w what lies in the span of the null vectors. O(p·k²). */
  private static double[] leastNorm(double[] w, List<double[]> nullVectors) {
    var basis = new ArrayList<double[]>();
    for (var v : nullVectors) {
      double before = Vectors.norm(v);
      for (int i = 0; i < v.length; i++) v[i] /= before;
      for (int pass = 0; pass < 2; pass++)
        for (var b : basis) Vectors.add(-Vectors.dot(b, v), b, v);
      double left = Vectors.norm(v);
      if (left <= 1e-13) continue;
      for (int i = 0; i < v.length; i++) v[i] /= left;
      basis.add(v);
    }
    for (int pass = 0; pass < 2; pass++) for (var b : basis) Vectors.add(-Vectors.dot(b, w), b, w);
    return w;
  }

  // ---- Householder ---------------------------------------------------------------------------

  private Solution householder() {
    int block = 512;
    int leaves = x.rows >= 16 * (p + block) ? 4 : 1;
    int each = (x.rows + leaves - 1) / leaves;
    var parts =
        run.map("factorise", leaves, l -> leaf(l * each, Math.min(x.rows, (l + 1) * each), block));
    var qr = parts.getFirst();
    for (int l = 1; l < leaves; l++) qr.add(parts.get(l));
    if (alpha > 0) {
      var penalty = new double[p + 1][p];
      for (int j = 0; j < p; j++) if (use[j]) penalty[j][j] = Math.sqrt(alpha) / unit[j];
      qr.add(penalty);
    }
    return solution(qr.ranked(use, x.noise, tolerance), unit);
  }

  private TallQr leaf(int from, int to, int block) {
    var qr = new TallQr(p);
    for (int at = from; at < to; at += block) {
      int end = Math.min(to, at + block);
      var columns = Arrays.copyOf(x.block(at, end), p + 1);
      for (int j = 0; j < p; j++) for (int i = 0; i < end - at; i++) columns[j][i] /= unit[j];
      columns[p] = Arrays.copyOfRange(x.y, at, end);
      qr.add(columns);
    }
    return qr;
  }

  private static Solution solution(TallQr.Ranked ranked, double[] unit) {
    var w = ranked.weights();
    for (int j = 0; j < w.length; j++) w[j] /= unit[j];
    var nullVectors = new ArrayList<double[]>();
    for (int d = 0; d < ranked.dependent().length; d++) {
      var v = ranked.relations()[d];
      v[ranked.dependent()[d]] = -1;
      for (int j = 0; j < v.length; j++) v[j] /= unit[j];
      nullVectors.add(v);
    }
    return new Solution(leastNorm(w, nullVectors), ranked.basis().length);
  }

  // ---- wide ----------------------------------------------------------------------------------

  /** The dual problem: {@code w = X' a} with {@code (X X' + alpha) a = y}. */
  private Solution dual() {
    int n = x.rows;
    var k = x.outerGram(run);
    var d = new double[n];
    for (int i = 0; i < n; i++) d[i] = Math.sqrt(k[i * n + i] + alpha);
    for (int i = 0; i < n; i++) {
      k[i * n + i] += alpha;
      for (int j = 0; j < n; j++) k[i * n + j] /= d[i] * d[j];
    }
    var all = new boolean[n];
    Arrays.fill(all, true);
    var factor = new Cholesky(k, n, all, LEAST_PIVOT);
    if (factor.rank < n) return wide();
    var a = new double[n];
    var w = new double[p];
    var rest = x.y.clone();
    double before = Double.POSITIVE_INFINITY;
    for (int round = 0; round < MOST_REFINEMENTS; round++) {
      for (int i = 0; i < n; i++) rest[i] /= d[i];
      var step = factor.solve(rest);
      for (int i = 0; i < n; i++) step[i] /= d[i];
      double size = Vectors.norm(step);
      if (size >= before / 2) break;
      before = size;
      Vectors.add(1, step, a);
      x.transposeTimes(a, w);
      x.times(w, rest);
      for (int i = 0; i < n; i++) rest[i] = x.y[i] - rest[i] - alpha * a[i];
      if (size <= Math.ulp(1.0) * Vectors.norm(a)) break;
    }
    return new Solution(w, (int) usable());
  }

  private long usable() {
    long n = 0;
    for (boolean u : use) if (u) n++;
    return n;
  }

  /** X' = Q R, so that w = Q z and {@code R' z ≈ y} is a small problem of the same norm. */
  private Solution wide() {
    int n = x.rows;
    if ((long) n * p > MOST_DENSE) {
      throw new DataException(
          "%d rows of %d features with alpha %s are too near to singular: use a greater alpha"
              .formatted(n, p, alpha));
    }
    var a = new double[n][p];
    var columns = x.block(0, n);
    for (int j = 0; j < p; j++) for (int i = 0; i < n; i++) a[i][j] = columns[j][i];
    var tau = new double[n];
    var diagonal = new double[n];
    for (int k = 0; k < n; k++) {
      run.step("factorise", k, n);
      tau[k] = reflector(a, k, diagonal);
    }
    run.step("factorise", n, n);
    double most = 0;
    for (int i = 0; i < n; i++) {
      double s = diagonal[i] * diagonal[i] + Vectors.dot(a[i], 0, a[i], 0, i);
      most = Math.max(most, Math.sqrt(s));
    }
    if (most == 0) return new Solution(new double[p], 0);
    var small = new TallQr(n);
    var block = new double[n + 1][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) block[k][i] = a[i][k] / most;
      block[i][i] = diagonal[i] / most;
    }
    block[n] = x.y.clone();
    small.add(block);
    if (alpha > 0) {
      var penalty = new double[n + 1][n];
      for (int i = 0; i < n; i++) penalty[i][i] = Math.sqrt(alpha) / most;
      small.add(penalty);
    }
    var all = new boolean[n];
    Arrays.fill(all, true);
    var units = new double[n];
    Arrays.fill(units, most);
    var z = solution(small.ranked(all, new double[n], tolerance), units);
    var w = Arrays.copyOf(z.weights, p);
    for (int k = n - 1; k >= 0; k--) {
      if (tau[k] == 0) continue;
      double s = w[k] + Vectors.dot(a[k], k + 1, w, k + 1, p - k - 1);
      w[k] -= tau[k] * s;
      Vectors.add(-tau[k] * s, a[k], k + 1, w, k + 1, p - k - 1);
    }
    return new Solution(w, z.rank);
  }

  /**
   * Reflects row k of a onto its entry k; the rows after it take part. The reflector stays in the
   * entries after k, its first entry being 1.
   */
  private double reflector(double[][] a, int k, double[] diagonal) {
    var v = a[k];
    double size = Math.sqrt(Vectors.dot(v, k, v, k, p - k));
    if (size == 0) return 0;
    double beta = -Math.copySign(size, v[k]);
    double tau = (beta - v[k]) / beta;
    double scale = v[k] - beta;
    for (int j = k + 1; j < p; j++) v[j] /= scale;
    diagonal[k] = beta;
    for (int i = k + 1; i < a.length; i++) {
      var u = a[i];
      double s = tau * (u[k] + Vectors.dot(v, k + 1, u, k + 1, p - k - 1));
      u[k] -= s;
      Vectors.add(-s, v, k + 1, u, k + 1, p - k - 1);
    }
    return tau;
  }
}
