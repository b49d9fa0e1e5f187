package millrace.trainers.tribuo;

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

/**
 * One tree (CART), grown by Tribuo: Gini. The nodes are copied into our arrays, which predict.
 *
 * <p>Parameters are named as in {@code millrace.trainers.DecisionTreeClassifier} where Tribuo has
 * them. Of equal cuts the first is taken; a node for which no drawn feature lowers the impurity
 * becomes a leaf. Features are rounded to float, as scikit-learn does.
 *
 * <p>Tribuo keeps all features dense in memory, for each tree that grows at the same time, and took
 * about six times as long as our own trees on 4,000 rows of the letter data; {@code
 * millrace.trainers.DecisionTreeClassifier} is the one for large tables.
 *
 * @see "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984"
 * @see millrace.trainers.DecisionTreeClassifier
 */
@About(
    value = "one tree of yes-no questions",
    cite = "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984",
    engine = "Tribuo 4.3.2")
public record DecisionTreeClassifier(
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
    implements Trainer<DecisionTreeClassifier.Fitted> {
  public DecisionTreeClassifier {
    Spec.check(DecisionTreeClassifier.class, maxDepth, minSamplesSplit, maxFeatures);
  }

  public DecisionTreeClassifier() {
    this(0, 2, 1);
  }

  public DecisionTreeClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public DecisionTreeClassifier minSamplesSplit(int minSamplesSplit) {
    return Spec.with(this, "minSamplesSplit", minSamplesSplit);
  }

  public DecisionTreeClassifier maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Features.of(train);
    var growth =
        new TribuoTrees.Growth(
            1, false, maxDepth, minSamplesSplit, maxFeatures, TribuoTrees.Cut.BEST);
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    var trees = TribuoTrees.levels(x, y.codes(levels), levels.size(), growth, run);
    return new Fitted(List.copyOf(train.features().names()), x.names(), trees, levels);
  }

  /**
   * The tree.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param levels what the leaves hold shares of
   */
  public record Fitted(List<String> columns, Vocabulary features, Trees trees, Vocabulary levels)
      implements Predictor<Labels> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Labels predict(Frame frame) {
      return new Labels(TribuoTrees.mean(trees, Features.of(frame, columns, features)), levels);
    }
  }
}
