package millrace.trainers;

import java.util.List;
import java.util.Map;
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
import millrace.run.Run;
import millrace.store.Version;

/**
 * The mean of many trees (CART), each grown on its own bootstrap sample, trying some features at
 * each split: least squares or Poisson.
 *
 * <p>Defaults differ from scikit-learn's in {@code minSamplesLeaf} 2 (1) and {@code maxFeatures}
 * 0.4 (1), which were better on three public tables: used cars, Ames and California house prices.
 *
 * <p>Other names and defaults are those of scikit-learn, except that {@code maxFeatures} is a share
 * (0: the square root), {@code maxDepth} 0 stands for no limit, and that rows are counted as often
 * as the sample holds them. Of equal splits one is taken at random. One-hot columns cost as much as
 * the column they came from. O(nEstimators × rows × features tried × depth) time.
 *
 * <p>Rows may have weights; limits of rows count rows, not weights. Missing cells are refused: put
 * {@code Impute} before; nominal columns want {@code OneHot} or {@code Ordinal}. {@code
 * HistGradientBoostingRegressor} reads both as they are. The fitted trees print and draw
 * themselves, see {@link TreeModel}.
 *
 * @see "Breiman: Random Forests, Machine Learning 45, 2001"
 * @see "scikit-learn 1.2, sklearn.ensemble.RandomForestRegressor"
 */
@About(
    value = "the mean of many trees, each grown on its own bootstrap sample",
    cite = "Breiman: Random Forests, Machine Learning 45, 2001; scikit-learn RandomForestRegressor")
@Version(2)
public record RandomForestRegressor(
    @Param(
            value = "trees",
            min = 1,
            max = 100_000,
            tune = {50, 500},
            log = true)
        int nEstimators,
    @Param(
            value = "greatest depth; 0: no limit",
            min = 0,
            max = 1_000_000,
            tune = {4, 40})
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
            max = 1,
            tune = {0.1, 1})
        double maxFeatures,
    @Param("whether each tree has its own sample of the rows, drawn with replacement")
        boolean bootstrap,
    @Param("what is to become small in the leaves") NumberCriterion criterion,
    @Param(value = "most leaves, those of the best splits; 0: no limit", min = 0, max = 1e9)
        int maxLeafNodes,
    @Param(
            value = "least decrease of the impurity by a split, weighed by the share of the rows",
            min = 0,
            max = 1e300)
        double minImpurityDecrease,
    @Param(
            value = "cost of a leaf when the tree is pruned, alpha; 0: no pruning",
            min = 0,
            max = 1e300)
        double ccpAlpha,
    @Param("whether the forest is scored on the rows that each tree has not seen") boolean oobScore)
    implements Trainer<RandomForestRegressor.Fitted> {
  public RandomForestRegressor {
    Spec.check(
        RandomForestRegressor.class,
        nEstimators,
        maxDepth,
        minSamplesSplit,
        minSamplesLeaf,
        maxFeatures,
        bootstrap,
        criterion,
        maxLeafNodes,
        minImpurityDecrease,
        ccpAlpha,
        oobScore);
    if (oobScore && !bootstrap) {
      throw new IllegalArgumentException(
          "oobScore true needs bootstrap true: without samples every tree has seen every row");
    }
  }

  public RandomForestRegressor() {
    this(100, 0, 2, 2, 0.4, true, NumberCriterion.SQUARED_ERROR, 0, 0, 0, false);
  }

  public RandomForestRegressor nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public RandomForestRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public RandomForestRegressor minSamplesSplit(int minSamplesSplit) {
    return Spec.with(this, "minSamplesSplit", minSamplesSplit);
  }

  public RandomForestRegressor minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public RandomForestRegressor maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public RandomForestRegressor bootstrap(boolean bootstrap) {
    return Spec.with(this, "bootstrap", bootstrap);
  }

  public RandomForestRegressor criterion(NumberCriterion criterion) {
    return Spec.with(this, "criterion", criterion);
  }

  public RandomForestRegressor maxLeafNodes(int maxLeafNodes) {
    return Spec.with(this, "maxLeafNodes", maxLeafNodes);
  }

  public RandomForestRegressor minImpurityDecrease(double minImpurityDecrease) {
    return Spec.with(this, "minImpurityDecrease", minImpurityDecrease);
  }

  public RandomForestRegressor ccpAlpha(double ccpAlpha) {
    return Spec.with(this, "ccpAlpha", ccpAlpha);
  }

  public RandomForestRegressor oobScore(boolean oobScore) {
    return Spec.with(this, "oobScore", oobScore);
  }

  /** Files of version 1 had fewer parameters; the others had the values that are defaults now. */
  static RandomForestRegressor upgrade(int from, Map<String, Object> tree) {
    return Older.trainer(new RandomForestRegressor(), tree);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
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
            ccpAlpha);
    var target = Forest.numbers(train, criterion);
    var grown = Forest.grow(x, target, nEstimators, bootstrap, oobScore, growth, run);
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), grown.trees(), grown.oobScore());
  }

  /**
   * The trees, of which the mean is taken.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param oobScore R² on rows that the trees have not seen, each row predicted by the trees whose
   *     sample does not hold it; {@code NaN} if it was not asked for
   */
  @Version(2)
  public record Fitted(List<String> columns, Vocabulary features, Trees trees, double oobScore)
      implements Predictor<Numbers>, TreeModel {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /** Files of version 1 had no out-of-bag score. */
    @SuppressWarnings("unchecked")
    static Fitted upgrade(int from, Map<String, Object> tree) {
      return new Fitted(
          (List<String>) tree.get("columns"),
          Vocabulary.of((List<String>) tree.get("features")),
          Older.trees(tree.get("trees")),
          Double.NaN);
    }

    @Override
    public Numbers predict(Frame frame) {
      return Forest.numbers(trees, frame, columns, features);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
