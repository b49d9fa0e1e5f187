package millrace.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.ContinuityCorrection;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * What scores per fold say of one model, and of two on the same folds.
 *
 * <p>The folds of a cross-validation share most of their training rows, so that their scores vary
 * less than those of fresh data would. Nadeau and Bengio's correction makes up for that: the
 * variance of the mean of n scores is taken as s² (1/n + rows tested / rows learned from) instead
 * of s²/n. It is the default wherever the folds are those of a cross-validation.
 *
 * @see "C. Nadeau, Y. Bengio: Inference for the Generalization Error. Machine Learning 52 (2003)
 *     239–281"
 * @see "R. Bouckaert, E. Frank: Evaluating the Replicability of Significance Tests for Comparing
 *     Learning Algorithms. PAKDD 2004"
 */
public final class Statistics {
  /** Beyond this many differences the exact distribution of Wilcoxon's T is not computed. */
  private static final int EXACT = 50;

  private Statistics() {}

  /**
   * Where a mean is likely to lie. Prints as "0.853 [0.841, 0.865]".
   *
   * @param low not a number where there is only one score
   * @param high not a number where there is only one score
   * @param confidence between 0 and 1, such as 0.95
   */
  public record Interval(double mean, double low, double high, double confidence) {
    /** Half the interval's width: mean ± this. */
    public double half() {
      return (high - low) / 2;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.4g [%.4g, %.4g]", mean, low, high);
    }
  }

  /**
   * Of two models a and b on the same folds.
   *
   * @param difference the mean of a − b
   * @param statistic t, or Wilcoxon's T, the smaller of the two sums of ranks
   * @param p the chance of a difference at least this great, either way, if there is none; not a
   *     number where it cannot be known
   */
  public record Difference(double difference, double statistic, double p) {}

  /**
   * The rows tested per row learned from, averaged over the splits: 1 / (k − 1) for k folds. Needed
   * by the corrected tests.
   */
  public static double testToTrain(List<Folds.Split> splits) {
    double s = 0;
    for (var split : splits) s += (double) split.test().length / split.train().length;
    return s / splits.size();
  }

  /**
   * The interval of a mean over folds of a cross-validation, mean ± t(n − 1) √(s² (1/n +
   * testToTrain)).
   *
   * @param scores one per fold; one that is not a number makes the interval so
   * @param confidence between 0 and 1, such as 0.95
   * @param testToTrain see {@link #testToTrain}
   */
  public static Interval interval(double[] scores, double confidence, double testToTrain) {
    checkScores(scores.length);
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be between 0 and 1 but is " + confidence);
    }
    double mean = mean(scores);
    double error = error(scores, mean, checkRatio(testToTrain));
    if (scores.length < 2) return new Interval(mean, Double.NaN, Double.NaN, confidence);
    double t = TDistribution.of(scores.length - 1).inverseSurvivalProbability((1 - confidence) / 2);
    // Without spread the width is 0, however little is known.
    return new Interval(mean, mean - t * error, mean + t * error, confidence);
  }

  /** Student's interval mean ± t(n − 1) s/√n: for scores that are independent of one another. */
  public static Interval plainInterval(double[] scores, double confidence) {
    return interval(scores, confidence, 0);
  }

  /**
   * The corrected resampled t-test: t = mean(a − b) / √(s² (1/n + testToTrain)) with n − 1 degrees
   * of freedom. Where a − b is the same in every fold, p is 1 if that is 0, else 0; with one fold
   * it is not a number.
   *
   * @param a a score per fold
   * @param b the scores of the other model on the same folds
   * @param testToTrain see {@link #testToTrain}; 0 gives the plain paired t-test
   */
  public static Difference correctedT(double[] a, double[] b, double testToTrain) {
    var d = differences(a, b);
    double mean = mean(d);
    if (d.length < 2) return new Difference(mean, Double.NaN, Double.NaN);
    double error = error(d, mean, checkRatio(testToTrain));
    if (mean == 0) return new Difference(0, 0, 1); // also where the error is 0
    double t = mean / error;
    if (Double.isNaN(t)) return new Difference(mean, t, t);
    return new Difference(
        mean, t, 2 * TDistribution.of(d.length - 1).survivalProbability(Math.abs(t)));
  }

  /**
   * Wilcoxon's signed rank test, two-sided. Differences of 0 are left out; where none is left, p is
   * 1. The exact distribution up to 50 differences without ties, else the normal one corrected for
   * ties, without continuity correction.
   *
   * <p>It takes the folds for independent, which those of a cross-validation are not: prefer {@link
   * #correctedT} there, and this for scores on several data sets.
   *
   * @see "F. Wilcoxon: Individual Comparisons by Ranking Methods. Biometrics Bulletin 1 (1945)"
   * @see "scipy 1.10, scipy.stats.wilcoxon(zero_method='wilcox', correction=False)"
   */
  public static Difference wilcoxon(double[] a, double[] b) {
    var d = differences(a, b);
    double mean = mean(d);
    if (Double.isNaN(mean)) return new Difference(mean, Double.NaN, Double.NaN);
    var left = Arrays.stream(d).filter(v -> v != 0).toArray();
    int n = left.length;
    if (n == 0) return new Difference(0, 0, 1);
    boolean ties = Arrays.stream(left).map(Math::abs).distinct().count() < n;
    var result =
        WilcoxonSignedRankTest.withDefaults()
            .with(ties || n > EXACT ? PValueMethod.ASYMPTOTIC : PValueMethod.EXACT)
            .with(ContinuityCorrection.DISABLED)
            .test(left);
    double positive = result.getStatistic();
    double smaller = Math.min(positive, n * (n + 1.0) / 2 - positive);
    return new Difference(mean, smaller, Math.min(1, result.getPValue()));
  }

  private static double[] differences(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "a has %d scores and b has %d: both must be of the same folds"
              .formatted(a.length, b.length));
    }
    checkScores(a.length);
    var d = new double[a.length];
    for (int i = 0; i < d.length; i++) d[i] = a[i] - b[i];
    return d;
  }

  private static void checkScores(int n) {
    if (n == 0) throw new IllegalArgumentException("there are no scores");
  }

  private static double checkRatio(double testToTrain) {
    if (!(testToTrain >= 0 && testToTrain < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("testToTrain must be at least 0 but is " + testToTrain);
    }
    return testToTrain;
  }

  /** Taken from the first value on: exact where all are equal. */
  private static double mean(double[] v) {
    double s = 0;
    for (double x : v) s += x - v[0];
    return v[0] + s / v.length;
  }

  /** The standard error of the mean, corrected; not a number for one value. */
  private static double error(double[] v, double mean, double testToTrain) {
    double s = 0;
    for (double x : v) s += (x - mean) * (x - mean);
    return Math.sqrt(s / (v.length - 1) * (1.0 / v.length + testToTrain));
  }
}
