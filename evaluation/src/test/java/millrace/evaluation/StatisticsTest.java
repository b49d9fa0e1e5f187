package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.run.Run;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Golden values: scipy 1.10.1, made by src/test/resources/golden/significance.py. */
class StatisticsTest {
  private static final JsonNode GOLDEN = Golden.read("significance.json");

  @TestFactory
  Stream<DynamicTest> pairedTestsAndIntervalsAreScipys() {
    return GOLDEN.get("paired").properties().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> paired(e.getValue())));
  }

  private static void paired(JsonNode c) {
    var a = Golden.numbers(c.get("a"));
    var b = Golden.numbers(c.get("b"));
    double ratio = c.get("ratio").asDouble();
    var t = Statistics.correctedT(a, b, ratio);
    near(c, "difference", t.difference());
    near(c, "t", t.statistic());
    near(c, "p", t.p());
    var plain = Statistics.correctedT(a, b, 0);
    near(c, "plain_t", plain.statistic());
    near(c, "plain_p", plain.p());
    var w = Statistics.wilcoxon(a, b);
    near(c, "wilcoxon", w.statistic());
    near(c, "wilcoxon_p", w.p());
    assertEquals(w.p(), Statistics.wilcoxon(b, a).p(), 1e-15);
    var interval = Statistics.interval(a, 0.95, ratio);
    near(c, "mean", interval.mean());
    near(c, "low", interval.low());
    near(c, "high", interval.high());
    assertEquals((interval.high() - interval.low()) / 2, interval.half());
    var plainInterval = Statistics.plainInterval(a, 0.9);
    near(c, "plain_low", plainInterval.low());
    near(c, "plain_high", plainInterval.high());
  }

  @TestFactory
  Stream<DynamicTest> friedmanIsScipys() {
    return GOLDEN.get("friedman").properties().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> friedman(e.getValue())));
  }

  private static void friedman(JsonNode c) {
    var scores = matrix(c.get("scores"));
    var f = Friedman.of(scores, true);
    Golden.near(c.get("ranks"), f.meanRanks(), "ranks");
    near(c, "chi", f.chiSquared());
    near(c, "p", f.p());
    near(c, "f", f.f());
    near(c, "f_p", f.fP());
    // scipy integrates the studentized range to about ten figures only.
    Golden.near(c.get("cd05").asDouble(), f.criticalDifference(0.05), 1e-8, "cd05");
    Golden.near(c.get("cd10").asDouble(), f.criticalDifference(0.10), 1e-8, "cd10");
    Golden.near(c.get("nemenyi01").asDouble(), f.nemenyi(0, 1), 1e-8, "nemenyi");
    for (var row : scores) for (int j = 0; j < row.length; j++) row[j] = -row[j];
    assertEquals(f.chiSquared(), Friedman.of(scores, false).chiSquared(), 1e-12);
  }

  /** The mean ranks, χ²_F, F_F and critical differences printed in Demšar 2006, pages 10 to 13. */
  @Test
  void demsarsExampleIsAsPublished() {
    var f = Friedman.of(matrix(GOLDEN.get("friedman").get("demsar").get("scores")), true);
    var published = new double[] {3.143, 2.000, 2.893, 1.964};
    for (int j = 0; j < 4; j++) assertEquals(published[j], f.meanRanks()[j], 0.0005);
    assertEquals(1.25, f.criticalDifference(0.05), 0.005); // 2.569 √(4·5 / 6·14)
    assertEquals(1.12, f.criticalDifference(0.10), 0.005); // 2.291 √(4·5 / 6·14)
    // He does not correct for ties, which are those of mushroom (4) and of three pairs.
    double ties = 60 + 3 * 6;
    double chi = f.chiSquared() * (1 - ties / (14 * 60));
    assertEquals(9.28, chi, 0.005);
    assertEquals(3.69, 13 * chi / (14 * 3 - chi), 0.005);
  }

  /** Demšar 2006, table 5: q / √2 for 2 to 10 classifiers, right to a unit of its last digit. */
  @Test
  void nemenyisQuantilesAreAsPublished() {
    var five = new double[] {1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164};
    var ten = new double[] {1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920};
    for (int k = 2; k <= 10; k++) {
      assertEquals(five[k - 2], StudentizedRange.quantile(0.95, k) / Math.sqrt(2), 0.001);
      assertEquals(ten[k - 2], StudentizedRange.quantile(0.90, k) / Math.sqrt(2), 0.001);
    }
  }

  @Test
  void theStudentizedRangeIsScipysAndOfTwoTheNormals() {
    for (var row : GOLDEN.get("studentized_range")) {
      double q = StudentizedRange.quantile(row.get(0).asDouble(), row.get(1).asInt());
      Golden.near(row.get(2).asDouble(), q, 1e-8, row.toString());
    }
    var normal = NormalDistribution.of(0, Math.sqrt(2));
    for (double q = 0.1; q < 8; q += 0.1) {
      assertEquals(
          2 * normal.survivalProbability(q), StudentizedRange.survival(q, 2), 1e-13, "q " + q);
    }
    assertEquals(1, StudentizedRange.survival(0, 5));
  }

  @Test
  void equalScoresDoNotDiffer() {
    var a = new double[] {.1, .7, .3, .2};
    assertEquals(1, Statistics.correctedT(a, a, 0.25).p());
    assertEquals(0, Statistics.correctedT(a, a, 0.25).statistic());
    assertEquals(1, Statistics.wilcoxon(a, a).p());
    var tied = Friedman.of(new double[][] {{1, 1, 1}, {2, 2, 2}}, true);
    assertEquals(1, tied.p());
    assertEquals(1, tied.fP());
    assertEquals(1, tied.nemenyi(0, 2));
  }

  @Test
  void aConstantDifferenceIsCertain() {
    var t = Statistics.correctedT(new double[] {2, 3, 5}, new double[] {1, 2, 4}, 0.5);
    assertEquals(1, t.difference());
    assertEquals(Double.POSITIVE_INFINITY, t.statistic());
    assertEquals(0, t.p());
    var same = Statistics.interval(new double[] {.1, .1, .1, .1, .1, .1}, 0.95, 0.2);
    assertEquals(.1, same.low());
    assertEquals(.1, same.high());
  }

  @Test
  void alwaysTheSameOrderIsInfinitelyClear() {
    var rows = new double[6][];
    for (int i = 0; i < 6; i++) rows[i] = new double[] {3 + i, 2 + i, 1 + i};
    var f = Friedman.of(rows, true);
    assertEquals(12, f.chiSquared(), 1e-12); // N (k − 1), the most there can be
    assertEquals(Double.POSITIVE_INFINITY, f.f());
    assertEquals(0, f.fP());
  }

  @Test
  void oneFoldKnowsTheMeanOnly() {
    var one = new double[] {.5};
    var i = Statistics.interval(one, 0.95, 0.25);
    assertEquals(.5, i.mean());
    assertEquals(Double.NaN, i.low());
    assertEquals(Double.NaN, Statistics.correctedT(one, new double[] {.4}, 0.25).p());
    var undefined = new double[] {.5, Double.NaN};
    assertEquals(Double.NaN, Statistics.interval(undefined, 0.95, 0.25).high());
    assertEquals(Double.NaN, Statistics.correctedT(undefined, undefined, 0.25).p());
    assertEquals(Double.NaN, Statistics.wilcoxon(undefined, undefined).p());
  }

  @Test
  void theRatioOfTenFoldsIsOneNinth() {
    var frame =
        Frame.of("x", new Column.Numeric(IntStream.range(0, 100).asDoubleStream().toArray()));
    assertEquals(1 / 9.0, Statistics.testToTrain(Folds.k(10).splits(frame, Run.quiet())), 1e-15);
  }

  @Test
  void correctionWidensTheInterval() {
    var scores = new double[] {.8, .82, .85, .79, .9};
    double plain = Statistics.plainInterval(scores, 0.95).half();
    assertEquals(
        plain * Math.sqrt((0.2 + 0.25) / 0.2),
        Statistics.interval(scores, 0.95, 0.25).half(),
        1e-15);
  }

  @Test
  void badInputIsRefusedWithAReason() {
    var two = new double[] {1, 2};
    refused("a has 2 scores and b has 1", () -> Statistics.wilcoxon(two, new double[] {1}));
    refused("there are no scores", () -> Statistics.plainInterval(new double[0], 0.95));
    refused(
        "confidence must be between 0 and 1 but is 95.0", () -> Statistics.plainInterval(two, 95));
    refused("testToTrain must be at least 0 but is -1.0", () -> Statistics.interval(two, 0.9, -1));
    refused("at least 2 data sets, not 1", () -> Friedman.of(new double[1][2], true));
    refused("at least 2 models, not 1", () -> Friedman.of(new double[2][1], true));
    refused("data set 1 has 1 scores", () -> Friedman.of(new double[][] {{1, 2}, {1}}, true));
    refused(
        "model 1 on data set 0 is not a number",
        () -> Friedman.of(new double[][] {{1, Double.NaN}, {1, 2}}, true));
    refused(
        "alpha must be between 0 and 1 but is 0.0",
        () -> Friedman.of(new double[][] {{1, 2}, {1, 2}}, true).criticalDifference(0));
  }

  private static double[][] matrix(JsonNode rows) {
    var out = new double[rows.size()][];
    Arrays.setAll(out, i -> Golden.numbers(rows.get(i)));
    return out;
  }

  private static void near(JsonNode golden, String key, double actual) {
    Golden.near(golden.get(key).asDouble(), actual, key);
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable e) {
    var m = assertThrows(IllegalArgumentException.class, e).getMessage();
    assertTrue(m.contains(message), m);
  }
}
