package millrace.trainers.tribuo;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import millrace.data.DataException;
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
import millrace.run.Run;
import org.tribuo.ImmutableDataset;
import org.tribuo.clustering.ClusterID;
import org.tribuo.clustering.ClusteringFactory;
import org.tribuo.clustering.kmeans.KMeansTrainer;
import org.tribuo.math.distance.L2Distance;

/**
 * k-means by Tribuo, from centres drawn by k-means++: centres such that {@code Σ ‖row − nearest
 * centre‖²} is small. Columns are not standardised: put {@code new Standardize()} before where
 * units differ.
 *
 * <p>Parameters are named as in {@link millrace.trainers.KMeans}, whose fitted record predicts: a
 * new row belongs to the nearest centre. A run of Tribuo's ends when no row changes its cluster. A
 * cluster that loses all rows has its centre set to 0 by Tribuo (ours takes the farthest row); of
 * several runs that with the least inertia is kept, so that seldom matters.
 *
 * <p>Runs go in parallel and each reports its end; cancelling waits for the runs under way. O(rows
 * × features × clusters) an iteration.
 *
 * @param nClusters how many clusters (default 8)
 * @param nInit how many runs, of which the one with the least inertia is kept (default 10)
 * @param maxIter most iterations of a run (default 300)
 * @see "D. Arthur, S. Vassilvitskii: k-means++: the Advantages of Careful Seeding, SODA 2007"
 * @see millrace.trainers.KMeans
 */
@About(
    value = "clusters about centres of least squares",
    cite = "Arthur, Vassilvitskii: k-means++: the Advantages of Careful Seeding, SODA 2007",
    engine = "Tribuo 4.3.2")
public record KMeans(
    @Param(
            value = "how many clusters",
            min = 1,
            tune = {2, 50},
            log = true)
        int nClusters,
    @Param(value = "how many runs from different centres", min = 1) int nInit,
    @Param(value = "most iterations of a run", min = 1) int maxIter)
    implements Trainer<KMeans.Fitted> {
  public KMeans {
    Spec.check(KMeans.class, nClusters, nInit, maxIter);
  }

  public KMeans() {
    this(8, 10, 300);
  }

  public KMeans nClusters(int nClusters) {
    return Spec.with(this, "nClusters", nClusters);
  }

  public KMeans nInit(int nInit) {
    return Spec.with(this, "nInit", nInit);
  }

  public KMeans maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Features.of(train.features());
    var cells = x.rowArrays();
    var different = new HashSet<List<Double>>();
    for (int i = 0; i < cells.length && different.size() < nClusters; i++)
      different.add(Arrays.stream(cells[i]).boxed().toList());
    if (different.size() < nClusters) {
      throw new DataException(
          "KMeans needs a different row for each of %d clusters, but there are only %d: Tribuo cannot draw its first centres"
              .formatted(nClusters, different.size()));
    }
    var rows =
        ImmutableDataset.copyDataset(
            TribuoRows.of(x, false, _ -> new ClusterID(0), new ClusteringFactory()));
    var names = List.copyOf(train.features().names());
    var ours = TribuoRows.features(rows.getFeatureIDMap());
    var runs =
        run.map(
            "run",
            nInit,
            r -> {
              var trainer =
                  new KMeansTrainer(
                      nClusters,
                      maxIter,
                      new L2Distance(),
                      KMeansTrainer.Initialisation.PLUSPLUS,
                      1,
                      run.seedFor("run", r));
              var found = trainer.train(rows).getCentroidVectors();
              var centres = new double[nClusters * x.width()];
              for (int c = 0; c < nClusters; c++)
                for (int id = 0; id < ours.length; id++)
                  centres[c * x.width() + ours[id]] = found[c].get(id);
              return centres;
            });
    Fitted best = null;
    for (var centres : runs) {
      var fitted = fitted(train, cells, names, x.names(), centres);
      if (best == null || fitted.inertia < best.inertia) best = fitted;
    }
    return Objects.requireNonNull(best, "nInit is at least 1");
  }

  private static Fitted fitted(
      Frame train, double[][] cells, List<String> names, Vocabulary features, double[] centres) {
    var labels =
        new Fitted(names, features, centres, new int[0], 0).predict(train.features()).cluster();
    double inertia = 0;
    int p = features.size();
    for (int i = 0; i < labels.length; i++) {
      for (int f = 0; f < p; f++) {
        double d = cells[i][f] - centres[labels[i] * p + f];
        inertia += d * d;
      }
    }
    return new Fitted(names, features, centres, labels, inertia);
  }

  /**
   * The centres.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param centres cluster by cluster
   * @param labels the cluster of each training row
   * @param inertia the sum of the squared distances to them
   */
  public record Fitted(
      List<String> columns, Vocabulary features, double[] centres, int[] labels, double inertia)
      implements Predictor<Clusters> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /** What predicts; Tribuo does not tell its iterations. */
    private millrace.trainers.KMeans.Fitted ours() {
      return new millrace.trainers.KMeans.Fitted(columns, features, centres, labels, inertia, 0);
    }

    @Override
    public Clusters predict(Frame frame) {
      return ours().predict(frame);
    }

    @Override
    public Clusters predict(Frame frame, Run run) {
      return ours().predict(frame, run);
    }
  }
}
