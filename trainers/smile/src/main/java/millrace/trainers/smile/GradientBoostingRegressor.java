// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

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
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Trees;
import millrace.trainers.TreesBuilder;
import smile.base.cart.CART;
import smile.base.cart.Loss;
import smile.math.MathEx;
import smile.regression.RegressionTree;

/**
 * Gradient boosted trees, each tree grown by Smile and copied into our arrays, which predict.
 * Sparse columns are made dense for training: O(rows × features) memory.
 *
 * <p>Parameters are named as in scikit-learn; defaults differ from it in {@code maxDepth} 5 (3),
 * {@code minSamplesLeaf} 5 (1) and {@code subsample} 0.7 (1), which are near Smile's own. The trees
 * are grown one after another.
 *
 * @see "Friedman: Greedy function approximation: a gradient boosting machine, Annals of Statistics
 *     29, 2001"
 */
@About(
    value = "gradient boosted trees",
    cite =
        "Friedman: Greedy function approximation: a gradient boosting machine, Annals of Statistics"
            + " 29, 2001",
    engine = "Smile 4.4.2",
    licence = "GPL-3.0-or-later")
public record GradientBoostingRegressor(
    @Param(
            value = "trees",
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
            value = "greatest depth: questions from root to leaf",
            min = 1,
            max = 1000,
            tune = {2, 10})
        int maxDepth,
    @Param(
            value = "fewest rows of a leaf",
            min = 1,
            max = 1e9,
            tune = {1, 20},
            log = true)
        int minSamplesLeaf,
    @Param(
            value = "share of the rows for each tree, without replacement",
            min = 1e-6,
            max = 1,
            tune = {0.5, 1})
        double subsample)
    implements Trainer<GradientBoostingRegressor.Fitted> {
  public GradientBoostingRegressor {
    Spec.check(
        GradientBoostingRegressor.class,
        nEstimators,
        learningRate,
        maxDepth,
        minSamplesLeaf,
        subsample);
  }

  public GradientBoostingRegressor() {
    this(100, 0.1, 5, 5, 0.7);
  }

  public GradientBoostingRegressor nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public GradientBoostingRegressor learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public GradientBoostingRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public GradientBoostingRegressor minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public GradientBoostingRegressor subsample(double subsample) {
    return Spec.with(this, "subsample", subsample);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Features.of(train);
    var y = ((Column.Numeric) train.targetColumn()).values().clone();
    var loss = Loss.ls();
    double base = loss.intercept(y);
    var residual = loss.residual();
    var rows = SmileTrees.frame(x);
    var order = CART.order(rows);
    var builder = new TreesBuilder(Trees.Question.AT_MOST, 1, 1);
    int n = y.length;
    int drawn = Math.max(1, (int) Math.round(subsample * n));
    run.step("tree", 0, nEstimators);
    for (int t = 0; t < nEstimators; t++) {
      var samples = Samples.without(n, drawn, run.random("tree", t));
      MathEx.setSeed(run.seedFor("smile", t));
      var tree =
          new RegressionTree(
              rows,
              loss,
              SmileTrees.NUMBER,
              maxDepth + 1, // Smile counts nodes
              Integer.MAX_VALUE,
              minSamplesLeaf,
              x.width(),
              samples,
              order);
      for (int i = 0; i < n; i++) residual[i] -= learningRate * tree.predict(rows.get(i));
      SmileTrees.copy(tree.root(), builder, learningRate);
      if (!run.step("tree", t + 1, nEstimators)) break;
    }
    return new Fitted(List.copyOf(train.features().names()), x.names(), builder.build(), base);
  }

  /**
   * The trees.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   */
  public record Fitted(List<String> columns, Vocabulary features, Trees trees, double base)
      implements Predictor<Numbers> {
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
  }
}
