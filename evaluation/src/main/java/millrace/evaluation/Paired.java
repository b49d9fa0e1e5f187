package millrace.evaluation;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * One model against another on the same folds.
 *
 * @param name the model
 * @param best what it is compared with
 * @param difference mean over folds of its score minus the other's, in the unit of the metric
 * @param low lower end of the 95 % interval of the difference; NaN for one fold
 * @param high upper end
 * @param correctedT p-value, two-sided, of the corrected resampled t-test (Nadeau and Bengio 2003);
 *     NaN for one fold
 * @param wilcoxon p-value, two-sided, of Wilcoxon's signed-rank test; NaN for one fold
 * @param significant whether the two can be told apart: by the corrected t-test at the 5 % level,
 *     or, since a model that explodes on some folds varies too wildly for it, by Wilcoxon's when the
 *     difference also lies outside the other's own 95 % interval
 */
public record Paired(
    String name,
    String best,
    double difference,
    double low,
    double high,
    double correctedT,
    double wilcoxon,
    boolean significant) {
  static Paired of(String name, String best, double[] a, double[] b, double testToTrain) {
    var d = new double[a.length];
    for (int i = 0; i < d.length; i++) d[i] = a[i] - b[i];
    double mean = Arrays.stream(d).sum() / d.length;
    double half = halfWidth(d, testToTrain);
    double p = p(d, mean, testToTrain);
    double w = wilcoxon(d);
    boolean outside = Math.abs(mean) > halfWidth(b, testToTrain);
    return new Paired(
        name, best, mean, mean - half, mean + half, p, w, p < 0.05 || (w < 0.05 && outside));
  }

  static double halfWidth(double[] values, double testToTrain) {
    int n = values.length;
    if (n < 2) return Double.NaN;
    return TDistribution.of(n - 1).inverseSurvivalProbability(0.025) * error(values, testToTrain);
  }

  private static double error(double[] values, double testToTrain) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (n - 1);
    return Math.sqrt((1.0 / n + testToTrain) * variance);
  }

  private static double p(double[] d, double mean, double testToTrain) {
    if (d.length < 2) return Double.NaN;
    if (mean == 0) return 1;
    double t = Math.abs(mean) / error(d, testToTrain);
    return Double.isNaN(t) ? Double.NaN : 2 * TDistribution.of(d.length - 1).survivalProbability(t);
  }

  private static double wilcoxon(double[] d) {
    if (d.length < 2 || Arrays.stream(d).anyMatch(Double::isNaN)) return Double.NaN;
    if (Arrays.stream(d).allMatch(v -> v == 0)) return 1;
    return WilcoxonSignedRankTest.withDefaults().test(d).getPValue();
  }
}
