package millrace.trainers;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.ClassWeight;
import millrace.learn.DecisionFunction;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Gradient boosted exact trees: levels, by the logarithmic loss; for more than two levels a tree
 * for each of them a round.
 *
 * <p>Each tree is grown by least squares on the negative gradient of the loss (which makes the same
 * cuts as scikit-learn's {@code friedman_mse}), then each leaf gets the step that lowers the loss.
 * Names and defaults are those of scikit-learn, except that {@code maxFeatures} is a share (0: the
 * square root) and {@code maxDepth} 0 stands for no limit; there is no early stopping. {@link
 * HistGradientBoostingClassifier} is much faster on many rows, stops early, and reads missing and
 * nominal cells, which are refused here: put {@code Impute} and {@code OneHot} or {@code Ordinal}
 * before. Rows may have weights. O(nEstimators × rows × features × depth) time; the trees of the
 * levels of a round are grown side by side.
 *
 * @see "Friedman: Greedy function approximation: a gradient boosting machine, Annals of Statistics
 *     29, 2001"
 * @see "scikit-learn 1.2, sklearn.ensemble.GradientBoostingClassifier"
 */
@About(
    value = "gradient boosted exact trees",
    cite =
        "Friedman: Greedy function approximation, Annals of Statistics 29, 2001; scikit-learn"
            + " GradientBoostingClassifier")
public record GradientBoostingClassifier(
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
        double minImpurityDecrease,
    @Param("whether rare levels weigh more") ClassWeight classWeight)
    implements Trainer<GradientBoostingClassifier.Fitted> {
  public GradientBoostingClassifier {
    Spec.check(
        GradientBoostingClassifier.class,
        nEstimators,
        learningRate,
        subsample,
        maxDepth,
        minSamplesSplit,
        minSamplesLeaf,
        maxFeatures,
        maxLeafNodes,
        minImpurityDecrease,
        classWeight);
  }

  public GradientBoostingClassifier() {
    this(100, 0.1, 1, 3, 2, 1, 1, 0, 0, ClassWeight.NONE);
  }

  public GradientBoostingClassifier nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public GradientBoostingClassifier learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public GradientBoostingClassifier subsample(double subsample) {
    return Spec.with(this, "subsample", subsample);
  }

  public GradientBoostingClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public GradientBoostingClassifier minSamplesSplit(int minSamplesSplit) {
    return Spec.with(this, "minSamplesSplit", minSamplesSplit);
  }

  public GradientBoostingClassifier minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public GradientBoostingClassifier maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public GradientBoostingClassifier maxLeafNodes(int maxLeafNodes) {
    return Spec.with(this, "maxLeafNodes", maxLeafNodes);
  }

  public GradientBoostingClassifier minImpurityDecrease(double minImpurityDecrease) {
    return Spec.with(this, "minImpurityDecrease", minImpurityDecrease);
  }

  public GradientBoostingClassifier classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var y = (Column.Nominal) train.targetColumn();
    var levels = Forest.levels(train, this);
    int k = levels.size();
    var codes = y.codes(levels);
    boolean weighted = train.weightsName().isPresent() || classWeight != ClassWeight.NONE;
    var weight = weighted ? Weights.of(train, classWeight, codes, k) : new double[0];
    var numbers = new double[codes.length];
    for (int i = 0; i < codes.length; i++) numbers[i] = codes[i];
    var kind = k == 2 ? HistLoss.Kind.BINARY : HistLoss.Kind.MULTINOMIAL;
    var loss = new HistLoss(kind, numbers, weight, k == 2 ? 1 : k, 0.5);
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
    var b = ExactBoosting.boost(new TreeColumns(x, run), loss, 0, settings, run);
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), b.trees(), b.base(), levels);
  }

  /**
   * The trees; a raw prediction is {@code base} plus the sum of the leaves: the log odds of the
   * second of two levels, or one a level.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   */
  public record Fitted(
      List<String> columns, Vocabulary features, Trees trees, double[] base, Vocabulary levels)
      implements DecisionFunction, TreeModel {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public double[] decision(Frame frame) {
      return Boosted.raw(trees, base, Features.of(frame, columns, features));
    }

    @Override
    public Labels predict(Frame frame) {
      return Boosted.labels(decision(frame), levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    @Override
    public double[] importances() {
      return trees.importances(features.size(), false);
    }
  }
}
