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
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Trees;
import millrace.trainers.TreesBuilder;
import smile.base.cart.CART;
import smile.base.cart.Loss;
import smile.data.DataFrame;
import smile.math.MathEx;
import smile.regression.RegressionTree;

/**
 * Gradient boosted trees (log loss; for more than two levels a tree for each of them a round), each
 * tree grown by Smile and copied into our arrays, which predict. What is learned with {@code
 * subsample} 1 is what Smile's own {@code GradientTreeBoost} learns; below 1 the rows are drawn
 * level by level as there, but by our random numbers. Sparse columns are made dense for training:
 * O(rows × features) memory.
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
public record GradientBoostingClassifier(
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
    implements Trainer<GradientBoostingClassifier.Fitted> {
  public GradientBoostingClassifier {
    Spec.check(
        GradientBoostingClassifier.class,
        nEstimators,
        learningRate,
        maxDepth,
        minSamplesLeaf,
        subsample);
  }

  public GradientBoostingClassifier() {
    this(100, 0.1, 5, 5, 0.7);
  }

  public GradientBoostingClassifier nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public GradientBoostingClassifier learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public GradientBoostingClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public GradientBoostingClassifier minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public GradientBoostingClassifier subsample(double subsample) {
    return Spec.with(this, "subsample", subsample);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Features.of(train);
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    int k = levels.size();
    var codes = y.codes(levels);
    run.step("round", 0, nEstimators);
    var builder = new TreesBuilder(Trees.Question.AT_MOST, k > 2 ? k : 1, 1);
    double base = 0;
    if (k == 2) base = two(x, codes, builder, run);
    else if (k > 2) many(x, codes, k, builder, run);
    else run.step("round", nEstimators, nEstimators); // of one level there is nothing to learn
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), builder.build(), base, levels);
  }

  /** One tree a round, of the margin of the second level; gives the margin to begin with. */
  private double two(Features x, int[] codes, TreesBuilder builder, Run run) {
    var rows = SmileTrees.frame(x);
    var order = CART.order(rows);
    var loss = Loss.logistic(codes);
    double base = loss.intercept(new double[0]);
    var margin = loss.residual();
    for (int t = 0; t < nEstimators; t++) {
      var samples = Samples.stratified(codes, 2, subsample, run.random("tree", t));
      MathEx.setSeed(run.seedFor("smile", t));
      grow(rows, order, loss, samples, margin, 0, builder);
      if (!run.step("round", t + 1, nEstimators)) break;
    }
    return base;
  }

  /** A tree for each level a round, of its margin. */
  private void many(Features x, int[] codes, int k, TreesBuilder builder, Run run) {
    var rows = SmileTrees.frame(x);
    var order = CART.order(rows);
    var p = new double[codes.length][k];
    var loss = new Loss[k];
    for (int c = 0; c < k; c++) loss[c] = Loss.logistic(c, k, codes, p);
    for (int t = 0; t < nEstimators; t++) {
      for (int i = 0; i < p.length; i++) {
        for (int c = 0; c < k; c++) p[i][c] = loss[c].residual()[i];
        MathEx.softmax(p[i]);
      }
      for (int c = 0; c < k; c++) {
        var samples = Samples.stratified(codes, k, subsample, run.random("tree", t, c));
        MathEx.setSeed(run.seedFor("smile", t, c));
        grow(rows, order, loss[c], samples, loss[c].residual(), c, builder);
      }
      if (!run.step("round", t + 1, nEstimators)) break;
    }
  }

  private void grow(
      DataFrame rows,
      int[][] order,
      Loss loss,
      int[] samples,
      double[] margin,
      int output,
      TreesBuilder builder) {
    var tree =
        new RegressionTree(
            rows,
            loss,
            SmileTrees.NUMBER,
            maxDepth + 1, // Smile counts nodes
            Integer.MAX_VALUE,
            minSamplesLeaf,
            rows.ncol(),
            samples,
            order);
    for (int i = 0; i < margin.length; i++) margin[i] += learningRate * tree.predict(rows.get(i));
    SmileTrees.copy(tree.root(), builder, output, learningRate);
  }

  /**
   * The trees; a margin is {@code base} plus the sum of their leaves: half the logarithm of the
   * odds of the second of two levels, or one a level.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   */
  public record Fitted(
      List<String> columns, Vocabulary features, Trees trees, double base, Vocabulary levels)
      implements Predictor<Labels> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Labels predict(Frame frame) {
      int k = levels.size();
      var margin = new double[frame.size() * trees.outputs()];
      Arrays.fill(margin, base);
      trees.addTo(Features.of(frame, columns, features), 0, margin);
      var p = k > 2 ? margin : new double[frame.size() * k];
      for (int i = 0; i < frame.size(); i++) {
        if (k > 2) softmax(p, i * k, k);
        else if (k == 2) logistic(2 * margin[i], p, 2 * i);
        else p[i] = 1;
      }
      return new Labels(p, levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    private static void softmax(double[] v, int at, int k) {
      double most = v[at];
      for (int c = 1; c < k; c++) most = Math.max(most, v[at + c]);
      double sum = 0;
      for (int c = 0; c < k; c++) {
        v[at + c] = Math.exp(v[at + c] - most);
        sum += v[at + c];
      }
      for (int c = 0; c < k; c++) v[at + c] /= sum;
    }

    private static void logistic(double odds, double[] out, int at) {
      double p = 1 / (1 + Math.exp(-Math.abs(odds)));
      out[at] = odds > 0 ? 1 - p : p;
      out[at + 1] = odds > 0 ? p : 1 - p;
    }
  }
}
