package millrace.trainers;

import java.util.Arrays;
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
import millrace.learn.Weights;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Gradient boosted exact trees: numbers.
 *
 * <p>Each tree is grown by least squares on the negative gradient of the loss (which makes the same
 * cuts as scikit-learn's {@code friedman_mse}), then each leaf gets the step that lowers the loss.
 * Names and defaults are those of scikit-learn, except that {@code maxFeatures} is a share (0: the
 * square root) and {@code maxDepth} 0 stands for no limit; there is no early stopping. {@link
 * HistGradientBoostingRegressor} is much faster on many rows, stops early, and reads missing and
 * nominal cells, which are refused here: put {@code Impute} and {@code OneHot} or {@code Ordinal}
 * before. Rows may have weights. O(nEstimators × rows × features × depth) time; one thread.
 *
 * @see "Friedman: Greedy function approximation: a gradient boosting machine, Annals of Statistics
 *     29, 2001"
 * @see "scikit-learn 1.2, sklearn.ensemble.GradientBoostingRegressor"
 */
@About(
    value = "gradient boosted exact trees",
    cite =
        "Friedman: Greedy function approximation, Annals of Statistics 29, 2001; scikit-learn"
            + " GradientBoostingRegressor")
public record GradientBoostingRegressor(
    @Param("what is to become small") Loss loss,
    @Param(value = "the quantile of losses HUBER and QUANTILE", min = 1e-6, max = 0.999999)
        double alpha,
    @Param(
            value = "rounds",
            min = 1,
            max = 100_000,
            tune = {50, 500},
            log = true)
        int nEstimators,
    @Param(
            value = "shrinkage of each tree",
            min = 1e-6,
            max = 1,
            tune = {0.02, 0.3},
            log = true)
        double learningRate,
    @Param(
            value = "share of the rows for each round, without replacement",
            min = 1e-6,
            max = 1,
            tune = {0.5, 1})
        double subsample,
    @Param(
            value = "greatest depth; 0: no limit",
            min = 0,
            max = 1_000_000,
            tune = {2, 10})
        int maxDepth,
    @Param(value = "fewest rows of a node that is split", min = 2, max = 1e9) int minSamplesSplit,
    @Param(
            value = "fewest rows of a leaf",
            min = 1,
            max = 1e9,
            tune = {1, 20},
            log = true)
        int minSamplesLeaf,
    @Param(
            value = "share of the features tried at each split; 0: the square root of their number",
            min = 0,
            max = 1)
        double maxFeatures,
    @Param(
            value = "most leaves of a tree, those of the best splits; 0: no limit",
            min = 0,
            max = 1e9)
        int maxLeafNodes,
    @Param(
            value =
                "least decrease of the squared error by a split, weighed by the share of the rows",
            min = 0,
            max = 1e300)
        double minImpurityDecrease)
    implements Trainer<GradientBoostingRegressor.Fitted> {
  /** What is to become small. */
  public enum Loss {
    /** The squared error: the mean. */
    SQUARED_ERROR,
    /** The absolute error: the median. */
    ABSOLUTE_ERROR,
    /** Squared where the error is among the smaller {@code alpha} of all, else absolute. */
    HUBER,
    /** The pinball loss: the quantile {@code alpha}. */
    QUANTILE
  }

  public GradientBoostingRegressor {
    Spec.check(
        GradientBoostingRegressor.class,
        loss,
        alpha,
        nEstimators,
        learningRate,
        subsample,
        maxDepth,
        minSamplesSplit,
        minSamplesLeaf,
        maxFeatures,
        maxLeafNodes,
        minImpurityDecrease);
  }

  public GradientBoostingRegressor() {
    this(Loss.SQUARED_ERROR, 0.9, 100, 0.1, 1, 3, 2, 1, 1, 0, 0);
  }

  public GradientBoostingRegressor loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public GradientBoostingRegressor alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public GradientBoostingRegressor nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public GradientBoostingRegressor learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public GradientBoostingRegressor subsample(double subsample) {
    return Spec.with(this, "subsample", subsample);
  }

  public GradientBoostingRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public GradientBoostingRegressor minSamplesSplit(int minSamplesSplit) {
    return Spec.with(this, "minSamplesSplit", minSamplesSplit);
  }

  public GradientBoostingRegressor minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public GradientBoostingRegressor maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public GradientBoostingRegressor maxLeafNodes(int maxLeafNodes) {
    return Spec.with(this, "maxLeafNodes", maxLeafNodes);
  }

  public GradientBoostingRegressor minImpurityDecrease(double minImpurityDecrease) {
    return Spec.with(this, "minImpurityDecrease", minImpurityDecrease);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var y = ((Column.Numeric) train.targetColumn()).values();
    var weight = train.weightsName().isPresent() ? Weights.of(train) : new double[0];
    var kind =
        switch (loss) {
          case SQUARED_ERROR -> HistLoss.Kind.SQUARED;
          case ABSOLUTE_ERROR, HUBER -> HistLoss.Kind.ABSOLUTE;
          case QUANTILE -> HistLoss.Kind.QUANTILE;
        };
    var x = Features.of(train);
    var growth =
        new Cart.Growth(
            maxDepth,
            minSamplesSplit,
            minSamplesLeaf,
            Forest.tried(maxFeatures, x.width()),
            false,
            maxLeafNodes,
            minImpurityDecrease,
            0);
    var settings = new ExactBoosting.Settings(nEstimators, learningRate, subsample, growth);
    double huber = loss == Loss.HUBER ? alpha : 0;
    var b =
        ExactBoosting.boost(
            new TreeColumns(x, run), new HistLoss(kind, y, weight, 1, alpha), huber, settings, run);
    return new Fitted(List.copyOf(train.features().names()), x.names(), b.trees(), b.base()[0]);
  }

  /**
   * The trees; a prediction is {@code base} plus the sum of the leaves.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   */
  public record Fitted(List<String> columns, Vocabulary features, Trees trees, double base)
      implements Predictor<Numbers>, TreeModel {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Numbers predict(Frame frame) {
      var out = new double[frame.size()];
      Arrays.fill(out, base);
      trees.addTo(Features.of(frame, columns, features), 0, out);
      return new Numbers(out);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    @Override
    public double[] importances() {
      return trees.importances(features.size(), false);
    }
  }
}
