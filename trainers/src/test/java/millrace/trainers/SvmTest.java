package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.ClassWeight;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Support vector machines and kernel ridge regression against scikit-learn ({@code golden/svm.py}).
 *
 * <p>Tolerances: decision values of SMO 2e-5, as LibSVM keeps kernel rows in single precision and
 * the golden solver stopped at 1e-9; linear machines 1e-6 (dual coordinate descent converges
 * linearly); kernel ridge 1e-9, its kernel values being exact to 2e-12.
 */
class SvmTest {
  private static final Run RUN = Run.seeded(1);
  private static final Map<String, Frame> FRAMES = Tables.cases("svm_x.csv");
  private static final List<String[]> GOLDEN = Tables.golden("svm.csv");

  private static Frame labelled(String name) {
    var frame = FRAMES.get(name);
    var y = ((Column.Numeric) frame.targetColumn()).values();
    return frame.with(
        "y", Column.Nominal.of(Arrays.stream(y).mapToObj(v -> "c" + (int) v).toList()));
  }

  private static Frame weighted(Frame frame, boolean really) {
    if (!really) return frame;
    var w = IntStream.range(0, frame.size()).mapToDouble(i -> 0.5 + i % 3).toArray();
    return frame.with("w", new Column.Numeric(w)).weights("w");
  }

  /** Rows of golden values by what stands before the row number. */
  private static Map<String, List<double[]>> golden(String what, int parameters) {
    var out = new LinkedHashMap<String, List<double[]>>();
    for (var l : GOLDEN) {
      if (!l[0].equals(what)) continue;
      var key = String.join(",", Arrays.copyOfRange(l, 1, 1 + parameters));
      out.computeIfAbsent(key, _ -> new ArrayList<>())
          .add(
              Arrays.stream(l, 2 + parameters, l.length)
                  .mapToDouble(Double::parseDouble)
                  .toArray());
    }
    assertFalse(out.isEmpty(), what);
    return out;
  }

  private static double[] flat(List<double[]> rows) {
    return rows.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static boolean is(String python) {
    return python.equals("True");
  }

  private static void near(double[] expected, double[] actual, double tolerance, String what) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(
          expected[i],
          actual[i],
          tolerance * Math.max(1, Math.abs(expected[i])),
          what + " value " + i);
    }
  }

  private static Svc svc(String[] p) {
    return new Svc()
        .kernel(Kernel.valueOf(p[1]))
        .c(Double.parseDouble(p[2]))
        .gamma(Double.parseDouble(p[3]))
        .coef0(0.5)
        .classWeight(is(p[4]) ? ClassWeight.BALANCED : ClassWeight.NONE)
        .tol(1e-9);
  }

  @Test
  void svcGolden() {
    var ovr = golden("ovr", 6);
    golden("svc", 6)
        .forEach(
            (key, rows) -> {
              var p = key.split(",");
              var frame = weighted(labelled(p[0]), is(p[5]));
              var fitted = svc(p).fit(frame, RUN);
              assertTrue(fitted.converged());
              var pairs = fitted.pairs(frame);
              if (fitted.levels().size() == 2) {
                assertArrayEquals(
                    Arrays.stream(pairs).map(v -> -v).toArray(), fitted.decision(frame));
                near(flat(rows), fitted.decision(frame), 2e-5, key);
              } else {
                near(flat(rows), pairs, 2e-5, key);
              }
              near(flat(ovr.get(key)), fitted.decision(frame), 2e-5, key);
            });
  }

  @Test
  void svrGolden() {
    golden("svr", 5)
        .forEach(
            (key, rows) -> {
              var p = key.split(",");
              var frame = weighted(FRAMES.get(p[0]), is(p[4]));
              var kernel = Kernel.valueOf(p[1]);
              var svr =
                  new Svr()
                      .kernel(kernel)
                      .c(Double.parseDouble(p[2]))
                      .epsilon(Double.parseDouble(p[3]))
                      .gamma(kernel == Kernel.SIGMOID ? 0.01 : 0.3)
                      .coef0(0.5)
                      .tol(1e-9);
              near(flat(rows), svr.fit(frame, RUN).predict(frame).values(), 2e-5, key);
            });
  }

  @Test
  void oneClassGolden() {
    golden("one", 4)
        .forEach(
            (key, rows) -> {
              var p = key.split(",");
              var frame = weighted(FRAMES.get(p[0]).without("y"), is(p[3]));
              var kernel = Kernel.valueOf(p[1]);
              var one =
                  new OneClassSvm()
                      .kernel(kernel)
                      .nu(Double.parseDouble(p[2]))
                      .gamma(kernel == Kernel.SIGMOID ? 0.01 : 0.3)
                      .coef0(0.5)
                      .tol(1e-7);
              near(flat(rows), one.fit(frame, RUN).predict(frame).values(), 2e-5, key);
            });
  }

  /** scikit-learn's _SigmoidCalibration minimises the same by BFGS, to a gradient of 1e-5. */
  @Test
  void plattSigmoid() {
    var rows = golden("sigmoidf", 1).get("two");
    var f = rows.stream().mapToDouble(r -> r[0]).toArray();
    var first = new boolean[f.length];
    for (int i = 0; i < f.length; i++) first[i] = rows.get(i)[1] == 1;
    var s = PairProbabilities.fit(f, first);
    assertArrayEquals(
        golden("sigmoid", 1).get("two").getFirst(), new double[] {s.a(), s.b()}, 1e-4);
  }

  /** LibSVM stops at .005 / k; the system is solved exactly here. */
  @Test
  void coupledPairs() {
    var coupled = golden("coupled", 1);
    golden("pairs", 1)
        .forEach(
            (name, rows) -> {
              for (int i = 0; i < rows.size(); i++) {
                var expected = coupled.get(name).get(i);
                int k = expected.length;
                var r = new double[k * k];
                for (int a = 0, p = 0; a < k; a++) {
                  for (int b = a + 1; b < k; b++, p++) {
                    r[a * k + b] = Math.clamp(rows.get(i)[p], 1e-7, 1 - 1e-7);
                    r[b * k + a] = 1 - r[a * k + b];
                  }
                }
                var out = new double[k];
                PairProbabilities.couple(r, k, out, 0);
                assertArrayEquals(expected, out, 0.01, name + i);
                assertEquals(1, Arrays.stream(out).sum(), 1e-12);
              }
            });
  }

  /** Consistent pairs give back the probabilities they came from. */
  @Test
  void couplingIsExact() {
    double[] p = {0.5, 0.2, 0.25, 0.05};
    var r = new double[16];
    for (int a = 0; a < 4; a++)
      for (int b = 0; b < 4; b++) if (a != b) r[a * 4 + b] = p[a] / (p[a] + p[b]);
    var out = new double[4];
    PairProbabilities.couple(r, 4, out, 0);
    assertArrayEquals(p, out, 1e-14);
  }

  @Test
  void probabilities() {
    for (var name : new String[] {"two", "four"}) {
      var frame = labelled(name);
      var plain = new Svc().fit(frame, RUN);
      var fitted = new Svc().probability(true).fit(frame, RUN);
      assertArrayEquals(plain.decision(frame), fitted.decision(frame));
      var y = ((Column.Nominal) frame.targetColumn()).codes();
      double loss = 0;
      double base = Math.log(fitted.levels().size());
      var p = fitted.predict(frame);
      for (int i = 0; i < y.length; i++) loss -= Math.log(p.probability(i, y[i])) / y.length;
      assertTrue(loss < 0.7 * base, name + " " + loss);
    }
  }

  @Test
  void linearSvcGolden() {
    golden("linearsvc", 7)
        .forEach(
            (key, rows) -> {
              var p = key.split(",");
              var frame = weighted(labelled(p[0]), is(p[6]));
              var fitted =
                  new LinearSvc()
                      .loss(LinearSvc.Loss.valueOf(p[1]))
                      .c(Double.parseDouble(p[2]))
                      .fitIntercept(is(p[3]))
                      .interceptScaling(Double.parseDouble(p[4]))
                      .classWeight(is(p[5]) ? ClassWeight.BALANCED : ClassWeight.NONE)
                      .tol(1e-12)
                      .maxIter(1_000_000)
                      .fit(frame, RUN);
              assertTrue(fitted.converged(), key);
              int w = fitted.features().size();
              for (int f = 0; f < rows.size(); f++) {
                var actual = Arrays.copyOfRange(fitted.weights(), f * w, (f + 1) * w + 1);
                actual[w] = fitted.intercepts()[f];
                near(rows.get(f), actual, 1e-6, key + " function " + f);
              }
            });
  }

  @Test
  void linearSvrGolden() {
    golden("linearsvr", 7)
        .forEach(
            (key, rows) -> {
              var p = key.split(",");
              var frame = weighted(FRAMES.get(p[0]), is(p[6]));
              var fitted =
                  new LinearSvr()
                      .loss(LinearSvr.Loss.valueOf(p[1]))
                      .c(Double.parseDouble(p[2]))
                      .epsilon(Double.parseDouble(p[3]))
                      .fitIntercept(is(p[4]))
                      .interceptScaling(Double.parseDouble(p[5]))
                      .tol(1e-12)
                      .maxIter(1_000_000)
                      .fit(frame, RUN);
              assertTrue(fitted.converged(), key);
              var actual = Arrays.copyOf(fitted.linear().weights(), rows.getFirst().length);
              actual[actual.length - 1] = fitted.linear().intercept();
              near(rows.getFirst(), actual, 1e-6, key);
            });
  }

  /** Many features: the squared losses go by the dual, too, and find the same minimum. */
  @Test
  void newtonAndDualAgree() {
    var random = new Random(3);
    int n = 60;
    var x = new double[650][];
    for (int j = 0; j < x.length; j++) x[j] = random.doubles(n, -1, 1).toArray();
    var y = IntStream.range(0, n).mapToDouble(i -> x[0][i] + x[1][i] + 0.1 * i % 1).toArray();
    var few = Tables.numeric(y, Arrays.copyOf(x, 5));
    var many = Tables.numeric(y, x);
    for (int j = 5; j < 650; j++) many = many.with("x" + j, new Column.Numeric(new double[n]));
    var svr =
        new LinearSvr()
            .loss(LinearSvr.Loss.SQUARED_EPSILON_INSENSITIVE)
            .tol(1e-12)
            .maxIter(100_000);
    near(
        svr.fit(few, RUN).predict(few).values(),
        svr.fit(many, RUN).predict(many).values(),
        1e-7,
        "svr");
    var names = Arrays.stream(y).mapToObj(v -> v > 0.3 ? "c1" : "c0").toList();
    var svc = new LinearSvc().tol(1e-12).maxIter(100_000);
    few = few.with("y", Column.Nominal.of(names));
    many = many.with("y", Column.Nominal.of(names));
    near(svc.fit(few, RUN).decision(few), svc.fit(many, RUN).decision(many), 1e-7, "svc");
  }

  @Test
  void kernelRidgeGolden() {
    var points = golden("new", 1).get("wave");
    var x = new double[2][points.size()];
    for (int i = 0; i < points.size(); i++) {
      x[0][i] = points.get(i)[0];
      x[1][i] = points.get(i)[1];
    }
    var later = Tables.numeric(new double[points.size()], x);
    golden("ridge", 4)
        .forEach(
            (key, rows) -> {
              var p = key.split(",");
              var frame = weighted(FRAMES.get(p[0]), is(p[3]));
              var kernel = Kernel.valueOf(p[1]);
              var fitted =
                  new KernelRidge()
                      .kernel(kernel)
                      .alpha(Double.parseDouble(p[2]))
                      .gamma(kernel == Kernel.SIGMOID ? 0.01 : 0.3)
                      .coef0(0.5)
                      .fit(frame, RUN);
              var expected = flat(rows);
              int n = frame.size();
              near(Arrays.copyOf(expected, n), fitted.predict(frame).values(), 1e-9, key);
              near(
                  Arrays.copyOfRange(expected, n, expected.length),
                  fitted.predict(later).values(),
                  1e-9,
                  key);
            });
  }

  private static Frame random(int n, int p, long seed, boolean holes) {
    var random = new Random(seed);
    var x = new double[p][n];
    for (var c : x)
      for (int i = 0; i < n; i++)
        c[i] = holes && random.nextInt(10) > 0 ? 0 : (float) random.nextGaussian();
    var names = new ArrayList<String>();
    for (int i = 0; i < n; i++) {
      double s = 0;
      for (int j = 0; j < p; j++) s += x[j][i] * x[j][i] * (j % 2 == 0 ? 1 : -1);
      names.add(s + random.nextGaussian() > 0 ? "up" : "down");
    }
    return Tables.numeric(new double[n], x).with("y", Column.Nominal.of(names));
  }

  /** Setting points aside, a small cache, and sparse columns change nothing but the way. */
  @Test
  void theWayDoesNotMatter() {
    var frame = random(900, 5, 5, false);
    var svc = new Svc().c(10).tol(1e-7);
    var expected = svc.fit(frame, RUN).decision(frame);
    near(expected, svc.shrinking(false).fit(frame, RUN).decision(frame), 1e-5, "shrinking");
    near(expected, svc.cacheMb(1).fit(frame, RUN).decision(frame), 1e-5, "cache");
    var holes = random(400, 30, 6, true);
    near(
        svc.fit(holes, RUN).decision(holes),
        svc.fit(Tables.sparse(holes), RUN).decision(Tables.sparse(holes)),
        1e-5,
        "sparse");
  }

  /** The conditions that say it is the minimum, on a problem where points are set aside. */
  @Test
  void optimal() {
    var frame = random(700, 4, 8, false);
    var x = KernelRows.of(frame);
    var points = new KernelPoints(x, new KernelFunction(Kernel.RBF, 0.3, 3, 0));
    int n = points.n;
    var random = new Random(2);
    var linear = random.doubles(n, -1, 1).toArray();
    var most = random.doubles(n, 0, 3).toArray();
    var least = random.doubles(n, -3, 0).toArray();
    for (double slack : new double[] {0, 0.2}) {
      for (boolean shrinking : new boolean[] {true, false}) {
        var options = new Smo.Options(1e-6, 0, shrinking, 2_000_000);
        var s = Smo.solve(points, linear, least, most, new double[n], slack, options, RUN);
        var g = linear.clone();
        var row = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
          points.values(x, i, row);
          Vectors.add(s.beta()[i], row, g);
          sum += s.beta()[i];
        }
        assertEquals(0, sum, 1e-9);
        for (int i = 0; i < n; i++) {
          double b = s.beta()[i];
          assertTrue(b >= least[i] && b <= most[i]);
          double grow = g[i] - s.rho() + (b >= 0 ? slack : -slack);
          double fall = g[i] - s.rho() + (b > 0 ? slack : -slack);
          if (b < most[i]) assertTrue(grow > -2e-5, "could grow: " + grow);
          if (b > least[i]) assertTrue(fall < 2e-5, "could fall: " + fall);
        }
      }
    }
  }

  @Test
  void exponential() {
    for (double x = 0; x > -40; x -= 0.0137)
      assertEquals(1, KernelFunction.exp(x) / Math.exp(x), 4e-12, "" + x);
    assertEquals(1, KernelFunction.exp(0));
    assertEquals(0, KernelFunction.exp(-1e300), 1e-200);
  }

  @Test
  void zeroWeightsAreNotThere() {
    var frame = labelled("four");
    var w = IntStream.range(0, frame.size()).mapToDouble(i -> i % 4 == 0 ? 0 : 1).toArray();
    var holed = frame.with("w", new Column.Numeric(w)).weights("w");
    int[] kept = IntStream.range(0, w.length).filter(i -> w[i] > 0).toArray();
    var a = new Svc().fit(holed, RUN);
    var b = new Svc().fit(frame.rows(kept), RUN);
    assertArrayEquals(b.decision(frame), a.decision(frame));
    assertArrayEquals(Arrays.stream(b.support()).map(i -> kept[i]).toArray(), a.support());
  }

  @Test
  void refuses() {
    assertThrows(IllegalArgumentException.class, () -> new Svc().gamma(-0.5));
    assertThrows(IllegalArgumentException.class, () -> new KernelRidge().gamma(-0.5));
    var frame = labelled("two");
    var one = frame.with("y", Column.Nominal.of(Collections.nCopies(frame.size(), "a")));
    for (var t : List.of(new Svc(), new LinearSvc())) {
      var e = assertThrows(DataException.class, () -> t.fit(one, RUN));
      assertTrue(e.getMessage().contains("at least two levels"), e.getMessage());
    }
    assertFalse(new Svc().c(1000).maxIter(3).fit(frame, RUN).converged());
  }
}
