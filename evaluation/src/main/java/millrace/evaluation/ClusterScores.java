package millrace.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Prediction.Clusters;
import millrace.run.Run;

/**
 * How compact clusters are and how well apart, from the features alone, in Euclidean distance.
 * These are no {@link Metric}s, because they need the features; they are given as rows of numbers,
 * or as a frame of which the numeric, dense and sparse feature columns are read (a target and other
 * kinds of column are passed over). Scale the features as the clusterer had them: {@code
 * ClusterScores.silhouette(steps.apply(frame), clusters)}.
 *
 * <p>Noise (-1) is a cluster of its own, as in scikit-learn: leave those rows out first if it
 * should not count. There must be at least 2 clusters with rows, and fewer than rows.
 *
 * @see "scikit-learn 1.2, sklearn.metrics: silhouette_samples, silhouette_score,
 *     davies_bouldin_score, calinski_harabasz_score"
 */
public final class ClusterScores {
  private static final int BLOCK = 128;

  /** Feature by feature. */
  private final double[][] x;

  private final int rows;
  private final int[] cluster;
  private final int[] size;

  private ClusterScores(double[][] x, int rows, Clusters clusters) {
    this.x = x;
    this.rows = rows;
    if (clusters.size() != rows) {
      throw new DataException(
          "there are %d rows, but clusters of %d".formatted(rows, clusters.size()));
    }
    for (int f = 0; f < x.length; f++) {
      for (int i = 0; i < rows; i++) {
        if (!Double.isFinite(x[f][i])) {
          throw new DataException(
              "feature %d of row %d is %s, but must be finite".formatted(f, i, x[f][i]));
        }
      }
    }
    var used = Arrays.stream(clusters.cluster()).sorted().distinct().toArray();
    if (used.length < 2 || used.length >= rows) {
      throw new DataException(
          "%d rows in %d clusters: there must be at least 2 clusters, and fewer than rows"
              .formatted(rows, used.length));
    }
    cluster = Arrays.stream(clusters.cluster()).map(c -> Arrays.binarySearch(used, c)).toArray();
    size = new int[used.length];
    for (int c : cluster) size[c]++;
  }

  private static ClusterScores of(Frame frame, Clusters clusters) {
    var columns = new ArrayList<double[]>();
    var features = frame.features();
    int n = frame.size();
    for (var name : features.names()) {
      switch (features.column(name)) {
        case Column.Numeric c -> columns.add(c.values());
        case Column.Dense c -> {
          for (int f = 0; f < c.width(); f++) {
            var v = new double[n];
            for (int i = 0; i < n; i++) v[i] = c.values()[i * c.width() + f];
            columns.add(v);
          }
        }
        case Column.Sparse c -> {
          int at = columns.size();
          for (int f = 0; f < c.features().size(); f++) columns.add(new double[n]);
          for (int i = 0; i < n; i++)
            for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++)
              columns.get(at + c.index()[k])[i] = c.value()[k];
        }
        case Column.Nominal _, Column.Text _, Column.Tokens _, Column.Spans _, Column.Time _ -> {}
      }
    }
    if (columns.isEmpty()) {
      throw new DataException(
          "there is no numeric, dense or sparse feature column in %s".formatted(frame.names()));
    }
    return new ClusterScores(columns.toArray(double[][]::new), n, clusters);
  }

  private static ClusterScores of(double[] rowMajor, int width, Clusters clusters) {
    if (width < 1 || rowMajor.length % width != 0) {
      throw new IllegalArgumentException(
          "%d values do not fill rows of width %d".formatted(rowMajor.length, width));
    }
    int n = rowMajor.length / width;
    var columns = new double[width][n];
    for (int i = 0; i < n; i++)
      for (int f = 0; f < width; f++) columns[f][i] = rowMajor[i * width + f];
    return new ClusterScores(columns, n, clusters);
  }

  /**
   * The silhouette of each row, (b − a) / max(a, b): a is its mean distance to the other rows of
   * its cluster, b the least mean distance to the rows of another; 0 for a row alone in its
   * cluster. O(rows² × features), in parallel.
   */
  public static double[] silhouettes(Frame frame, Clusters clusters, Run run) {
    return of(frame, clusters).silhouettes(run);
  }

  /** {@link #silhouettes(Frame, Clusters, Run)} of rows of {@code width} numbers. */
  public static double[] silhouettes(double[] rowMajor, int width, Clusters clusters, Run run) {
    return of(rowMajor, width, clusters).silhouettes(run);
  }

  /** The mean of {@link #silhouettes(Frame, Clusters, Run)}: from -1 to 1, higher is better. */
  public static double silhouette(Frame frame, Clusters clusters) {
    return mean(silhouettes(frame, clusters, Run.quiet()));
  }

  /** {@link #silhouette(Frame, Clusters)} of rows of {@code width} numbers. */
  public static double silhouette(double[] rowMajor, int width, Clusters clusters) {
    return mean(silhouettes(rowMajor, width, clusters, Run.quiet()));
  }

  /**
   * Davies and Bouldin's index: the mean over clusters of the greatest (s + s′) / d to another
   * cluster, with s the mean distance of a cluster's rows to its mean and d the distance of the
   * means. Lower is better; 0 when all rows lie on their means or all means on one point. O(rows ×
   * features + clusters² × features).
   */
  public static double daviesBouldin(Frame frame, Clusters clusters) {
    return of(frame, clusters).daviesBouldin();
  }

  /** {@link #daviesBouldin(Frame, Clusters)} of rows of {@code width} numbers. */
  public static double daviesBouldin(double[] rowMajor, int width, Clusters clusters) {
    return of(rowMajor, width, clusters).daviesBouldin();
  }

  /**
   * Caliński and Harabasz's ratio of the spread between clusters to that within: higher is better;
   * 1 when all rows lie on their means. O(rows × features).
   */
  public static double calinskiHarabasz(Frame frame, Clusters clusters) {
    return of(frame, clusters).calinskiHarabasz();
  }

  /** {@link #calinskiHarabasz(Frame, Clusters)} of rows of {@code width} numbers. */
  public static double calinskiHarabasz(double[] rowMajor, int width, Clusters clusters) {
    return of(rowMajor, width, clusters).calinskiHarabasz();
  }

  private double[] silhouettes(Run run) {
    var out = new double[rows];
    int blocks = (rows + BLOCK - 1) / BLOCK;
    run.map("block", blocks, b -> block(b * BLOCK, Math.min(rows, (b + 1) * BLOCK), out));
    return out;
  }

  /** Distances of some rows to all: each sum in the order of the rows, so no block matters. */
  private int block(int from, int to, double[] out) {
    int n = to - from;
    var mine = new double[x.length][];
    for (int f = 0; f < mine.length; f++) mine[f] = Arrays.copyOfRange(x[f], from, to);
    var sums = new double[size.length][n];
    var distance = new double[n];
    for (int j = 0; j < rows; j++) {
      Arrays.fill(distance, 0);
      int f = 0;
      for (; f + 3 < mine.length; f += 4) {
        add4(
            distance,
            mine[f],
            x[f][j],
            mine[f + 1],
            x[f + 1][j],
            mine[f + 2],
            x[f + 2][j],
            mine[f + 3],
            x[f + 3][j]);
      }
      for (; f < mine.length; f++) add(distance, mine[f], x[f][j]);
      addRoots(sums[cluster[j]], distance);
    }
    for (int i = 0; i < n; i++) {
      int own = cluster[from + i];
      if (size[own] == 1) continue;
      double a = sums[own][i] / (size[own] - 1);
      double b = Double.POSITIVE_INFINITY;
      for (int c = 0; c < size.length; c++) if (c != own) b = Math.min(b, sums[c][i] / size[c]);
      double most = Math.max(a, b);
      out[from + i] = most == 0 ? 0 : (b - a) / most;
    }
    return from;
  }

  private static void add4(
      double[] out,
      double[] a,
      double p,
      double[] b,
      double q,
      double[] c,
      double r,
      double[] d,
      double s) {
    for (int i = 0; i < out.length; i++) {
      double u = a[i] - p;
      double v = b[i] - q;
      double w = c[i] - r;
      double y = d[i] - s;
      out[i] += (u * u + v * v) + (w * w + y * y);
    }
  }

  private static void add(double[] out, double[] a, double p) {
    for (int i = 0; i < out.length; i++) out[i] += (a[i] - p) * (a[i] - p);
  }

  private static void addRoots(double[] sum, double[] squares) {
    for (int i = 0; i < sum.length; i++) sum[i] += Math.sqrt(squares[i]);
  }

  /** Feature by feature, the mean of each cluster. */
  private double[][] means() {
    var out = new double[x.length][size.length];
    for (int f = 0; f < x.length; f++) {
      for (int i = 0; i < rows; i++) out[f][cluster[i]] += x[f][i];
      for (int c = 0; c < size.length; c++) out[f][c] /= size[c];
    }
    return out;
  }

  private double daviesBouldin() {
    int k = size.length;
    var mean = means();
    var squares = new double[rows];
    for (int f = 0; f < x.length; f++) {
      for (int i = 0; i < rows; i++) {
        double d = x[f][i] - mean[f][cluster[i]];
        squares[i] += d * d;
      }
    }
    var within = new double[k];
    for (int i = 0; i < rows; i++) within[cluster[i]] += Math.sqrt(squares[i]);
    for (int c = 0; c < k; c++) within[c] /= size[c];
    var between = new double[k * k];
    for (int a = 0; a < k; a++) {
      for (int b = 0; b < k; b++) {
        double s = 0;
        for (var m : mean) s += (m[a] - m[b]) * (m[a] - m[b]);
        between[a * k + b] = Math.sqrt(s);
      }
    }
    // scikit-learn's test for 0, numpy.allclose, is absolute: 1e-8.
    if (Arrays.stream(within).allMatch(v -> v <= 1e-8)
        || Arrays.stream(between).allMatch(v -> v <= 1e-8)) return 0;
    return IntStream.range(0, k)
            .mapToDouble(
                a -> {
                  double most = 0;
                  for (int b = 0; b < k; b++) {
                    double d = between[a * k + b];
                    if (d > 0) most = Math.max(most, (within[a] + within[b]) / d);
                  }
                  return most;
                })
            .sum()
        / k;
  }

  private double calinskiHarabasz() {
    int k = size.length;
    var mean = means();
    double between = 0;
    double within = 0;
    for (int f = 0; f < x.length; f++) {
      double all = mean(x[f]);
      for (int c = 0; c < k; c++) between += size[c] * (mean[f][c] - all) * (mean[f][c] - all);
      for (int i = 0; i < rows; i++) {
        double d = x[f][i] - mean[f][cluster[i]];
        within += d * d;
      }
    }
    return within == 0 ? 1 : between * (rows - k) / (within * (k - 1));
  }

  private static double mean(double[] v) {
    double s = 0;
    for (double d : v) s += d;
    return s / v.length;
  }
}
