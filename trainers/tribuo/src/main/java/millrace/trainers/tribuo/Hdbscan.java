package millrace.trainers.tribuo;

import java.util.HashMap;
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
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.hdbscan.HdbscanTrainer;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.neighbour.bruteforce.NeighboursBruteForceFactory;

/**
 * Clusters of any shape and of different densities by Tribuo's HDBSCAN*: those that persist longest
 * in the tree of all density levels; what is in none is noise. The distance is Euclidean;
 * parameters are named as in {@link millrace.trainers.Hdbscan}, which has others too. Clusters are
 * numbered by their first row.
 *
 * <p>A new row gets the cluster of the training row next to it, so that a training row given again
 * gets its own. Tribuo itself compares new rows with a few exemplars of each cluster, which gives
 * many training rows another cluster than they have. Distances mix units: put {@code new
 * Standardize()} before, where they differ.
 *
 * <p>Training is one call: it reports its end only, and can be cancelled before it but not within.
 * O(rows² × features) time.
 *
 * @param minClusterSize fewest rows of a cluster (default 5)
 * @param minSamples the row whose distance is the core distance, itself counted; 0 (default):
 *     minClusterSize
 * @see "Campello, Moulavi, Sander: Density-Based Clustering Based on Hierarchical Density
 *     Estimates. PAKDD 2013"
 * @see millrace.trainers.Hdbscan
 */
@About(
    value = "clusters of any shape and density, the rest noise",
    cite = "Campello, Moulavi, Sander: Hierarchical Density Estimates, PAKDD 2013",
    engine = "Tribuo 4.3.2")
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
        int minSamples)
    implements Trainer<Hdbscan.Fitted> {
  public Hdbscan {
    Spec.check(Hdbscan.class, minClusterSize, minSamples);
  }

  public Hdbscan() {
    this(5, 0);
  }

  public Hdbscan minClusterSize(int minClusterSize) {
    return Spec.with(this, "minClusterSize", minClusterSize);
  }

  public Hdbscan minSamples(int minSamples) {
    return Spec.with(this, "minSamples", minSamples);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("model", 0, 1);
    var x = Features.of(train.features());
    var search = Neighbours.of(Neighbours.matrix(x), x.width());
    int k = Math.min(minSamples == 0 ? minClusterSize : minSamples, x.rows());
    var cluster = new int[x.rows()];
    int count = 0;
    if (x.rows() < 2) {
      cluster[0] = Clusters.NOISE;
    } else {
      var rows = TribuoRows.of(x, false, _ -> new ClusterID(0), new ClusteringFactory());
      var trainer =
          new HdbscanTrainer(
              minClusterSize, k, new NeighboursBruteForceFactory(new L2Distance(), 1));
      var theirs = trainer.train(rows).getClusterLabels();
      var numbers = new HashMap<Integer, Integer>();
      numbers.put(0, Clusters.NOISE);
      for (int i = 0; i < cluster.length; i++) {
        cluster[i] = numbers.computeIfAbsent(theirs.get(i), _ -> numbers.size() - 1);
      }
      count = numbers.size() - 1;
    }
    run.step("model", 1, 1);
    return new Fitted(List.copyOf(train.features().names()), x.names(), search, cluster, count);
  }

  /**
   * The training rows and their clusters.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param cluster of each training row; -1 is noise
   */
  public record Fitted(
      List<String> columns, Vocabulary features, Neighbours search, int[] cluster, int count)
      implements Predictor<Clusters> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Clusters predict(Frame frame) {
      return predict(frame, Run.quiet().threads(1));
    }

    @Override
    public Clusters predict(Frame frame, Run run) {
      var queries = Neighbours.matrix(Features.of(frame, columns, features));
      var out = search.nearest(queries, 1, run).rows().clone();
      for (int i = 0; i < out.length; i++) out[i] = cluster[out[i]];
      return new Clusters(out, count);
    }
  }
}
