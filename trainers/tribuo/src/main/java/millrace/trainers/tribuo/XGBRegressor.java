package millrace.trainers.tribuo;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import millrace.trainers.TreeModel;
import millrace.trainers.Trees;

/**
 * Boosted trees by XGBoost 3 (squared error), with its histogram method. Missing numeric cells are
 * allowed: every question learns where they go. In a Sparse column an entry that is not stored is
 * treated as missing, in training and in prediction alike, which is XGBoost's own reading of sparse
 * rows.
 *
 * <p>Parameters are named as in XGBoost's scikit-learn interface. Defaults differ from XGBoost's in
 * {@code nEstimators} 1000 (100), {@code learningRate} 0.05 (0.3), {@code maxDepth} 7 (6), {@code
 * subsample} 0.8 (1) and {@code colsampleBytree} 0.6 (1): of eight settings the one that was good
 * on all of five public tables of prices (docs/results.md), where depth 6 suits small tables and
 * depth 8 large ones. The engine runs on one thread, so that the model does not depend on how many
 * there are. Values and thresholds have float precision, as in XGBoost.
 *
 * <p>Only training needs the native library (Linux with glibc and macOS on x86-64 and arm64,
 * Windows on x86-64): {@link #available}. O(nEstimators × rows × features) time.
 *
 * @see "T. Chen, C. Guestrin: XGBoost: A Scalable Tree Boosting System, KDD 2016"
 */
@About(
    value = "gradient boosted trees for numbers",
    cite = "Chen, Guestrin: XGBoost: A Scalable Tree Boosting System, KDD 2016",
    engine = "XGBoost 3.0.4")
public record XGBRegressor(
    @Param(
            value = "boosting rounds",
            min = 1,
            max = 100_000,
            tune = {100, 1000},
            log = true)
        int nEstimators,
    @Param(
            value = "shrinkage of each tree, eta",
            min = 0,
            max = 1,
            tune = {0.02, 0.3},
            log = true)
        double learningRate,
    @Param(
            value = "greatest depth of a tree",
            min = 1,
            max = 30,
            tune = {3, 10})
        int maxDepth,
    @Param(
            value = "least sum of second derivatives in a child",
            min = 0,
            max = 1e9,
            tune = {0.5, 20},
            log = true)
        double minChildWeight,
    @Param(value = "least loss reduction of a split, gamma", min = 0, max = 1e9) double gamma,
    @Param(
            value = "share of the rows for each tree, without replacement",
            min = 1e-6,
            max = 1,
            tune = {0.5, 1})
        double subsample,
    @Param(
            value = "share of the features for each tree",
            min = 1e-6,
            max = 1,
            tune = {0.3, 1})
        double colsampleBytree,
    @Param(
            value = "L2 penalty of leaf values, lambda",
            min = 0,
            max = 1e9,
            tune = {0.01, 10},
            log = true)
        double regLambda,
    @Param(value = "L1 penalty of leaf values, alpha", min = 0, max = 1e9) double regAlpha,
    @Param(value = "most histogram bins of a feature", min = 2, max = 65_536) int maxBin)
    implements Trainer<XGBRegressor.Fitted> {
  public XGBRegressor {
    Spec.check(
        XGBRegressor.class,
        nEstimators,
        learningRate,
        maxDepth,
        minChildWeight,
        gamma,
        subsample,
        colsampleBytree,
        regLambda,
        regAlpha,
        maxBin);
  }

  public XGBRegressor() {
    this(1000, 0.05, 7, 1, 0, 0.8, 0.6, 1, 0, 256);
  }

  public XGBRegressor nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public XGBRegressor learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public XGBRegressor maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public XGBRegressor minChildWeight(double minChildWeight) {
    return Spec.with(this, "minChildWeight", minChildWeight);
  }

  public XGBRegressor gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public XGBRegressor subsample(double subsample) {
    return Spec.with(this, "subsample", subsample);
  }

  public XGBRegressor colsampleBytree(double colsampleBytree) {
    return Spec.with(this, "colsampleBytree", colsampleBytree);
  }

  public XGBRegressor regLambda(double regLambda) {
    return Spec.with(this, "regLambda", regLambda);
  }

  public XGBRegressor regAlpha(double regAlpha) {
    return Spec.with(this, "regAlpha", regAlpha);
  }

  public XGBRegressor maxBin(int maxBin) {
    return Spec.with(this, "maxBin", maxBin);
  }

  /** Whether XGBoost's native library can be loaded on this machine. */
  public static boolean available() {
    return Xgboost.problem().isEmpty();
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Features.of(train);
    var y = ((Column.Numeric) train.targetColumn()).values();
    var label = new float[y.length];
    for (int i = 0; i < label.length; i++) label[i] = (float) y[i];
    var boosted = Xgboost.train(x, label, parameters(), nEstimators, 1, run);
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), boosted.trees(), boosted.base());
  }

  Map<String, Object> parameters() {
    return Map.ofEntries(
        Map.entry("objective", "reg:squarederror"),
        Map.entry("eta", learningRate),
        Map.entry("max_depth", maxDepth),
        Map.entry("min_child_weight", minChildWeight),
        Map.entry("gamma", gamma),
        Map.entry("subsample", subsample),
        Map.entry("colsample_bytree", colsampleBytree),
        Map.entry("lambda", regLambda),
        Map.entry("alpha", regAlpha),
        Map.entry("max_bin", maxBin));
  }

  /**
   * The trees; a prediction is {@code base} plus the sum of their leaves.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   */
  public record Fitted(List<String> columns, Vocabulary features, Trees trees, double base)
      implements Predictor<Numbers>, TreeModel {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * The gains of all questions of a feature: XGBoost's {@code total_gain}. What {@link #text}
     * calls rows are sums of second derivatives, which are rows for the squared error.
     */
    @Override
    public double[] importances() {
      return trees.importances(features.size(), false);
    }

    @Override
    public Numbers predict(Frame frame) {
      var out = new double[frame.size()];
      Arrays.fill(out, base);
      trees.addTo(Features.of(frame, columns, features), Double.NaN, out);
      return new Numbers(out);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
