package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Chooses the level whose centroid is nearest: the means of its rows for the Euclidean distance,
 * the medians for the Manhattan distance. With {@code shrinkThreshold} t each centroid is moved
 * towards the overall mean: its deviation there, in units of {@code sqrt(1 / rows of the level - 1
 * / rows) × (s + median of s)} with s the standard deviation of the feature within levels, loses t,
 * and is 0 when it would change its sign. Features whose centroids are all the same say nothing any
 * more ("nearest shrunken centroids").
 *
 * <p>The probabilities are the softmax of minus the distances: they have the right order, but are
 * not calibrated. Unlike scikit-learn, shrinking works on sparse columns too.
 *
 * <p>Cost: one pass over the entries (medians: sorting them); to predict, O(entries × levels).
 *
 * @param metric of the distance (default EUCLIDEAN)
 * @param shrinkThreshold see above; 0 (default): no shrinking
 * @see "R. Tibshirani et al., Diagnosis of multiple cancer types by shrunken centroids of gene
 *     expression, PNAS 99, 2002"
 * @see "scikit-learn 1.2, sklearn.neighbors.NearestCentroid"
 */
@About(
    value = "the level whose centroid is nearest, with shrinking",
    cite =
        "R. Tibshirani et al., Diagnosis of multiple cancer types by shrunken centroids of gene"
            + " expression, PNAS 99, 2002; scikit-learn NearestCentroid")
public record NearestCentroid(
    @Param("of the distance") Metric metric,
    @Param(
            value = "how much each centroid is moved to the overall mean; 0: not at all",
            min = 0,
            max = 1e100,
            tune = {0, 5})
        double shrinkThreshold)
    implements Trainer<NearestCentroid.Fitted> {
  /** The distance, and with it what a centroid is. */
  public enum Metric {
    /** Root of the sum of squares; centroids are means. */
    EUCLIDEAN,
    /** Sum of absolute differences; centroids are medians. */
    MANHATTAN
  }

  public NearestCentroid {
    Spec.check(NearestCentroid.class, metric, shrinkThreshold);
  }

  public NearestCentroid() {
    this(Metric.EUCLIDEAN, 0);
  }

  public NearestCentroid metric(Metric metric) {
    return Spec.with(this, "metric", metric);
  }

  public NearestCentroid shrinkThreshold(double shrinkThreshold) {
    return Spec.with(this, "shrinkThreshold", shrinkThreshold);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  /**
   * @throws DataException when centroids shall be shrunk and no level has two rows
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("centroids", 0, 1);
    var x = Sheet.of(train);
    var y = Classes.of(train, this);
    var ones = new double[x.rows];
    Arrays.fill(ones, 1);
    var moments = ClassMoments.of(x, y, ones);
    var centroids = metric == Metric.MANHATTAN ? medians(x, y) : moments.mean().clone();
    if (shrinkThreshold > 0) shrink(centroids, moments, x, y);
    run.step("centroids", 1, 1);
    return new Fitted(x.columns, x.names, y.levels(), centroids, metric);
  }

  private void shrink(double[] centroids, ClassMoments moments, Sheet x, Classes y) {
    int k = y.count();
    int p = x.width;
    if (x.rows == k) {
      throw new DataException(
          "NearestCentroid can shrink only where a level has two rows: %d rows have %d levels"
              .formatted(x.rows, k));
    }
    var overall = new double[p];
    var s = new double[p];
    for (int c = 0; c < k; c++) {
      for (int f = 0; f < p; f++) {
        double mean = moments.mean()[c * p + f];
        double d = centroids[c * p + f] - mean; // a median is not the mean
        overall[f] += moments.weight()[c] / x.rows * mean;
        s[f] += moments.squares()[c * p + f] + moments.weight()[c] * d * d;
      }
    }
    for (int f = 0; f < p; f++) s[f] = Math.sqrt(s[f] / (x.rows - k));
    var sorted = s.clone();
    Arrays.sort(sorted);
    double typical = (sorted[(p - 1) / 2] + sorted[p / 2]) / 2;
    for (int c = 0; c < k; c++) {
      double m = Math.sqrt(1 / moments.weight()[c] - 1.0 / x.rows);
      for (int f = 0; f < p; f++) {
        double deviation = centroids[c * p + f] - overall[f];
        double less = Math.max(0, Math.abs(deviation) - shrinkThreshold * m * (s[f] + typical));
        centroids[c * p + f] = overall[f] + Math.copySign(less, deviation);
      }
    }
  }

  private static double[] medians(Sheet x, Classes y) {
    int k = y.count();
    int p = x.width;
    var rows = y.rows();
    var out = new double[k * p];
    var values = new double[k][];
    for (int c = 0; c < k; c++) values[c] = new double[rows[c]];
    var used = new int[k];
    if (!x.sparse()) {
      for (int f = 0; f < p; f++) {
        Arrays.fill(used, 0);
        for (int i = 0; i < x.rows; i++) {
          int c = y.code()[i];
          values[c][used[c]++] = x.column[f][i];
        }
        for (int c = 0; c < k; c++) out[c * p + f] = median(values[c], rows[c]);
      }
      return out;
    }
    var csr = x.csr();
    var starts = new int[p + 1];
    for (int f : csr.index()) starts[f + 1]++;
    for (int f = 0; f < p; f++) starts[f + 1] += starts[f];
    var next = starts.clone();
    var code = new int[csr.index().length];
    var value = new double[code.length];
    for (int i = 0; i < x.rows; i++) {
      for (int e = csr.starts()[i]; e < csr.starts()[i + 1]; e++) {
        int at = next[csr.index()[e]]++;
        code[at] = y.code()[i];
        value[at] = csr.value()[e];
      }
    }
    for (int f = 0; f < p; f++) {
      Arrays.fill(used, 0);
      for (int e = starts[f]; e < starts[f + 1]; e++) values[code[e]][used[code[e]]++] = value[e];
      for (int c = 0; c < k; c++) out[c * p + f] = median(values[c], used[c]);
    }
    return out;
  }

  /** Of an array whose entries from {@code used} on are taken as 0. Leaves them changed. */
  private static double median(double[] values, int used) {
    int n = values.length;
    if (2 * used < n - 1) return 0; // zeros on both sides of the middle
    Arrays.fill(values, used, n, 0);
    Arrays.sort(values);
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
  }

  /**
   * The centroids.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param centroids level by level, one number per feature
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] centroids,
      Metric metric)
      implements Predictor<Labels> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite
     */
    @Override
    public Labels predict(Frame frame) {
      var x = Sheet.of(frame, columns, features);
      var near = distances(x);
      for (int j = 0; j < near.length; j++) near[j] = -near[j];
      return Scoring.softmax(near, x.rows, levels);
    }

    /** Row-major: the distance of each row from each level's centroid. O(entries × levels). */
    public double[] distances(Frame frame) {
      return distances(Sheet.of(frame, columns, features));
    }

    private double[] distances(Sheet x) {
      return x.sparse() ? sparse(x) : dense(x);
    }

    private double[] dense(Sheet x) {
      int k = levels.size();
      var out = new double[x.rows * k];
      var z = new double[Sheet.BLOCK];
      for (int at = 0; at < x.rows; at += Sheet.BLOCK) {
        int n = Math.min(Sheet.BLOCK, x.rows - at);
        for (int c = 0; c < k; c++) {
          Arrays.fill(z, 0, n, 0);
          for (int f = 0; f < x.width; f++) {
            double centroid = centroids[c * x.width + f];
            if (metric == Metric.EUCLIDEAN) addSquares(centroid, x.column[f], at, z, n);
            else addSizes(centroid, x.column[f], at, z, n);
          }
          for (int i = 0; i < n; i++)
            out[(at + i) * k + c] = metric == Metric.EUCLIDEAN ? Math.sqrt(z[i]) : z[i];
        }
      }
      return out;
    }

    private static void addSquares(double centroid, double[] v, int at, double[] z, int n) {
      for (int i = 0; i < n; i++) {
        double d = v[at + i] - centroid;
        z[i] += d * d;
      }
    }

    private static void addSizes(double centroid, double[] v, int at, double[] z, int n) {
      for (int i = 0; i < n; i++) z[i] += Math.abs(v[at + i] - centroid);
    }

    /** The distance of a row of zeros, and what each entry changes in it. */
    private double[] sparse(Sheet x) {
      int k = levels.size();
      int p = x.width;
      boolean squares = metric == Metric.EUCLIDEAN;
      var zeros = new double[k];
      for (int j = 0; j < k * p; j++)
        zeros[j / p] += squares ? centroids[j] * centroids[j] : Math.abs(centroids[j]);
      var out = new double[x.rows * k];
      var csr = x.csr();
      for (int i = 0; i < x.rows; i++) {
        for (int c = 0; c < k; c++) {
          double z = zeros[c];
          for (int e = csr.starts()[i]; e < csr.starts()[i + 1]; e++) {
            double m = centroids[c * p + csr.index()[e]];
            double v = csr.value()[e];
            z += squares ? v * (v - 2 * m) : Math.abs(v - m) - Math.abs(m);
          }
          out[i * k + c] = squares ? Math.sqrt(Math.max(0, z)) : z;
        }
      }
      return out;
    }
  }
}
