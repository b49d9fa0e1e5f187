package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Gradient boosted trees on binned features: numbers.
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
 * features; the result does not depend on the number of threads.
 *
 * @see "Friedman: Greedy function approximation: a gradient boosting machine, Annals of Statistics
 *     29, 2001"
 * @see "Ke et al.: LightGBM: A Highly Efficient Gradient Boosting Decision Tree, NIPS 2017"
 * @see "scikit-learn 1.2, sklearn.ensemble.HistGradientBoostingRegressor"
 */
@About(
    value = "gradient boosted trees on binned features; missing and nominal cells as they are",
    cite =
        "Friedman: Greedy function approximation, Annals of Statistics 29, 2001; Ke et al.:"
            + " LightGBM, NIPS 2017; scikit-learn HistGradientBoostingRegressor")
public record HistGradientBoostingRegressor(
    @Param("what is to become small") Loss loss,
    @Param(value = "the quantile of loss QUANTILE", min = 0, max = 1) double quantile,
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
    @Param(value = "what a better loss must be better by", min = 0, max = 1e300) double tol)
    implements Trainer<HistGradientBoostingRegressor.Fitted> {
  /** What is to become small. */
  public enum Loss {
    /** Half the squared error: the mean. */
    SQUARED_ERROR,
    /** The absolute error: the median. */
    ABSOLUTE_ERROR,
    /** Half the Poisson deviance, through a logarithm: counts and rates, at least 0. */
    POISSON,
    /** The pinball loss: the quantile. */
    QUANTILE
  }

  /** Whether rows are held out to stop early. */
  public enum EarlyStopping {
    /** From more than 10 000 rows. */
    AUTO,
    ON,
    OFF
  }

  public HistGradientBoostingRegressor {
    Spec.check(
        HistGradientBoostingRegressor.class,
        loss,
        quantile,
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
        tol);
    if (maxLeafNodes == 1)
      throw new IllegalArgumentException("maxLeafNodes must be 0 or at least 2 but is 1");
  }

  public HistGradientBoostingRegressor() {
    this(Loss.SQUARED_ERROR, 0.5, 0.1, 100, 31, 0, 20, 0, 255, EarlyStopping.AUTO, 0.1, 10, 1e-7);
  }

  public HistGradientBoostingRegressor loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public HistGradientBoostingRegressor quantile(double quantile) {
    return Spec.with(this, "quantile", quantile);
  }

  public HistGradientBoostingRegressor learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public HistGradientBoostingRegressor maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public HistGradientBoostingRegressor maxLeafNodes(int maxLeafNodes) {
    return Spec.with(this, "maxLeafNodes", maxLeafNodes);
  }

  public HistGradientBoostingRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public HistGradientBoostingRegressor minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  public HistGradientBoostingRegressor l2Regularization(double l2Regularization) {
    return Spec.with(this, "l2Regularization", l2Regularization);
  }

  public HistGradientBoostingRegressor maxBins(int maxBins) {
    return Spec.with(this, "maxBins", maxBins);
  }

  public HistGradientBoostingRegressor earlyStopping(EarlyStopping earlyStopping) {
    return Spec.with(this, "earlyStopping", earlyStopping);
  }

  public HistGradientBoostingRegressor validationFraction(double validationFraction) {
    return Spec.with(this, "validationFraction", validationFraction);
  }

  public HistGradientBoostingRegressor nIterNoChange(int nIterNoChange) {
    return Spec.with(this, "nIterNoChange", nIterNoChange);
  }

  public HistGradientBoostingRegressor tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.features(
            Column.Numeric.class, Column.Dense.class, Column.Sparse.class, Column.Nominal.class)
        .target(Column.Numeric.class)
        .missingAllowed()
        .weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var y = ((Column.Numeric) train.targetColumn()).values();
    if (loss == Loss.POISSON) checkCounts(y, train.targetName().orElseThrow());
    var weight = train.weightsName().isPresent() ? Weights.of(train) : new double[0];
    var kind =
        switch (loss) {
          case SQUARED_ERROR -> HistLoss.Kind.SQUARED;
          case ABSOLUTE_ERROR -> HistLoss.Kind.ABSOLUTE;
          case POISSON -> HistLoss.Kind.POISSON;
          case QUANTILE -> HistLoss.Kind.QUANTILE;
        };
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
    var b = HistBoosting.boost(bins, new HistLoss(kind, y, weight, 1, quantile), settings, run);
    return new Fitted(
        bins.columns,
        bins.names,
        bins.categories,
        b.trees(),
        b.base()[0],
        loss == Loss.POISSON,
        b.losses());
  }

  private static void checkCounts(double[] y, String name) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += y[i];
      if (y[i] < 0)
        throw new DataException(
            "loss POISSON needs targets of at least 0, but '%s' is %s in row %d"
                .formatted(name, y[i], i));
    }
    if (sum == 0)
      throw new DataException(
          "loss POISSON needs a target that is not 0 everywhere, as '%s' is".formatted(name));
  }

  /**
   * The trees; a raw prediction is {@code base} plus the sum of the leaves.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param categories per feature its levels; none for numbers
   * @param exp whether a prediction is the exponential of the raw one
   * @param losses the loss after each round, where early stopping looked at it
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      List<Vocabulary> categories,
      Trees trees,
      double base,
      boolean exp,
      double[] losses)
      implements Predictor<Numbers>, TreeModel {
    public Fitted {
      columns = List.copyOf(columns);
      categories = List.copyOf(categories);
    }

    @Override
    public Numbers predict(Frame frame) {
      var out = new double[frame.size()];
      Arrays.fill(out, base);
      trees.addTo(Bins.features(frame, columns, features, categories), 0, out);
      if (exp) for (int i = 0; i < out.length; i++) out[i] = Math.exp(out[i]);
      return new Numbers(out);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    @Override
    public double[] importances() {
      return trees.importances(features.size(), false);
    }
  }
}
