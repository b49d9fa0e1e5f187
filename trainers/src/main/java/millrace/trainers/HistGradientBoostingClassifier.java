package millrace.trainers;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.ClassWeight;
import millrace.learn.DecisionFunction;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;
import millrace.trainers.HistGradientBoostingRegressor.EarlyStopping;

/**
 * Gradient boosted trees on binned features: levels, by the logarithmic loss; for more than two
 * levels a tree for each of them a round.
 *
 * <p>Every feature is cut into at most {@code maxBins} bins; a tree's best leaf is split first, by
 * histograms of the loss's derivatives. So a round costs O(rows × features), whatever the depth.
 * Missing values are read as they are: each question learns where they go, and one that never saw
 * any sends them to the side of more rows. Nominal columns are read as they are, too: a question
 * asks for a set of levels; levels not seen in training count as missing. A Sparse column's
 * unstored cells are zeros; it is made dense, a byte a cell.
 *
 * <p>Names and defaults are those of scikit-learn, except that {@code maxLeafNodes} and {@code
 * maxDepth} 0 stand for no limit, {@code earlyStopping} AUTO for its {@code 'auto'} (from more than
 * 10 000 rows), and that nominal columns need not be named. Rows may have weights. Parallel over
 * features, or over levels where there are more than two; the result does not depend on the number
 * of threads.
 *
 * @see "Friedman: Greedy function approximation: a gradient boosting machine, Annals of Statistics
 *     29, 2001"
 * @see "Ke et al.: LightGBM: A Highly Efficient Gradient Boosting Decision Tree, NIPS 2017"
 * @see "scikit-learn 1.2, sklearn.ensemble.HistGradientBoostingClassifier"
 */
@About(
    value = "gradient boosted trees on binned features; missing and nominal cells as they are",
    cite =
        "Friedman: Greedy function approximation, Annals of Statistics 29, 2001; Ke et al.:"
            + " LightGBM, NIPS 2017; scikit-learn HistGradientBoostingClassifier")
public record HistGradientBoostingClassifier(
    @Param(
            value = "shrinkage of each tree",
            min = 1e-6,
            max = 1,
            tune = {0.02, 0.3},
            log = true)
        double learningRate,
    @Param(
            value = "most rounds",
            min = 1,
            max = 100_000,
            tune = {50, 500},
            log = true)
        int maxIter,
    @Param(
            value = "most leaves of a tree; 0: no limit",
            min = 0,
            max = 1_000_000,
            tune = {7, 127},
            log = true)
        int maxLeafNodes,
    @Param(value = "greatest depth; 0: no limit", min = 0, max = 1_000_000) int maxDepth,
    @Param(
            value = "fewest rows of a leaf",
            min = 1,
            max = 1e9,
            tune = {5, 100},
            log = true)
        int minSamplesLeaf,
    @Param(value = "added to the second derivatives of a leaf, lambda", min = 0, max = 1e300)
        double l2Regularization,
    @Param(
            value = "most bins of a feature, that for missing values not counted",
            min = 2,
            max = 255)
        int maxBins,
    @Param("whether it stops when the loss on held-out rows does not fall any more")
        EarlyStopping earlyStopping,
    @Param(
            value = "share of the rows held out for that; 0: the training rows decide",
            min = 0,
            max = 0.9)
        double validationFraction,
    @Param(value = "rounds without a better loss after which it stops", min = 1, max = 100_000)
        int nIterNoChange,
    @Param(value = "what a better loss must be better by", min = 0, max = 1e300) double tol,
    @Param("whether rare levels weigh more") ClassWeight classWeight)
    implements Trainer<HistGradientBoostingClassifier.Fitted> {
  public HistGradientBoostingClassifier {
    Spec.check(
        HistGradientBoostingClassifier.class,
        learningRate,
        maxIter,
        maxLeafNodes,
        maxDepth,
        minSamplesLeaf,
        l2Regularization,
        maxBins,
        earlyStopping,
        validationFraction,
        nIterNoChange,
        tol,
        classWeight);
    if (maxLeafNodes == 1)
      throw new IllegalArgumentException("maxLeafNodes must be 0 or at least 2 but is 1");
  }

  public HistGradientBoostingClassifier() {
    this(0.1, 100, 31, 0, 20, 0, 255, EarlyStopping.AUTO, 0.1, 10, 1e-7, ClassWeight.NONE);
  }

  public HistGradientBoostingClassifier learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public HistGradientBoostingClassifier maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public HistGradientBoostingClassifier maxLeafNodes(int maxLeafNodes) {
    return Spec.with(this, "maxLeafNodes", maxLeafNodes);
  }

  public HistGradientBoostingClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public HistGradientBoostingClassifier minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public HistGradientBoostingClassifier l2Regularization(double l2Regularization) {
    return Spec.with(this, "l2Regularization", l2Regularization);
  }

  public HistGradientBoostingClassifier maxBins(int maxBins) {
    return Spec.with(this, "maxBins", maxBins);
  }

  public HistGradientBoostingClassifier earlyStopping(EarlyStopping earlyStopping) {
    return Spec.with(this, "earlyStopping", earlyStopping);
  }

  public HistGradientBoostingClassifier validationFraction(double validationFraction) {
    return Spec.with(this, "validationFraction", validationFraction);
  }

  public HistGradientBoostingClassifier nIterNoChange(int nIterNoChange) {
    return Spec.with(this, "nIterNoChange", nIterNoChange);
  }

  public HistGradientBoostingClassifier tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public HistGradientBoostingClassifier classWeight(ClassWeight classWeight) {
    return Spec.with(this, "classWeight", classWeight);
  }

  @Override
  public Needs needs() {
    return Needs.features(
            Column.Numeric.class, Column.Dense.class, Column.Sparse.class, Column.Nominal.class)
        .target(Column.Nominal.class)
        .missingAllowed()
        .weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var y = (Column.Nominal) train.targetColumn();
    var levels = Forest.levels(train, this);
    int k = levels.size();
    var codes = y.codes(levels);
    boolean weighted = train.weightsName().isPresent() || classWeight != ClassWeight.NONE;
    var weight = weighted ? Weights.of(train, classWeight, codes, k) : new double[0];
    var numbers = new double[codes.length];
    for (int i = 0; i < codes.length; i++) numbers[i] = codes[i];
    var kind = k == 2 ? HistLoss.Kind.BINARY : HistLoss.Kind.MULTINOMIAL;
    var loss = new HistLoss(kind, numbers, weight, k == 2 ? 1 : k, 0.5);
    var settings =
        new HistBoosting.Settings(
            maxIter,
            new HistTree.Growth(
                maxLeafNodes, maxDepth, minSamplesLeaf, l2Regularization, learningRate),
            earlyStopping,
            validationFraction,
            nIterNoChange,
            tol);
    var bins = Bins.of(train, maxBins, run);
    var b = HistBoosting.boost(bins, loss, settings, run);
    return new Fitted(
        bins.columns, bins.names, bins.categories, b.trees(), b.base(), levels, b.losses());
  }

  /**
   * The trees; a raw prediction is {@code base} plus the sum of the leaves: the log odds of the
   * second of two levels, or one a level.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param categories per feature its levels; none for numbers
   * @param losses the loss after each round, where early stopping looked at it
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      List<Vocabulary> categories,
      Trees trees,
      double[] base,
      Vocabulary levels,
      double[] losses)
      implements DecisionFunction, TreeModel {
    public Fitted {
      columns = List.copyOf(columns);
      categories = List.copyOf(categories);
    }

    @Override
    public double[] decision(Frame frame) {
      return Boosted.raw(trees, base, Bins.features(frame, columns, features, categories));
    }

    @Override
    public Labels predict(Frame frame) {
      return Boosted.labels(decision(frame), levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    @Override
    public double[] importances() {
      return trees.importances(features.size(), false);
    }
  }
}
