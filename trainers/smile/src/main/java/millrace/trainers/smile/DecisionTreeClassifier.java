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
import smile.base.cart.SplitRule;
import smile.classification.DecisionTree;
import smile.data.type.DataTypes;
import smile.data.type.StructField;

/**
 * A decision tree for a level, grown by Smile. The fitted record is that of {@link
 * millrace.trainers.DecisionTreeClassifier}: it prints as text, draws as SVG and tells importances.
 * Sparse columns are made dense: O(rows × features) memory.
 *
 * <p>Parameters are named as in scikit-learn; {@code maxDepth} is 100 by default, as good as none.
 * Smile joins two leaves that are of the same most frequent level, so that shares in a leaf may be
 * coarser than those of other trees.
 *
 * <p>Known of Smile: where several rows have the same value of a feature, it tries the cut beside
 * them only if the two rows that happen to stand next to each other are of different levels, so
 * that it misses good cuts of features with few values; and values less than 1e-7 apart are one to
 * it. With such features rather take {@link millrace.trainers.DecisionTreeClassifier}.
 *
 * @param criterion what a question should lessen (default GINI)
 * @param maxDepth greatest depth, questions from root to leaf (default 100)
 * @param minSamplesLeaf fewest rows of a leaf (default 1)
 * @param maxLeafNodes most leaves, the best question first; 0 (default): no limit
 * @see "L. Breiman, J. Friedman, R. Olshen, C. Stone: Classification and Regression Trees, 1984"
 */
@About(
    value = "a decision tree for a level",
    cite = "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record DecisionTreeClassifier(
    @Param("what a question should lessen: gini, entropy or classification-error")
        Criterion criterion,
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
    implements Trainer<millrace.trainers.DecisionTreeClassifier.Fitted> {
  /** What a question should lessen in the rows of a node. */
  public enum Criterion {
    /** The share of pairs of different levels. */
    GINI,
    /** Shannon's entropy. */
    ENTROPY,
    /** The share of rows that are not of the most frequent level. */
    CLASSIFICATION_ERROR
  }

  public DecisionTreeClassifier {
    Spec.check(DecisionTreeClassifier.class, criterion, maxDepth, minSamplesLeaf, maxLeafNodes);
    if (maxLeafNodes == 1) {
      throw new IllegalArgumentException(
          "DecisionTreeClassifier maxLeafNodes must be 0 (no limit) or at least 2, but is 1");
    }
  }

  public DecisionTreeClassifier() {
    this(Criterion.GINI, 100, 1, 0);
  }

  public DecisionTreeClassifier criterion(Criterion criterion) {
    return Spec.with(this, "criterion", criterion);
  }

  public DecisionTreeClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public DecisionTreeClassifier minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public DecisionTreeClassifier maxLeafNodes(int maxLeafNodes) {
    return Spec.with(this, "maxLeafNodes", maxLeafNodes);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public millrace.trainers.DecisionTreeClassifier.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Smile.levels(train, this);
    run.step("tree", 0, 1);
    var x = Features.of(train);
    var rows = SmileTrees.frame(x);
    int leaves = maxLeafNodes == 0 ? Integer.MAX_VALUE : Math.min(maxLeafNodes, train.size() + 1);
    var y = ((Column.Nominal) train.targetColumn()).codes(levels);
    var rule = SplitRule.valueOf(criterion.name());
    var tree =
        Smile.alone(
            run.seedFor("smile"),
            () ->
                new DecisionTree(
                    rows,
                    y,
                    new StructField("y", DataTypes.IntType),
                    levels.size(),
                    rule,
                    maxDepth + 1, // Smile counts nodes
                    leaves,
                    minSamplesLeaf,
                    x.width(),
                    null,
                    null));
    run.step("tree", 1, 1);
    return new millrace.trainers.DecisionTreeClassifier.Fitted(
        List.copyOf(train.features().names()),
        x.names(),
        Grown.levels(tree.root(), levels.size(), rule),
        levels);
  }
}
