package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Sequential;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final int[] ROWS = IntStream.range(0, 32).toArray();

  @Test
  void statistics() {
    var s = Statistics.of("x", 1, -2, 0, 3, 0, Double.NaN, Double.NEGATIVE_INFINITY);
    assertEquals(7, s.size());
    assertEquals(2, s.notFinite());
    assertEquals(.4, s.mean(), 1e-15);
    assertEquals(Math.sqrt(14 / 5. - .16), s.deviation(), 1e-15);
    assertEquals(Math.sqrt(14), s.norm(), 1e-15);
    assertEquals(2 / 7., s.zeros(), 1e-15);
    assertEquals(3, s.max());
  }

  @Test
  void vanishing() {
    var d = diagnose(12, Function.SIGMOID, Init.glorotUniform(1));
    var findings = d.findings();
    assertTrue(
        findings.stream().anyMatch(s -> s.startsWith("layers.0.weight: the gradient vanishes")),
        findings::toString);
    assertTrue(findings.stream().noneMatch(s -> s.contains("explodes")), findings::toString);
    assertTrue(findings.stream().noneMatch(s -> s.startsWith("layers.11")), findings::toString);
    assertTrue(d.toString().contains("! layers.0.weight: the gradient vanishes"));
  }

  @Test
  void exploding() {
    var d = diagnose(12, Function.RELU, Init.normal(0, 3));
    var findings = d.findings();
    assertTrue(
        findings.stream().anyMatch(s -> s.startsWith("layers.0.weight: the gradient explodes")),
        findings::toString);
  }

  @Test
  void notFinite() {
    try (var f = new Cpu(1)) {
      var findings = diagnose(f, 40, Function.RELU, Init.normal(0, 30)).findings();
      assertTrue(findings.stream().anyMatch(s -> s.contains("not finite")), findings::toString);
    }
  }

  @Test
  void saturatedAndDead() {
    var findings = diagnose(3, Function.TANH, Init.normal(0, 300)).findings();
    assertTrue(findings.stream().anyMatch(s -> s.contains("saturated")), findings::toString);
    findings = diagnose(3, Function.RELU, Init.zeros()).findings();
    assertTrue(
        findings.contains("1 Linear RELU: 100 % of the activations are 0"), findings::toString);
    assertTrue(findings.contains("layers.0.weight: the gradient vanishes: it is 0"));
  }

  @Test
  void healthy() {
    for (var function : List.of(Function.RELU, Function.TANH)) {
      var init =
          function == Function.RELU ? Init.heNormal(Function.RELU, 0) : Init.glorotUniform(1);
      var d = diagnose(8, function, init);
      assertEquals(List.of(), d.findings());
      assertEquals(9, d.activations().stream().filter(s -> s.name().contains("Linear")).count());
      assertEquals(18, d.gradients().size());
      assertEquals("layers.0.weight", d.gradients().getFirst().name());
      assertTrue(d.toString().endsWith("no findings\n"));
    }
  }

  private static Diagnosis diagnose(int depth, Function function, Init init) {
    return diagnose(new Reference(), depth, function, init);
  }

  private static Diagnosis diagnose(Ops f, int depth, Function function, Init init) {
    var random = Run.seeded(3).random("weights");
    var layers = new ArrayList<Layer>();
    for (int i = 0; i < depth; i++)
      layers.add(Linear.of(f, i == 0 ? 2 : 16, 16, init, random).then(function));
    layers.add(Linear.of(f, 16, 2, init, random));
    var net = new Sequential(layers);
    var spirals = new Spirals(f, ROWS.length, Run.seeded(3));
    return Diagnosis.of(
        f,
        net,
        (g, rows) -> {
          var x = new double[2 * rows.length];
          var y = new int[rows.length];
          for (int i = 0; i < rows.length; i++) {
            System.arraycopy(spirals.points[rows[i]], 0, x, 2 * i, 2);
            y[i] = spirals.labels[rows[i]];
          }
          var logits = net.forward(g, g.tensor(x, rows.length, 2));
          return g.run(CrossEntropy.of(y), logits)[0];
        },
        1,
        ROWS);
  }
}
