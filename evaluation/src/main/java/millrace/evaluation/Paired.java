package millrace.evaluation;

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
 *     not adjusted for the number of models
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
    var interval = Statistics.interval(d, 0.95, testToTrain);
    double t = Statistics.correctedT(a, b, testToTrain).p();
    double w = a.length < 2 ? Double.NaN : Statistics.wilcoxon(a, b).p();
    return new Paired(name, best, interval.mean(), interval.low(), interval.high(), t, w, t < 0.05);
  }
}
