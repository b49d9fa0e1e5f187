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
 * Clusters of any shape and of different densities: all results of {@link Dbscan} for falling eps
 * form a tree, from which the clusters that persist longest are taken; what is in none is noise.
 *
 * <p>The core distance of a row is that to its minSamples-th nearest row, itself counted; two rows
 * are max(core distances, distance) apart. The smallest spanning tree under it, cut at falling
 * distances, is the hierarchy; a part of fewer than minClusterSize rows falls out of its cluster. λ
 * is the inverse of the distance; the stability of a cluster is the sum over its rows of how far λ
 * rises while they stay. {@link Selection#EOM} takes the set of clusters, none inside another, of
 * the greatest sum; the whole of the rows is never taken. Clusters are numbered by their first row.
 *
 * <p>Defaults are those of scikit-learn's HDBSCAN (1.3 and later). A new row joins the training row
 * from which it is least far apart, at the place in the tree where λ is that of their distance
 * (approximate prediction); a training row given again gets its own cluster. Cost O(rows² ×
 * features) time, O(rows) memory.
 *
 * <p>Distances mix units: put {@link millrace.preprocess.Standardize} before, where they differ.
 * Features must be finite; sparse columns are made dense.
 *
 * @see "Campello, Moulavi, Sander: Density-Based Clustering Based on Hierarchical Density
 *     Estimates. PAKDD 2013"
 * @see "McInnes, Healy: Accelerated Hierarchical Density Based Clustering. ICDM Workshops 2017"
 */
@About(
    value = "clusters of any shape and density, the rest noise",
    cite = "Campello, Moulavi, Sander: Hierarchical Density Estimates, PAKDD 2013")
public record Hdbscan(
    @Param(
            value = "fewest rows of a cluster",
            min = 2,
            max = 1e9,
            tune = {3, 100},
            log = true)
        int minClusterSize,
    @Param(
            value =
                "the row whose distance is the core distance, itself counted; 0: minClusterSize",
            min = 0,
            max = 1e9,
            tune = {1, 50})
        int minSamples,
    @Param("which clusters of the tree are taken") Selection clusterSelection,
    @Param("how rows are compared") Neighbours.Metric metric,
    @Param(
            value = "the power of metric MINKOWSKI: 1 sums absolute differences; else not read",
            min = 1,
            max = 1e6,
            tune = {1, 3})
        double p)
    implements Trainer<Hdbscan.Fitted> {
  /** Which clusters of the tree are taken. */
  public enum Selection {
    /** Those of the greatest stability in sum ("excess of mass"). */
    EOM,
    /** Those without clusters inside. */
    LEAF
  }

  public Hdbscan {
    Spec.check(Hdbscan.class, minClusterSize, minSamples, clusterSelection, metric, p);
  }

  public Hdbscan() {
    this(5, 0, Selection.EOM, Neighbours.Metric.EUCLIDEAN, 2);
  }

  public Hdbscan minClusterSize(int minClusterSize) {
    return Spec.with(this, "minClusterSize", minClusterSize);
  }

  public Hdbscan minSamples(int minSamples) {
    return Spec.with(this, "minSamples", minSamples);
  }

  public Hdbscan clusterSelection(Selection clusterSelection) {
    return Spec.with(this, "clusterSelection", clusterSelection);
  }

  public Hdbscan metric(Neighbours.Metric metric) {
    return Spec.with(this, "metric", metric);
  }

  public Hdbscan p(double p) {
    return Spec.with(this, "p", p);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    int n = train.size();
    run.step("core distances", 0, n);
    var x = Features.of(train);
    var search =
        Neighbours.of(Neighbours.matrix(x), x.width(), metric, p, Neighbours.Algorithm.AUTO, 30);
    int samples = Math.min(n, minSamples == 0 ? minClusterSize : minSamples);
    var core = coreDistances(search, samples, run);
    var tree = CondensedTree.of(SpanningTree.of(search, core, run), n, minClusterSize);
    var selected = tree.select(clusterSelection == Selection.EOM);
    var number = tree.numbers(selected);
    var cluster = new int[n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      cluster[i] = number[tree.clusterOf()[i]];
      count = Math.max(count, cluster[i] + 1);
    }
    return new Fitted(
        List.copyOf(train.features().names()),
        x.names(),
        search,
        samples,
        core,
        cluster,
        tree.clusterOf(),
        tree.parent(),
        tree.birth(),
        number,
        count);
  }

  private static double[] coreDistances(Neighbours search, int samples, Run run) {
    var core = new double[search.rows()];
    if (samples == 1) return core;
    var near = search.nearestOthers(samples - 1, run);
    int k = near.k();
    for (int i = 0; i < core.length; i++) core[i] = near.distances()[i * k + k - 1];
    return core;
  }

  /**
   * The training rows and the tree of clusters.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param samples the number of the neighbour whose distance is the core distance
   * @param core the core distance of each training row
   * @param cluster of each training row; -1 for noise
   * @param node the node of the tree that each training row fell out of
   * @param parent of each node; -1 for the root
   * @param birth λ at which each node parted from its parent
   * @param number the cluster that each node belongs to, or -1
   * @param count how many clusters there are
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Neighbours search,
      int samples,
      double[] core,
      int[] cluster,
      int[] node,
      int[] parent,
      double[] birth,
      int[] number,
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
      var near = search.nearest(NearRows.queries(frame, columns, features), 2 * samples, run);
      int k = near.k();
      var out = new int[frame.size()];
      Arrays.setAll(out, i -> cluster(near, i * k, k));
      return new Clusters(out, count);
    }

    private int cluster(Neighbours.Nearest near, int at, int k) {
      double own = near.distances()[at + Math.min(samples, k) - 1];
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int j = at; j < at + k; j++) {
        int row = near.rows()[j];
        double apart = Math.max(Math.max(own, core[row]), near.distances()[j]);
        if (best >= 0 && apart >= least) continue;
        least = apart;
        best = row;
      }
      double lambda = CondensedTree.lambda(least);
      int c = node[best];
      while (parent[c] >= 0 && birth[c] > lambda) c = parent[c];
      return number[c];
    }
  }
}
