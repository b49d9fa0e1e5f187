package millrace.trainers;

import java.util.List;
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
import millrace.learn.Weights;
import millrace.preprocess.Features;
import millrace.preprocess.Tiles;
import millrace.run.Run;

/**
 * k-means: centres such that {@code Σ weight · ‖row − nearest centre‖²} is small. Names and
 * defaults are scikit-learn's. Columns are not standardised: put {@code new Standardize()} before
 * where units differ. Sparse columns are read, but held dense: 8 bytes a cell.
 *
 * <p>A new row belongs to the nearest centre, of equals to the first. Weights count rows in the
 * means, in the inertia and (unlike scikit-learn 1.2) in the draw of the first centres. A cluster
 * that loses all rows takes the row farthest from its centre. Squared distances are summed from
 * differences, not expanded, so data far from 0 need no centring.
 *
 * <p>Cost: O(rows × features × clusters) an iteration, in {@code nInit} runs from different seeds,
 * which go in parallel; the blocks of a single run do so when they are large.
 *
 * @param nClusters how many clusters (default 8); at most one for each row
 * @param init greedy k-means++ (default) or random rows
 * @param nInit how many runs, of which the one with the least inertia is kept (default 10)
 * @param maxIter most iterations of a run (default 300)
 * @param tol a run ends when the centres' squared moves sum to this share of the features' mean
 *     variance (default 1e-4), or no row changes its cluster
 * @param algorithm LLOYD (default) computes every distance; ELKAN leaves out what the triangle
 *     inequality rules out, for rows × clusters more numbers. Both find the same clusters
 * @see "S. Lloyd, Least squares quantization in PCM, IEEE Transactions on Information Theory 28,
 *     1982"
 * @see "D. Arthur, S. Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007"
 * @see "scikit-learn 1.2, sklearn.cluster.KMeans"
 */
@About(
    value = "clusters about centres of least squares",
    cite =
        "S. Lloyd, Least squares quantization in PCM, IEEE Trans. Information Theory 28, 1982; D."
            + " Arthur, S. Vassilvitskii, k-means++, SODA 2007; scikit-learn KMeans")
public record KMeans(
    @Param(
            value = "how many clusters",
            min = 1,
            tune = {2, 50},
            log = true)
        int nClusters,
    @Param("how the first centres are chosen") Init init,
    @Param(value = "how many runs from different centres", min = 1) int nInit,
    @Param(value = "most iterations of a run", min = 1) int maxIter,
    @Param(value = "least movement, as a share of the variance, to go on", min = 0, max = 1e9)
        double tol,
    @Param("every distance, or those the triangle inequality leaves") Algorithm algorithm)
    implements Trainer<KMeans.Fitted> {
  /** How the first centres are chosen. */
  public enum Init {
    /** Rows far from the centres so far are likely; the best of some draws is taken. */
    KMEANS_PLUS_PLUS,
    /** Different rows. */
    RANDOM
  }

  /** How the nearest centres are found. */
  public enum Algorithm {
    LLOYD,
    ELKAN
  }

  public KMeans {
    Spec.check(KMeans.class, nClusters, init, nInit, maxIter, tol, algorithm);
  }

  public KMeans() {
    this(8, Init.KMEANS_PLUS_PLUS, 10, 300, 1e-4, Algorithm.LLOYD);
  }

  public KMeans nClusters(int nClusters) {
    return Spec.with(this, "nClusters", nClusters);
  }

  public KMeans init(Init init) {
    return Spec.with(this, "init", init);
  }

  public KMeans nInit(int nInit) {
    return Spec.with(this, "nInit", nInit);
  }

  public KMeans maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public KMeans tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public KMeans algorithm(Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return fit(train, new double[0], run);
  }

  /**
   * @param start the first centres; empty: as {@link #init} says
   */
  Fitted fit(Frame train, double[] start, Run run) {
    needs().checkAll(train, this);
    var columns = List.copyOf(train.features().names());
    var features = Features.of(train, columns);
    var x = Tiles.of(features, "KMeans");
    checkRows("KMeans", nClusters, x.rows());
    var weights = Weights.of(train);
    double tolerance = tol * meanVariance(x);
    int runs = start.length > 0 ? 1 : nInit;
    // Several runs share the threads between them; one run splits its rows.
    var inner = runs > 1 ? run.silent().threads(1) : run.silent();
    var results =
        run.map(
            "run",
            runs,
            r -> {
              var random = run.random("centres", r);
              var first =
                  start.length > 0
                      ? start
                      : init == Init.RANDOM
                          ? Centres.random(x, weights, nClusters, random)
                          : Centres.plusPlus(x, weights, nClusters, random);
              return new Lloyd(x, weights, nClusters)
                  .run(first, maxIter, tolerance, algorithm == Algorithm.ELKAN, inner);
            });
    var best = results.getFirst();
    for (var r : results) if (r.inertia() < best.inertia()) best = r;
    return new Fitted(
        columns,
        features.names(),
        best.centres(),
        best.labels(),
        best.inertia(),
        best.iterations());
  }

  static void checkRows(String who, int nClusters, int rows) {
    if (nClusters > rows) {
      throw new DataException(
          "%s: nClusters is %d, but there are only %d rows".formatted(who, nClusters, rows));
    }
  }

  /** The features' variances (divisor n), averaged. */
  static double meanVariance(Tiles x) {
    var mean = x.means();
    double s = 0;
    for (int t = 0; t < x.count(); t++) {
      for (int f = 0; f < mean.length; f++)
        for (double v : x.tile(t)[f]) s += (v - mean[f]) * (v - mean[f]);
    }
    return s / x.rows() / mean.length;
  }

  /**
   * The centres.
   *
   * @param centres row-major, a row for each cluster
   * @param labels the cluster of each training row
   * @param inertia Σ weight × squared distance of the training rows
   * @param iterations of the run that was kept
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      double[] centres,
      int[] labels,
      double inertia,
      int iterations)
      implements Predictor<Clusters> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /** The number of clusters. */
    public int count() {
      return centres.length / features.size();
    }

    @Override
    public Clusters predict(Frame frame) {
      return predict(frame, Run.quiet().threads(1));
    }

    @Override
    public Clusters predict(Frame frame, Run run) {
      var x = Tiles.of(Features.of(frame, columns, features), "KMeans");
      return new Clusters(Centres.nearest(x, centres, count(), run), count());
    }

    /** Row-major, per row and cluster: the distance to the centre. */
    public double[] distances(Frame frame) {
      var x = Tiles.of(Features.of(frame, columns, features), "KMeans");
      return Centres.distances(x, centres, count());
    }
  }
}
