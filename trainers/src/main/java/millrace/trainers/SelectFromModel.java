package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import millrace.preprocess.KeptFeatures;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Keeps the features that matter to a model trained on all of them: those whose importance is at
 * least a threshold, and of these at most {@code maxFeatures}.
 *
 * <p>It acts on Numeric, Dense and Sparse columns; the model sees no others, and others stay. Names
 * are those of scikit-learn; the threshold {@code "1.25*mean"} is {@code
 * threshold(MEAN).factor(1.25)}. scikit-learn has no default for the model, and takes 1e-5 for the
 * threshold when a linear model has an L1 penalty; here it is the mean for all. Cost: one fit.
 *
 * @param base a classifier or regressor whose model has importances (default a random forest);
 *     those of linear models want columns of one scale
 * @param threshold what an importance is compared with
 * @param factor of the mean or median; with VALUE the threshold itself
 * @param maxFeatures most features that are kept; 0: no limit
 * @see "I. Guyon, A. Elisseeff, An introduction to variable and feature selection, JMLR 3, 2003"
 * @see "scikit-learn 1.2, sklearn.feature_selection.SelectFromModel"
 */
@About(
    value = "the features that matter to a model",
    cite = "I. Guyon, A. Elisseeff, JMLR 3, 2003; scikit-learn SelectFromModel")
public record SelectFromModel(
    @Param("the model that says which features matter") Trainer<? extends Predictor<?>> base,
    @Param("what an importance is compared with") Threshold threshold,
    @Param(
            value = "factor of the mean or median, or the threshold itself",
            min = 0,
            max = 1e9,
            tune = {0.1, 2},
            log = true)
        double factor,
    @Param(value = "most features that are kept; 0: no limit", min = 0) int maxFeatures)
    implements Step<SelectFromModel.Fitted> {
  /** What an importance is compared with. */
  public enum Threshold {
    /** {@code factor} times the mean importance. */
    MEAN,
    /** {@code factor} times the median importance. */
    MEDIAN,
    /** {@code factor}. */
    VALUE,
    /** Nothing: only {@code maxFeatures} counts. */
    NONE
  }

  public SelectFromModel {
    Spec.check(SelectFromModel.class, base, threshold, factor, maxFeatures);
    Selection.check(SelectFromModel.class, base);
  }

  /** What matters to a random forest at least as much as the mean feature. */
  public SelectFromModel() {
    this(new RandomForestClassifier(), Threshold.MEAN, 1, 0);
  }

  public static SelectFromModel of(Trainer<? extends Predictor<?>> base) {
    return new SelectFromModel().base(base);
  }

  public SelectFromModel base(Trainer<? extends Predictor<?>> base) {
    return Spec.with(this, "base", base);
  }

  public SelectFromModel threshold(Threshold threshold) {
    return Spec.with(this, "threshold", threshold);
  }

  public SelectFromModel factor(double factor) {
    return Spec.with(this, "factor", factor);
  }

  public SelectFromModel maxFeatures(int maxFeatures) {
    return Spec.with(this, "maxFeatures", maxFeatures);
  }

  @Override
  public Needs needs() {
    return Selection.needs(base);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var features = new Selection(train);
    int n = features.size();
    run.step("fit", 0, 1);
    if (n == 0) {
      run.step("fit", 1, 1);
      return new Fitted(List.of(), List.of(), new double[0], 0);
    }
    var all = new boolean[n];
    Arrays.fill(all, true);
    var model = base.fit(features.only(train, all), Members.child(run, 1, "model"));
    var importances = features.importances(model, base, this);
    double least =
        switch (threshold) {
          case MEAN -> factor * Vectors.sum(importances) / n;
          case MEDIAN -> factor * median(importances);
          case VALUE -> factor;
          case NONE -> Double.NEGATIVE_INFINITY;
        };
    var keep = new boolean[n];
    IntStream.range(0, n)
        .boxed()
        .sorted((a, b) -> Double.compare(importances[b], importances[a]))
        .limit(maxFeatures == 0 ? n : maxFeatures)
        .forEach(f -> keep[f] = importances[f] >= least);
    run.step("fit", 1, 1);
    return new Fitted(features.kept(keep), features.names.names(), importances, least);
  }

  private static double median(double[] v) {
    var sorted = v.clone();
    Arrays.sort(sorted);
    return (sorted[(v.length - 1) / 2] + sorted[v.length / 2]) / 2;
  }

  /**
   * The features that stay.
   *
   * @param features all features there were
   * @param importances of each
   * @param threshold what they were compared with
   */
  public record Fitted(
      List<KeptFeatures> kept, List<String> features, double[] importances, double threshold)
      implements Transform {
    public Fitted {
      kept = List.copyOf(kept);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      return KeptFeatures.apply(frame, kept);
    }
  }
}
