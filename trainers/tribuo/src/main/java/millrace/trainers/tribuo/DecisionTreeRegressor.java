package millrace.trainers.tribuo;

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
import millrace.run.Run;
import millrace.trainers.Trees;

/**
 * One tree (CART), grown by Tribuo: least squares. The nodes are copied into our arrays, which
 * predict.
 *
 * <p>Parameters are named as in {@code millrace.trainers.DecisionTreeRegressor} where Tribuo has
 * them. Of equal cuts the first is taken; a node for which no drawn feature lowers the impurity
 * becomes a leaf. Features are rounded to float, as scikit-learn does.
 *
 * <p>For tables of some ten thousand rows at most: Tribuo sums up a node's rows anew for every cut,
 * so a tree costs O(rows × distinct values × features tried) (42 s a tree on 79,000 used cars) and
 * all features stand dense in memory. {@code millrace.trainers.DecisionTreeRegressor} is the one
 * for large tables.
 *
 * @see "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984"
 * @see millrace.trainers.DecisionTreeRegressor
 */
@About(
    value = "one tree of yes-no questions",
    cite = "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984",
    engine = "Tribuo 4.3.2")
public record DecisionTreeRegressor(
    @Param(
            value = "greatest depth; 0: no limit",
            min = 0,
            max = 1_000_000,
            tune = {4, 40})
        int maxDepth,
    @Param(
            value = "fewest rows of a node that is split",
            min = 2,
            max = 1e9,
            tune = {2, 40},
            log = true)
        int minSamplesSplit,
    @Param(
            value =
                "share of the features drawn for each split; 0: the square root of their number",
            min = 0,
            max = 1,
            tune = {0.1, 1})
        double maxFeatures)
    implements Trainer<DecisionTreeRegressor.Fitted> {
  public DecisionTreeRegressor {
    Spec.check(DecisionTreeRegressor.class, maxDepth, minSamplesSplit, maxFeatures);
  }

  public DecisionTreeRegressor() {
    this(0, 2, 1);
  }

  public DecisionTreeRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public DecisionTreeRegressor minSamplesSplit(int minSamplesSplit) {
    return Spec.with(this, "minSamplesSplit", minSamplesSplit);
  }

  public DecisionTreeRegressor maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Features.of(train);
    var growth =
        new TribuoTrees.Growth(
            1, false, maxDepth, minSamplesSplit, maxFeatures, TribuoTrees.Cut.BEST);
    var trees =
        TribuoTrees.numbers(x, ((Column.Numeric) train.targetColumn()).values(), growth, run);
    return new Fitted(List.copyOf(train.features().names()), x.names(), trees);
  }

  /**
   * The tree.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   */
  public record Fitted(List<String> columns, Vocabulary features, Trees trees)
      implements Predictor<Numbers> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Numbers predict(Frame frame) {
      return new Numbers(TribuoTrees.mean(trees, Features.of(frame, columns, features)));
    }
  }
}
