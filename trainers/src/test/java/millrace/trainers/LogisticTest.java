package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Logistic against scikit-learn ({@code golden/logistic.py}), its gradient, and hard cases. */
class LogisticTest {
  private static final Run RUN = Run.seeded(1);
  private static final Logistic TIGHT = new Logistic().tol(1e-11).maxIter(10_000);

  /** The golden table with its class numbers as levels. */
  private static Frame labelled(Frame frame) {
    var y = ((Column.Numeric) frame.targetColumn()).values();
    var names = Arrays.stream(y).mapToObj(v -> "class" + (int) v).toList();
    return frame.with("y", Column.Nominal.of(names));
  }

  @Test
  void golden() {
    var frames = Tables.cases("logistic_x.csv");
    int weights = 0;
    for (var l : Tables.golden("logistic.csv")) {
      var frame = labelled(frames.get(l[0]));
      var fitted = trainer(l[1], l[2]).fit(frame, RUN);
      assertTrue(fitted.converged());
      int k = Integer.parseInt(l[3]);
      double actual =
          l[4].equals("b")
              ? fitted.intercepts()[k]
              : fitted.weights()[k * fitted.features().size() + Integer.parseInt(l[4])];
      assertEquals(Double.parseDouble(l[5]), actual, 1e-7, String.join(" ", l));
      weights++;
    }
    assertTrue(weights >= 600, "only " + weights);
  }

  @Test
  void goldenProbabilities() {
    var frames = Tables.cases("logistic_x.csv");
    var lines = Tables.golden("logistic_p.csv");
    assertEquals((3 * 120 + 15) * 6, lines.size());
    for (int at = 0; at < lines.size(); ) {
      var l = lines.get(at);
      var frame = labelled(frames.get(l[0]));
      var p = trainer(l[1], l[2]).fit(frame, RUN).predict(frame);
      for (int i = 0; i < frame.size(); i++, at++) {
        for (int c = 0; c < p.levels().size(); c++)
          assertEquals(Double.parseDouble(lines.get(at)[4 + c]), p.probability(i, c), 1e-8);
      }
    }
  }

  private static Logistic trainer(String c, String intercept) {
    return TIGHT.c(Double.parseDouble(c)).fitIntercept(intercept.equals("True"));
  }

  /** Central differences, for dense and sparse columns, two and five classes. */
  @Test
  void gradientIsThatOfTheLoss() {
    for (var name : new String[] {"binary", "five", "onehot", "wide"}) {
      for (boolean intercept : new boolean[] {true, false}) {
        var frame = labelled(Tables.cases("logistic_x.csv").get(name));
        var y = (Column.Nominal) frame.targetColumn();
        var x = Design.ofFeatures(frame, intercept);
        var loss =
            LogisticLoss.of(x, y.codes(), y.levels().size(), null, 2.0 / x.rows, intercept, RUN);
        var random = new Random(3);
        var v = random.doubles(loss.size(), -1, 1).toArray();
        if (!intercept) Arrays.fill(v, x.width * loss.k, v.length, 0);
        var g = new double[v.length];
        loss.value(v, g);
        var unused = new double[v.length];
        for (int j = 0; j < (intercept ? v.length : x.width * loss.k); j++) {
          double h = 1e-5;
          var up = v.clone();
          up[j] += h;
          var down = v.clone();
          down[j] -= h;
          double expected = (loss.value(up, unused) - loss.value(down, unused)) / (2 * h);
          assertEquals(expected, g[j], 1e-9 * Math.max(1, Math.abs(expected)), name + " " + j);
        }
      }
    }
  }

  @Test
  void sparseIsDense() {
    var frame = labelled(Tables.cases("logistic_x.csv").get("onehot"));
    var floats = frame;
    for (var n : frame.features().names()) {
      var v = frame.column(n, Column.Numeric.class).values().clone();
      for (int i = 0; i < v.length; i++) v[i] = (float) v[i];
      floats = floats.with(n, new Column.Numeric(v));
    }
    assertArrayEquals(
        TIGHT.fit(floats, RUN).weights(), TIGHT.fit(Tables.sparse(floats), RUN).weights(), 1e-9);
  }

  @Test
  void threadsChangeNoBit() {
    var random = new Random(9);
    int n = 9000;
    var a = random.doubles(n, -1, 1).toArray();
    var b = random.doubles(n, 0, 1e6).toArray();
    var names = IntStream.range(0, n).mapToObj(i -> "" + (int) (a[i] * 3 + b[i] / 1e6)).toList();
    var frame = Tables.numeric(a, a, b).with("y", Column.Nominal.of(names));
    var one = new Logistic().fit(frame, RUN.threads(1));
    assertArrayEquals(one.weights(), new Logistic().fit(frame, RUN.threads(3)).weights(), 0.0);
    var p = one.predict(frame.rows(7)).probability();
    assertArrayEquals(Arrays.copyOf(one.predict(frame.rows(7, 8)).probability(), p.length), p, 0.0);
  }

  /** Features of 1e-8 and 1e8 beside each other are learnt as if they had the same size. */
  @Test
  void sizesOfColumnsDoNotMatterWithoutPenalty() {
    var frame = labelled(Tables.cases("logistic_x.csv").get("binary"));
    var x0 = frame.column("x0", Column.Numeric.class).values();
    var x1 = frame.column("x1", Column.Numeric.class).values();
    var small = Arrays.stream(x0).map(v -> v * 1e-8).toArray();
    var large = Arrays.stream(x1).map(v -> v * 1e8 + 3e9).toArray();
    var trainer = TIGHT.c(1e30).tol(1e-9);
    var plain = trainer.fit(frame, RUN).predict(frame).probability();
    var other = frame.with("x0", new Column.Numeric(small)).with("x1", new Column.Numeric(large));
    var fitted = trainer.fit(other, RUN);
    assertTrue(fitted.converged());
    assertArrayEquals(plain, fitted.predict(other).probability(), 1e-6);
  }

  @Test
  void separableDataStayFinite() {
    var frame =
        Tables.numeric(new double[4], new double[] {1, 2, 3, 4})
            .with("y", Column.Nominal.of("a", "a", "b", "b"));
    var fitted = new Logistic().c(1e6).fit(frame, RUN);
    for (double p : fitted.predict(frame).probability())
      assertTrue(p >= 0 && p <= 1, () -> "probability " + p);
    assertEquals("a", fitted.predict(frame).label(0));
    assertEquals("b", fitted.predict(frame).label(3));
  }

  @Test
  void constantColumnsWeighNothing() {
    var frame =
        Tables.numeric(new double[4], new double[] {7.1, 7.1, 7.1, 7.1}, new double[] {1, 2, 1, 4})
            .with("y", Column.Nominal.of("a", "b", "a", "c"));
    var fitted = new Logistic().fit(frame, RUN);
    for (int c = 0; c < 3; c++) assertEquals(0, fitted.weights()[c * 2]);
  }

  @Test
  void saysWhenItDidNotConverge() {
    var frame = labelled(Tables.cases("logistic_x.csv").get("five"));
    var fitted = new Logistic().maxIter(2).fit(frame, RUN);
    assertFalse(fitted.converged());
    assertEquals(2, fitted.iterations());
    assertTrue(fitted.gradient() > 1e-4);
  }

  @Test
  void levelsComeFromTheRowsGiven() {
    var y = new Column.Nominal(new int[] {2, 0, 2, 0}, Vocabulary.of("a", "b", "c"));
    var frame = Tables.numeric(new double[4], new double[] {1, 2, 3, 5}).with("y", y);
    var fitted = new Logistic().fit(frame, RUN);
    assertEquals(Vocabulary.of("a", "c"), fitted.levels());
    assertEquals(1, fitted.intercepts().length);
  }

  @Test
  void clearErrors() {
    var frame =
        Tables.numeric(new double[2], new double[] {1, 2}).with("y", Column.Nominal.of("a", "a"));
    var e = assertThrows(DataException.class, () -> new Logistic().fit(frame, RUN));
    assertTrue(e.getMessage().contains("all 2 are 'a'"), e.getMessage());
    var infinite =
        Tables.numeric(new double[2], new double[] {1, Double.NEGATIVE_INFINITY})
            .with("y", Column.Nominal.of("a", "b"));
    e = assertThrows(DataException.class, () -> new Logistic().fit(infinite, RUN));
    assertTrue(e.getMessage().contains("'x0' is -Infinity in row 1"), e.getMessage());
    var good =
        Tables.numeric(new double[2], new double[] {1, 2}).with("y", Column.Nominal.of("a", "b"));
    var fitted = new Logistic().fit(good, RUN);
    var missing = good.with("x0", Column.Numeric.of(1, Double.NaN));
    e = assertThrows(DataException.class, () -> fitted.predict(missing));
    assertTrue(e.getMessage().contains("'x0' is NaN in row 1"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Logistic().c(0));
    assertThrows(IllegalArgumentException.class, () -> new Logistic().maxIter(0));
  }
}
