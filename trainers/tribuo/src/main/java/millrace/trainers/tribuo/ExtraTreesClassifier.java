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
 * The mean of many trees whose cuts are drawn at random, grown by Tribuo: Gini. The nodes are
 * copied into our arrays, which predict.
 *
 * <p>Parameters are named as in {@code millrace.trainers.ExtraTreesClassifier} where Tribuo has
 * them. The mean of the leaves' shares is taken, not a vote as in Tribuo. Of equal cuts the first
 * is taken; a node for which no drawn feature lowers the impurity becomes a leaf. Features are
 * rounded to float, as scikit-learn does. A cut lies between two neighbouring values, all with the
 * same probability.
 *
 * <p>Tribuo keeps all features dense in memory, for each tree that grows at the same time, and took
 * about six times as long as our own trees on 4,000 rows of the letter data; {@code
 * millrace.trainers.ExtraTreesClassifier} is the one for large tables.
 *
 * @see "Geurts, Ernst, Wehenkel: Extremely randomized trees, Machine Learning 63, 2006"
 * @see millrace.trainers.ExtraTreesClassifier
 */
@About(
    value = "the mean of many trees whose cuts are drawn at random",
    cite = "Geurts, Ernst, Wehenkel: Extremely randomized trees, Machine Learning 63, 2006",
    engine = "Tribuo 4.3.2")
public record ExtraTreesClassifier(
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
    implements Trainer<ExtraTreesClassifier.Fitted> {
  public ExtraTreesClassifier {
    Spec.check(
        ExtraTreesClassifier.class, nEstimators, maxDepth, minSamplesSplit, maxFeatures, bootstrap);
  }

  public ExtraTreesClassifier() {
    this(100, 0, 2, 0, false);
  }

  public ExtraTreesClassifier nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public ExtraTreesClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public ExtraTreesClassifier minSamplesSplit(int minSamplesSplit) {
    return Spec.with(this, "minSamplesSplit", minSamplesSplit);
  }

  public ExtraTreesClassifier maxFeatures(double maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  public ExtraTreesClassifier bootstrap(boolean bootstrap) {
    return Spec.with(this, "bootstrap", bootstrap);
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
            nEstimators,
            bootstrap,
            maxDepth,
            minSamplesSplit,
            maxFeatures,
            TribuoTrees.Cut.AT_RANDOM);
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    var trees = TribuoTrees.levels(x, y.codes(levels), levels.size(), growth, run);
    return new Fitted(List.copyOf(train.features().names()), x.names(), trees, levels);
  }

  /**
   * The trees, of which the mean is taken.
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

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
