package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Clusters;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.preprocess.Neighbours;
import millrace.run.Run;

/**
 * Clusters of any shape: core rows, those with at least {@code minSamples} rows within {@code eps},
 * belong together when they are within eps of each other; other rows within eps of a core row
 * belong to its cluster too; what remains is noise.
 *
 * <p>Names, defaults and labels are those of scikit-learn: clusters are numbered by their first
 * core row, and a row that could belong to several goes to the first. New rows are treated alike: a
 * row belongs to the first cluster that has a core row within eps of it, so a training row given
 * again gets its own cluster. Cost: a radius search for each row (see {@link Neighbours}); all
 * pairs within eps are held in memory.
 *
 * <p>Distances mix units: put {@link millrace.preprocess.Standardize} before, where they differ.
 * Features must be finite; sparse columns are made dense.
 *
 * @see "Ester, Kriegel, Sander, Xu: A Density-Based Algorithm for Discovering Clusters in Large
 *     Spatial Databases with Noise. KDD 1996"
 * @see "scikit-learn 1.2, sklearn.cluster.DBSCAN"
 */
@About(
    value = "clusters of any shape as chains of dense rows, the rest noise",
    cite =
        "Ester, Kriegel, Sander, Xu: A Density-Based Algorithm for Discovering Clusters, KDD 1996;"
            + " scikit-learn DBSCAN")
public record Dbscan(
    @Param(
            value = "how far apart neighbours may be",
            min = 0,
            max = 1e300,
            tune = {0.05, 5},
            log = true)
        double eps,
    @Param(
            value = "rows within eps, itself counted, that make a row a core row",
            min = 1,
            max = 1e9,
            tune = {2, 50},
            log = true)
        int minSamples,
    @Param("how rows are compared") Neighbours.Metric metric,
    @Param(
            value =
                "the power of metric MINKOWSKI: 1 sums absolute differences, 2 is Euclidean; else"
                    + " not read",
            min = 1,
            max = 1e6,
            tune = {1, 3})
        double p,
    @Param("how neighbours are searched; the result is the same") Neighbours.Algorithm algorithm,
    @Param(value = "most rows in a leaf of the tree", min = 1, max = 1e6) int leafSize)
    implements Trainer<Dbscan.Fitted> {
  public Dbscan {
    Spec.check(Dbscan.class, eps, minSamples, metric, p, algorithm, leafSize);
    NearRows.check(metric, algorithm);
  }

  public Dbscan() {
    this(0.5, 5, Neighbours.Metric.EUCLIDEAN, 2, Neighbours.Algorithm.AUTO, 30);
  }

  public Dbscan eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public Dbscan minSamples(int minSamples) {
    return Spec.with(this, "minSamples", minSamples);
  }

  public Dbscan metric(Neighbours.Metric metric) {
    return Spec.with(this, "metric", metric);
  }

  public Dbscan p(double p) {
    return Spec.with(this, "p", p);
  }

  public Dbscan algorithm(Neighbours.Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  public Dbscan leafSize(int leafSize) {
    return Spec.with(this, "leafSize", leafSize);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("cluster", 0, 2);
    var x = Features.of(train);
    var search = Neighbours.of(Neighbours.matrix(x), x.width(), metric, p, algorithm, leafSize);
    var near = search.othersWithin(eps, run);
    run.step("cluster", 1, 2);
    int n = train.size();
    var core = new boolean[n];
    for (int i = 0; i < n; i++) core[i] = near.starts()[i + 1] - near.starts()[i] + 1 >= minSamples;
    var cluster = new int[n];
    int count = grow(near, core, cluster);
    run.step("cluster", 2, 2);
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), search, eps, cluster, core, count);
  }

  /** Floods each cluster from its first core row; says how many there are. */
  private static int grow(Neighbours.Within near, boolean[] core, int[] cluster) {
    int n = core.length;
    Arrays.fill(cluster, Clusters.NOISE);
    var stack = new int[n];
    int count = 0;
    for (int first = 0; first < n; first++) {
      if (!core[first] || cluster[first] >= 0) continue;
      int depth = 0;
      stack[depth++] = first;
      cluster[first] = count;
      while (depth > 0) {
        int row = stack[--depth];
        if (!core[row]) continue;
        for (int k = near.starts()[row]; k < near.starts()[row + 1]; k++) {
          int other = near.rows()[k];
          if (cluster[other] >= 0) continue;
          cluster[other] = count;
          stack[depth++] = other;
        }
      }
      count++;
    }
    return count;
  }

  /**
   * The training rows and their clusters.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param cluster of each training row; -1 for noise
   * @param core whether each training row is a core row
   * @param count how many clusters there are
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Neighbours search,
      double eps,
      int[] cluster,
      boolean[] core,
      int count)
      implements Predictor<Clusters> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Clusters predict(Frame frame) {
      return predict(frame, NearRows.ALONE);
    }

    @Override
    public Clusters predict(Frame frame, Run run) {
      var near = search.within(NearRows.queries(frame, columns, features), eps, run);
      var out = new int[frame.size()];
      Arrays.fill(out, Clusters.NOISE);
      for (int i = 0; i < out.length; i++) {
        for (int k = near.starts()[i]; k < near.starts()[i + 1]; k++) {
          int row = near.rows()[k];
          if (core[row] && (out[i] < 0 || cluster[row] < out[i])) out[i] = cluster[row];
        }
      }
      return new Clusters(out, count);
    }
  }
}
