package millrace.evaluation;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Several models on several data sets: are they all alike (Friedman's test), and if not, which
 * differ (Nemenyi's test)? Each data set ranks the models, 1 for the best; equal scores share their
 * ranks' mean.
 *
 * <p>With N data sets, k models and mean ranks R, χ² = (12 N / (k (k + 1))) (Σ R² − k (k + 1)² /
 * 4), divided by 1 − Σ(t³ − t) / (N k (k² − 1)) where t models are tied, with k − 1 degrees of
 * freedom.
 *
 * @param dataSets N
 * @param meanRanks R, per model
 * @param chiSquared Friedman's statistic, corrected for ties; 0 where all scores are tied
 * @param p its significance; 1 where all scores are tied
 * @param f the less conservative statistic of Iman and Davenport, (N − 1) χ² / (N (k − 1) − χ²),
 *     with k − 1 and (k − 1) (N − 1) degrees of freedom; infinite where every data set ranks alike
 * @param fP its significance
 * @see "J. Demšar: Statistical Comparisons of Classifiers over Multiple Data Sets. Journal of
 *     Machine Learning Research 7 (2006) 1–30"
 * @see "scipy 1.10, scipy.stats.friedmanchisquare"
 */
public record Friedman(
    int dataSets, double[] meanRanks, double chiSquared, double p, double f, double fP) {
  /**
   * @param scores {@code scores[dataSet][model]}, at least two of each, none not a number
   * @param higherIsBetter whether the highest score has rank 1
   */
  public static Friedman of(double[][] scores, boolean higherIsBetter) {
    int n = scores.length;
    if (n < 2) throw new IllegalArgumentException("there must be at least 2 data sets, not " + n);
    int k = scores[0].length;
    if (k < 2) throw new IllegalArgumentException("there must be at least 2 models, not " + k);
    var mean = new double[k];
    double ties = 0;
    for (int i = 0; i < n; i++) {
      check(scores[i], k, i);
      ties += addRanks(scores[i], higherIsBetter, mean);
    }
    double squares = 0;
    for (int j = 0; j < k; j++) {
      mean[j] /= n;
      // From the middle rank: the same as Σ R² − k (k + 1)² / 4, without cancellation.
      squares += (mean[j] - (k + 1) / 2.0) * (mean[j] - (k + 1) / 2.0);
    }
    double untied = 1 - ties / ((double) n * k * (k * (double) k - 1));
    if (untied <= 0) return new Friedman(n, mean, 0, 1, 0, 1);
    double chi = 12.0 * n / (k * (k + 1.0)) * squares / untied;
    double rest = n * (k - 1.0) - chi;
    boolean alike = rest <= 1e-12 * n * (k - 1.0);
    double f = alike ? Double.POSITIVE_INFINITY : (n - 1) * chi / rest;
    return new Friedman(
        n,
        mean,
        chi,
        ChiSquaredDistribution.of(k - 1).survivalProbability(chi),
        f,
        alike ? 0 : FDistribution.of(k - 1, (k - 1.0) * (n - 1)).survivalProbability(f));
  }

  /** The number of models. */
  public int models() {
    return meanRanks.length;
  }

  /**
   * Nemenyi's critical difference: models whose mean ranks are further apart than this differ at
   * this level of significance. (q / √2) √(k (k + 1) / 6N) with q of the studentized range for k
   * means and infinitely many degrees of freedom.
   *
   * @param alpha such as 0.05
   */
  public double criticalDifference(double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException("alpha must be between 0 and 1 but is " + alpha);
    }
    return StudentizedRange.quantile(1 - alpha, models()) / Math.sqrt(2) * error();
  }

  /** The significance of the difference of two models by Nemenyi's test. */
  public double nemenyi(int a, int b) {
    double q = Math.abs(meanRanks[a] - meanRanks[b]) / error() * Math.sqrt(2);
    return StudentizedRange.survival(q, models());
  }

  private double error() {
    double k = models();
    return Math.sqrt(k * (k + 1) / (6.0 * dataSets));
  }

  private static void check(double[] scores, int k, int dataSet) {
    if (scores.length != k) {
      throw new IllegalArgumentException(
          "data set %d has %d scores, but data set 0 has %d".formatted(dataSet, scores.length, k));
    }
    for (int j = 0; j < k; j++) {
      if (Double.isNaN(scores[j])) {
        throw new IllegalArgumentException(
            "the score of model %d on data set %d is not a number".formatted(j, dataSet));
      }
    }
  }

  /** Adds this data set's ranks; returns Σ(t³ − t) over its groups of t tied scores. */
  private static double addRanks(double[] scores, boolean higherIsBetter, double[] sums) {
    double ties = 0;
    for (int j = 0; j < scores.length; j++) {
      int better = 0;
      int equal = 0;
      for (double other : scores) {
        if (other == scores[j]) equal++;
        else if (other > scores[j] == higherIsBetter) better++;
      }
      sums[j] += better + (equal + 1) / 2.0;
      ties += equal * (double) equal - 1; // t times t² − 1 over the group
    }
    return ties;
  }

  @Override
  public String toString() {
    return "Friedman χ² = %.4g, p = %.3g; F = %.4g, p = %.3g; mean ranks %s"
        .formatted(chiSquared, p, f, fP, Arrays.toString(meanRanks));
  }
}
