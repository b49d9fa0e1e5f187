package millrace.evaluation;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.learn.Prediction.Labels;

/**
 * The points of the curves by which one level is judged against all others, ready to plot: the same
 * points as scikit-learn's. Without a level named, that is the positive one of two: the last in
 * alphabetical order. O(rows log rows).
 *
 * @see "scikit-learn 1.2, sklearn.metrics.roc_curve and precision_recall_curve,
 *     sklearn.calibration.calibration_curve"
 */
public final class Curves {
  private Curves() {}

  /**
   * A point per threshold, from (0, 0) on: taking for positive what scores at least that. The first
   * threshold is the highest score + 1, where nothing is. A rate without rows to divide by is not a
   * number throughout.
   */
  public record Roc(double[] falsePositiveRate, double[] truePositiveRate, double[] thresholds) {
    /** The area under the curve, by trapezoids. */
    public double area() {
      double s = 0;
      for (int i = 1; i < thresholds.length; i++) {
        double width = falsePositiveRate[i] - falsePositiveRate[i - 1];
        s += width * (truePositiveRate[i] + truePositiveRate[i - 1]) / 2;
      }
      return s;
    }
  }

  /**
   * A point per threshold, rising; after the last one more, precision 1 and recall 0, that has
   * none. Without positive rows recall is 1 but for that point.
   */
  public record PrecisionRecall(double[] precision, double[] recall, double[] thresholds) {}

  /**
   * A point per bin that is not empty.
   *
   * @param predicted the mean probability that was predicted
   * @param actual the share of positive rows
   * @param rows the number of rows
   */
  public record Calibration(double[] predicted, double[] actual, int[] rows) {
    /**
     * The expected calibration error: the mean gap between what was predicted and what was so, bins
     * weighted by their rows.
     *
     * @see "C. Guo, G. Pleiss, Y. Sun, K. Weinberger, On calibration of modern neural networks,
     *     ICML 2017"
     */
    public double expectedError() {
      double gaps = 0;
      double all = 0;
      for (int b = 0; b < rows.length; b++) {
        gaps += rows[b] * Math.abs(actual[b] - predicted[b]);
        all += rows[b];
      }
      return gaps / all;
    }

    /** The greatest gap of a bin. */
    public double greatestError() {
      double most = 0;
      for (int b = 0; b < rows.length; b++)
        most = Math.max(most, Math.abs(actual[b] - predicted[b]));
      return most;
    }
  }

  /** How a calibration curve cuts the probabilities. */
  public enum Bins {
    /** Into intervals of equal width. */
    UNIFORM,
    /** Into intervals of about equally many rows. */
    QUANTILE
  }

  /** Points that lie on a straight line between their neighbours are left out. */
  public static Roc roc(Column truth, Labels predicted, String positive) {
    var ranking = ranking("roc", truth, predicted, positive);
    var walk = new Walk(ranking);
    int n = walk.size;
    var keep = new int[n];
    int kept = 0;
    for (int i = 0; i < n; i++) {
      if (i == 0 || i == n - 1 || corner(walk.tp, i) || corner(walk.fp, i)) keep[kept++] = i;
    }
    var fpr = new double[kept + 1];
    var tpr = new double[kept + 1];
    var thresholds = new double[kept + 1];
    thresholds[0] = walk.score[0] + 1;
    fpr[0] = ranking.negatives() == 0 ? Double.NaN : 0;
    tpr[0] = ranking.positives() == 0 ? Double.NaN : 0;
    for (int j = 0; j < kept; j++) {
      fpr[j + 1] = (double) walk.fp[keep[j]] / ranking.negatives();
      tpr[j + 1] = (double) walk.tp[keep[j]] / ranking.positives();
      thresholds[j + 1] = walk.score[keep[j]];
    }
    return new Roc(fpr, tpr, thresholds);
  }

  /** Of the positive one of two levels. */
  public static Roc roc(Column truth, Labels predicted) {
    return roc(truth, predicted, positive("roc", truth, predicted));
  }

  public static PrecisionRecall precisionRecall(Column truth, Labels predicted, String positive) {
    var ranking = ranking("precision-recall", truth, predicted, positive);
    var walk = new Walk(ranking);
    int n = walk.size;
    var precision = new double[n + 1];
    var recall = new double[n + 1];
    var thresholds = new double[n];
    for (int i = 0; i < n; i++) {
      int at = n - 1 - i;
      precision[at] = (double) walk.tp[i] / (walk.tp[i] + walk.fp[i]);
      recall[at] = ranking.positives() == 0 ? 1 : (double) walk.tp[i] / ranking.positives();
      thresholds[at] = walk.score[i];
    }
    precision[n] = 1;
    return new PrecisionRecall(precision, recall, thresholds);
  }

  /** Of the positive one of two levels. */
  public static PrecisionRecall precisionRecall(Column truth, Labels predicted) {
    return precisionRecall(truth, predicted, positive("precision-recall", truth, predicted));
  }

  /**
   * @param bins how many, at least 1; scikit-learn's default is 5
   */
  public static Calibration calibration(
      Column truth, Labels predicted, String positive, int bins, Bins how) {
    if (bins < 1) throw new IllegalArgumentException("bins must be at least 1 but is " + bins);
    var a = Aligned.of("calibration", truth, predicted);
    int level = level("calibration", a, positive);
    var p = new double[a.size()];
    for (int i = 0; i < p.length; i++) {
      p[i] = a.probability()[i * a.width() + level];
      if (p[i] < 0 || p[i] > 1) {
        throw new DataException(
            "calibration: the probability of '%s' in row %d is %s, not between 0 and 1"
                .formatted(positive, i, p[i]));
      }
    }
    var edges = edges(p, bins, how);
    var sum = new double[bins];
    var hits = new int[bins];
    var rows = new int[bins];
    for (int i = 0; i < p.length; i++) {
      int b = below(edges, p[i]);
      sum[b] += p[i];
      rows[b]++;
      if (a.truth()[i] == level) hits[b]++;
    }
    int filled = 0;
    for (int b = 0; b < bins; b++) {
      if (rows[b] == 0) continue;
      sum[filled] = sum[b] / rows[b];
      hits[filled] = hits[b];
      rows[filled++] = rows[b];
    }
    var actual = new double[filled];
    for (int b = 0; b < filled; b++) actual[b] = (double) hits[b] / rows[b];
    return new Calibration(Arrays.copyOf(sum, filled), actual, Arrays.copyOf(rows, filled));
  }

  /** Of the positive one of two levels, in 10 bins of equal width. */
  public static Calibration calibration(Column truth, Labels predicted) {
    return calibration(
        truth, predicted, positive("calibration", truth, predicted), 10, Bins.UNIFORM);
  }

  /** The counts at each distinct score, falling. */
  private static final class Walk {
    private final double[] score;
    private final int[] tp;
    private final int[] fp;
    private int size;

    Walk(Ranking ranking) {
      int most = ranking.positives() + ranking.negatives();
      score = new double[most];
      tp = new int[most];
      fp = new int[most];
      ranking.fall(
          (s, t, f) -> {
            score[size] = s;
            tp[size] = t;
            fp[size++] = f;
          });
    }
  }

  private static boolean corner(int[] v, int i) {
    return v[i + 1] - v[i] != v[i] - v[i - 1];
  }

  /** The inner edges; the outer ones do not matter. */
  private static double[] edges(double[] p, int bins, Bins how) {
    var edges = new double[bins - 1];
    var sorted = how == Bins.QUANTILE ? p.clone() : p;
    if (how == Bins.QUANTILE) Arrays.sort(sorted);
    for (int b = 0; b < edges.length; b++) {
      double share = (b + 1) * (1.0 / bins);
      edges[b] = how == Bins.UNIFORM ? share : quantile(sorted, share);
    }
    return edges;
  }

  /** By linear interpolation (Hyndman and Fan's type 7). */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int i = (int) at;
    double next = sorted[Math.min(i + 1, sorted.length - 1)];
    return sorted[i] + (at - i) * (next - sorted[i]);
  }

  /** The number of edges below {@code v}. */
  private static int below(double[] edges, double v) {
    int n = 0;
    while (n < edges.length && edges[n] < v) n++;
    return n;
  }

  private static Ranking ranking(String who, Column truth, Labels predicted, String positive) {
    var a = Aligned.of(who, truth, predicted);
    return Averages.oneVsRest(a, level(who, a, positive));
  }

  private static int level(String who, Aligned a, String positive) {
    int level = a.levels().id(positive);
    if (level < 0) {
      throw new DataException(
          "%s: there is no level '%s'; there are %s".formatted(who, positive, a.levels()));
    }
    return level;
  }

  private static String positive(String who, Column truth, Labels predicted) {
    var a = Aligned.of(who, truth, predicted);
    var two = a.twoLevels(who, "name the one to judge");
    return two.length == 0 ? a.levels().name(0) : a.levels().name(two[1]);
  }
}
