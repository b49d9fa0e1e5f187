package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Prediction.Labels;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * There is no factorization machine in scikit-learn: the gradient is checked by differences, the
 * function by its definition with all pairs, and learning on what no linear model can learn.
 */
class FactorizationMachineTest {
  private static final Run RUN = Run.seeded(1);

  @Test
  void gradientIsThatOfTheLoss() {
    var random = new Random(5);
    for (boolean logistic : new boolean[] {false, true}) {
      for (boolean sparse : new boolean[] {false, true}) {
        var frame = table(40, 5, random);
        if (sparse) frame = Tables.sparse(frame);
        var y = random.ints(40, 0, 2).mapToDouble(c -> 2 * c - 1).toArray();
        var w = random.doubles(40, 0.5, 2).toArray();
        var loss = new FactorLoss(SgdRows.of(frame), y, w, logistic, 3, 0.3, 0.7, RUN);
        var v = random.doubles(loss.size(), -1, 1).toArray();
        var g = new double[v.length];
        loss.value(v, g);
        var unused = new double[v.length];
        for (int j = 0; j < v.length; j++) {
          double h = 1e-5;
          var up = v.clone();
          up[j] += h;
          var down = v.clone();
          down[j] -= h;
          double expected = (loss.value(up, unused) - loss.value(down, unused)) / (2 * h);
          assertEquals(expected, g[j], 1e-8 * Math.max(1, Math.abs(expected)), "variable " + j);
        }
      }
    }
  }

  /** Floats, some of them 0. */
  private static Frame table(int n, int p, Random random) {
    var x = new double[p][n];
    for (var c : x)
      for (int i = 0; i < n; i++) c[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(-8, 9) / 4.0;
    return Tables.numeric(random.doubles(n, -1, 1).toArray(), x);
  }

  @Test
  void predictsByTheDefinitionWithAllPairs() {
    var random = new Random(6);
    var frame = table(300, 5, random);
    for (var f : new Frame[] {frame, Tables.sparse(frame)}) {
      var m = new FactorizationMachineRegressor().rank(3).maxIter(20).fit(f, RUN);
      var actual = m.predict(f).values();
      for (int i = 0; i < 300; i++) {
        double expected = m.intercept();
        var x = new double[5];
        for (int a = 0; a < 5; a++) x[a] = frame.column("x" + a, Column.Numeric.class).values()[i];
        for (int a = 0; a < 5; a++) {
          expected += m.weights()[a] * x[a];
          for (int b = 0; b < a; b++)
            expected += Vectors.dot(m.factors(), a * 3, m.factors(), b * 3, 3) * x[a] * x[b];
        }
        assertEquals(expected, actual[i], 1e-12 * Math.max(1, Math.abs(expected)));
      }
    }
  }

  /** y = 3 x0 x1 - 2 x2 x3 with x of mean 0: a linear model explains nothing of it. */
  @Test
  void learnsWhatNoLinearModelCan() {
    var random = new Random(7);
    int n = 600;
    var x = new double[4][n];
    var y = new double[n];
    for (var c : x) for (int i = 0; i < n; i++) c[i] = random.nextGaussian();
    for (int i = 0; i < n; i++) y[i] = 500 + 100 * (3 * x[0][i] * x[1][i] - 2 * x[2][i] * x[3][i]);
    var frame = Tables.numeric(y, x);
    var train = frame.rows(IntStream.range(0, 400).toArray());
    var test = frame.rows(IntStream.range(400, n).toArray());
    assertTrue(r2(test, new Ridge().fit(train, RUN).predict(test).values()) < 0.05);
    var fitted = new FactorizationMachineRegressor().l2Factors(0.01).fit(train, RUN);
    double good = r2(test, fitted.predict(test).values());
    assertTrue(good > 0.999, "R² " + good);
    double plain =
        r2(test, new FactorizationMachineRegressor().fit(train, RUN).predict(test).values());
    assertTrue(plain > 0.95, "R² by default " + plain);

    var names = new String[n];
    for (int i = 0; i < n; i++) names[i] = x[0][i] * x[1][i] > 0 ? "same" : "other";
    var xor = frame.with("y", Column.Nominal.of(names));
    var trainXor = xor.rows(IntStream.range(0, 400).toArray());
    var testXor = xor.rows(IntStream.range(400, n).toArray());
    double linear = accuracy(testXor, new Logistic().fit(trainXor, RUN).predict(testXor));
    assertTrue(linear < 0.65, "linear " + linear);
    var machine = new FactorizationMachineClassifier().fit(trainXor, RUN);
    double pairs = accuracy(testXor, machine.predict(testXor));
    assertTrue(pairs > 0.93, "pairs " + pairs);

    // four levels: the signs of two products
    for (int i = 0; i < n; i++)
      names[i] = (x[0][i] * x[1][i] > 0 ? "a" : "b") + (x[2][i] * x[3][i] > 0 ? "a" : "b");
    var four = frame.with("y", Column.Nominal.of(names));
    var fit4 =
        new FactorizationMachineClassifier().fit(four.rows(IntStream.range(0, 400).toArray()), RUN);
    var test4 = four.rows(IntStream.range(400, n).toArray());
    double levels = accuracy(test4, fit4.predict(test4));
    assertTrue(levels > 0.6, "four levels " + levels);
    double guess =
        accuracy(
            test4,
            new Logistic().fit(four.rows(IntStream.range(0, 400).toArray()), RUN).predict(test4));
    assertTrue(guess < 0.4, "four levels, linear " + guess);
  }

  private static double r2(Frame frame, double[] said) {
    var y = ((Column.Numeric) frame.targetColumn()).values();
    double mean = Vectors.sum(y) / y.length;
    double rest = 0;
    double all = 0;
    for (int i = 0; i < y.length; i++) {
      rest += (y[i] - said[i]) * (y[i] - said[i]);
      all += (y[i] - mean) * (y[i] - mean);
    }
    return 1 - rest / all;
  }

  private static double accuracy(Frame frame, Labels said) {
    var y = (Column.Nominal) frame.targetColumn();
    int good = 0;
    for (int i = 0; i < frame.size(); i++)
      if (said.label(i).equals(y.levels().name(y.codes()[i]))) good++;
    return good / (double) frame.size();
  }

  @Test
  void unitsOfFeaturesAndTargetDoNotMatter() {
    var frame = table(200, 4, new Random(8));
    var other = frame;
    for (int a = 0; a < 4; a++) {
      var v = frame.column("x" + a, Column.Numeric.class).values().clone();
      for (int i = 0; i < v.length; i++) v[i] *= a == 1 ? 1024 : 1;
      other = other.with("x" + a, new Column.Numeric(v));
    }
    var y = ((Column.Numeric) frame.targetColumn()).values();
    other = other.with("y", new Column.Numeric(Arrays.stream(y).map(v -> 4096 * v).toArray()));
    var one = new FactorizationMachineRegressor().fit(frame, RUN).predict(frame).values();
    var two = new FactorizationMachineRegressor().fit(other, RUN).predict(other).values();
    for (int i = 0; i < two.length; i++) two[i] /= 4096;
    assertArrayEquals(one, two, 1e-3);
  }

  @Test
  void threadsChangeNoBit() {
    var frame = table(3000, 4, new Random(9));
    var one = new FactorizationMachineRegressor().maxIter(10).fit(frame, RUN.threads(1));
    var three = new FactorizationMachineRegressor().maxIter(10).fit(frame, RUN.threads(3));
    assertArrayEquals(one.factors(), three.factors(), 0.0);
  }
}
