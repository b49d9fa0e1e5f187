package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.ClassWeight;
import millrace.learn.DecisionFunction;
import millrace.learn.Prediction.Labels;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Without shuffling the steps are those of scikit-learn ({@code golden/sgd.py}): weights agree to
 * 1e-8 after up to 25 passes, the order of additions in a product being all that differs; the cases
 * are such that a change of the features by 1e-14 moves scikit-learn by less than 1e-9.
 */
class SgdTest {
  private static final Run RUN = Run.seeded(1);
  private static final Map<String, Record> DEFAULTS =
      Map.of(
          "SgdClassifier", new SgdClassifier().shuffle(false),
          "Perceptron", new Perceptron().shuffle(false),
          "SgdRegressor", new SgdRegressor().shuffle(false));

  @Test
  void golden() {
    var frames = Tables.cases("sgd_x.csv");
    int lines = 0;
    for (var l : Tables.golden("sgd.csv")) {
      var frame = frames.get(l[0]);
      if (!l[1].equals("SgdRegressor")) frame = GoldenCases.labelled(frame);
      if (l[2].equals("True")) frame = Tables.sparse(frame);
      if (l[3].equals("True")) frame = GoldenCases.weighted(frame);
      var model = GoldenCases.trainer(DEFAULTS, l[1], l[4]).fit(frame, RUN);
      var fitted = model instanceof Perceptron.Fitted p ? p.planes() : model;
      double[] actual;
      int epochs;
      if (fitted instanceof SgdRegressor.Fitted r) {
        actual = joined(new double[] {r.linear().intercept()}, r.linear().weights());
        epochs = r.epochs();
      } else {
        var c = (SgdClassifier.Fitted) fitted;
        actual = joined(c.intercepts(), c.weights());
        epochs = c.epochs();
      }
      var expected = Arrays.stream(l).skip(6).mapToDouble(Double::parseDouble).toArray();
      double size = Math.max(1, Vectors.maxAbs(expected));
      assertEquals(Integer.parseInt(l[5]), epochs, String.join(" ", l));
      assertArrayEquals(expected, actual, 1e-8 * size, String.join(" ", l));
      lines++;
    }
    assertTrue(lines >= 470, "only " + lines);
  }

  private static double[] joined(double[] a, double[] b) {
    var out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }

  /** Three clouds, which a plane against each rest can part. */
  private static Frame clouds(int n, int levels) {
    var random = new Random(4);
    var x = new double[2][n];
    var names = new String[n];
    for (int i = 0; i < n; i++) {
      double angle = 2 * Math.PI * (i % levels) / levels;
      x[0][i] = 3 * Math.cos(angle) + random.nextGaussian() * 0.5;
      x[1][i] = 3 * Math.sin(angle) + random.nextGaussian() * 0.5;
      names[i] = "level" + i % levels;
    }
    return Tables.numeric(new double[n], x).with("y", Column.Nominal.of(names));
  }

  private static double accuracy(Frame frame, Labels said) {
    var y = (Column.Nominal) frame.targetColumn();
    int good = 0;
    for (int i = 0; i < frame.size(); i++)
      if (said.label(i).equals(y.levels().name(y.codes()[i]))) good++;
    return good / (double) frame.size();
  }

  @Test
  void learnsWithEveryLossAndShuffledRows() {
    for (int levels : new int[] {2, 3}) {
      var frame = clouds(300, levels);
      for (var loss : SgdClassifier.Loss.values()) {
        for (boolean early : new boolean[] {false, true}) {
          var fitted = new SgdClassifier().loss(loss).earlyStopping(early).fit(frame, RUN);
          assertTrue(accuracy(frame, fitted.predict(frame)) > 0.97, loss + " " + early);
          assertTrue(fitted.converged() && fitted.epochs() < 200, "passes: " + fitted.epochs());
        }
      }
      assertTrue(accuracy(frame, new Perceptron().fit(frame, RUN).predict(frame)) > 0.97);
    }
  }

  /**
   * The level with the greatest score has the greatest probability, also where those are 0 or 1.
   */
  @Test
  void probabilitiesFollowTheScores() {
    for (var loss : SgdClassifier.Loss.values()) {
      for (int levels : new int[] {2, 4}) {
        var frame = clouds(200, levels);
        var far = frame;
        for (var name : List.of("x0", "x1")) {
          var v = frame.column(name, Column.Numeric.class).values().clone();
          for (int i = 0; i < v.length; i++) v[i] *= i % 3 == 0 ? 1e4 : 1;
          far = far.with(name, new Column.Numeric(v));
        }
        DecisionFunction fitted = new SgdClassifier().loss(loss).fit(frame, RUN);
        var scores = fitted.decision(far);
        var p = fitted.predict(far);
        for (int i = 0; i < far.size(); i++) {
          int best = 0;
          double sum = 0;
          for (int c = 0; c < levels; c++) {
            sum += p.probability(i, c);
            if (levels > 2 && scores[i * levels + c] > scores[i * levels + best]) best = c;
          }
          if (levels == 2) best = scores[i] > 0 ? 1 : 0;
          assertEquals(1, sum, 1e-12);
          assertEquals(best, p.code(i), loss + " row " + i);
        }
      }
    }
  }

  /** By the definition: sigmoids, or clipped scores, divided by their sum. */
  @Test
  void probabilitiesOfLogAndModifiedHuber() {
    var frame = clouds(60, 3);
    for (var loss : List.of(SgdClassifier.Loss.LOG, SgdClassifier.Loss.MODIFIED_HUBER)) {
      var fitted = new SgdClassifier().loss(loss).alpha(0.1).fit(frame, RUN);
      var scores = fitted.decision(frame);
      var p = fitted.predict(frame);
      for (int i = 0; i < frame.size(); i++) {
        var expected = new double[3];
        for (int c = 0; c < 3; c++) {
          double z = scores[3 * i + c];
          expected[c] =
              loss == SgdClassifier.Loss.LOG
                  ? 1 / (1 + Math.exp(-z))
                  : (Math.clamp(z, -1, 1) + 1) / 2;
        }
        double sum = Vectors.sum(expected);
        for (int c = 0; c < 3; c++)
          assertEquals(sum == 0 ? 1 / 3.0 : expected[c] / sum, p.probability(i, c), 1e-13);
      }
    }
  }

  @Test
  void shufflingFollowsTheSeedAlone() {
    var frame = clouds(300, 4);
    var one = new SgdClassifier().fit(frame, RUN.threads(1));
    assertArrayEquals(one.weights(), new SgdClassifier().fit(frame, RUN.threads(3)).weights(), 0.0);
    assertTrue(
        !Arrays.equals(one.weights(), new SgdClassifier().fit(frame, Run.seeded(2)).weights()));
  }

  @Test
  void earlyStoppingOfNumbers() {
    var frame = Tables.cases("sgd_x.csv").get("number");
    var fitted = new SgdRegressor().earlyStopping(true).validationFraction(0.3).fit(frame, RUN);
    assertTrue(fitted.converged());
    var all = new SgdRegressor().fit(frame, RUN).predict(frame).values();
    var some = fitted.predict(frame).values();
    double apart = 0;
    for (int i = 0; i < all.length; i++) apart = Math.max(apart, Math.abs(all[i] - some[i]));
    assertTrue(apart > 0 && apart < 1.5, "apart " + apart);
  }

  @Test
  void balancedLevelsMoveThePlane() {
    var frame =
        clouds(300, 2)
            .rows(
                java.util.stream.IntStream.range(0, 160)
                    .filter(i -> i % 2 == 0 || i < 12)
                    .toArray());
    var plain = new SgdClassifier().loss(SgdClassifier.Loss.LOG);
    double before = plain.fit(frame, RUN).decision(frame.rows(0))[0];
    double after =
        plain.classWeight(ClassWeight.BALANCED).fit(frame, RUN).decision(frame.rows(0))[0];
    assertTrue(after != before);
  }

  @Test
  void clearErrors() {
    var e = assertThrows(IllegalArgumentException.class, () -> new SgdClassifier().alpha(0));
    assertTrue(e.getMessage().contains("alpha must be above 0"), e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> new SgdRegressor().eta0(0));
    assertTrue(e.getMessage().contains("eta0 must be above 0"), e.getMessage());
    var large = Tables.numeric(new double[] {1, 2, 3}, new double[] {1e200, -1e200, 2e200});
    var d = assertThrows(DataException.class, () -> new SgdRegressor().fit(large, RUN));
    assertTrue(d.getMessage().contains("Standardize"), d.getMessage());
    var infinite = Tables.numeric(new double[] {1, 2}, new double[] {1, Double.POSITIVE_INFINITY});
    d = assertThrows(DataException.class, () -> new SgdRegressor().fit(infinite, RUN));
    assertTrue(d.getMessage().contains("'x0' is Infinity in row 1"), d.getMessage());
    var few = clouds(4, 2);
    d =
        assertThrows(
            DataException.class, () -> new SgdClassifier().earlyStopping(true).fit(few, RUN));
    assertTrue(d.getMessage().contains("earlyStopping"), d.getMessage());
  }
}
