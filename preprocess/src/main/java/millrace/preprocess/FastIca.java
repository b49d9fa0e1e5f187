package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Independent components of all Numeric and Dense columns together, which become the Numeric
 * columns {@code ica1}, {@code ica2}, … at the end of the frame: directions in which the rows are
 * least like a Gaussian. Names and defaults are scikit-learn's. Order and sign of the components
 * mean nothing; {@link Fitted#mixing} tells how components make up features.
 *
 * <p>Columns are centred and whitened first, through the eigenvectors of their covariance (of the
 * rows' inner products if there are fewer rows than features); directions without variance are left
 * out, so there may be fewer components than asked for. Cost O(rows × features² + features³) for
 * that and O(rows × components²) an iteration.
 *
 * @param components how many; 0 (default): all
 * @param algorithm PARALLEL (default): all at once; DEFLATION: one after the other
 * @param fun what measures how far from Gaussian: LOGCOSH (default), EXP or CUBE
 * @param alpha of LOGCOSH, ln cosh(alpha u) / alpha: from 1 (default) to 2
 * @param whiten ARBITRARY_VARIANCE (default, as scikit-learn 1.2 in effect): components of the
 *     training rows have the variance 1 / rows; UNIT_VARIANCE: 1
 * @param maxIter most iterations (of DEFLATION: for each component; default 200)
 * @param tol ends when no direction turns by more: 1 − |cos| (default 1e-4)
 * @see "A. Hyvärinen, E. Oja, Independent component analysis: algorithms and applications, Neural
 *     Networks 13, 2000"
 * @see "scikit-learn 1.2, sklearn.decomposition.FastICA"
 */
@About(
    value = "independent components of the numeric columns",
    cite =
        "A. Hyvärinen, E. Oja, Independent component analysis, Neural Networks 13, 2000;"
            + " scikit-learn FastICA")
public record FastIca(
    @Param(
            value = "how many components; 0: all",
            min = 0,
            tune = {2, 50},
            log = true)
        int components,
    @Param("all components at once, or one after the other") Algorithm algorithm,
    @Param("what measures how far from Gaussian") Fun fun,
    @Param(value = "of LOGCOSH", min = 1, max = 2) double alpha,
    @Param("the variance of the components") Whiten whiten,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "ends when no direction turns by more", min = 0, max = 1) double tol)
    implements Step<FastIca.Fitted> {
  /** How the directions are found. */
  public enum Algorithm {
    PARALLEL,
    DEFLATION
  }

  /** What measures how far from Gaussian: the derivative of it is used. */
  public enum Fun {
    /** tanh(alpha u): for most purposes. */
    LOGCOSH,
    /** u exp(−u²/2): where outliers are to count little. */
    EXP,
    /** u³: kurtosis; fast, but outliers rule it. */
    CUBE
  }

  /** The variance of the components. */
  public enum Whiten {
    ARBITRARY_VARIANCE,
    UNIT_VARIANCE
  }

  public FastIca {
    Spec.check(FastIca.class, components, algorithm, fun, alpha, whiten, maxIter, tol);
  }

  public FastIca() {
    this(0, Algorithm.PARALLEL, Fun.LOGCOSH, 1, Whiten.ARBITRARY_VARIANCE, 200, 1e-4);
  }

  public FastIca components(int components) {
    return Spec.with(this, "components", components);
  }

  public FastIca algorithm(Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  public FastIca fun(Fun fun) {
    return Spec.with(this, "fun", fun);
  }

  public FastIca alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public FastIca whiten(Whiten whiten) {
    return Spec.with(this, "whiten", whiten);
  }

  public FastIca maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public FastIca tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class, Column.Dense.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return fit(train, new double[0], run);
  }

  /**
   * @param start the first directions among the whitened ones, row-major; empty: random
   */
  Fitted fit(Frame train, double[] start, Run run) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Numeric.class, Column.Dense.class);
    var features = Columnwise.features(train, names);
    if (names.isEmpty()) {
      run.step("iteration", 0, 0);
      return new Fitted(names, features, new double[0], new double[0], new double[0], 0);
    }
    int n = train.size();
    if (n < 2) throw new DataException("FastIca needs at least 2 rows, but there is 1");
    var x = Tiles.of(Features.of(train, names), "FastIca");
    int p = x.width();
    var mean = x.means();
    var columns = new double[p][];
    for (int f = 0; f < p; f++) {
      columns[f] = x.column(f);
      for (int i = 0; i < n; i++) columns[f][i] -= mean[f];
    }
    var e =
        p <= n
            ? Gram.eigen(columns, run.silent())
            : Gram.rightVectors(rowEigen(columns, run), columns);
    int k = 0;
    int most = components == 0 ? p : Math.min(components, p);
    while (k < Math.min(most, e.values().length) && e.values()[k] > 1e-14 * e.values()[0]) k++;
    var whitening = new double[k * p];
    for (int c = 0; c < k; c++) {
      var v = e.vectors()[c];
      double scale = (v[0] < 0 ? -1 : 1) / Math.sqrt(e.values()[c]);
      for (int f = 0; f < p; f++) whitening[c * p + f] = v[f] * scale;
    }
    var centred = Tiles.ofColumns(columns, n);
    var white = Tiles.zeros(n, k);
    double root = Math.sqrt(n);
    for (int t = 0; t < x.count(); t++) {
      Tiles.combineAll(white.tile(t), whitening, 0, p, centred.tile(t), p, x.size(t));
      for (var out : white.tile(t)) for (int i = 0; i < out.length; i++) out[i] *= root;
    }
    var w = new double[k * k];
    var random = run.random("directions");
    if (start.length == 0) for (int j = 0; j < w.length; j++) w[j] = random.nextGaussian();
    else System.arraycopy(start, 0, w, 0, w.length);
    var solver = new IcaSolver(this, white, w, run);
    if (k > 0) solver.solve();
    run.step("iteration", maxIter, maxIter);
    var unmixing = new double[k * p];
    for (int c = 0; c < k; c++)
      for (int d = 0; d < k; d++)
        for (int f = 0; f < p; f++)
          unmixing[c * p + f] += solver.w[c * k + d] * whitening[d * p + f];
    // Of whitened rows each component has the variance 1 / n by construction.
    if (whiten == Whiten.UNIT_VARIANCE)
      for (int j = 0; j < unmixing.length; j++) unmixing[j] *= root;
    return new Fitted(
        names, features, mean, unmixing, mixing(unmixing, columns, k), solver.iterations);
  }

  /** What the weights make of the means, subtracted: begins the products of rows not centred. */
  private static void shift(double[][] out, double[] weights, double[] mean) {
    int p = mean.length;
    for (int c = 0; c < out.length; c++) {
      double s = 0;
      for (int f = 0; f < p; f++) s += weights[c * p + f] * mean[f];
      Arrays.fill(out[c], -s);
    }
  }

  private static Gram.Eigen rowEigen(double[][] columns, Run run) {
    var rows = new double[columns[0].length][columns.length];
    for (int f = 0; f < columns.length; f++)
      for (int i = 0; i < rows.length; i++) rows[i][f] = columns[f][i];
    return Gram.eigen(rows, run.silent());
  }

  /** Features by components: their covariance over the variance of the component. */
  private static double[] mixing(double[] unmixing, double[][] columns, int k) {
    int p = columns.length;
    var out = new double[p * k];
    for (int c = 0; c < k; c++) {
      var s = Gram.product(columns, Arrays.copyOfRange(unmixing, c * p, (c + 1) * p));
      double squares = Gram.dot(s, s);
      for (int f = 0; f < p; f++) out[f * k + c] = Gram.dot(s, columns[f]) / squares;
    }
    return out;
  }

  /**
   * The components.
   *
   * @param mean of each feature
   * @param components component by component, a weight per feature
   * @param mixing feature by feature, what each component adds to it: row ≈ mean + mixing · scores
   * @param iterations that it took (of DEFLATION: the most for a component)
   */
  public record Fitted(
      List<String> columns,
      List<Vocabulary> features,
      double[] mean,
      double[] components,
      double[] mixing,
      int iterations)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      if (columns.isEmpty()) return frame;
      for (int j = 0; j < columns.size(); j++) {
        if (Columnwise.same(frame, columns.get(j), features.get(j)) instanceof Column.Sparse) {
          throw new DataException(
              "column '%s' is sparse, but was numeric or dense when the step was fitted"
                  .formatted(columns.get(j)));
        }
      }
      var x = Tiles.of(Features.of(frame, columns), "FastIca");
      int p = mean.length;
      int k = components.length / p;
      var y = Tiles.zeros(x.rows(), k);
      for (int t = 0; t < x.count(); t++) {
        shift(y.tile(t), components, mean);
        Tiles.combineAll(y.tile(t), components, 0, p, x.tile(t), p, x.size(t));
      }
      var names = new ArrayList<String>();
      var made = new ArrayList<Column>();
      for (int c = 0; c < k; c++) {
        names.add("ica" + (c + 1));
        made.add(new Column.Numeric(y.column(c)));
      }
      return Columnwise.append(frame.without(columns), names, made);
    }
  }
}
