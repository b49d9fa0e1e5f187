package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Scores;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.preprocess.Neighbours;
import millrace.run.Run;

/**
 * How much less dense a row's surroundings are than those of its neighbours: the local outlier
 * factor, 1 for a row like its neighbours. The score is a threshold minus the factor, so outliers
 * are below 0.
 *
 * <p>The reachability of a from b is max(distance, distance of b to its k-th nearest other row);
 * the density of a row is the inverse of its mean reachability from its k nearest; the factor is
 * the mean density of these divided by its own. Names and defaults are those of scikit-learn, and
 * scores those of its {@code novelty=True}: rows given to predict are measured against the training
 * rows, so a training row given again counts as its own neighbour. What it had in training, itself
 * left out, stands in {@link Fitted#factors}. Cost: see {@link Neighbours}.
 *
 * <p>Distances mix units: put {@link millrace.preprocess.Standardize} before, where they differ.
 * Features must be finite; sparse columns are made dense.
 *
 * @see "Breunig, Kriegel, Ng, Sander: LOF: Identifying Density-Based Local Outliers. SIGMOD 2000"
 * @see "scikit-learn 1.2, sklearn.neighbors.LocalOutlierFactor"
 */
@About(
    value = "outliers by the density of a row against that of its neighbours",
    cite = "Breunig, Kriegel, Ng, Sander: LOF, SIGMOD 2000; scikit-learn LocalOutlierFactor")
public record LocalOutlierFactor(
    @Param(
            value = "nearest rows that are asked, k",
            min = 1,
            max = 1e9,
            tune = {1, 50},
            log = true)
        int nNeighbors,
    @Param(
            value = "share of the training rows that are outliers; 0: auto, a factor above 1.5",
            min = 0,
            max = 0.5)
        double contamination,
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
    implements Trainer<LocalOutlierFactor.Fitted> {
  public LocalOutlierFactor {
    Spec.check(LocalOutlierFactor.class, nNeighbors, contamination, metric, p, algorithm, leafSize);
    NearRows.check(metric, algorithm);
  }

  public LocalOutlierFactor() {
    this(20, 0, Neighbours.Metric.MINKOWSKI, 2, Neighbours.Algorithm.AUTO, 30);
  }

  public LocalOutlierFactor nNeighbors(int nNeighbors) {
    return Spec.with(this, "nNeighbors", nNeighbors);
  }

  public LocalOutlierFactor contamination(double contamination) {
    return Spec.with(this, "contamination", contamination);
  }

  public LocalOutlierFactor metric(Neighbours.Metric metric) {
    return Spec.with(this, "metric", metric);
  }

  public LocalOutlierFactor p(double p) {
    return Spec.with(this, "p", p);
  }

  public LocalOutlierFactor algorithm(Neighbours.Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  public LocalOutlierFactor leafSize(int leafSize) {
    return Spec.with(this, "leafSize", leafSize);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    if (train.size() < 2)
      throw new DataException("LocalOutlierFactor needs at least 2 rows, but there is 1");
    run.step("density", 0, 2);
    var x = Features.of(train);
    var search = Neighbours.of(Neighbours.matrix(x), x.width(), metric, p, algorithm, leafSize);
    var near = search.nearestOthers(nNeighbors, run);
    run.step("density", 1, 2);
    int k = near.k();
    var reach = new double[train.size()];
    for (int i = 0; i < reach.length; i++) reach[i] = near.distances()[i * k + k - 1];
    var density = density(near, reach);
    var factors = factors(near, density, density);
    run.step("density", 2, 2);
    return new Fitted(
        List.copyOf(train.features().names()),
        x.names(),
        search,
        k,
        reach,
        density,
        factors,
        contamination == 0 ? 1.5 : quantile(factors, 1 - contamination));
  }

  private static double[] density(Neighbours.Nearest near, double[] reach) {
    int k = near.k();
    var out = new double[near.rows().length / k];
    for (int i = 0; i < out.length; i++) {
      double s = 0;
      for (int j = i * k; j < (i + 1) * k; j++)
        s += Math.max(near.distances()[j], reach[near.rows()[j]]);
      out[i] = 1 / (s / k + 1e-10); // so that k equal rows do not divide by 0, as scikit-learn
    }
    return out;
  }

  private static double[] factors(Neighbours.Nearest near, double[] own, double[] density) {
    int k = near.k();
    var out = new double[own.length];
    for (int i = 0; i < out.length; i++) {
      double s = 0;
      for (int j = i * k; j < (i + 1) * k; j++) s += density[near.rows()[j]] / own[i];
      out[i] = s / k;
    }
    return out;
  }

  private static double quantile(double[] values, double share) {
    var v = values.clone();
    Arrays.sort(v);
    double at = share * (v.length - 1);
    int low = (int) at;
    return v[low] + (at - low) * (v[Math.min(low + 1, v.length - 1)] - v[low]);
  }

  /**
   * The training rows and their densities.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param k how many neighbours are asked
   * @param reach of each training row: the distance to its k-th nearest other row
   * @param density the local reachability density of each training row
   * @param factors the local outlier factor of each training row among the others
   * @param threshold a factor above it is an outlier's
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Neighbours search,
      int k,
      double[] reach,
      double[] density,
      double[] factors,
      double threshold)
      implements Predictor<Scores> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Scores predict(Frame frame) {
      return predict(frame, NearRows.ALONE);
    }

    @Override
    public Scores predict(Frame frame, Run run) {
      var near = search.nearest(NearRows.queries(frame, columns, features), k, run);
      var out = LocalOutlierFactor.factors(near, LocalOutlierFactor.density(near, reach), density);
      for (int i = 0; i < out.length; i++) out[i] = threshold - out[i];
      return new Scores(out);
    }
  }
}
