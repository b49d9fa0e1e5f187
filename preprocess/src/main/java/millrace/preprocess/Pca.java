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
import millrace.run.Run;

/**
 * Principal components of all Numeric and Dense columns together, which become the Numeric columns
 * {@code pca1}, {@code pca2}, … at the end of the frame. Columns are centred but not scaled: put
 * {@link Standardize} before, where units differ. The sign of each component is such that the
 * training row with the greatest absolute score has a positive one, as in scikit-learn 1.2.
 *
 * <p>Computed from the eigenvectors of the covariance matrix (of the rows' Gram matrix when there
 * are fewer rows than features), in double: components agree with a singular value decomposition to
 * about 1e-12 divided by the relative gap to the next variance; variances below 1e-14 of the
 * greatest are noise. Cost O(rows features² + features³). For Sparse columns see {@link
 * TruncatedSvd}.
 *
 * @param components how many; 0: all. Never more than rows or features (where scikit-learn gives an
 *     error, so that a small fold does not end a search)
 * @param share keeps only as many components as explain more than this share of the variance
 *     together; 1: no limit
 * @param whiten divides each score by its standard deviation
 * @see "Jolliffe: Principal Component Analysis. Springer, 2002"
 * @see "scikit-learn 1.2, sklearn.decomposition.PCA"
 */
@About(
    value = "principal components of the numeric columns",
    cite = "Jolliffe, Principal Component Analysis, Springer 2002; scikit-learn PCA")
public record Pca(
    @Param(
            value = "how many components; 0: all",
            min = 0,
            tune = {2, 50},
            log = true)
        int components,
    @Param(value = "share of the variance to explain; 1: no limit", min = 1e-9, max = 1)
        double share,
    @Param("divide each score by its standard deviation") boolean whiten)
    implements Step<Pca.Fitted> {
  public Pca {
    Spec.check(Pca.class, components, share, whiten);
  }

  /** All components, not whitened. */
  public Pca() {
    this(0, 1, false);
  }

  public Pca components(int components) {
    return Spec.with(this, "components", components);
  }

  public Pca share(double share) {
    return Spec.with(this, "share", share);
  }

  public Pca whiten(boolean whiten) {
    return Spec.with(this, "whiten", whiten);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class, Column.Dense.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Numeric.class, Column.Dense.class);
    var features = Columnwise.features(train, names);
    if (names.isEmpty()) {
      run.step("feature", 0, 0);
      return new Fitted(
          names, features, new double[0], new double[0], new double[0], new double[0], whiten);
    }
    if (train.size() < 2) throw new DataException("Pca needs at least 2 rows, but there is 1");
    var x = copies(train, names, features);
    int p = x.length;
    int n = train.size();
    var mean = new double[p];
    for (int j = 0; j < p; j++) {
      mean[j] = Standardize.mean(x[j]);
      for (int i = 0; i < n; i++) x[j][i] -= mean[j];
    }
    var decomposed =
        p <= n ? Gram.eigen(x, run) : Gram.rightVectors(Gram.eigen(transpose(x), run), x);
    Gram.signs(decomposed.vectors(), x);

    double total = 0;
    for (var column : x) for (double v : column) total += v * v;
    int k = Math.min(decomposed.values().length, n);
    if (components > 0) k = Math.min(k, components);
    if (share < 1) k = Math.min(k, explaining(decomposed.values(), total));
    var variance = new double[k];
    var ratio = new double[k];
    var vectors = new double[k * p];
    for (int c = 0; c < k; c++) {
      variance[c] = decomposed.values()[c] / (n - 1);
      ratio[c] = total == 0 ? 0 : decomposed.values()[c] / total;
      System.arraycopy(decomposed.vectors()[c], 0, vectors, c * p, p);
    }
    return new Fitted(names, features, mean, vectors, variance, ratio, whiten);
  }

  /** The least number of components whose shares sum to more than {@link #share}. */
  private int explaining(double[] values, double total) {
    double sum = 0;
    for (int c = 0; c < values.length; c++) {
      sum += values[c] / total;
      if (sum > share) return c + 1;
    }
    return values.length;
  }

  /** Copies of all features, which must be complete. */
  private static double[][] copies(Frame frame, List<String> names, List<Vocabulary> features) {
    var slices = new Slices(frame, names, features);
    return IntStream.range(0, slices.width())
        .mapToObj(f -> slices.complete(f, "Pca").values().clone())
        .toArray(double[][]::new);
  }

  private static double[][] transpose(double[][] x) {
    var out = new double[x[0].length][x.length];
    for (int j = 0; j < x.length; j++) for (int i = 0; i < out.length; i++) out[i][j] = x[j][i];
    return out;
  }

  /**
   * The components.
   *
   * @param mean of each feature
   * @param components component by component, a weight per feature
   * @param variance of the scores of each component, divisor n - 1
   * @param share of the whole variance that each component explains
   */
  public record Fitted(
      List<String> columns,
      List<Vocabulary> features,
      double[] mean,
      double[] components,
      double[] variance,
      double[] share,
      boolean whiten)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      if (columns.isEmpty()) return frame;
      for (int j = 0; j < columns.size(); j++) {
        var c = Columnwise.same(frame, columns.get(j), features.get(j));
        if (c instanceof Column.Sparse) {
          throw new DataException(
              "column '%s' is sparse, but was numeric or dense when the step was fitted"
                  .formatted(columns.get(j)));
        }
      }
      var x = copies(frame, columns, features);
      int p = mean.length;
      int k = variance.length;
      for (int j = 0; j < p; j++) for (int i = 0; i < x[j].length; i++) x[j][i] -= mean[j];
      var names = new ArrayList<String>();
      var made = new ArrayList<Column>();
      for (int c = 0; c < k; c++) {
        var weights = Arrays.copyOfRange(components, c * p, (c + 1) * p);
        var scores = Gram.product(x, weights);
        if (whiten) {
          double sd = Columnwise.nonZero(Math.sqrt(variance[c]));
          for (int i = 0; i < scores.length; i++) scores[i] /= sd;
        }
        names.add("pca" + (c + 1));
        made.add(new Column.Numeric(scores));
      }
      return Columnwise.append(frame.without(columns), names, made);
    }
  }
}
