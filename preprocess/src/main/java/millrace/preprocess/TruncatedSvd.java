package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Features.Csr;
import millrace.run.Run;

/**
 * The first singular vectors of all Sparse columns together, which become the Numeric columns
 * {@code svd1}, {@code svd2}, … at the end of the frame. Nothing is centred, so the matrix stays
 * sparse: on word counts this is latent semantic analysis. The sign of each vector is such that the
 * training row with the greatest absolute score has a positive one.
 *
 * <p>Up to {@value #EXACT} features it is exact, through the eigenvectors of their inner products;
 * above that it is randomized, with ten more directions than are wanted, {@code iterations} power
 * iterations and random numbers from the run. Cost O(entries × components × iterations).
 *
 * @param components how many; never more than rows or features
 * @param iterations power iterations of the randomized method
 * @see "Halko, Martinsson, Tropp: Finding Structure with Randomness. SIAM Review 53(2), 2011"
 * @see "scikit-learn 1.2, sklearn.decomposition.TruncatedSVD"
 */
@About(
    value = "the first singular vectors of the sparse columns",
    cite = "Halko, Martinsson, Tropp, SIAM Review 53(2), 2011; scikit-learn TruncatedSVD")
public record TruncatedSvd(
    @Param(
            value = "how many components",
            min = 1,
            tune = {10, 300},
            log = true)
        int components,
    @Param(value = "power iterations of the randomized method", min = 0, max = 100) int iterations)
    implements Step<TruncatedSvd.Fitted> {
  /** With at most so many features the result is exact. */
  static final int EXACT = 500;

  private static final int OVERSAMPLES = 10;

  public TruncatedSvd {
    Spec.check(TruncatedSvd.class, components, iterations);
  }

  /** Two components; five iterations if randomized. */
  public TruncatedSvd() {
    this(2, 5);
  }

  public TruncatedSvd components(int components) {
    return Spec.with(this, "components", components);
  }

  public TruncatedSvd iterations(int iterations) {
    return Spec.with(this, "iterations", iterations);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Sparse.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return fit(train, run, EXACT);
  }

  Fitted fit(Frame train, Run run, int exact) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Sparse.class);
    var features = Columnwise.features(train, names);
    for (var n : names) Columnwise.finite(n, train.column(n, Column.Sparse.class));
    int p = Columnwise.width(features);
    if (p == 0) {
      run.step("vector", 0, 0);
      return new Fitted(List.of(), List.of(), new double[0], new double[0]);
    }
    var x = Features.of(train, names).csr();
    int k = Math.min(components, Math.min(p, x.rows()));
    run.step("vector", 0, k);
    var found = p <= exact ? Gram.eigen(products(x)) : randomized(x, k, run);
    var vectors = new double[k * p];
    var singular = new double[k];
    for (int c = 0; c < k; c++) {
      var v = found.vectors()[c];
      Gram.turn(v, product(x, v));
      singular[c] = Math.sqrt(found.values()[c]);
      System.arraycopy(v, 0, vectors, c * p, p);
    }
    run.step("vector", k, k);
    return new Fitted(names, features, vectors, singular);
  }

  /** The upper half of Xᵀ X. */
  private static double[][] products(Csr x) {
    var out = new double[x.width()][x.width()];
    for (int i = 0; i < x.rows(); i++) {
      for (int a = x.starts()[i]; a < x.starts()[i + 1]; a++) {
        var row = out[x.index()[a]];
        double v = x.value()[a];
        for (int b = a; b < x.starts()[i + 1]; b++) row[x.index()[b]] += v * x.value()[b];
      }
    }
    return out;
  }

  /** Halko's algorithm 4.4, then the exact vectors within the subspace it finds. */
  private Gram.Eigen randomized(Csr x, int k, Run run) {
    int width = Math.min(k + OVERSAMPLES, Math.min(x.width(), x.rows()));
    RandomGenerator random = run.random("subspace");
    var basis = new double[width][x.width()];
    for (var v : basis) for (int j = 0; j < v.length; j++) v[j] = random.nextGaussian();
    var left = new double[width][];
    for (int round = 0; round <= iterations; round++) {
      run.step("iteration", round, iterations + 1L);
      for (int c = 0; c < width; c++) left[c] = product(x, basis[c]);
      orthonormal(left);
      for (int c = 0; c < width; c++) basis[c] = transposed(x, left[c]);
      if (round < iterations) orthonormal(basis);
    }
    run.step("iteration", iterations + 1L, iterations + 1L);
    // rows of B = Qᵀ X: its right vectors are those of X
    var small = new double[width][width];
    for (int a = 0; a < width; a++)
      for (int b = a; b < width; b++) small[a][b] = Gram.dot(basis[a], basis[b]);
    var e = Gram.eigen(small);
    var vectors = new double[width][];
    for (int c = 0; c < width; c++) {
      vectors[c] = Gram.product(basis, e.vectors()[c]);
      double length = Math.sqrt(Gram.dot(vectors[c], vectors[c]));
      if (length > 0) for (int j = 0; j < x.width(); j++) vectors[c][j] /= length;
    }
    return new Gram.Eigen(e.values(), vectors);
  }

  /** Gram and Schmidt, twice, which is enough; a vector without a rest becomes 0. */
  static void orthonormal(double[][] vectors) {
    for (int c = 0; c < vectors.length; c++) {
      var v = vectors[c];
      double before = Math.sqrt(Gram.dot(v, v));
      for (int pass = 0; pass < 2; pass++) {
        for (int b = 0; b < c; b++) {
          double s = Gram.dot(v, vectors[b]);
          for (int i = 0; i < v.length; i++) v[i] -= s * vectors[b][i];
        }
      }
      double length = Math.sqrt(Gram.dot(v, v));
      double scale = length > 1e-12 * before ? 1 / length : 0;
      for (int i = 0; i < v.length; i++) v[i] *= scale;
    }
  }

  private static double[] product(Csr x, double[] weights) {
    var out = new double[x.rows()];
    for (int i = 0; i < out.length; i++) {
      double s = 0;
      for (int k = x.starts()[i]; k < x.starts()[i + 1]; k++)
        s += weights[x.index()[k]] * x.value()[k];
      out[i] = s;
    }
    return out;
  }

  private static double[] transposed(Csr x, double[] rows) {
    var out = new double[x.width()];
    for (int i = 0; i < rows.length; i++)
      for (int k = x.starts()[i]; k < x.starts()[i + 1]; k++)
        out[x.index()[k]] += rows[i] * x.value()[k];
    return out;
  }

  /**
   * The right singular vectors.
   *
   * @param components vector by vector, a weight per feature of all columns
   * @param singularValues one for each vector, falling
   */
  public record Fitted(
      List<String> columns, List<Vocabulary> features, double[] components, double[] singularValues)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      if (columns.isEmpty()) return frame;
      for (int j = 0; j < columns.size(); j++) {
        frame.column(columns.get(j), Column.Sparse.class);
        Columnwise.same(frame, columns.get(j), features.get(j));
      }
      var x = Features.of(frame, columns).csr();
      int p = Columnwise.width(features);
      var names = new ArrayList<String>();
      var made = new ArrayList<Column>();
      for (int c = 0; c < singularValues.length; c++) {
        names.add("svd" + (c + 1));
        made.add(
            new Column.Numeric(product(x, Arrays.copyOfRange(components, c * p, (c + 1) * p))));
      }
      return Columnwise.append(frame.without(columns), names, made);
    }
  }
}
