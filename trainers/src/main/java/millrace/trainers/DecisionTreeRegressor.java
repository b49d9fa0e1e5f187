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
 * One tree (CART), grown until its leaves are pure unless it is limited: least squares or Poisson.
 *
 * <p>Names and defaults are those of scikit-learn, except that {@code maxFeatures} is a share (0:
 * the square root), {@code maxDepth} 0 stands for no limit, and that rows are counted as often as
 * the sample holds them. Of equal splits one is taken at random. One-hot columns cost as much as
 * the column they came from. O(rows × features tried × depth) time.
 *
 * <p>Rows may have weights; limits of rows count rows, not weights. Missing cells are refused: put
 * {@code Impute} before; nominal columns want {@code OneHot} or {@code Ordinal}. {@code
 * HistGradientBoostingRegressor} reads both as they are. The fitted trees print and draw
 * themselves, see {@link TreeModel}.
 *
 * @see "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984"
 * @see "scikit-learn 1.2, sklearn.tree.DecisionTreeRegressor"
 */
@About(
    value = "one tree of yes-no questions",
    cite =
        "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984; scikit-learn"
            + " DecisionTreeRegressor")
@Version(2)
public record DecisionTreeRegressor(
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
        double ccpAlpha)
    implements Trainer<DecisionTreeRegressor.Fitted> {
  public DecisionTreeRegressor {
    Spec.check(
        DecisionTreeRegressor.class,
        maxDepth,
        minSamplesSplit,
        minSamplesLeaf,
        maxFeatures,
        criterion,
        maxLeafNodes,
        minImpurityDecrease,
        ccpAlpha);
  }

  public DecisionTreeRegressor() {
    this(0, 2, 1, 1, NumberCriterion.SQUARED_ERROR, 0, 0, 0);
  }

  public DecisionTreeRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public DecisionTreeRegressor minSamplesSplit(int minSamplesSplit) {
    return Spec.with(this, "minSamplesSplit", minSamplesSplit);
  }

  public DecisionTreeRegressor minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public DecisionTreeRegressor maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public DecisionTreeRegressor criterion(NumberCriterion criterion) {
    return Spec.with(this, "criterion", criterion);
  }

  public DecisionTreeRegressor maxLeafNodes(int maxLeafNodes) {
    return Spec.with(this, "maxLeafNodes", maxLeafNodes);
  }

  public DecisionTreeRegressor minImpurityDecrease(double minImpurityDecrease) {
    return Spec.with(this, "minImpurityDecrease", minImpurityDecrease);
  }

  public DecisionTreeRegressor ccpAlpha(double ccpAlpha) {
    return Spec.with(this, "ccpAlpha", ccpAlpha);
  }

  /** Files of version 1 had fewer parameters; the others had the values that are defaults now. */
  static DecisionTreeRegressor upgrade(int from, Map<String, Object> tree) {
    return Older.trainer(new DecisionTreeRegressor(), tree);
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
    var grown = Forest.grow(x, target, 1, false, false, growth, run);
    return new Fitted(List.copyOf(train.features().names()), x.names(), grown.trees());
  }

  /**
   * The tree.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   */
  public record Fitted(List<String> columns, Vocabulary features, Trees trees)
      implements Predictor<Numbers>, TreeModel {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Numbers predict(Frame frame) {
      return Forest.numbers(trees, frame, columns, features);
    }
  }
}
