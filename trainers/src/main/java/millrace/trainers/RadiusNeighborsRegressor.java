package millrace.trainers;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.preprocess.Neighbours;
import millrace.run.Run;

/**
 * The mean of all rows within a radius, each counting alike or by the inverse of its distance (then
 * rows at distance 0, if there are any, count alone).
 *
 * <p>Names and defaults are those of scikit-learn. A row without any neighbour gets the mean of
 * training, where scikit-learn gives NaN. See {@link Neighbours} for how they are found, and the
 * cost.
 *
 * <p>Distances mix units: put {@link millrace.preprocess.Standardize} before, where they differ.
 * Features must be finite; sparse columns are made dense.
 *
 * @see "Cover, Hart: Nearest Neighbor Pattern Classification. IEEE Transactions on Information
 *     Theory 13, 1967"
 * @see "scikit-learn 1.2, sklearn.neighbors.RadiusNeighborsRegressor"
 */
@About(
    value = "the mean of all rows within a radius",
    cite =
        "Cover, Hart: Nearest Neighbor Pattern Classification, IEEE Transactions on Information"
            + " Theory 13, 1967; scikit-learn RadiusNeighborsRegressor")
public record RadiusNeighborsRegressor(
    @Param(
            value = "how far away rows are asked, in the distance of the metric",
            min = 0,
            max = 1e300,
            tune = {0.1, 10},
            log = true)
        double radius,
    @Param("how much each neighbour counts") KNeighborsClassifier.Weights weights,
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
    implements Trainer<RadiusNeighborsRegressor.Fitted> {
  public RadiusNeighborsRegressor {
    Spec.check(RadiusNeighborsRegressor.class, radius, weights, metric, p, algorithm, leafSize);
    NearRows.check(metric, algorithm);
  }

  public RadiusNeighborsRegressor() {
    this(
        1,
        KNeighborsClassifier.Weights.UNIFORM,
        Neighbours.Metric.MINKOWSKI,
        2,
        Neighbours.Algorithm.AUTO,
        30);
  }

  public RadiusNeighborsRegressor radius(double radius) {
    return Spec.with(this, "radius", radius);
  }

  public RadiusNeighborsRegressor weights(KNeighborsClassifier.Weights weights) {
    return Spec.with(this, "weights", weights);
  }

  public RadiusNeighborsRegressor metric(Neighbours.Metric metric) {
    return Spec.with(this, "metric", metric);
  }

  public RadiusNeighborsRegressor p(double p) {
    return Spec.with(this, "p", p);
  }

  public RadiusNeighborsRegressor algorithm(Neighbours.Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  public RadiusNeighborsRegressor leafSize(int leafSize) {
    return Spec.with(this, "leafSize", leafSize);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("index", 0, 1);
    var x = Features.of(train);
    var search = Neighbours.of(Neighbours.matrix(x), x.width(), metric, p, algorithm, leafSize);
    run.step("index", 1, 1);
    return new Fitted(
        List.copyOf(train.features().names()),
        x.names(),
        search,
        radius,
        weights,
        ((Column.Numeric) train.targetColumn()).values().clone());
  }

  /**
   * The training rows.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param values the target of each training row
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Neighbours search,
      double radius,
      KNeighborsClassifier.Weights weights,
      double[] values)
      implements Predictor<Numbers> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Numbers predict(Frame frame) {
      return predict(frame, NearRows.ALONE);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      var near = search.within(NearRows.queries(frame, columns, features), radius, run);
      var weight = NearRows.weights(near.distances(), near.starts(), weights);
      return NearRows.numbers(near.starts(), near.rows(), weight, values);
    }
  }
}
