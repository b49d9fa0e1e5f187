package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Crew;
import millrace.run.Run;

/**
 * Non-negative matrix factorisation: X ≈ W H with nothing below 0 in W and H, of all Numeric, Dense
 * and Sparse columns together, which become the Numeric columns {@code nmf1}, {@code nmf2}, … (the
 * rows of W) at the end of the frame. Minimised is
 *
 * <pre>
 * loss(X, W H) + alphaW · features · (l1Ratio Σ|W| + (1 − l1Ratio)/2 ΣW²)
 *              + alphaH · rows     · (l1Ratio Σ|H| + (1 − l1Ratio)/2 ΣH²)
 * </pre>
 *
 * with {@code ½ ‖X − W H‖²} or the Kullback-Leibler divergence as loss. Defaults are
 * scikit-learn's. What differs: rows are transformed one by one, each until its own gradient (MU:
 * its own loss) has settled, so a row does not depend on its neighbours; scikit-learn stops all at
 * once, and agrees to about {@code tol}. {@code alphaH} is not bound to {@code alphaW}.
 *
 * <p>Cost: O(entries × components + (rows + features) × components²) an iteration, rows in
 * parallel. KULLBACK_LEIBLER holds sparse columns dense and costs O(rows × features × components).
 *
 * @param components how many; 0 (default): as many as there are features
 * @param init how W and H begin (default NNDSVDA)
 * @param solver COORDINATE_DESCENT (default; FROBENIUS only) or MULTIPLICATIVE_UPDATE
 * @param loss FROBENIUS (default) or KULLBACK_LEIBLER
 * @param tol ends when the projected gradient (MU: the growth of √(2 loss) in ten iterations) is
 *     this share of what it was first (default 1e-4)
 * @param maxIter most iterations (default 200)
 * @param alphaW strength of the penalty on W (default 0)
 * @param alphaH strength of the penalty on H (default 0)
 * @param l1Ratio which share of the penalties is on absolute values (default 0)
 * @see "A. Cichocki, A. Phan, Fast local algorithms for large scale nonnegative matrix and tensor
 *     factorizations, IEICE Transactions E92-A, 2009"
 * @see "C. Févotte, J. Idier, Algorithms for nonnegative matrix factorization with the
 *     beta-divergence, Neural Computation 23, 2011"
 * @see "C. Boutsidis, E. Gallopoulos, SVD based initialization, Pattern Recognition 41, 2008"
 * @see "scikit-learn 1.2, sklearn.decomposition.NMF"
 */
@About(
    value = "parts that add up to the rows, nothing negative",
    cite =
        "D. Lee, S. Seung, Learning the parts of objects by non-negative matrix factorization,"
            + " Nature 401, 1999; scikit-learn NMF")
public record Nmf(
    @Param(
            value = "how many components; 0: as many as features",
            min = 0,
            tune = {2, 100},
            log = true)
        int components,
    @Param("how the factors begin") Init init,
    @Param("how the factors are found") Solver solver,
    @Param("what is minimised") Loss loss,
    @Param(value = "share of the first gradient at which it ends", min = 0, max = 1) double tol,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "strength of the penalty on the new columns", min = 0, max = 1e9) double alphaW,
    @Param(value = "strength of the penalty on the components", min = 0, max = 1e9) double alphaH,
    @Param(value = "share of the penalties that is on absolute values", min = 0, max = 1)
        double l1Ratio)
    implements Step<Nmf.Fitted> {
  /** How W and H begin. */
  public enum Init {
    /** The positive or the negative parts of singular vectors, with zeros: keeps W and H sparse. */
    NNDSVD,
    /** The same, the mean of X in the place of zeros. Also for MULTIPLICATIVE_UPDATE. */
    NNDSVDA,
    /** Absolute normal numbers, scaled to X. */
    RANDOM
  }

  /** How W and H are found. */
  public enum Solver {
    COORDINATE_DESCENT,
    MULTIPLICATIVE_UPDATE
  }

  /** What is minimised. */
  public enum Loss {
    FROBENIUS,
    KULLBACK_LEIBLER
  }

  public Nmf {
    Spec.check(Nmf.class, components, init, solver, loss, tol, maxIter, alphaW, alphaH, l1Ratio);
  }

  public Nmf() {
    this(0, Init.NNDSVDA, Solver.COORDINATE_DESCENT, Loss.FROBENIUS, 1e-4, 200, 0, 0, 0);
  }

  public Nmf components(int components) {
    return Spec.with(this, "components", components);
  }

  public Nmf init(Init init) {
    return Spec.with(this, "init", init);
  }

  public Nmf solver(Solver solver) {
    return Spec.with(this, "solver", solver);
  }

  public Nmf loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public Nmf tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public Nmf maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Nmf alphaW(double alphaW) {
    return Spec.with(this, "alphaW", alphaW);
  }

  public Nmf alphaH(double alphaH) {
    return Spec.with(this, "alphaH", alphaH);
  }

  public Nmf l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return fit(train, new double[0], new double[0], run);
  }

  /**
   * @param startW rows × components, row-major; empty: as {@link #init} says
   * @param startH components × features
   */
  Fitted fit(Frame train, double[] startW, double[] startH, Run run) {
    needs().check(train, this);
    if (solver == Solver.COORDINATE_DESCENT && loss != Loss.FROBENIUS) {
      throw new IllegalArgumentException(
          "Nmf solver COORDINATE_DESCENT cannot minimise loss %s: say solver(MULTIPLICATIVE_UPDATE)"
              .formatted(loss));
    }
    var names =
        Columnwise.names(train, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    var features = Columnwise.features(train, names);
    if (names.isEmpty()) {
      run.step("iteration", 0, 0);
      return new Fitted(this, names, features, new double[0], 0, 0);
    }
    var read = Features.of(train, names);
    boolean cells = !read.sparse() || loss == Loss.KULLBACK_LEIBLER;
    var rows = cells ? Tiles.of(read, "Nmf") : Tiles.zeros(0, 0);
    if (cells) checkCells(rows, read.names());
    var x = cells ? Factors.of(rows) : Factors.of(checked(read));
    int n = x.rows();
    int p = x.width();
    int k = startH.length > 0 ? startH.length / p : components == 0 ? p : components;
    var w = Tiles.zeros(n, k);
    var h = Tiles.zeros(p, k);
    if (startH.length > 0) {
      w = Tiles.ofRows(startW, k);
      h = Tiles.ofRows(startH, p).transposed();
    } else if (init == Init.RANDOM) {
      double scale = Math.sqrt(x.mean() / k);
      fill(h, scale, run, "components");
      fill(w, scale, run, "rows");
    }
    try (var crew = new Crew(run.threads())) {
      if (startH.length == 0 && init != Init.RANDOM) nndsvd(x, k, w, h, run, crew);
      var solved = new NmfSolver(this, x, rows, w, h, run, crew);
      solved.solve();
      run.step("iteration", maxIter, maxIter);
      return new Fitted(this, names, features, h.columnMajor(), solved.error(), solved.iterations);
    }
  }

  private static void checkCells(Tiles rows, Vocabulary names) {
    for (int t = 0; t < rows.count(); t++) {
      for (int f = 0; f < rows.width(); f++) {
        var v = rows.tile(t)[f];
        for (int i = 0; i < v.length; i++)
          if (v[i] < 0) throw negative(names.name(f), v[i], t * Tiles.SIZE + i);
      }
    }
  }

  private static Features.Csr checked(Features features) {
    var x = features.csr();
    for (int i = 0; i < x.rows(); i++) {
      for (int k = x.starts()[i]; k < x.starts()[i + 1]; k++) {
        double v = x.value()[k];
        var name = features.names().name(x.index()[k]);
        if (v < 0) throw negative(name, v, i);
        if (!Double.isFinite(v)) {
          throw new DataException(
              "Nmf: feature '%s' is %s in row %d, but must be finite: put new Impute() before, or leave the row out"
                  .formatted(name, v, i));
        }
      }
    }
    return x;
  }

  private static DataException negative(String name, double value, int row) {
    return new DataException(
        "Nmf: feature '%s' is %s in row %d, but must not be negative: put new MinMax() before"
            .formatted(name, value, row));
  }

  private static void fill(Tiles out, double scale, Run run, String purpose) {
    var random = run.random(purpose);
    for (int i = 0; i < out.rows(); i++)
      for (int c = 0; c < out.width(); c++)
        out.tile(i / Tiles.SIZE)[c][i % Tiles.SIZE] = scale * Math.abs(random.nextGaussian());
  }

  /** Components beyond rank stay 0 (NNDSVD) or become the mean. */
  private void nndsvd(Factors x, int k, Tiles w, Tiles h, Run run, Crew crew) {
    var s = x.singular(k, run, crew);
    double mean = x.mean();
    for (int c = 0; c < s.values().length; c++) {
      var u = s.left()[c];
      var v = s.right()[c];
      double up = norm(u, 1);
      double vp = norm(v, 1);
      double un = norm(u, -1);
      double vn = norm(v, -1);
      boolean positive = up * vp > un * vn;
      if (c == 0) {
        for (int i = 0; i < u.length; i++) put(w, i, c, Math.sqrt(s.values()[c]) * Math.abs(u[i]));
        for (int f = 0; f < v.length; f++) put(h, f, c, Math.sqrt(s.values()[c]) * Math.abs(v[f]));
        continue;
      }
      double sign = positive ? 1 : -1;
      double length = Math.sqrt(s.values()[c] * (positive ? up * vp : un * vn));
      double nu = positive ? up : un;
      double nv = positive ? vp : vn;
      if (!(nu > 0 && nv > 0)) continue;
      for (int i = 0; i < u.length; i++) put(w, i, c, length * Math.max(0, sign * u[i]) / nu);
      for (int f = 0; f < v.length; f++) put(h, f, c, length * Math.max(0, sign * v[f]) / nv);
    }
    for (var factor : List.of(w, h)) {
      for (int t = 0; t < factor.count(); t++) {
        for (var a : factor.tile(t)) {
          for (int i = 0; i < a.length; i++) {
            if (a[i] < 1e-6) a[i] = 0;
            if (a[i] == 0 && init == Init.NNDSVDA) a[i] = mean;
          }
        }
      }
    }
  }

  private static void put(Tiles to, int row, int column, double value) {
    to.tile(row / Tiles.SIZE)[column][row % Tiles.SIZE] = value;
  }

  private static double norm(double[] v, double sign) {
    double s = 0;
    for (double a : v) if (a * sign > 0) s += a * a;
    return Math.sqrt(s);
  }

  /**
   * The components.
   *
   * @param nmf how they were found, and rows will be
   * @param components H: component by component, a weight per feature
   * @param error √(2 loss) of the training rows: for FROBENIUS ‖X − W H‖
   * @param iterations that it took
   */
  public record Fitted(
      Nmf nmf,
      List<String> columns,
      List<Vocabulary> features,
      double[] components,
      double error,
      int iterations)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      if (columns.isEmpty()) return frame;
      for (int j = 0; j < columns.size(); j++)
        Columnwise.same(frame, columns.get(j), features.get(j));
      int p = Columnwise.width(features);
      int k = components.length / p;
      var read = Features.of(frame, columns);
      var solver = new NmfRows(nmf, components, k, p);
      var w = solver.solve(checked(read));
      var names = new ArrayList<String>();
      var made = new ArrayList<Column>();
      for (int c = 0; c < k; c++) {
        names.add("nmf" + (c + 1));
        made.add(new Column.Numeric(w[c]));
      }
      return Columnwise.append(frame.without(columns), names, made);
    }

    /** The features of greatest weight in a component, greatest first. */
    public List<String> top(int component, int count) {
      int p = Columnwise.width(features);
      var all = new ArrayList<String>();
      for (var v : features) all.addAll(v.names());
      var weights = Arrays.copyOfRange(components, component * p, (component + 1) * p);
      return IntStream.range(0, p)
          .boxed()
          .sorted((a, b) -> Double.compare(weights[b], weights[a]))
          .limit(count)
          .map(all::get)
          .toList();
    }
  }
}
