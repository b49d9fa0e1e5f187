package millrace.trainers;

import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Folds;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * A classifier of two levels that decides at the threshold which is best for a metric, instead of
 * at one half. Each row's probability is predicted by a model trained on the other folds; of all
 * thresholds between two of those probabilities the best is taken (of equally good ones the middle
 * of the widest gap); the base is then trained on all rows.
 *
 * <p>The positive level is predicted when its probability p is above the threshold t. So that this
 * shows in the Labels, their odds are divided by those of the threshold: {@code p (1 − t) / (p (1 −
 * t) + (1 − p) t)}, which keeps the order of rows and is one half at t. These are no longer
 * probabilities that are true to the shares; scikit-learn's gives the base's. Rows count by their
 * weights. {@code COST} minimises {@code cost · false positives + false negatives}.
 *
 * <p>Cost: cv + 1 fits of the base, side by side, and O(n log n).
 *
 * @param base what gives the probabilities (default {@link Logistic})
 * @param metric what the threshold is best for (default balanced accuracy, as in scikit-learn)
 * @param cost for {@code COST}: what a false positive costs, a false negative costing 1
 * @param positive the positive level; empty: the later in alphabetical order, as in metrics
 * @param cv folds (default 5)
 * @see "C. Elkan, The foundations of cost-sensitive learning, IJCAI 2001"
 * @see "scikit-learn 1.5, sklearn.model_selection.TunedThresholdClassifierCV"
 */
@About(
    value = "a classifier of two levels, with the threshold that is best for a metric",
    cite =
        "C. Elkan, The foundations of cost-sensitive learning, IJCAI 2001; scikit-learn 1.5"
            + " TunedThresholdClassifierCV")
public record ThresholdClassifier(
    @Param("the classifier that gives the probabilities") Trainer<? extends Predictor<Labels>> base,
    @Param("what the threshold is best for") Metric metric,
    @Param(
            value = "what a false positive costs when a false negative costs 1 (COST only)",
            min = Double.MIN_NORMAL,
            max = 1e9,
            tune = {0.01, 100},
            log = true)
        double cost,
    @Param("the positive level; empty: the later in alphabetical order") String positive,
    @Param(value = "folds", min = 2, max = 1000) int cv)
    implements Trainer<ThresholdClassifier.Fitted> {
  /** What the threshold is best for. */
  public enum Metric {
    /** The mean recall of the two levels. */
    BALANCED_ACCURACY,
    /** The harmonic mean of precision and recall of the positive level. */
    F1,
    /** The share of right rows. */
    ACCURACY,
    /** The correlation of truth and prediction (Matthews). */
    MCC,
    /** The least cost, which is given as a negative mean per row. */
    COST;

    /** True and false positives, and all positives and negatives. */
    private double of(double tp, double fp, double p, double n, double cost) {
      double tn = n - fp;
      double fn = p - tp;
      return switch (this) {
        case BALANCED_ACCURACY -> (tp / p + tn / n) / 2;
        case F1 -> 2 * tp / (2 * tp + fp + fn);
        case ACCURACY -> (tp + tn) / (p + n);
        case MCC -> {
          double square = (tp + fp) * p * n * (tn + fn);
          yield square > 0 ? (tp * tn - fp * fn) / Math.sqrt(square) : 0;
        }
        case COST -> -(cost * fp + fn) / (p + n);
      };
    }
  }

  public ThresholdClassifier {
    Spec.check(ThresholdClassifier.class, base, metric, cost, positive, cv);
    Members.check(ThresholdClassifier.class, "base", base, Column.Nominal.class);
  }

  public ThresholdClassifier() {
    this(new Logistic(), Metric.BALANCED_ACCURACY, 1, "", 5);
  }

  public ThresholdClassifier base(Trainer<? extends Predictor<Labels>> base) {
    return Spec.with(this, "base", base);
  }

  public ThresholdClassifier metric(Metric metric) {
    return Spec.with(this, "metric", metric);
  }

  public ThresholdClassifier cost(double cost) {
    return Spec.with(this, "cost", cost);
  }

  public ThresholdClassifier positive(String positive) {
    return Spec.with(this, "positive", positive);
  }

  public ThresholdClassifier cv(int cv) {
    return Spec.with(this, "cv", cv);
  }

  @Override
  public Needs needs() {
    return Members.needs(List.of(base), Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Members.levels(train, this);
    int at = positive(levels, train.targetName().orElseThrow());
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    var splits = Folds.stratified(cv).splits(train, run.seed(run.seedFor("folds")));
    run.step("fit", 0, cv + 1);
    // The one on all rows comes first: it takes longest.
    var models =
        run.<Predictor<Labels>>map(
            "fit",
            cv + 1,
            j -> {
              var rows = j == 0 ? train : train.rows(splits.get(j - 1).train());
              return Members.fit(base, rows, Members.child(run, cv + 1, "member", j));
            });
    var p = new double[train.size()];
    for (int f = 0; f < cv; f++) {
      var test = splits.get(f).test();
      var said = Members.probabilities(models.get(f + 1), train.features().rows(test), levels);
      for (int i = 0; i < test.length; i++) p[test[i]] = said[2 * i + at];
    }
    var best = best(p, codes, at, Weights.of(train));
    return new Fitted(levels, models.getFirst(), at, best.threshold, best.score);
  }

  private int positive(Vocabulary levels, String target) {
    if (levels.size() > 2) {
      throw new DataException(
          "ThresholdClassifier is for two levels, but '%s' has %d: keep the rows of two of them, or join levels"
              .formatted(target, levels.size()));
    }
    if (positive.isEmpty()) return levels.name(0).compareTo(levels.name(1)) > 0 ? 0 : 1;
    int at = levels.id(positive);
    if (at >= 0) return at;
    throw new DataException(
        "ThresholdClassifier positive is '%s', but '%s' has the levels %s"
            .formatted(positive, target, levels));
  }

  private record Best(double threshold, double score) {}

  /** Walks down the scores: what is above the threshold counts as positive. */
  private Best best(double[] p, int[] codes, int positive, double[] w) {
    var order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted((a, b) -> Double.compare(p[b], p[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    double positives = 0;
    double negatives = 0;
    for (int i = 0; i < w.length; i++) {
      if (codes[i] == positive) positives += w[i];
      else negatives += w[i];
    }
    double tp = 0;
    double fp = 0;
    double threshold = middle(p[order[0]], 1);
    double score = Double.NEGATIVE_INFINITY;
    double gap = -1;
    for (int i = 0; i <= order.length; i++) {
      double above = i == 0 ? 1 : p[order[i - 1]];
      double below = i == order.length ? 0 : p[order[i]];
      if (i == 0 || i == order.length || below < above) {
        double s = metric.of(tp, fp, positives, negatives, cost);
        if (s > score || (s == score && above - below > gap)) {
          score = s;
          gap = above - below;
          threshold = middle(below, above);
        }
      }
      if (i == order.length) break;
      if (codes[order[i]] == positive) tp += w[order[i]];
      else fp += w[order[i]];
    }
    return new Best(threshold, score);
  }

  private static double middle(double below, double above) {
    return below + (above - below) / 2;
  }

  /**
   * The model of all rows, and where it decides.
   *
   * @param positive the number of the positive level
   * @param threshold above it the positive level is predicted
   * @param score the metric at that threshold, out of fold
   */
  public record Fitted(
      Vocabulary levels, Predictor<Labels> model, int positive, double threshold, double score)
      implements Predictor<Labels> {
    @Override
    public Labels predict(Frame frame) {
      var p = Members.probabilities(model, frame, levels).clone();
      for (int i = 0; i < p.length; i += 2) {
        double yes = p[i + positive];
        // just below one half where rounding would make a tie of what is not above
        double v = moved(yes);
        if (yes <= threshold) v = Math.min(v, Math.nextDown(0.5));
        else v = Math.max(v, Math.nextUp(0.5));
        p[i + positive] = v;
        p[i + 1 - positive] = 1 - v;
      }
      return new Labels(p, levels);
    }

    @Override
    public Labels predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    private double moved(double p) {
      double a = p * (1 - threshold);
      double b = (1 - p) * threshold;
      return a + b > 0 ? a / (a + b) : p;
    }
  }
}
