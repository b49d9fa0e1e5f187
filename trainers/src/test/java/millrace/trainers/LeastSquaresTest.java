package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Ols and Ridge against scikit-learn and numpy ({@code golden/least_squares.py}), and hard cases.
 */
class LeastSquaresTest {
  private static final Run RUN = Run.seeded(1);

  private static Linear fit(String trainer, double alpha, boolean intercept, Frame frame) {
    return trainer.equals("Ols")
        ? new Ols().fitIntercept(intercept).fit(frame, RUN).linear()
        : new Ridge(alpha, intercept).fit(frame, RUN).linear();
  }

  @TestFactory
  Iterable<DynamicTest> golden() {
    var frames = Tables.cases("least_squares_x.csv");
    var groups = new LinkedHashMap<String, ArrayList<String[]>>();
    for (var l : Tables.golden("least_squares.csv"))
      groups
          .computeIfAbsent(String.join(" ", l[0], l[1], l[2], l[3]), _ -> new ArrayList<>())
          .add(l);
    assertTrue(groups.size() >= 64, () -> "only " + groups.size() + " golden cases");
    var tests = new ArrayList<DynamicTest>();
    groups.forEach(
        (name, lines) -> tests.add(DynamicTest.dynamicTest(name, () -> same(name, frames, lines))));
    return tests;
  }

  /** Weights are compared by what they contribute to a prediction: weight × size of the column. */
  private static void same(String name, Map<String, Frame> frames, List<String[]> lines) {
    var l = lines.getFirst();
    var frame = frames.get(l[0]);
    boolean intercept = l[3].equals("True");
    var model = fit(l[1], Double.parseDouble(l[2]), intercept, frame);
    int p = lines.size() - 1;
    assertEquals(p, model.weights().length);
    var size = new double[p];
    for (int j = 0; j < p; j++)
      size[j] = Vectors.maxAbs(frame.column("x" + j, Column.Numeric.class).values());
    double most = 1;
    for (int j = 0; j < p; j++)
      most = Math.max(most, Math.abs(Double.parseDouble(lines.get(j)[5])) * size[j]);
    double tolerance = name.startsWith("powers") ? 1e-9 : 1e-12;
    for (int j = 0; j < p; j++) {
      double expected = Double.parseDouble(lines.get(j)[5]);
      assertEquals(
          expected * size[j], model.weights()[j] * size[j], tolerance * most, "weight " + j);
    }
    assertEquals(
        Double.parseDouble(lines.get(p)[5]), model.intercept(), tolerance * most, "intercept");
  }

  private static Frame noise(int n, int p, long seed) {
    var random = new Random(seed);
    var x = new double[p][n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      y[i] = random.nextGaussian();
      for (int j = 0; j < p; j++) {
        x[j][i] = random.nextGaussian() * (random.nextDouble() < 0.3 ? 1 : j % 3 == 0 ? 1 : 0);
        x[j][i] = (float) x[j][i];
        y[i] += x[j][i] * (j + 1);
      }
    }
    return Tables.numeric(y, x);
  }

  /** A sparse column and the same numbers in numeric columns are one problem. */
  @Test
  void sparseIsDense() {
    var frame = noise(300, 12, 3);
    for (double alpha : new double[] {0, 0.1, 10}) {
      var a = fit("Ridge", alpha, true, frame);
      var b = fit("Ridge", alpha, true, Tables.sparse(frame));
      assertArrayEquals(a.weights(), b.weights(), 1e-13 * 12);
      assertArrayEquals(a.values(frame).values(), b.values(Tables.sparse(frame)).values(), 1e-12);
    }
  }

  /** Whatever path is taken, X'(y − Xw) = alpha w at the minimum. */
  @Test
  void normalEquationsHold() {
    int[][] shapes = {{200, 10}, {10, 40}, {40, 40}, {3000, 30}, {1, 3}, {2, 2}};
    for (var shape : shapes) {
      var frame = noise(shape[0], shape[1], 5);
      for (double alpha : new double[] {1e-12, 1e-6, 1, 1e6}) {
        var x = Design.of(frame, true);
        var w = fit("Ridge", alpha, true, frame).weights();
        var rest = new double[x.rows];
        x.times(w, rest);
        for (int i = 0; i < rest.length; i++) rest[i] = x.y[i] - rest[i];
        var g = new double[x.width];
        x.transposeTimes(rest, g);
        for (int j = 0; j < g.length; j++)
          assertEquals(
              alpha * w[j],
              g[j],
              1e-12 * Vectors.norm(x.y) * Math.max(1, x.norm[j]) * 10,
              shape[0] + "x" + shape[1] + " alpha " + alpha);
      }
    }
  }

  /** NIST StRD Filip: a polynomial of degree 10 whose columns are dependent to ten digits. */
  @Test
  void badlyConditionedPowersAreNotDependent() {
    var t = new double[82];
    for (int i = 0; i < t.length; i++) t[i] = -8.8 + 5.7 * i / 81;
    var x = new double[10][82];
    var y = new double[82];
    for (int i = 0; i < 82; i++) {
      for (int j = 0; j < 10; j++) x[j][i] = Math.pow(t[i], j + 1);
      y[i] = 3;
      for (int j = 0; j < 10; j++) y[i] += x[j][i] / Math.pow(6, j + 1) * (j % 2 == 0 ? 1 : 2);
    }
    var frame = Tables.numeric(y, x);
    var fitted = new Ols().fit(frame, RUN);
    assertEquals(10, fitted.rank());
    assertArrayEquals(y, fitted.predict(frame).values(), 1e-9);
    assertEquals(3, fitted.linear().intercept(), 1e-3);
    for (int j = 0; j < 10; j++) {
      double expected = (j % 2 == 0 ? 1 : 2) / Math.pow(6, j + 1);
      assertEquals(
          expected, fitted.linear().weights()[j], 1e-4 * expected + 1e-9, "power " + (j + 1));
    }
  }

  @Test
  void dependentColumnsShareTheWeight() {
    var frame = noise(50, 1, 8);
    var v = frame.column("x0", Column.Numeric.class).values();
    var single = new Ols().fit(frame, RUN).linear();
    var twice = Tables.numeric(((Column.Numeric) frame.targetColumn()).values(), v, v);
    var fitted = new Ols().fit(twice, RUN);
    assertEquals(1, fitted.rank());
    for (double w : fitted.linear().weights()) assertEquals(single.weights()[0] / 2, w, 1e-14);
  }

  /** The age is the year turned round: their difference is rounding, and no information. */
  @Test
  void roundingIsNoInformation() {
    var random = new Random(2);
    int n = 400;
    var seconds = new double[n];
    var hours = new double[n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      seconds[i] = 1.7e9 + random.nextDouble() * 100;
      hours[i] = seconds[i] / 3600 + 0.1;
      y[i] = 2 * (seconds[i] - 1.7e9) + random.nextGaussian();
    }
    var fitted = new Ols().fit(Tables.numeric(y, seconds, hours), RUN);
    assertEquals(1, fitted.rank());
    assertEquals(2, fitted.linear().weights()[0] + fitted.linear().weights()[1] / 3600, 0.01);
  }

  @Test
  void constantAndEmptyColumnsWeighNothing() {
    var y = new double[] {1, 2, 3, 5};
    var frame =
        Tables.numeric(
            y, new double[] {0.1, 0.1, 0.1, 0.1}, new double[4], new double[] {1, 2, 3, 4});
    var w = new Ols().fit(frame, RUN).linear().weights();
    assertEquals(0, w[0]);
    assertEquals(0, w[1]);
    assertEquals(1.3, w[2], 1e-15);
    var none = new Ols().fit(Tables.numeric(y, new double[] {7, 7, 7, 7}), RUN);
    assertEquals(0, none.rank());
    assertEquals(2.75, none.linear().intercept());
  }

  @Test
  void oneRowPredictsItself() {
    var frame = Tables.numeric(new double[] {5}, new double[] {1}, new double[] {2});
    assertArrayEquals(new double[] {5}, new Ols().fit(frame, RUN).predict(frame).values());
    assertArrayEquals(new double[] {5}, new Ridge().fit(frame, RUN).predict(frame).values());
  }

  @Test
  void threadsChangeNoBit() {
    var frame = noise(9000, 20, 11);
    for (double alpha : new double[] {0, 1})
      assertArrayEquals(
          new Ridge(alpha, true).fit(frame, RUN.threads(1)).linear().weights(),
          new Ridge(alpha, true).fit(frame, RUN.threads(3)).linear().weights(),
          0.0);
  }

  @Test
  void conjugateGradientsSolveTheSameProblem() {
    var frame = noise(120, 30, 4);
    var x = Design.of(frame, true);
    var unit = new double[30];
    var use = new boolean[30];
    for (int j = 0; j < 30; j++) {
      unit[j] = Math.hypot(x.norm[j], 1);
      use[j] = true;
    }
    var w = new ConjugateGradients(x, 1, unit, use, RUN).solve().weights();
    assertArrayEquals(fit("Ridge", 1, true, frame).weights(), w, 1e-9);
  }

  @Test
  void rowByRowIsAllAtOnce() {
    var frame = noise(20, 7, 1);
    var model = new Ridge().fit(frame, RUN);
    var all = model.predict(frame).values();
    for (int i = 0; i < all.length; i++)
      assertEquals(all[i], model.predict(frame.features().rows(i)).values()[0]);
  }

  @Test
  void clearErrors() {
    var y = new double[] {1, 2};
    var infinite = Tables.numeric(y, new double[] {1, Double.POSITIVE_INFINITY});
    var e = assertThrows(DataException.class, () -> new Ols().fit(infinite, RUN));
    assertTrue(e.getMessage().contains("'x0' is Infinity in row 1"), e.getMessage());
    var missing = Tables.numeric(y, new double[] {1, Double.NaN});
    e = assertThrows(DataException.class, () -> new Ridge().fit(missing, RUN));
    assertTrue(e.getMessage().contains("Impute"), e.getMessage());
    var target = Tables.numeric(new double[] {1, Double.NEGATIVE_INFINITY}, new double[] {1, 2});
    e = assertThrows(DataException.class, () -> new Ridge().fit(target, RUN));
    assertTrue(e.getMessage().contains("target 'y' is -Infinity in row 1"), e.getMessage());
    var dense =
        Frame.of("d", new Column.Dense(new float[] {1, Float.NaN}, Vocabulary.of("a")))
            .with("y", new Column.Numeric(y))
            .target("y");
    e = assertThrows(DataException.class, () -> new Ridge().fit(dense, RUN));
    assertTrue(e.getMessage().contains("'a' is NaN in row 1"), e.getMessage());
    var p = assertThrows(IllegalArgumentException.class, () -> new Ridge().alpha(-1));
    assertTrue(p.getMessage().contains("alpha"), p.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Ridge().alpha(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Ridge().alpha(Double.POSITIVE_INFINITY));
  }

  @Test
  void otherFeaturesThanTrainedOnAreRefused() {
    var frame = Tables.sparse(noise(20, 3, 1));
    var model = new Ridge().fit(frame, RUN);
    var other = Tables.sparse(noise(20, 4, 1));
    assertThrows(DataException.class, () -> model.predict(other));
    assertThrows(DataException.class, () -> model.predict(frame.without("s")));
  }
}
