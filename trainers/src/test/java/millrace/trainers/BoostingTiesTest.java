package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Exact boosting where the start, a quantile of an odd number of rows, meets a row exactly: against
 * scikit-learn 1.2.1 (golden/boosting_ties.py), to 1e-12 of the target's size, since both add the
 * same few numbers. And what trees must refuse.
 */
class BoostingTiesTest {
  private static final Run RUN = Run.seeded(1).threads(1);

  private static Frame frame(boolean weighted) {
    int n = 81;
    var x0 = new double[n];
    var x1 = new double[n];
    var y = new double[n];
    var w = new double[n];
    for (int i = 0; i < n; i++) {
      x0[i] = i * 37 % 101;
      x1[i] = i * 53 % 97;
      y[i] = (x0[i] - 50) * (x0[i] - 50) / 8 + i * i * 7 % 103;
      w[i] = 1 + i * 29 % 31 / 4.0;
    }
    var plain = Tables.numeric(y, x0, x1);
    return weighted ? plain.with("w", new Column.Numeric(w)).weights("w") : plain;
  }

  @Test
  void rowsThatAreMetExactlyPullDown() {
    var golden = Tables.golden("boosting_ties.csv");
    assertTrue(golden.size() >= 4, "cases");
    for (var line : golden) {
      var loss =
          switch (line[0]) {
            case "huber" -> GradientBoostingRegressor.Loss.HUBER;
            case "absolute_error" -> GradientBoostingRegressor.Loss.ABSOLUTE_ERROR;
            default -> GradientBoostingRegressor.Loss.QUANTILE;
          };
      var train = frame(line[1].equals("1"));
      var trainer = new GradientBoostingRegressor().loss(loss).nEstimators(4).maxDepth(2);
      var found = trainer.fit(train, RUN).predict(train).values();
      for (int i = 0; i < found.length; i++)
        assertEquals(
            Double.parseDouble(line[i + 2]), found[i], 4e-10, line[0] + line[1] + " row " + i);
    }
  }

  @Test
  void weightedQuantileIsTheLeastThatReachesItsShare() {
    var random = new Random(4);
    for (int round = 0; round < 500; round++) {
      int n = 1 + random.nextInt(20);
      var v = random.doubles(n).map(d -> Math.floor(d * 8)).toArray();
      var w = random.doubles(n).map(d -> Math.floor(d * 4)).toArray();
      w[random.nextInt(n)] = 1;
      double q = random.nextInt(1, 10) / 16.0;
      double wanted = q * Arrays.stream(w).sum();
      double least = Double.POSITIVE_INFINITY;
      for (double candidate : v) {
        double upTo = 0;
        for (int i = 0; i < n; i++) if (v[i] <= candidate) upTo += w[i];
        if (upTo >= wanted) least = Math.min(least, candidate);
      }
      assertEquals(least, HistLoss.weightedQuantile(v.clone(), w.clone(), q), 0);
      var ones = new double[n];
      Arrays.fill(ones, 1);
      assertEquals(
          HistLoss.weightedQuantile(v.clone(), ones, q),
          HistLoss.weightedQuantile(v.clone(), new double[0], q),
          0);
    }
  }

  @Test
  void treesRefuseCellsThatNoQuestionFinds() {
    var y = new Column.Numeric(new double[] {1, 2, 3, 4});
    for (double bad : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      var f = Tables.numeric(y.values(), new double[] {1, bad, 3, 4});
      var e = assertThrows(DataException.class, () -> new DecisionTreeRegressor().fit(f, RUN));
      assertTrue(e.getMessage().contains("'x0' is " + bad + " in row 1"), e.getMessage());
    }
    var d = new Column.Dense(new float[] {1, 2, Float.NaN, 4}, Vocabulary.of("a"));
    var f = Frame.of("d", d).with("y", y).target("y");
    for (var t :
        List.of(
            new RandomForestRegressor(),
            new ExtraTreesRegressor(),
            new GradientBoostingRegressor(),
            new AdaBoostRegressor())) {
      var e = assertThrows(DataException.class, () -> t.fit(f, RUN));
      assertTrue(e.getMessage().contains("feature 'a' is NaN"), e.getMessage());
    }
  }
}
