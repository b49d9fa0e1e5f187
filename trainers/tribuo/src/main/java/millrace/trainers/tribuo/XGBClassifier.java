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
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.TreeModel;
import millrace.trainers.Trees;

/**
 * Boosted trees by XGBoost 3 (logistic loss; softmax for more than two levels), with its histogram
 * method. Missing numeric cells are allowed: every question learns where they go. In a Sparse
 * column an entry that is not stored is treated as missing, in training and in prediction alike,
 * which is XGBoost's own reading of sparse rows.
 *
 * <p>Parameters are named as in XGBoost's scikit-learn interface. Defaults differ from XGBoost's in
 * {@code nEstimators} 500 (100), {@code learningRate} 0.06 (0.3), {@code subsample} 0.8 (1) and
 * {@code colsampleBytree} 0.5 (1), which are as good or better on the public tables that were tried
 * (docs/results.md). The engine runs on one thread, so that the model does not depend on how many
 * there are. Values and thresholds have float precision, as in XGBoost.
 *
 * <p>Only training needs the native library (Linux with glibc and macOS on x86-64 and arm64,
 * Windows on x86-64): {@link #available}. O(nEstimators × rows × features) time.
 *
 * @see "T. Chen, C. Guestrin: XGBoost: A Scalable Tree Boosting System, KDD 2016"
 */
@About(
    value = "gradient boosted trees for levels",
    cite = "Chen, Guestrin: XGBoost: A Scalable Tree Boosting System, KDD 2016",
    engine = "XGBoost 3.0.4")
public record XGBClassifier(
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
    implements Trainer<XGBClassifier.Fitted> {
  public XGBClassifier {
    Spec.check(
        XGBClassifier.class,
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

  public XGBClassifier() {
    this(500, 0.06, 6, 1, 0, 0.8, 0.5, 1, 0, 256);
  }

  public XGBClassifier nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public XGBClassifier learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  public XGBClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public XGBClassifier minChildWeight(double minChildWeight) {
    return Spec.with(this, "minChildWeight", minChildWeight);
  }

  public XGBClassifier gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public XGBClassifier subsample(double subsample) {
    return Spec.with(this, "subsample", subsample);
  }

  public XGBClassifier colsampleBytree(double colsampleBytree) {
    return Spec.with(this, "colsampleBytree", colsampleBytree);
  }

  public XGBClassifier regLambda(double regLambda) {
    return Spec.with(this, "regLambda", regLambda);
  }

  public XGBClassifier regAlpha(double regAlpha) {
    return Spec.with(this, "regAlpha", regAlpha);
  }

  public XGBClassifier maxBin(int maxBin) {
    return Spec.with(this, "maxBin", maxBin);
  }

  /** Whether XGBoost's native library can be loaded on this machine. */
  public static boolean available() {
    return Xgboost.problem().isEmpty();
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Features.of(train);
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    var codes = y.codes(levels);
    var label = new float[codes.length];
    for (int i = 0; i < label.length; i++) label[i] = codes[i];
    int k = levels.size();
    int outputs = k > 2 ? k : 1;
    var boosted =
        k == 1
            ? Xgboost.nothing(run)
            : Xgboost.train(x, label, parameters(k), nEstimators, outputs, run);
    double base = k > 2 ? 0 : Math.log(boosted.base() / (1 - boosted.base()));
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), boosted.trees(), base, levels);
  }

  Map<String, Object> parameters(int levels) {
    return Map.ofEntries(
        Map.entry("objective", levels > 2 ? "multi:softprob" : "binary:logistic"),
        Map.entry("num_class", levels > 2 ? levels : 0),
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
   * The trees; a margin is {@code base} plus the sum of their leaves: one of the second of two
   * levels, or one a level.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   */
  public record Fitted(
      List<String> columns, Vocabulary features, Trees trees, double base, Vocabulary levels)
      implements Predictor<Labels>, TreeModel {
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
    public Labels predict(Frame frame) {
      var x = Features.of(frame, columns, features);
      int k = levels.size();
      var margin = new double[frame.size() * trees.outputs()];
      Arrays.fill(margin, base);
      trees.addTo(x, Double.NaN, margin);
      var p = k > 2 ? margin : new double[frame.size() * k];
      for (int i = 0; i < frame.size(); i++) {
        if (k > 2) Links.softmax(p, i * k, k);
        else if (k == 2) Links.logistic(margin[i], p, 2 * i);
        else p[i] = 1;
      }
      return new Labels(p, levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }
  }
}
