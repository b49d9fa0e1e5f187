package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.run.Run;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Golden values: scikit-learn 1.2.1, made by src/test/resources/golden/metrics.py. */
class MetricsTest {
  private static final JsonNode GOLDEN = Golden.read("metrics.json");

  private static Stream<DynamicTest> each(String kind, java.util.function.Consumer<JsonNode> test) {
    var out = new ArrayList<DynamicTest>();
    GOLDEN
        .get(kind)
        .properties()
        .forEach(
            e -> out.add(DynamicTest.dynamicTest(e.getKey(), () -> test.accept(e.getValue()))));
    assertTrue(out.size() >= 10);
    return out.stream();
  }

  private static Column.Nominal truth(JsonNode c) {
    return Column.Nominal.of(Golden.strings(c.get("truth")));
  }

  private static Labels predicted(JsonNode c) {
    return new Labels(
        Golden.numbers(c.get("probability")), Vocabulary.of(Golden.strings(c.get("levels"))));
  }

  @TestFactory
  Stream<DynamicTest> regressionIsScikitLearns() {
    return each(
        "regression",
        c -> {
          var y = new Column.Numeric(Golden.numbers(c.get("truth")));
          var p = new Numbers(Golden.numbers(c.get("predicted")));
          boolean positive = c.get("scores").has("r2_log");
          assertEquals(Regression.values().length - (positive ? 0 : 1), c.get("scores").size());
          for (var m : Regression.values()) {
            if (m == Regression.R2_LOG && !positive) continue;
            Golden.near(c.get("scores").get(m.key()).asDouble(), m.score(y, p), m.key());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> classificationIsScikitLearns() {
    return each(
        "classification",
        c -> {
          var y = truth(c);
          var p = predicted(c);
          for (var m : Classification.values()) {
            var expected = c.get("scores").get(m.key());
            if (expected == null) {
              assertEquals(Classification.ROC_AUC, m);
              assertThrows(DataException.class, () -> m.score(y, p));
            } else {
              Golden.near(expected.asDouble(), m.score(y, p), m.key());
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> confusionAndReportAreScikitLearns() {
    return each(
        "classification",
        c -> {
          var confusion = Confusion.of(truth(c), predicted(c));
          assertEquals(Golden.strings(c.get("labels")), confusion.labels().names());
          var counts = new long[confusion.counts().length];
          for (int i = 0; i < counts.length; i++) counts[i] = c.get("confusion").get(i).asLong();
          assertArrayEquals(counts, confusion.counts());
          assertEquals(truth(c).size(), confusion.total());
          if (c.has("report")) {
            assertEquals(c.get("report").asText(), ClassificationReport.of(confusion).toString());
          }
        });
  }

  /** By hand: of three bins the gaps are .2 in 2 rows, .25 in 2 rows and .1 in 1 row. */
  @Test
  void theErrorOfCalibrationIsTheWeightedGap() {
    var c =
        new Curves.Calibration(
            new double[] {0.2, 0.75, 0.9}, new double[] {0, 0.5, 1}, new int[] {2, 2, 1});
    assertEquals((2 * 0.2 + 2 * 0.25 + 0.1) / 5, c.expectedError(), 1e-15);
    assertEquals(0.25, c.greatestError(), 1e-15);
  }

  @TestFactory
  Stream<DynamicTest> curvesAreScikitLearns() {
    return each(
        "classification",
        c ->
            c.get("curves")
                .properties()
                .forEach(
                    e -> {
                      var level = e.getKey();
                      var curve = e.getValue();
                      var roc = Curves.roc(truth(c), predicted(c), level);
                      Golden.near(curve.get("fpr"), roc.falsePositiveRate(), "fpr");
                      Golden.near(curve.get("tpr"), roc.truePositiveRate(), "tpr");
                      Golden.near(curve.get("thresholds"), roc.thresholds(), "thresholds");
                      var pr = Curves.precisionRecall(truth(c), predicted(c), level);
                      Golden.near(curve.get("precision"), pr.precision(), "precision");
                      Golden.near(curve.get("recall"), pr.recall(), "recall");
                      Golden.near(curve.get("pr_thresholds"), pr.thresholds(), "pr thresholds");
                      for (var how : Curves.Bins.values()) {
                        for (int bins : new int[] {1, 5, 10}) {
                          var key = how.name().toLowerCase(java.util.Locale.ROOT) + "_" + bins;
                          var cal = Curves.calibration(truth(c), predicted(c), level, bins, how);
                          Golden.near(curve.get(key).get("actual"), cal.actual(), key);
                          Golden.near(curve.get(key).get("predicted"), cal.predicted(), key);
                        }
                      }
                    }));
  }

  @Test
  void theAreaUnderTheRocCurveIsTheMetric() {
    var c = GOLDEN.get("classification").get("binary");
    Golden.near(
        Classification.ROC_AUC.score(truth(c), predicted(c)),
        Curves.roc(truth(c), predicted(c)).area(),
        "area");
  }

  @Test
  void truthIsMatchedByNameNotByCode() {
    var labels = new Labels(new double[] {.9, .1, .2, .8}, Vocabulary.of("no", "yes"));
    var other = new Column.Nominal(new int[] {2, 0}, Vocabulary.of("yes", "unused", "no"));
    assertEquals(1, Classification.ACCURACY.score(other, labels));
    assertEquals(1, Classification.ROC_AUC.score(other, labels));
  }

  @Test
  void whatCannotBeJudgedIsNotANumber() {
    var one = Column.Nominal.of("no", "no");
    var labels = new Labels(new double[] {.9, .1, .2, .8}, Vocabulary.of("no", "yes"));
    assertEquals(Double.NaN, Classification.ROC_AUC.score(one, labels));
    assertEquals(Double.NaN, Classification.AVERAGE_PRECISION.score(one, labels));
    var alone = new Labels(new double[] {1, 1}, Vocabulary.of("no"));
    assertEquals(Double.NaN, Classification.ROC_AUC.score(one, alone));
    assertEquals(Double.NaN, Classification.KAPPA.score(one, alone));
    assertEquals(0, Classification.LOG_LOSS.score(one, alone));
    assertEquals(Double.NaN, Regression.R2.score(Column.Numeric.of(1), new Numbers(new double[1])));
  }

  @Test
  void infinitePredictionsAreInfinitelyBad() {
    var y = Column.Numeric.of(1, 2, 3);
    var p = new Numbers(new double[] {1, Double.POSITIVE_INFINITY, 3});
    assertEquals(Double.NEGATIVE_INFINITY, Regression.R2.score(y, p));
    assertEquals(Double.NEGATIVE_INFINITY, Regression.EXPLAINED_VARIANCE.score(y, p));
    assertEquals(Double.POSITIVE_INFINITY, Regression.RMSE.score(y, p));
    assertEquals(0, Regression.MEDIAN_AE.score(y, p));
  }

  @Test
  void badInputIsRefusedWithAReason() {
    var y = Column.Numeric.of(1, 2);
    var p = new Numbers(new double[] {1, 2});
    var c = Column.Nominal.of("a", "b");
    var l = new Labels(new double[] {1, 0, 0, 1}, Vocabulary.of("a", "b"));
    refused("r2 needs a numeric truth, but it is nominal", () -> Regression.R2.score(c, p));
    refused("accuracy needs a nominal truth", () -> Classification.ACCURACY.score(y, l));
    refused(
        "the truth has 3 rows, but 2 were predicted",
        () -> Regression.MAE.score(Column.Numeric.of(1, 2, 3), p));
    refused(
        "missing in 1 of 2 rows", () -> Regression.MAE.score(Column.Numeric.of(1, Double.NaN), p));
    refused(
        "missing in 1 of 2 rows", () -> Classification.MCC.score(Column.Nominal.of("a", ""), l));
    refused(
        "the prediction of row 1 is not a number",
        () -> Regression.RMSE.score(y, new Numbers(new double[] {1, Double.NaN})));
    refused(
        "the probability of 'b' in row 0 is not a number",
        () ->
            Classification.ACCURACY.score(
                c, new Labels(new double[] {1, Double.NaN, 0, 1}, Vocabulary.of("a", "b"))));
    refused(
        "no rows to judge",
        () -> Regression.R2.score(Column.Numeric.of(), new Numbers(new double[0])));
    var three = new Labels(new double[6], Vocabulary.of("a", "b", "c"));
    refused(
        "roc_auc is for two levels, but there are 3", () -> Classification.ROC_AUC.score(c, three));
    refused("there is no level 'z'", () -> Curves.roc(c, l, "z"));
    refused("name the one to judge", () -> Curves.precisionRecall(c, three));
  }

  @Test
  void keysAreUniqueAndErrorsAreLowerIsBetter() {
    var keys = new LinkedHashMap<String, Boolean>();
    for (var m : Regression.values()) keys.put(m.key(), m.higherIsBetter());
    for (var m : Classification.values()) keys.put(m.key(), m.higherIsBetter());
    assertEquals(Regression.values().length + Classification.values().length, keys.size());
    for (var k : List.of("rmse", "mae", "median_ae", "mape", "max_error", "log_loss", "brier")) {
      assertFalse(keys.get(k), k);
    }
    assertEquals(7, keys.values().stream().filter(b -> !b).count());
  }

  @Test
  void logarithmsNeedPositiveNumbers() {
    var y = Column.Numeric.of(1, 10, 100);
    assertEquals(1, Regression.R2_LOG.score(y, new Numbers(new double[] {1, 10, 100})));
    assertEquals(
        Double.NEGATIVE_INFINITY,
        Regression.R2_LOG.score(y, new Numbers(new double[] {1, -10, 9})));
    refused(
        "r2_log needs a truth above 0, but it is 0.0 in row 1",
        () -> Regression.R2_LOG.score(Column.Numeric.of(1, 0), new Numbers(new double[2])));
  }

  @Test
  void confusionPrints() {
    var c = Column.Nominal.of("a", "b", "b");
    var l = new Labels(new double[] {1, 0, 0, 1, 1, 0}, Vocabulary.of("a", "b"));
    assertEquals(
        """
        truth \\ predicted  a  b
        a                  1  0
        b                  1  1\
        """,
        Confusion.of(c, l).toString());
  }

  @Test
  void aHoldoutJudgesAndShowsNothingElse() {
    var y = new double[20];
    for (int i = 0; i < 20; i++) y[i] = i;
    var m = new LinkedHashMap<String, Column>();
    m.put("x", new Column.Numeric(y));
    m.put("y", new Column.Numeric(y));
    var frame = Frame.of(m).target("y");
    var holdout = Holdout.of(frame, Folds.every(5), Run.quiet());
    assertEquals(16, holdout.train().size());
    assertEquals(4, holdout.testRows());
    var model = new Mean().fit(holdout.train(), Run.quiet());
    var scores = holdout.judge(model, Regression.MAE, Regression.R2);
    assertEquals(List.of("mae", "r2"), List.copyOf(scores.keySet()));
    assertEquals(5, scores.get("mae")); // mean 10 against 0, 5, 10, 15
    for (var method : Holdout.class.getMethods()) {
      assertFalse(
          method.getReturnType() == Frame.class && !method.getName().equals("train"),
          method.toString());
    }
    var fresh = Holdout.of(frame, frame.rows(1, 2).with("more", Column.Numeric.of(0, 0)));
    assertEquals(20, fresh.train().size());
    assertEquals(2, fresh.testRows());
    assertEquals(8, fresh.judge(model, Regression.MAE).get("mae"), 0.51);
    refused("there is no column 'x'", () -> Holdout.of(frame, frame.without("x")));
    refused(
        "column 'x' is text, but must be numeric",
        () -> Holdout.of(frame, frame.head(1).with("x", Column.Text.of("a"))));
    refused("no target is marked", () -> Holdout.of(frame.without("y"), 0.2, 1));
    assertThrows(IllegalArgumentException.class, () -> Holdout.of(frame, Folds.k(5), Run.quiet()));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable e) {
    var m = assertThrows(DataException.class, e).getMessage();
    assertTrue(m.contains(message), m);
  }
}
