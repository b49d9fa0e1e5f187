package millrace.trainers;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.preprocess.Neighbours;
import millrace.run.Run;

/**
 * Shares of the levels among the k nearest rows, each counting alike or by the inverse of its
 * distance (then rows at distance 0, if there are any, count alone).
 *
 * <p>Names and defaults are those of scikit-learn. When there are fewer rows than nNeighbors all
 * are asked, where scikit-learn gives an error. Of rows equally far away the first in training is
 * taken. See {@link Neighbours} for how they are found, and the cost.
 *
 * <p>Distances mix units: put {@link millrace.preprocess.Standardize} before, where they differ.
 * Features must be finite; sparse columns are made dense.
 *
 * @see "Cover, Hart: Nearest Neighbor Pattern Classification. IEEE Transactions on Information
 *     Theory 13, 1967"
 * @see "scikit-learn 1.2, sklearn.neighbors.KNeighborsClassifier"
 */
@About(
    value = "shares of the levels among the k nearest rows",
    cite =
        "Cover, Hart: Nearest Neighbor Pattern Classification, IEEE Transactions on Information"
            + " Theory 13, 1967; scikit-learn KNeighborsClassifier")
public record KNeighborsClassifier(
    @Param(
            value = "nearest rows that are asked, k",
            min = 1,
            max = 1e9,
            tune = {1, 50},
            log = true)
        int nNeighbors,
    @Param("how much each neighbour counts") Weights weights,
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
    implements Trainer<KNeighborsClassifier.Fitted> {
  /** How much each neighbour counts. */
  public enum Weights {
    /** All alike. */
    UNIFORM,
    /** By the inverse of its distance; rows at distance 0 alone, if there are any. */
    DISTANCE
  }

  public KNeighborsClassifier {
    Spec.check(KNeighborsClassifier.class, nNeighbors, weights, metric, p, algorithm, leafSize);
    NearRows.check(metric, algorithm);
  }

  public KNeighborsClassifier() {
    this(5, Weights.UNIFORM, Neighbours.Metric.MINKOWSKI, 2, Neighbours.Algorithm.AUTO, 30);
  }

  public KNeighborsClassifier nNeighbors(int nNeighbors) {
    return Spec.with(this, "nNeighbors", nNeighbors);
  }

  public KNeighborsClassifier weights(Weights weights) {
    return Spec.with(this, "weights", weights);
  }

  public KNeighborsClassifier metric(Neighbours.Metric metric) {
    return Spec.with(this, "metric", metric);
  }

  public KNeighborsClassifier p(double p) {
    return Spec.with(this, "p", p);
  }

  public KNeighborsClassifier algorithm(Neighbours.Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  public KNeighborsClassifier leafSize(int leafSize) {
    return Spec.with(this, "leafSize", leafSize);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var target = (Column.Nominal) train.targetColumn();
    var levels = NearRows.levels(train, target);
    run.step("index", 0, 1);
    var x = Features.of(train);
    var search = Neighbours.of(Neighbours.matrix(x), x.width(), metric, p, algorithm, leafSize);
    run.step("index", 1, 1);
    return new Fitted(
        List.copyOf(train.features().names()),
        x.names(),
        search,
        nNeighbors,
        weights,
        target.codes(levels),
        levels);
  }

  /**
   * The training rows.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param codes the level of each training row
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Neighbours search,
      int nNeighbors,
      Weights weights,
      int[] codes,
      Vocabulary levels)
      implements Predictor<Labels> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Labels predict(Frame frame) {
      return predict(frame, NearRows.ALONE);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      var near = search.nearest(NearRows.queries(frame, columns, features), nNeighbors, run);
      var starts = NearRows.starts(near.k(), frame.size());
      var weight = NearRows.weights(near.distances(), starts, weights);
      return NearRows.labels(starts, near.rows(), weight, codes, levels);
    }
  }
}
