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
 * The mean of many trees (CART), each grown on its own bootstrap sample, grown by Tribuo: least
 * squares. The nodes are copied into our arrays, which predict.
 *
 * <p>Parameters are named as in {@code millrace.trainers.RandomForestRegressor} where Tribuo has
 * them. {@code minSamplesSplit} is 4 by default, since Tribuo has no {@code minSamplesLeaf}. Of
 * equal cuts the first is taken; a node for which no drawn feature lowers the impurity becomes a
 * leaf. Features are rounded to float, as scikit-learn does.
 *
 * <p>For tables of some ten thousand rows at most: Tribuo sums up a node's rows anew for every cut,
 * so a tree costs O(rows × distinct values × features tried) (42 s a tree on 79,000 used cars) and
 * all features stand dense in memory. {@code millrace.trainers.RandomForestRegressor} is the one
 * for large tables.
 *
 * @see "Breiman: Random Forests, Machine Learning 45, 2001"
 * @see millrace.trainers.RandomForestRegressor
 */
@About(
    value = "the mean of many trees, each grown on its own bootstrap sample",
    cite = "Breiman: Random Forests, Machine Learning 45, 2001",
    engine = "Tribuo 4.3.2")
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
        double maxFeatures,
    @Param("whether each tree has its own sample of the rows, drawn with replacement")
        boolean bootstrap)
    implements Trainer<RandomForestRegressor.Fitted> {
  public RandomForestRegressor {
    Spec.check(
        RandomForestRegressor.class,
        nEstimators,
        maxDepth,
        minSamplesSplit,
        maxFeatures,
        bootstrap);
  }

  public RandomForestRegressor() {
    this(100, 0, 4, 0.4, true);
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

  public RandomForestRegressor maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public RandomForestRegressor bootstrap(boolean bootstrap) {
    return Spec.with(this, "bootstrap", bootstrap);
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
            nEstimators, bootstrap, maxDepth, minSamplesSplit, maxFeatures, TribuoTrees.Cut.BEST);
    var trees =
        TribuoTrees.numbers(x, ((Column.Numeric) train.targetColumn()).values(), growth, run);
    return new Fitted(List.copyOf(train.features().names()), x.names(), trees);
  }

  /**
   * The trees, of which the mean is taken.
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

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
