package millrace.preprocess;

import java.util.Arrays;
import millrace.preprocess.Nmf.Loss;
import millrace.preprocess.Nmf.Solver;
import millrace.run.Crew;
import millrace.run.Run;

/** Finds W and H, both of k columns here: X ≈ W Hᵀ. */
final class NmfSolver {
  /** A divisor that would be 0: float's, as in scikit-learn. */
  static final double TINY = Math.ulp(1f);

  /** Times an entry above 0, more than any gradient. */
  private static final double HUGE = 1e300;

  private final Nmf nmf;
  private final Factors x;
  private final Run run;
  private final Crew crew;

  /** The tiles of X and of its transpose: for divergences that look at each cell. */
  private final Tiles rows;

  private final Tiles columns;

  final Tiles w;
  final Tiles h;
  int iterations;

  NmfSolver(Nmf nmf, Factors x, Tiles rows, Tiles w, Tiles h, Run run, Crew crew) {
    this.nmf = nmf;
    this.x = x;
    this.rows = rows;
    columns = rows.rows() == 0 ? rows : rows.transposed();
    this.w = w;
    this.h = h;
    this.run = run;
    this.crew = crew;
  }

  private double l1(int other) {
    return nmf.l1Ratio() * other;
  }

  private double l2(int other) {
    return (1 - nmf.l1Ratio()) * other;
  }

  void solve() {
    if (nmf.solver() == Solver.COORDINATE_DESCENT) descend();
    else multiply();
  }

  private void descend() {
    double first = 0;
    int maxIter = nmf.maxIter();
    for (int i = 0; i < maxIter && run.step("iteration", i, maxIter); i++) {
      double violation =
          sweep(
              w,
              x.times(h, crew),
              Factors.gram(h, crew),
              nmf.alphaW() * l1(x.width()),
              nmf.alphaW() * l2(x.width()));
      violation +=
          sweep(
              h,
              x.transposedTimes(w, crew),
              Factors.gram(w, crew),
              nmf.alphaH() * l1(x.rows()),
              nmf.alphaH() * l2(x.rows()));
      iterations = i + 1;
      if (i == 0) first = violation;
      if (first == 0 || violation / first <= nmf.tol()) return;
    }
  }

  /**
   * One sweep over the components, each row's entry to its minimum: rows do not touch each other,
   * so a whole tile goes at once.
   *
   * @return Σ |projected gradient|
   */
  private double sweep(Tiles a, Tiles product, double[] gram, double l1, double l2) {
    int k = a.width();
    for (int c = 0; c < k; c++) gram[c * k + c] += l2;
    var violation = new double[a.count()];
    Factors.blocks(
        a,
        (long) k * k,
        crew,
        t -> {
          int n = a.size(t);
          var sums = new double[n];
          sweep(a.tile(t), product.tile(t), gram, l1, n, sums, new double[n], new double[n]);
          for (double v : sums) violation[t] += v;
        });
    double sum = 0;
    for (double v : violation) sum += v;
    return sum;
  }

  /**
   * One sweep over the components of some rows. Gradients are taken for two components at once; the
   * second is brought up to date with what the first moved.
   *
   * @param violation to which is added, row by row, Σ |projected gradient|
   * @param g room for n numbers
   * @param q room for n numbers
   */
  static void sweep(
      double[][] a,
      double[][] product,
      double[] gram,
      double l1,
      int n,
      double[] violation,
      double[] g,
      double[] q) {
    int k = a.length;
    int c = 0;
    for (; c + 1 < k; c += 2) {
      start(g, product[c], l1, n);
      start(q, product[c + 1], l1, n);
      Tiles.combinePair(g, q, gram, c * k, (c + 1) * k, a, k, n);
      settle(a[c], g, gram[c * k + c], violation, n);
      follow(q, gram[(c + 1) * k + c], g, n);
      settle(a[c + 1], q, gram[(c + 1) * k + c + 1], violation, n);
    }
    if (c < k) {
      start(g, product[c], l1, n);
      Tiles.combine(g, gram, c * k, a, 0, k, n);
      settle(a[c], g, gram[c * k + c], violation, n);
    }
  }

  private static void start(double[] gradient, double[] product, double l1, int n) {
    for (int i = 0; i < n; i++) gradient[i] = l1 - product[i];
  }

  private static void follow(double[] gradient, double weight, double[] moved, int n) {
    for (int i = 0; i < n; i++) gradient[i] = Math.fma(weight, moved[i], gradient[i]);
  }

  /** Moves each entry to its minimum; the gradient becomes how far that was. */
  private static void settle(
      double[] a, double[] gradient, double hessian, double[] violation, int n) {
    // An entry that is 0 may not fall: min(gradient, 0), for which no branch is needed.
    for (int i = 0; i < n; i++) violation[i] += Math.abs(Math.min(gradient[i], a[i] * HUGE));
    double step = hessian == 0 ? 0 : 1 / hessian;
    for (int i = 0; i < n; i++) {
      double next = Math.max(a[i] - gradient[i] * step, 0);
      gradient[i] = next - a[i];
      a[i] = next;
    }
  }

  private void multiply() {
    int maxIter = nmf.maxIter();
    double first = error();
    double before = first;
    for (int i = 0; i < maxIter && run.step("iteration", i, maxIter); i++) {
      double w1 = nmf.alphaW() * l1(x.width());
      double w2 = nmf.alphaW() * l2(x.width());
      double h1 = nmf.alphaH() * l1(x.rows());
      double h2 = nmf.alphaH() * l2(x.rows());
      if (nmf.loss() == Loss.FROBENIUS) {
        scale(w, x.times(h, crew), Factors.gram(h, crew), w1, w2);
        scale(h, x.transposedTimes(w, crew), Factors.gram(w, crew), h1, h2);
      } else {
        diverge(w, h, rows, w1, w2);
        diverge(h, w, columns, h1, h2);
      }
      iterations = i + 1;
      if (nmf.tol() > 0 && iterations % 10 == 0) {
        double now = error();
        if ((before - now) / first < nmf.tol()) return;
        before = now;
      }
    }
  }

  /** a · (product / (a · gram)), the loss being squares. */
  private void scale(Tiles a, Tiles product, double[] gram, double l1, double l2) {
    int k = a.width();
    Factors.blocks(
        a,
        (long) k * k,
        crew,
        t -> {
          int n = a.size(t);
          var tile = a.tile(t);
          var below = new double[k][n];
          Tiles.combineAll(below, gram, 0, k, tile, k, n);
          for (int c = 0; c < k; c++) ratio(tile[c], product.tile(t)[c], below[c], l1, l2, n);
        });
  }

  private static void ratio(
      double[] a, double[] above, double[] below, double l1, double l2, int n) {
    for (int i = 0; i < n; i++) {
      double d = below[i] + l1 + l2 * a[i];
      a[i] *= above[i] / (d == 0 ? TINY : d);
    }
  }

  /** As {@link #scale}, the loss being the Kullback-Leibler divergence. */
  private void diverge(Tiles a, Tiles other, Tiles x, double l1, double l2) {
    int k = a.width();
    var sums = new double[k];
    var by = other.columnMajor();
    for (int c = 0; c < k; c++)
      for (int i = c * x.width(); i < (c + 1) * x.width(); i++) sums[c] += by[i];
    var byRow = other.rowMajor();
    Factors.blocks(
        a,
        (long) k * x.width() * 2,
        crew,
        t -> {
          int n = a.size(t);
          var tile = a.tile(t);
          var quotient = quotients(tile, byRow, x.tile(t), n);
          var above = new double[k][n];
          Tiles.combineAll(above, by, 0, x.width(), quotient, x.width(), n);
          for (int c = 0; c < k; c++) {
            var below = new double[n];
            Arrays.fill(below, sums[c] == 0 ? TINY : sums[c]);
            ratio(tile[c], above[c], below, l1, l2, n);
          }
        });
  }

  private static double[][] quotients(double[][] tile, double[] byRow, double[][] x, int n) {
    int k = tile.length;
    var out = new double[x.length][n];
    Tiles.combineAll(out, byRow, 0, k, tile, k, n);
    for (int f = 0; f < x.length; f++) {
      var q = out[f];
      var v = x[f];
      for (int i = 0; i < n; i++) q[i] = v[i] / (q[i] == 0 ? TINY : q[i]);
    }
    return out;
  }

  /** √(2 × the loss). */
  double error() {
    return Math.sqrt(2 * Math.max(0, loss()));
  }

  double loss() {
    int k = w.width();
    if (nmf.loss() == Loss.FROBENIUS) {
      // ‖X − W Hᵀ‖² = ‖X‖² − 2 tr(Hᵀ Xᵀ W) + tr(WᵀW HᵀH), cell by cell where the cells are there
      if (rows.rows() == 0) return x.squares() / 2 - cross() + trace(k) / 2;
    }
    var byRow = h.rowMajor();
    double sum = 0;
    for (int t = 0; t < rows.count(); t++) {
      int n = rows.size(t);
      var p = new double[n];
      for (int f = 0; f < rows.width(); f++) {
        Arrays.fill(p, 0);
        Tiles.combine(p, byRow, f * k, w.tile(t), 0, k, n);
        var v = rows.tile(t)[f];
        for (int i = 0; i < n; i++) sum += cell(v[i], p[i]);
      }
    }
    return sum;
  }

  private double cell(double x, double p) {
    if (nmf.loss() == Loss.FROBENIUS) return (x - p) * (x - p) / 2;
    return x > TINY ? x * Math.log(x / (p == 0 ? TINY : p)) - x + p : p;
  }

  private double cross() {
    var product = x.times(h, crew);
    double s = 0;
    for (int t = 0; t < w.count(); t++)
      for (int c = 0; c < w.width(); c++)
        for (int i = 0; i < w.size(t); i++) s += w.tile(t)[c][i] * product.tile(t)[c][i];
    return s;
  }

  private double trace(int k) {
    var a = Factors.gram(w, crew);
    var b = Factors.gram(h, crew);
    double s = 0;
    for (int j = 0; j < k * k; j++) s += a[j] * b[j];
    return s;
  }
}
