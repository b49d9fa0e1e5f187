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
import millrace.preprocess.Tiles;
import millrace.run.Run;

/**
 * Spectral clustering: k-means of the rows in the space of the first eigenvectors of the normalised
 * graph Laplacian, which finds clusters of any shape that hang together. Names and defaults are
 * scikit-learn's.
 *
 * <p>The method has no answer for new rows: each gets the cluster of the nearest training row, so
 * the model holds those rows.
 *
 * <p>Cost: O(rows² × features) for the affinities, then, for each step of the search for
 * eigenvectors, O(rows² × clusters) for RBF and O(rows × neighbours × clusters) for nearest
 * neighbours; memory 8 rows² bytes for RBF.
 *
 * @param nClusters how many clusters, and eigenvectors (default 8); at most one for each row
 * @param affinity what makes two rows alike (default RBF)
 * @param gamma of RBF, exp(−gamma ‖a − b‖²) (default 1)
 * @param nNeighbors of NEAREST_NEIGHBORS, the row itself counted (default 10)
 * @param nInit runs of k-means (default 10)
 * @see "A. Ng, M. Jordan, Y. Weiss, On spectral clustering: analysis and an algorithm, NIPS 2001"
 * @see "U. von Luxburg, A tutorial on spectral clustering, Statistics and Computing 17, 2007"
 * @see "scikit-learn 1.2, sklearn.cluster.SpectralClustering"
 */
@About(
    value = "clusters of rows that hang together",
    cite =
        "A. Ng, M. Jordan, Y. Weiss, On spectral clustering, NIPS 2001; scikit-learn"
            + " SpectralClustering")
public record Spectral(
    @Param(
            value = "how many clusters",
            min = 1,
            tune = {2, 50},
            log = true)
        int nClusters,
    @Param("what makes two rows alike") Affinity affinity,
    @Param(
            value = "how fast RBF falls with the squared distance",
            min = 0,
            max = Double.MAX_VALUE,
            tune = {1e-3, 1e2},
            log = true)
        double gamma,
    @Param(
            value = "neighbours that are alike, the row itself counted",
            min = 1,
            tune = {4, 30})
        int nNeighbors,
    @Param(value = "runs of k-means", min = 1) int nInit)
    implements Trainer<Spectral.Fitted> {
  /** What makes two rows alike. */
  public enum Affinity {
    RBF,
    NEAREST_NEIGHBORS
  }

  public Spectral {
    Spec.check(Spectral.class, nClusters, affinity, gamma, nNeighbors, nInit);
  }

  public Spectral() {
    this(8, Affinity.RBF, 1, 10, 10);
  }

  public Spectral nClusters(int nClusters) {
    return Spec.with(this, "nClusters", nClusters);
  }

  public Spectral affinity(Affinity affinity) {
    return Spec.with(this, "affinity", affinity);
  }

  public Spectral gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public Spectral nNeighbors(int nNeighbors) {
    return Spec.with(this, "nNeighbors", nNeighbors);
  }

  public Spectral nInit(int nInit) {
    return Spec.with(this, "nInit", nInit);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var columns = List.copyOf(train.features().names());
    var features = Features.of(train, columns);
    var x = Tiles.of(features, "Spectral");
    int n = x.rows();
    KMeans.checkRows("Spectral", nClusters, n);
    var alike =
        affinity == Affinity.RBF
            ? Affinities.rbf(x, gamma, run)
            : Affinities.neighbours(x, Math.min(n, nNeighbors), run);
    run.step("eigenvectors", 0, 1);
    var vectors = TopVectors.of(alike, n, nClusters, 1e-9, run.random("eigenvectors"));
    run.step("eigenvectors", 1, 1);
    for (var v : vectors) for (int i = 0; i < n; i++) v[i] /= alike.root[i];
    var embedding = Tiles.ofColumns(vectors, n);
    var ones = new double[n];
    Arrays.fill(ones, 1);
    double tolerance = 1e-4 * KMeans.meanVariance(embedding);
    var inner = nInit > 1 ? run.silent().threads(1) : run.silent();
    var runs =
        run.map(
            "run",
            nInit,
            r -> {
              var first = Centres.plusPlus(embedding, ones, nClusters, run.random("centres", r));
              return new Lloyd(embedding, ones, nClusters).run(first, 300, tolerance, false, inner);
            });
    var best = runs.getFirst();
    for (var r : runs) if (r.inertia() < best.inertia()) best = r;
    return new Fitted(columns, features.names(), x.rowMajor(), best.labels(), nClusters);
  }

  /**
   * The clusters.
   *
   * @param rows the training rows, row-major
   * @param labels the cluster of each training row
   * @param count how many clusters
   */
  public record Fitted(
      List<String> columns, Vocabulary features, double[] rows, int[] labels, int count)
      implements Predictor<Clusters> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Clusters predict(Frame frame) {
      return predict(frame, Run.quiet().threads(1));
    }

    /** The cluster of the nearest training row. O(rows × training rows × features). */
    @Override
    public Clusters predict(Frame frame, Run run) {
      var x = Tiles.of(Features.of(frame, columns, features), "Spectral");
      return new Clusters(Centres.asNearest(x, rows, labels, run), count);
    }
  }
}
