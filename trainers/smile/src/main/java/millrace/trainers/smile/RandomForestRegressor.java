// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

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
import millrace.trainers.TreesBuilder;
import smile.base.cart.CART;
import smile.base.cart.Loss;
import smile.math.MathEx;
import smile.regression.RegressionTree;

/**
 * The mean of many trees, each grown on its own bootstrap sample, each tree grown by Smile and
 * copied into our arrays, which predict. Sparse columns are made dense for training: O(rows ×
 * features) memory.
 *
 * <p>Parameters are named as in scikit-learn, except that {@code maxFeatures} is a share (0: the
 * square root) and {@code maxDepth} is 100 by default, as good as none. {@code maxFeatures} is 0.5
 * by default (1). A row that the sample holds twice counts twice.
 *
 * @see "Breiman: Random Forests, Machine Learning 45, 2001"
 */
@About(
    value = "the mean of many trees, each grown on its own bootstrap sample",
    cite = "Breiman: Random Forests, Machine Learning 45, 2001",
    engine = "Smile 4.4.2",
    licence = "GPL-3.0-or-later")
public record RandomForestRegressor(
    @Param(
            value = "trees",
            min = 1,
            max = 100_000,
            tune = {50, 500},
            log = true)
        int nEstimators,
    @Param(
            value = "greatest depth: questions from root to leaf",
            min = 1,
            max = 1000,
            tune = {4, 40})
        int maxDepth,
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
        double maxFeatures)
    implements Trainer<RandomForestRegressor.Fitted> {
  public RandomForestRegressor {
    Spec.check(RandomForestRegressor.class, nEstimators, maxDepth, minSamplesLeaf, maxFeatures);
  }

  public RandomForestRegressor() {
    this(100, 100, 1, 0.5);
  }

  public RandomForestRegressor nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public RandomForestRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public RandomForestRegressor minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public RandomForestRegressor maxFeatures(double maxFeatures) {
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
    var y = ((Column.Numeric) train.targetColumn()).values();
    var rows = SmileTrees.frame(x);
    var order = CART.order(rows);
    int tried =
        Math.max(1, (int) (maxFeatures == 0 ? Math.sqrt(x.width()) : maxFeatures * x.width()));
    int outputs = 1;
    run.step("tree", 0, nEstimators);
    var parts =
        run.map(
            "tree",
            nEstimators,
            t -> {
              var samples = Samples.with(train.size(), run.random("tree", t));
              MathEx.setSeed(run.seedFor("smile", t)); // of this thread
              var tree =
                  new RegressionTree(
                      rows,
                      Loss.ls(y.clone()),
                      SmileTrees.NUMBER,
                      maxDepth + 1, // Smile counts nodes
                      Integer.MAX_VALUE,
                      minSamplesLeaf,
                      tried,
                      samples,
                      order);
              var copy = new TreesBuilder(Trees.Question.AT_MOST, outputs, outputs);
              SmileTrees.copy(tree.root(), copy, 1);
              return copy;
            });
    var trees = TreesBuilder.join(Trees.Question.AT_MOST, outputs, outputs, parts);
    return new Fitted(List.copyOf(train.features().names()), x.names(), trees);
  }

  /**
   * The trees.
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
      var out = new double[frame.size() * trees.outputs()];
      trees.addTo(Features.of(frame, columns, features), 0, out);
      for (int i = 0; i < out.length; i++) out[i] /= trees.size();
      return new Numbers(out);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
