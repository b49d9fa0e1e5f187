package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Nmf.Init;
import millrace.preprocess.Nmf.Loss;
import millrace.preprocess.Nmf.Solver;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Nmf, FastIca and RandomProjection against scikit-learn ({@code golden/factors.py}). */
class FactorsTest {
  private static final JsonNode GOLDEN = Golden.read("factors.json");
  private static final Run RUN = Run.seeded(1);
  private static final int P = 12;

  private static Frame frame(String name, int width) {
    var names = IntStream.range(0, width).mapToObj(f -> "x" + f).toArray(String[]::new);
    return StepsGolden.frame(numbers(GOLDEN.get(name)), names);
  }

  private static double[] numbers(JsonNode list) {
    return Golden.numbers(list);
  }

  /** The same numbers, which are floats, in one sparse column. */
  private static Frame sparse(Frame frame) {
    var v = StepsGolden.rowMajor(frame);
    var starts = new int[v.length / P + 1];
    var index = new int[v.length];
    var value = new double[v.length];
    int at = 0;
    for (int i = 0; i < v.length; i++) {
      if (v[i] != 0) {
        index[at] = i % P;
        value[at++] = v[i];
      }
      starts[i / P + 1] = at;
    }
    var names = IntStream.range(0, P).mapToObj(f -> "x" + f).toArray(String[]::new);
    return Frame.of(
        "s",
        new Column.Sparse(
            starts, Arrays.copyOf(index, at), Arrays.copyOf(value, at), Vocabulary.of(names)));
  }

  /** The same first factors through as many iterations: to 1e-8. Settled rows: to 1e-5. */
  @Test
  void nmfEqualsScikitLearn() {
    var x = frame("x", P);
    var w0 = numbers(GOLDEN.get("w0"));
    var h0 = numbers(GOLDEN.get("h0"));
    var penalty = new Nmf().alphaW(0.002).alphaH(0.001).l1Ratio(0.3);
    var mu = Solver.MULTIPLICATIVE_UPDATE;
    var cases =
        Map.of(
            "cd", new Nmf(),
            "cd penalty", penalty,
            "mu", new Nmf().solver(mu).maxIter(500),
            "mu penalty", penalty.solver(mu).maxIter(300),
            "kl", new Nmf().solver(mu).loss(Loss.KULLBACK_LEIBLER).maxIter(500));
    cases.forEach(
        (name, nmf) -> {
          var g = GOLDEN.get("nmf").get(name);
          for (var frame : List.of(x, sparse(x))) {
            var m = nmf.fit(frame, w0, h0, RUN);
            assertEquals(g.get("iterations").asInt(), m.iterations(), name);
            StepsGolden.check(name, numbers(g.get("h")), m.components(), 1e-8);
            assertEquals(g.get("error").asDouble(), m.error(), 1e-8, name);
            var settled =
                new Nmf.Fitted(
                    nmf.tol(1e-14).maxIter(20_000),
                    m.columns(),
                    m.features(),
                    m.components(),
                    m.error(),
                    m.iterations());
            var rows = StepsGolden.rowMajor(settled.apply(frame.head(20)));
            StepsGolden.check(name, numbers(g.get("rows")), rows, 1e-5);
          }
        });
  }

  @Test
  void nndsvdEqualsScikitLearn() {
    var x = frame("x", P);
    for (var init : List.of(Init.NNDSVD, Init.NNDSVDA)) {
      var g = GOLDEN.get("init").get(init.name().toLowerCase(Locale.ROOT));
      for (var frame : List.of(x, sparse(x))) {
        var m = new Nmf().components(4).init(init).fit(frame, RUN);
        StepsGolden.check(init.name(), numbers(g.get("h")), m.components(), 1e-7);
        assertEquals(g.get("iterations").asInt(), m.iterations());
        assertEquals(List.of("nmf1", "nmf2", "nmf3", "nmf4"), List.copyOf(m.apply(frame).names()));
        assertEquals(2, m.top(0, 2).size());
      }
    }
    var random = new Nmf().components(4).init(Init.RANDOM).maxIter(1000).fit(x, RUN);
    double theirs = GOLDEN.get("init").get("nndsvd").get("error").asDouble();
    assertTrue(random.error() < 1.01 * theirs, random.error() + "");
  }

  @Test
  void largeNmfDoesNotDependOnThreads() {
    var random = RUN.random("large");
    int p = 70;
    var names = IntStream.range(0, p).mapToObj(f -> "x" + f).toArray(String[]::new);
    var x = StepsGolden.frame(random.doubles(3000L * p).toArray(), names);
    var nmf = new Nmf().components(25).maxIter(5);
    var one = nmf.fit(x, RUN.threads(1));
    var three = nmf.fit(x, RUN.threads(3));
    assertArrayEquals(one.components(), three.components());
  }

  @Test
  void negativesAndLossesAreRefused() {
    var e =
        assertThrows(
            DataException.class, () -> new Nmf().fit(Frame.of("a", Column.Numeric.of(1, -2))));
    assertEquals(
        "Nmf: feature 'a' is -2.0 in row 1, but must not be negative: put new MinMax() before",
        e.getMessage());
    var x = frame("x", P);
    assertThrows(
        IllegalArgumentException.class, () -> new Nmf().loss(Loss.KULLBACK_LEIBLER).fit(x));
    var zeros = Frame.of("a", Column.Numeric.of(0, 0, 0));
    assertArrayEquals(new double[3], StepsGolden.rowMajor(new Nmf().fit(zeros).apply(zeros)));
    var other = Frame.of("m", Column.Nominal.of("x", "y"));
    assertEquals(other.names(), new Nmf().fit(other).apply(other).names());
  }

  /** The same first directions: the same components, sign and order too, to 1e-8. */
  @Test
  void icaEqualsScikitLearn() {
    var x = frame("mixed", 5);
    var start = numbers(GOLDEN.get("start"));
    int n = 0;
    for (var algorithm : FastIca.Algorithm.values()) {
      for (var fun : FastIca.Fun.values()) {
        for (var whiten : FastIca.Whiten.values()) {
          var name = algorithm + " " + fun + " " + whiten.name().replace('_', '-');
          var g = GOLDEN.get("ica").get(name.toLowerCase(Locale.ROOT));
          var m =
              new FastIca()
                  .components(4)
                  .algorithm(algorithm)
                  .fun(fun)
                  .whiten(whiten)
                  .tol(1e-10)
                  .maxIter(1000)
                  .fit(x, start, RUN);
          StepsGolden.check(name, numbers(g.get("components")), m.components(), 1e-8);
          StepsGolden.check(
              name, numbers(g.get("rows")), StepsGolden.rowMajor(m.apply(x.head(10))), 1e-8);
          assertEquals(g.get("iterations").asInt(), m.iterations(), name);
          n++;
        }
      }
    }
    assertEquals(12, n);
  }

  @Test
  void mixingGivesTheRowsBack() {
    var x = frame("mixed", 5);
    var m = new FastIca().fit(x, RUN);
    var scores = StepsGolden.rowMajor(m.apply(x));
    var rows = StepsGolden.rowMajor(x);
    for (int i = 0; i < 400; i++) {
      for (int f = 0; f < 5; f++) {
        double v = m.mean()[f];
        for (int c = 0; c < 5; c++) v += m.mixing()[f * 5 + c] * scores[i * 5 + c];
        assertEquals(rows[i * 5 + f], v, 1e-9);
      }
    }
    var constant = Frame.of("a", Column.Numeric.of(3, 3, 3)).with("b", Column.Numeric.of(1, 2, 4));
    assertEquals(List.of("ica1"), List.copyOf(new FastIca().fit(constant).apply(constant).names()));
  }

  @Test
  void johnsonAndLindenstrauss() {
    var names = GOLDEN.get("jl").fieldNames();
    while (names.hasNext()) {
      var name = names.next();
      var parts = name.split(" ");
      assertEquals(
          GOLDEN.get("jl").get(name).asInt(),
          RandomProjection.dimension(Integer.parseInt(parts[0]), Double.parseDouble(parts[1])),
          name);
    }
  }

  @Test
  void projectionsKeepDistances() {
    int p = 2000;
    int n = 30;
    var random = RUN.random("points");
    var v = new float[n * p];
    for (int j = 0; j < v.length; j++) v[j] = random.nextInt(4) == 0 ? random.nextFloat() : 0;
    var names = IntStream.range(0, p).mapToObj(f -> "x" + f).toArray(String[]::new);
    var dense = Frame.of("v", new Column.Dense(v, Vocabulary.of(names)));
    var starts = new int[n + 1];
    var index = new int[n * p];
    var value = new double[n * p];
    for (int j = 0; j < v.length; j++) {
      if (v[j] != 0) {
        index[starts[j / p + 1]] = j % p;
        value[starts[j / p + 1]++] = v[j];
      }
      if (j % p == p - 1 && j / p + 2 <= n) starts[j / p + 2] = starts[j / p + 1];
    }
    var sparse = Frame.of("v", new Column.Sparse(starts, index, value, Vocabulary.of(names)));
    for (var kind : RandomProjection.Kind.values()) {
      var m = new RandomProjection().eps(0.3).kind(kind).fit(dense, RUN);
      assertEquals(RandomProjection.dimension(n, 0.3), m.count());
      double share = (double) m.value().length / m.count() / p;
      if (kind == RandomProjection.Kind.SPARSE) assertEquals(1 / Math.sqrt(p), share, 0.002);
      var out = m.apply(dense).column("projection", Column.Dense.class).values();
      for (int a = 0; a < n; a++) {
        for (int b = 0; b < a; b++) {
          double ratio = squared(out, m.count(), a, b) / squared(v, p, a, b);
          assertTrue(ratio > 0.7 && ratio < 1.3, kind + " " + ratio);
        }
      }
      var again = m.apply(sparse).column("projection", Column.Dense.class).values();
      for (int j = 0; j < out.length; j++) assertEquals(out[j], again[j], 1e-5);
    }
  }

  private static double squared(float[] v, int width, int a, int b) {
    double s = 0;
    for (int f = 0; f < width; f++) {
      double d = v[a * width + f] - v[b * width + f];
      s += d * d;
    }
    return s;
  }
}
