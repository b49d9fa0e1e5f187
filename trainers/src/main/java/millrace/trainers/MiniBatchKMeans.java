package millrace.trainers;

import java.util.List;
import java.util.random.RandomGenerator;
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
import millrace.trainers.KMeans.Init;

/**
 * k-means of many rows: the centres follow small random samples, so that a fraction of the rows, or
 * few passes over them, is enough; the inertia is a little greater than {@link KMeans} would reach.
 * Names and defaults are scikit-learn's, as is the algorithm: each centre is the mean of all rows
 * it got, and one that got less than {@code reassignmentRatio} of what the greatest got is put on a
 * row of the sample. It ends when the smoothed inertia of the samples has not fallen for {@code
 * maxNoImprovement} of them.
 *
 * <p>A new row belongs to the nearest centre, of equals to the first. Weights count rows in the
 * means, in the inertia and (unlike scikit-learn 1.2) in the draw of the first centres. Columns are
 * not standardised: put {@code new Standardize()} before where units differ. Sparse columns are
 * read, but held dense: 16 bytes a cell.
 *
 * <p>Cost: O(batchSize × features × clusters) a sample; once O(rows × features × clusters) for the
 * labels.
 *
 * @param nClusters how many clusters (default 8); at most one for each row
 * @param init greedy k-means++ (default) or random rows
 * @param maxIter at most so many times the rows are drawn (default 100)
 * @param batchSize rows of a sample (default 1024), drawn with replacement; not more than there are
 * @param nInit how many first centres are tried; the best for a sample of {@code initSize} rows is
 *     taken (default 3)
 * @param maxNoImprovement ends after so many samples without a lower smoothed inertia (default 10);
 *     0: never (scikit-learn's None)
 * @param initSize rows from which first centres are drawn; 0 (default): three samples, or three
 *     rows for each cluster if that is more
 * @param reassignmentRatio which share of the greatest cluster's weight is too little (default .01)
 * @param tol ends when the centres' squared moves of a sample sum to this share of the features'
 *     mean variance (default 0: never)
 * @see "D. Sculley, Web-scale k-means clustering, WWW 2010"
 * @see "scikit-learn 1.2, sklearn.cluster.MiniBatchKMeans"
 */
@About(
    value = "k-means by small samples of the rows",
    cite = "D. Sculley, Web-scale k-means clustering, WWW 2010; scikit-learn MiniBatchKMeans")
public record MiniBatchKMeans(
    @Param(
            value = "how many clusters",
            min = 1,
            tune = {2, 50},
            log = true)
        int nClusters,
    @Param("how the first centres are chosen") Init init,
    @Param(value = "most times that the rows are drawn", min = 1) int maxIter,
    @Param(
            value = "rows of a sample",
            min = 1,
            tune = {256, 4096},
            log = true)
        int batchSize,
    @Param(value = "how many first centres are tried", min = 1) int nInit,
    @Param(value = "samples without improvement to end after; 0: never", min = 0)
        int maxNoImprovement,
    @Param(value = "rows from which first centres are drawn; 0: three samples", min = 0)
        int initSize,
    @Param(value = "share of the greatest cluster's weight that is too little", min = 0, max = 1)
        double reassignmentRatio,
    @Param(value = "least movement, as a share of the variance, to go on", min = 0, max = 1e9)
        double tol)
    implements Trainer<MiniBatchKMeans.Fitted> {
  public MiniBatchKMeans {
    Spec.check(
        MiniBatchKMeans.class,
        nClusters,
        init,
        maxIter,
        batchSize,
        nInit,
        maxNoImprovement,
        initSize,
        reassignmentRatio,
        tol);
  }

  public MiniBatchKMeans() {
    this(8, Init.KMEANS_PLUS_PLUS, 100, 1024, 3, 10, 0, 0.01, 0);
  }

  public MiniBatchKMeans nClusters(int nClusters) {
    return Spec.with(this, "nClusters", nClusters);
  }

  public MiniBatchKMeans init(Init init) {
    return Spec.with(this, "init", init);
  }

  public MiniBatchKMeans maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public MiniBatchKMeans batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public MiniBatchKMeans nInit(int nInit) {
    return Spec.with(this, "nInit", nInit);
  }

  public MiniBatchKMeans maxNoImprovement(int maxNoImprovement) {
    return Spec.with(this, "maxNoImprovement", maxNoImprovement);
  }

  public MiniBatchKMeans initSize(int initSize) {
    return Spec.with(this, "initSize", initSize);
  }

  public MiniBatchKMeans reassignmentRatio(double reassignmentRatio) {
    return Spec.with(this, "reassignmentRatio", reassignmentRatio);
  }

  public MiniBatchKMeans tol(double tol) {
    return Spec.with(this, "tol", tol);
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
    var x = Tiles.of(features, "MiniBatchKMeans");
    int n = x.rows();
    int p = x.width();
    KMeans.checkRows("MiniBatchKMeans", nClusters, n);
    var weights = Weights.of(train);
    var rows = x.rowMajor();
    int batch = Math.min(batchSize, n);
    var first = start.length > 0 ? start : first(rows, weights, p, batch, run);
    double tolerance = tol > 0 ? tol * KMeans.meanVariance(x) : 0;
    var found = new MiniBatch(rows, weights, p, first, batch);
    int steps = found.run(this, batch, tolerance, run.random("batches"), run);
    run.step("batch", steps, steps);
    var labels = Centres.nearest(x, found.centres, nClusters, run);
    return new Fitted(
        columns,
        features.names(),
        found.centres,
        labels,
        Centres.inertia(x, weights, found.centres, labels),
        (int) Math.ceilDiv((long) steps * batch, n));
  }

  /** The best of some first centres, by the inertia of some rows. */
  private double[] first(double[] rows, double[] weights, int p, int batch, Run run) {
    int n = weights.length;
    int size = initSize == 0 ? 3 * batch : initSize;
    if (size < nClusters) size = 3 * nClusters;
    size = Math.min(size, n);
    var judge = Sample.of(rows, weights, p, size, run.random("judges"));
    var best = new double[0];
    double least = Double.POSITIVE_INFINITY;
    for (int r = 0; r < nInit; r++) {
      var random = run.random("centres", r);
      var from = Sample.of(rows, weights, p, size, random);
      var centres =
          init == Init.RANDOM
              ? Centres.random(from.x, from.weights, nClusters, random)
              : Centres.plusPlus(from.x, from.weights, nClusters, random);
      var nearest = Centres.nearest(judge.x, centres, nClusters, run);
      double inertia = Centres.inertia(judge.x, judge.weights, centres, nearest);
      if (best.length > 0 && inertia >= least) continue;
      best = centres;
      least = inertia;
    }
    return best;
  }

  /** Some rows, drawn with replacement; all of them, as they are, if as many are wanted. */
  private record Sample(Tiles x, double[] weights) {
    static Sample of(double[] rows, double[] weights, int p, int size, RandomGenerator random) {
      int n = weights.length;
      if (size == n) return new Sample(Tiles.ofRows(rows, p), weights);
      var x = new double[size * p];
      var w = new double[size];
      for (int i = 0; i < size; i++) {
        int row = random.nextInt(n);
        w[i] = weights[row];
        System.arraycopy(rows, row * p, x, i * p, p);
      }
      return new Sample(Tiles.ofRows(x, p), w);
    }
  }

  /**
   * The centres.
   *
   * @param centres row-major, a row for each cluster
   * @param labels the cluster of each training row
   * @param inertia Σ weight × squared distance of the training rows
   * @param iterations how many times the rows were drawn, begun ones counted
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
      var x = Tiles.of(Features.of(frame, columns, features), "MiniBatchKMeans");
      return new Clusters(Centres.nearest(x, centres, count(), run), count());
    }

    /** Row-major, per row and cluster: the distance to the centre. */
    public double[] distances(Frame frame) {
      var x = Tiles.of(Features.of(frame, columns, features), "MiniBatchKMeans");
      return Centres.distances(x, centres, count());
    }
  }
}
