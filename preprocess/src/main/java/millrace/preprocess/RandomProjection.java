package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Fewer columns that keep distances: all Numeric, Dense and Sparse columns together, times a random
 * matrix, become the Dense column {@code projection} with the features {@code projection1}, … at
 * the end of the frame. With the number of components that {@link #dimension} gives, squared
 * distances of all pairs of training rows change by a factor within 1 ± eps, most likely.
 *
 * <p>The matrix is a function of seed, number of features and components: it learns nothing from
 * the rows. GAUSSIAN: normal with variance 1 / components. SPARSE: ± 1 / √(density · components)
 * with probability {@code density}, else 0. Cost O(entries × components), of SPARSE times density.
 *
 * @param components how many; 0 (default): {@link #dimension} of the number of training rows, but
 *     never more than features (where scikit-learn gives an error)
 * @param eps how much squared distances may change when {@code components} is 0 (default 0.1)
 * @param kind GAUSSIAN (default) or SPARSE
 * @param density of SPARSE: the share that is not 0; 0 (default): 1 / √features
 * @see "P. Li, T. Hastie, K. Church, Very sparse random projections, KDD 2006"
 * @see "S. Dasgupta, A. Gupta, An elementary proof of a theorem of Johnson and Lindenstrauss,
 *     Random Structures and Algorithms 22, 2003"
 * @see "scikit-learn 1.2, sklearn.random_projection"
 */
@About(
    value = "random directions that keep distances",
    cite =
        "P. Li, T. Hastie, K. Church, Very sparse random projections, KDD 2006; scikit-learn"
            + " GaussianRandomProjection, SparseRandomProjection")
public record RandomProjection(
    @Param(
            value = "how many components; 0: as the rows and eps say",
            min = 0,
            tune = {10, 500},
            log = true)
        int components,
    @Param(value = "how much squared distances may change", min = 1e-3, max = 0.999) double eps,
    @Param("the random numbers") Kind kind,
    @Param(value = "share of entries that is not 0; 0: 1 / √features", min = 0, max = 1)
        double density)
    implements Step<RandomProjection.Fitted> {
  /** What the matrix is made of. */
  public enum Kind {
    GAUSSIAN,
    SPARSE
  }

  public RandomProjection {
    Spec.check(RandomProjection.class, components, eps, kind, density);
  }

  public RandomProjection() {
    this(0, 0.1, Kind.GAUSSIAN, 0);
  }

  public RandomProjection components(int components) {
    return Spec.with(this, "components", components);
  }

  public RandomProjection eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public RandomProjection kind(Kind kind) {
    return Spec.with(this, "kind", kind);
  }

  public RandomProjection density(double density) {
    return Spec.with(this, "density", density);
  }

  /** Johnson and Lindenstrauss's bound: ⌊4 ln(rows) / (eps² / 2 − eps³ / 3)⌋. */
  public static int dimension(int rows, double eps) {
    return (int) (4 * Math.log(rows) / (eps * eps / 2 - eps * eps * eps / 3));
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names =
        Columnwise.names(train, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    var features = Columnwise.features(train, names);
    int p = Columnwise.width(features);
    int k = p == 0 ? 0 : components;
    if (p > 0 && k == 0) k = Math.max(1, Math.min(p, dimension(train.size(), eps)));
    run.step("component", 0, k);
    var starts = new int[k + 1];
    var index = new int[16];
    var value = new float[16];
    double share = kind == Kind.GAUSSIAN ? 1 : density > 0 ? density : 1 / Math.sqrt(p);
    for (int c = 0; c < k; c++) {
      var random = run.random("component", c);
      int at = starts[c];
      for (int f = 0; f < p; f++) {
        double v =
            kind == Kind.GAUSSIAN
                ? random.nextGaussian() / Math.sqrt(k)
                : random.nextDouble() < share
                    ? (random.nextBoolean() ? 1 : -1) / Math.sqrt(share * k)
                    : 0;
        if (v == 0) continue;
        if (at == index.length) {
          index = Arrays.copyOf(index, 2 * at);
          value = Arrays.copyOf(value, 2 * at);
        }
        index[at] = f;
        value[at++] = (float) v;
      }
      starts[c + 1] = at;
    }
    run.step("component", k, k);
    return new Fitted(
        names, features, starts, Arrays.copyOf(index, starts[k]), Arrays.copyOf(value, starts[k]));
  }

  /**
   * The matrix, by compressed rows: component c has the weights {@code value[j]} of the features
   * {@code index[j]}, for j in {@code starts[c] .. starts[c + 1]}.
   */
  public record Fitted(
      List<String> columns, List<Vocabulary> features, int[] starts, int[] index, float[] value)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    /** The number of components. */
    public int count() {
      return starts.length - 1;
    }

    @Override
    public Frame apply(Frame frame) {
      if (columns.isEmpty()) return frame;
      for (int j = 0; j < columns.size(); j++)
        Columnwise.same(frame, columns.get(j), features.get(j));
      var read = Features.of(frame, columns);
      int k = count();
      var names = new ArrayList<String>();
      for (int c = 0; c < k; c++) names.add("projection" + (c + 1));
      var out = new float[Math.multiplyExact(frame.size(), k)];
      if (read.sparse()) sparse(read.csr(), out);
      else dense(Tiles.of(read, "RandomProjection"), out);
      var column = new Column.Dense(out, Vocabulary.of(names));
      return Columnwise.append(frame.without(columns), List.of("projection"), List.of(column));
    }

    private void dense(Tiles x, float[] out) {
      int k = count();
      var weights = new double[value.length];
      for (int j = 0; j < weights.length; j++) weights[j] = value[j];
      var room = new double[Tiles.SIZE];
      for (int t = 0; t < x.count(); t++) {
        var tile = x.tile(t);
        int n = x.size(t);
        for (int c = 0; c < k; c++) {
          int terms = starts[c + 1] - starts[c];
          Arrays.fill(room, 0, n, 0);
          var chosen = new double[terms][];
          for (int j = 0; j < terms; j++) chosen[j] = tile[index[starts[c] + j]];
          Tiles.combine(room, weights, starts[c], chosen, 0, terms, n);
          for (int i = 0; i < n; i++) out[(t * Tiles.SIZE + i) * k + c] = (float) room[i];
        }
      }
    }

    private void sparse(Features.Csr x, float[] out) {
      int k = count();
      // by feature: which components read it
      var first = new int[x.width() + 1];
      for (int f : index) first[f + 1]++;
      for (int f = 0; f < x.width(); f++) first[f + 1] += first[f];
      var at = first.clone();
      var component = new int[index.length];
      var weight = new double[index.length];
      for (int c = 0; c < k; c++) {
        for (int j = starts[c]; j < starts[c + 1]; j++) {
          component[at[index[j]]] = c;
          weight[at[index[j]]++] = value[j];
        }
      }
      var sum = new double[k];
      for (int i = 0; i < x.rows(); i++) {
        Arrays.fill(sum, 0);
        for (int e = x.starts()[i]; e < x.starts()[i + 1]; e++) {
          int f = x.index()[e];
          double v = x.value()[e];
          for (int j = first[f]; j < first[f + 1]; j++) sum[component[j]] += v * weight[j];
        }
        for (int c = 0; c < k; c++) out[i * k + c] = (float) sum[c];
      }
    }
  }
}
