// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import smile.base.cart.Loss;
import smile.regression.RegressionTree;

/**
 * A decision tree for a number, grown by Smile. The fitted record is that of {@link
 * millrace.trainers.DecisionTreeRegressor}: it prints as text, draws as SVG and tells importances.
 * Sparse columns are made dense: O(rows × features) memory.
 *
 * <p>Parameters are named as in scikit-learn; {@code maxDepth} is 100 by default, as good as none.
 *
 * <p>Known of Smile: from 200 rows on it tries only about 100 cuts of a feature, at every n-th row
 * in the order of the root; and values less than 1e-7 apart are one to it.
 *
 * @param maxDepth greatest depth, questions from root to leaf (default 100)
 * @param minSamplesLeaf fewest rows of a leaf (default 1)
 * @param maxLeafNodes most leaves, the best question first; 0 (default): no limit
 * @see "L. Breiman, J. Friedman, R. Olshen, C. Stone: Classification and Regression Trees, 1984"
 */
@About(
    value = "a decision tree for a number",
    cite = "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record DecisionTreeRegressor(
    @Param(
            value = "greatest depth: questions from root to leaf",
            min = 1,
            max = 1000,
            tune = {2, 30})
        int maxDepth,
    @Param(
            value = "fewest rows of a leaf",
            min = 1,
            max = 1e9,
            tune = {1, 50},
            log = true)
        int minSamplesLeaf,
    @Param(value = "most leaves; 0: no limit", min = 0, max = 1e9) int maxLeafNodes)
    implements Trainer<millrace.trainers.DecisionTreeRegressor.Fitted> {
  public DecisionTreeRegressor {
    Spec.check(DecisionTreeRegressor.class, maxDepth, minSamplesLeaf, maxLeafNodes);
    if (maxLeafNodes == 1) {
      throw new IllegalArgumentException(
          "DecisionTreeRegressor maxLeafNodes must be 0 (no limit) or at least 2, but is 1");
    }
  }

  public DecisionTreeRegressor() {
    this(100, 1, 0);
  }

  public DecisionTreeRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public DecisionTreeRegressor minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public DecisionTreeRegressor maxLeafNodes(int maxLeafNodes) {
    return Spec.with(this, "maxLeafNodes", maxLeafNodes);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public millrace.trainers.DecisionTreeRegressor.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("tree", 0, 1);
    var x = Features.of(train);
    var rows = SmileTrees.frame(x);
    int leaves = maxLeafNodes == 0 ? Integer.MAX_VALUE : Math.min(maxLeafNodes, train.size() + 1);
    var y = ((Column.Numeric) train.targetColumn()).values().clone();
    var tree =
        Smile.alone(
            run.seedFor("smile"),
            () ->
                new RegressionTree(
                    rows,
                    Loss.ls(y),
                    SmileTrees.NUMBER,
                    maxDepth + 1, // Smile counts nodes
                    leaves,
                    minSamplesLeaf,
                    x.width(),
                    null,
                    null));
    run.step("tree", 1, 1);
    return new millrace.trainers.DecisionTreeRegressor.Fitted(
        List.copyOf(train.features().names()), x.names(), Grown.numbers(tree.root()));
  }
}
