package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Isolation forests against scikit-learn 1.2.1 (golden/isolation.py). The random numbers differ, so
 * means of ten forests are compared, whose scores vary by some hundredths.
 */
class IsolationForestTest {
  private static double[] column(int j) {
    return Tables.golden("isolation.csv").stream()
        .mapToDouble(l -> Double.parseDouble(l[j]))
        .toArray();
  }

  private static Frame frame() {
    var m = new LinkedHashMap<String, Column>();
    for (int j = 0; j < 3; j++) m.put("x" + j, new Column.Numeric(column(j)));
    return Frame.of(m);
  }

  @Test
  void scoresAreScikitLearns() {
    var expected = column(3);
    var outlier = column(4);
    var mean = new double[expected.length];
    for (int s = 0; s < 10; s++) {
      var scores = new IsolationForest().fit(frame(), Run.seeded(s)).predict(frame()).values();
      for (int i = 0; i < mean.length; i++) mean[i] += scores[i] / 10;
    }
    for (int i = 0; i < mean.length; i++) assertEquals(expected[i], mean[i], .02, "row " + i);
    assertEquals(auc(expected, outlier), auc(mean, outlier), .005);
  }

  /** How often an outlier's score is below another row's. */
  private static double auc(double[] score, double[] outlier) {
    double less = 0;
    double all = 0;
    for (int i = 0; i < score.length; i++) {
      for (int j = 0; j < score.length; j++) {
        if (outlier[i] != 1 || outlier[j] != 0) continue;
        all++;
        if (score[i] < score[j]) less++;
      }
    }
    return less / all;
  }

  @Test
  void contaminationIsTheShareBelowZero() {
    var scores =
        new IsolationForest().contamination(.1).fit(frame(), Run.seeded(1)).predict(frame());
    assertEquals(54, Arrays.stream(scores.values()).filter(v -> v < 0).count());
  }

  @Test
  void hardRows() {
    var same = Frame.of("x", Column.Numeric.of(2, 2, 2));
    for (double v : new IsolationForest().fit(same, Run.seeded(1)).predict(same).values())
      assertTrue(Double.isFinite(v));
    var one = Frame.of("x", Column.Numeric.of(1));
    assertTrue(
        Double.isFinite(new IsolationForest().fit(one, Run.seeded(1)).predict(one).values()[0]));
    var holed = Frame.of("x", Column.Numeric.of(1, Double.POSITIVE_INFINITY));
    var e =
        assertThrows(DataException.class, () -> new IsolationForest().fit(holed, Run.seeded(1)));
    assertTrue(e.getMessage().contains("'x'") && e.getMessage().contains("row 1"), e.getMessage());
  }
}
