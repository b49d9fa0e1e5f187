package millrace.trainers;

import java.util.ArrayList;
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
 * A mixture of Gaussian distributions, fitted by expectation and maximisation; each component is a
 * cluster. Names and defaults are scikit-learn's. A row belongs to the component that most likely
 * made it; {@link Fitted#probability} says how likely each is, {@link Fitted#scores} how dense the
 * rows lie, {@link Fitted#bic} and {@link Fitted#aic} help to choose the number of components.
 *
 * <p>Cost: O(rows × components × features²) an iteration (× features for DIAG and SPHERICAL), in
 * parallel over blocks of rows.
 *
 * @param nComponents how many components (default 1); at most one for each row
 * @param covariance the form of the covariances (default FULL)
 * @param tol ends when the mean log-likelihood of a row grows by less (default 1e-3)
 * @param regCovar added to each variance, so that none is 0 (default 1e-6)
 * @param maxIter most iterations (default 100)
 * @param nInit how many runs, of which the likeliest is kept (default 1)
 * @param init the first shares: from a run of k-means (default) or random
 * @see "A. Dempster, N. Laird, D. Rubin, Maximum likelihood from incomplete data via the EM
 *     algorithm, Journal of the Royal Statistical Society B 39, 1977"
 * @see "scikit-learn 1.2, sklearn.mixture.GaussianMixture"
 */
@About(
    value = "clusters as Gaussian distributions",
    cite =
        "A. Dempster, N. Laird, D. Rubin, Maximum likelihood from incomplete data via the EM"
            + " algorithm, J. Royal Statistical Society B 39, 1977; scikit-learn GaussianMixture")
public record GaussianMixture(
    @Param(
            value = "how many components",
            min = 1,
            tune = {1, 30},
            log = true)
        int nComponents,
    @Param("the form of the covariances") Covariance covariance,
    @Param(value = "least growth of the mean log-likelihood to go on", min = 0, max = 1e9)
        double tol,
    @Param(value = "added to each variance", min = 0, max = 1e9) double regCovar,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "how many runs", min = 1) int nInit,
    @Param("where the first shares come from") Init init)
    implements Trainer<GaussianMixture.Fitted> {
  /** The form of the covariances. */
  public enum Covariance {
    /** Each component has a matrix of its own. */
    FULL,
    /** All share one matrix. */
    TIED,
    /** Each has a variance for each feature. */
    DIAG,
    /** Each has a single variance. */
    SPHERICAL
  }

  /** Where the first shares come from. */
  public enum Init {
    KMEANS,
    RANDOM
  }

  public GaussianMixture {
    Spec.check(GaussianMixture.class, nComponents, covariance, tol, regCovar, maxIter, nInit, init);
  }

  public GaussianMixture() {
    this(1, Covariance.FULL, 1e-3, 1e-6, 100, 1, Init.KMEANS);
  }

  public GaussianMixture nComponents(int nComponents) {
    return Spec.with(this, "nComponents", nComponents);
  }

  public GaussianMixture covariance(Covariance covariance) {
    return Spec.with(this, "covariance", covariance);
  }

  public GaussianMixture tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public GaussianMixture regCovar(double regCovar) {
    return Spec.with(this, "regCovar", regCovar);
  }

  public GaussianMixture maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public GaussianMixture nInit(int nInit) {
    return Spec.with(this, "nInit", nInit);
  }

  public GaussianMixture init(Init init) {
    return Spec.with(this, "init", init);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return fit(train, new int[0], run);
  }

  /**
   * @param start the first cluster of each row; empty: as {@link #init} says
   */
  Fitted fit(Frame train, int[] start, Run run) {
    needs().checkAll(train, this);
    var columns = List.copyOf(train.features().names());
    var features = Features.of(train, columns);
    var x = Tiles.of(features, "GaussianMixture");
    KMeans.checkRows("GaussianMixture", nComponents, x.rows());
    var best = new ArrayList<Fitted>(1);
    for (int r = 0; r < nInit; r++) {
      var m = new Mixture(x, nComponents, covariance, regCovar);
      if (start.length > 0) m.start(start, run);
      else if (init == Init.RANDOM) m.start(run.random("shares", r), run);
      else m.start(clusters(x, run, r), run);
      double bound = Double.NEGATIVE_INFINITY;
      boolean converged = false;
      int iteration = 0;
      while (iteration < maxIter && !converged) {
        if (!run.step("run " + (r + 1), iteration, maxIter)) break;
        double now = m.round(run);
        iteration++;
        converged = Math.abs(now - bound) < tol;
        bound = now;
      }
      if (!best.isEmpty() && !(bound > best.getFirst().bound())) continue;
      best.clear();
      best.add(
          new Fitted(
              columns,
              features.names(),
              covariance,
              m.weight,
              m.mean,
              m.covariance,
              m.precision,
              m.logDeterminant,
              m.labels(),
              bound,
              iteration,
              converged));
    }
    run.step("mixture", nInit, nInit);
    return best.getFirst();
  }

  private int[] clusters(Tiles x, Run run, int r) {
    var ones = new double[x.rows()];
    Arrays.fill(ones, 1);
    var first = Centres.plusPlus(x, ones, nComponents, run.random("centres", r));
    return new Lloyd(x, ones, nComponents)
        .run(first, 300, 1e-4 * KMeans.meanVariance(x), false, run.silent())
        .labels();
  }

  /**
   * The mixture.
   *
   * @param weights the share of each component
   * @param means row-major, a row for each component
   * @param covariances FULL: a matrix for each component; TIED: one; DIAG: a variance for each
   *     component and feature; SPHERICAL: for each component
   * @param precisions in the form of the covariances: L⁻¹ of their Cholesky factor L, or 1 / σ
   * @param logDeterminants of the precisions, for each component
   * @param labels the most likely component of each training row
   * @param bound the mean log-likelihood of a training row at the last iteration
   * @param iterations of the run that was kept
   * @param converged whether it ended before {@code maxIter}
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Covariance covariance,
      double[] weights,
      double[] means,
      double[] covariances,
      double[] precisions,
      double[] logDeterminants,
      int[] labels,
      double bound,
      int iterations,
      boolean converged)
      implements Predictor<Clusters> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /** What a tile of rows gives. */
    private interface Visitor {
      void tile(int t, int rows, double[][] share, double[] density);
    }

    private int visit(Frame frame, Visitor visitor) {
      var x = Tiles.of(Features.of(frame, columns, features), "GaussianMixture");
      int k = weights.length;
      var room = new Mixture.Room(k);
      var share = new double[k][Tiles.SIZE];
      for (int t = 0; t < x.count(); t++) {
        Mixture.expect(
            covariance,
            x.tile(t),
            x.size(t),
            k,
            weights,
            means,
            precisions,
            logDeterminants,
            share,
            room);
        visitor.tile(t, x.size(t), share, room.total);
      }
      return x.rows();
    }

    @Override
    public Clusters predict(Frame frame) {
      var out = new int[frame.size()];
      visit(frame, (t, rows, share, _) -> Mixture.best(share, rows, out, t * Tiles.SIZE));
      return new Clusters(out, weights.length);
    }

    @Override
    public Clusters predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    /** Row-major, per row and component: the probability that the row came from it. */
    public double[] probability(Frame frame) {
      int k = weights.length;
      var out = new double[Math.multiplyExact(frame.size(), k)];
      visit(
          frame,
          (t, rows, share, _) -> {
            for (int i = 0; i < rows; i++)
              for (int c = 0; c < k; c++) out[(t * Tiles.SIZE + i) * k + c] = share[c][i];
          });
      return out;
    }

    /** The logarithm of the density at each row. */
    public double[] scores(Frame frame) {
      var out = new double[frame.size()];
      visit(
          frame, (t, rows, _, density) -> System.arraycopy(density, 0, out, t * Tiles.SIZE, rows));
      return out;
    }

    /** Bayes's information criterion of these rows: lower is better. */
    public double bic(Frame frame) {
      return -2 * Vectors.sum(scores(frame)) + parameters() * Math.log(frame.size());
    }

    /** Akaike's information criterion of these rows: lower is better. */
    public double aic(Frame frame) {
      return -2 * Vectors.sum(scores(frame)) + 2 * parameters();
    }

    /** How many numbers are free. */
    double parameters() {
      double k = weights.length;
      double p = features.size();
      double of =
          switch (covariance) {
            case FULL -> k * p * (p + 1) / 2;
            case TIED -> p * (p + 1) / 2;
            case DIAG -> k * p;
            case SPHERICAL -> k;
          };
      return of + k * p + k - 1;
    }
  }
}
