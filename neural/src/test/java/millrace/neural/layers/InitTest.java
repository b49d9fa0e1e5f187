package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Window;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Initialisation: PyTorch's gains and fans ({@code golden/layers.py}), and what samples are like.
 */
class InitTest {
  private static final Golden GOLDEN = Golden.reference("layers.tsv");
  private static final Ops F = new Reference();
  private final RandomGenerator random = Run.seeded(3).random("weights");

  static Stream<int[]> shapes() {
    return Stream.of(new int[] {300, 500}, new int[] {40, 30, 5}, new int[] {64, 16, 3, 3});
  }

  private static String key(int... shape) {
    var s = Arrays.toString(shape).replaceAll("[\\[\\] ]", "");
    return "init " + s + "/";
  }

  @Test
  void gains() {
    for (var name : GOLDEN.names("gain/"))
      assertEquals(
          GOLDEN.values("gain/" + name)[0], Init.gain(Function.valueOf(name), .2), 1e-15, name);
    assertEquals(6, GOLDEN.names("gain/").size());
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void fans(int... shape) {
    double[] mine = {Init.fanIn(shape), Init.fanOut(shape)};
    assertArrayEquals(GOLDEN.values(key(shape) + "fans"), mine);
  }

  /** Deviations and largest numbers of samples of thousands equal those of PyTorch's samples. */
  @ParameterizedTest
  @MethodSource("shapes")
  void samplesAreLikePyTorchs(int... shape) {
    var inits = new LinkedHashMap<String, Init>();
    inits.put("glorotUniform", Init.glorotUniform(1.5));
    inits.put("glorotNormal", Init.glorotNormal(1.5));
    inits.put("heUniform", Init.heUniform(Function.LEAKY_RELU, .2));
    inits.put("heNormal", Init.heNormal(Function.LEAKY_RELU, .2));
    inits.put("heUniformOut", Init.scaled(Math.sqrt(2), Init.Fan.OUT, false));
    inits.forEach(
        (name, init) -> {
          var v = init.values(shape, random);
          var theirs = GOLDEN.values(key(shape) + name);
          assertEquals(theirs[0], deviation(v), .04 * theirs[0], name);
          assertEquals(0, mean(v), .05 * theirs[0], name);
          // the bound of uniform numbers is sharp; the largest of normal ones varies
          double within = name.contains("Uniform") ? .01 : .25;
          assertEquals(theirs[1], largest(v), within * theirs[1], name);
        });
  }

  @Test
  void simpleOnes() {
    int[] shape = {200, 300};
    assertArrayEquals(new double[] {2, 2, 2}, Init.constant(2).values(new int[] {3}, random));
    assertArrayEquals(new double[3], Init.zeros().values(new int[] {3}, random));
    var normal = Init.normal(3, .5).values(shape, random);
    assertEquals(3, mean(normal), .01);
    assertEquals(.5, deviation(normal), .01);
    var uniform = Init.uniform(-1, 3).values(shape, random);
    assertEquals(1, mean(uniform), .02);
    assertEquals(4 / Math.sqrt(12), deviation(uniform), .02);
    assertEquals(Math.sqrt(1 / 300.0), deviation(Init.lecunNormal().values(shape, random)), .001);
    var lecun = Init.lecunUniform().values(shape, random);
    assertEquals(Math.sqrt(1 / 300.0), deviation(lecun), .001);
    assertEquals(Math.sqrt(3 / 300.0), largest(lecun), .001);
  }

  /** As many rows as columns, fewer, more, and further axes. */
  @Test
  void orthogonalRowsOrColumns() {
    for (int[] shape : new int[][] {{20, 20}, {7, 30}, {30, 7}, {6, 4, 3}, {1, 5}}) {
      int rows = shape[0];
      int columns = Arrays.stream(shape).reduce(1, (a, b) -> a * b) / rows;
      var q = Init.orthogonal(2).values(shape, random);
      boolean wide = rows <= columns;
      for (int a = 0; a < Math.min(rows, columns); a++) {
        for (int b = 0; b <= a; b++) {
          double dot = 0;
          for (int k = 0; k < Math.max(rows, columns); k++)
            dot +=
                wide
                    ? q[a * columns + k] * q[b * columns + k]
                    : q[k * columns + a] * q[k * columns + b];
          assertEquals(a == b ? 4 : 0, dot, 1e-13, Arrays.toString(shape));
        }
      }
    }
  }

  /** Evenly among all rotations: each element has mean 0 and variance 1 / n. */
  @Test
  void orthogonalIsEven() {
    var first = new double[4000];
    for (int i = 0; i < first.length; i++)
      first[i] = Init.orthogonal(1).values(new int[] {3, 3}, random)[i % 9];
    assertEquals(0, mean(first), .03);
    assertEquals(Math.sqrt(1 / 3.0), deviation(first), .02);
  }

  /** The largest number of each parameter is PyTorch's, to what chance allows. */
  @Test
  void defaultsOfLayers() {
    var layers = new LinkedHashMap<String, Record>();
    layers.put("Linear", Linear.of(F, 500, 300, random));
    layers.put("Conv1d", Conv1d.of(F, 50, 300, 3, random));
    layers.put("Conv2d", Conv2d.of(F, 16, 64, Window.of(3, 3), random));
    layers.put("Recurrent", Recurrent.of(F, Cell.LSTM, 200, 64, random));
    layers.forEach(
        (name, layer) -> {
          double bound = Arrays.stream(GOLDEN.values("default/" + name)).max().orElseThrow();
          for (var p : Layer.parameters(layer).entrySet()) {
            var v = F.doubles(p.getValue());
            assertTrue(largest(v) <= bound * 1.0005, name + " " + p.getKey());
            assertTrue(largest(v) >= bound * .9, name + " " + p.getKey());
            assertEquals(bound / Math.sqrt(3), deviation(v), bound * .12, name + " " + p.getKey());
          }
        });
    var table = F.doubles(Embedding.of(F, 300, 40, random).table());
    assertEquals(0, mean(table), .03);
    assertEquals(1, deviation(table), .03);
  }

  /** Each gate is orthogonal by itself, and an LSTM does not forget at first. */
  @Test
  void recurrentWithInits() {
    var r =
        Recurrent.of(
            F, Cell.LSTM, 5, 4, 2, true, Init.glorotUniform(1), Init.orthogonal(1), random);
    var p = Layer.parameters(r);
    assertEquals(16, p.size());
    for (var level : r.levels()) {
      double[] bias = {0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
      assertArrayEquals(bias, F.doubles(level.forward().inputBias()));
      assertArrayEquals(new double[16], F.doubles(level.forward().hiddenBias()));
      var u = level.forward().hiddenWeight();
      for (int g = 0; g < 4; g++) {
        var gate = F.slice(u, 0, 4 * g, 4 * g + 4);
        var square = F.doubles(F.matmul(gate, false, gate, true));
        for (int i = 0; i < 16; i++) assertEquals(i % 5 == 0 ? 1 : 0, square[i], 1e-13);
      }
      double bound = Math.sqrt(6.0 / (level.forward().inputWeight().dim(1) + 4));
      double most = largest(F.doubles(level.forward().inputWeight()));
      assertTrue(most <= bound && most > .7 * bound);
    }
  }

  @Test
  void seeds() {
    int[] shape = {4, 5};
    for (var init : new Init[] {Init.heNormal(Function.RELU, 0), Init.orthogonal(1)}) {
      var a = init.values(shape, Run.seeded(1).random("weights", 2));
      assertArrayEquals(a, init.values(shape, Run.seeded(1).random("weights", 2)));
      assertFalse(Arrays.equals(a, init.values(shape, Run.seeded(1).random("weights", 3))));
    }
  }

  @Test
  void refusals() {
    says("a deviation is at least 0 but is -1.0", () -> Init.normal(0, -1));
    says("no range from 2.0 to 1.0", () -> Init.uniform(2, 1));
    says(
        "fan-in and fan-out need a shape [out, in, ..], but was given [3]",
        () -> Init.glorotUniform(1).of(F, random, 3));
    says(
        "fan-in and fan-out need a shape [out, in, ..], but was given [3]",
        () -> Init.orthogonal(1).of(F, random, 3));
  }

  private static void says(String message, Runnable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what::run).getMessage());
  }

  private static double mean(double... v) {
    return Arrays.stream(v).sum() / v.length;
  }

  private static double deviation(double... v) {
    double m = mean(v);
    return Math.sqrt(Arrays.stream(v).map(x -> (x - m) * (x - m)).sum() / v.length);
  }

  private static double largest(double... v) {
    return Arrays.stream(v).map(Math::abs).max().orElseThrow();
  }
}
