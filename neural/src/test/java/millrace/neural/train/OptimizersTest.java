package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every optimizer against golden/optimizers.py (PyTorch) and golden/Ftrl.java (TensorFlow). */
class OptimizersTest {
  private static final JsonNode GOLDEN = Golden.read("optimizers.json");
  private static final double TOLERANCE = 1e-11;

  static final Map<String, Optimizer> CASES = new LinkedHashMap<>();

  static {
    CASES.put("sgd", new Sgd().lr(.1));
    CASES.put("sgd decay", new Sgd().lr(.1).weightDecay(.05));
    CASES.put("sgd momentum", new Sgd().lr(.05).momentum(.9));
    CASES.put("sgd dampening", new Sgd().lr(.05).momentum(.9).dampening(.3).weightDecay(.05));
    CASES.put("sgd nesterov", new Sgd().lr(.05).momentum(.9).nesterov(true).weightDecay(.05));
    CASES.put("adagrad", new Adagrad());
    CASES.put(
        "adagrad all",
        new Adagrad().lr(.1).lrDecay(.1).weightDecay(.05).initialAccumulatorValue(.2).eps(1e-6));
    CASES.put("adadelta", new Adadelta());
    CASES.put("adadelta all", new Adadelta().lr(.5).rho(.8).eps(1e-5).weightDecay(.05));
    CASES.put("rmsprop", new RmsProp());
    var rms = new RmsProp().alpha(.9);
    CASES.put("rmsprop momentum", rms.momentum(.8).weightDecay(.05));
    CASES.put("rmsprop centered", rms.centered(true).eps(1e-6));
    CASES.put("rmsprop all", rms.momentum(.8).centered(true).weightDecay(.05));
    CASES.put("adam", new Adam());
    var adam = new Adam().lr(.1).beta1(.8).weightDecay(.05);
    CASES.put("adam decay", adam.beta2(.95).eps(1e-6));
    CASES.put("adam amsgrad", adam.beta2(.9).amsgrad(true));
    CASES.put("adamw", new AdamW());
    CASES.put("adamw decay", new AdamW().lr(.1).beta1(.8).beta2(.95).weightDecay(.2));
    CASES.put("adamw amsgrad", new AdamW().lr(.1).beta1(.8).beta2(.9).amsgrad(true));
    CASES.put("adamax", new Adamax());
    CASES.put("adamax decay", new Adamax().lr(.1).beta1(.8).beta2(.95).weightDecay(.05));
    CASES.put("nadam", new Nadam());
    CASES.put(
        "nadam decay", new Nadam().lr(.1).beta1(.8).beta2(.95).weightDecay(.05).momentumDecay(.02));
    CASES.put("radam", new RAdam());
    CASES.put("radam decay", new RAdam().lr(.1).beta1(.8).beta2(.95).weightDecay(.05));
  }

  @TestFactory
  Stream<DynamicTest> pytorch() {
    return CASES.entrySet().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.getKey(),
                    () -> {
                      var golden = GOLDEN.get("trajectories").get(c.getKey());
                      var net = SmallNet.golden(new Reference());
                      follow(net, c.getValue().updater(net.f, array(net)), golden);
                    }));
  }

  @Test
  void everyGoldenCaseIsTested() {
    var names = new ArrayList<String>();
    GOLDEN.get("trajectories").fieldNames().forEachRemaining(names::add);
    names.remove("groups");
    assertEquals(names, List.copyOf(CASES.keySet()));
  }

  @Test
  void groupsHaveTheirOwnRateAndDecay() {
    var net = SmallNet.golden(new Reference());
    var p = net.parameters;
    var matrices = new Group(List.of(p.get(0), p.get(2)), .1, .2);
    var vectors = new Group(List.of(p.get(1), p.get(3)), .02, 0);
    var updater = new AdamW().updater(net.f, List.of(matrices, vectors));
    assertEquals(List.of(p.get(0), p.get(2), p.get(1), p.get(3)), updater.parameters());
    for (var expected : GOLDEN.get("trajectories").get("groups")) {
      updater.step(
          1,
          () -> {
            var g = net.evaluate();
            var d = g.gradients();
            return new Evaluation(g.loss(), List.of(d.get(0), d.get(2), d.get(1), d.get(3)));
          });
      assertArrayEquals(Golden.numbers(expected), net.numbers(), TOLERANCE);
    }
  }

  @Test
  void matricesDecayAndVectorsDoNot() {
    var net = SmallNet.golden(new Reference());
    var groups = Group.matricesDecay(new AdamW().weightDecay(.3).lr(.5), net.parameters);
    assertEquals(2, groups.size());
    assertEquals(List.of(net.parameters.get(0), net.parameters.get(2)), groups.get(0).parameters());
    assertEquals(.3, groups.get(0).weightDecay());
    assertEquals(0, groups.get(1).weightDecay());
    assertEquals(.5, groups.get(1).lr());
  }

  @Test
  void lion() {
    for (var c :
        Map.of("lion", new Lion().lr(.01), "lion decay", new Lion(.02, .8, .95, .3)).entrySet()) {
      var net = SmallNet.golden(new Reference());
      follow(net, c.getValue().updater(net.f, array(net)), GOLDEN.get(c.getKey()));
    }
  }

  /** The numbers that Keras 3's own lion_test.py expects (test_correctness_with_golden). */
  @Test
  void lionAsKerasExpects() {
    var f = new Reference();
    var p = f.tensor(new double[] {1, 1}, 2);
    var updater = new Lion().lr(1e-3).updater(f, p);
    var expected = new double[] {.999, .998, .997, .996, .995};
    for (int i = 0; i < expected.length; i++) {
      var g = f.tensor(i == 0 ? new double[] {.01, .01} : new double[] {.1, 1}, 2);
      updater.step(1, () -> new Evaluation(f.zeros(1), List.of(g)));
      assertArrayEquals(new double[] {expected[i], expected[i]}, f.doubles(p), 1e-12);
    }
  }

  @Test
  void ftrl() {
    var golden = Golden.read("ftrl.json");
    assertEquals(3, golden.get("cases").size());
    for (var c : golden.get("cases")) {
      var s = Golden.numbers(c.get("settings"));
      var f = new Reference();
      var start = Golden.numbers(golden.get("start"));
      var p = f.tensor(start, start.length);
      var updater = new Ftrl(s[0], s[1], s[2], s[3], s[4], s[5], s[6]).updater(f, p);
      boolean zero = false;
      for (int t = 0; t < golden.get("gradients").size(); t++) {
        var g = f.tensor(Golden.numbers(golden.get("gradients").get(t)), start.length);
        updater.step(1, () -> new Evaluation(f.zeros(1), List.of(g)));
        var expected = Golden.numbers(c.get("parameters").get(t));
        assertArrayEquals(expected, f.doubles(p), TOLERANCE);
        for (double v : expected) zero |= v == 0;
      }
      if (s[3] > .1) assertTrue(zero, "l1 makes some weights 0");
    }
  }

  @Test
  void lbfgs() {
    var cases =
        Map.of(
            "lbfgs", new Lbfgs().lr(.3).maxIter(4),
            "lbfgs history", new Lbfgs().lr(.3).maxIter(4).historySize(3),
            "lbfgs wolfe", new Lbfgs().maxIter(4).strongWolfe(true),
            "lbfgs long", new Lbfgs().lr(2).strongWolfe(true).historySize(5));
    for (var c : cases.entrySet()) {
      var golden = GOLDEN.get(c.getKey());
      assertNotNull(golden, c.getKey());
      var net = SmallNet.golden(new Reference());
      var updater = c.getValue().updater(net.f, array(net));
      int[] evaluations = {0};
      for (int t = 0; t < golden.get("losses").size(); t++) {
        double loss = net.f.doubles(net.loss(net.f))[0];
        assertEquals(golden.get("losses").get(t).asDouble(), loss, 1e-9, c.getKey() + " " + t);
        updater.step(
            1,
            () -> {
              evaluations[0]++;
              return net.evaluate();
            });
        // rounding grows along curvature estimates, so that later steps are compared less strictly
        var expected = Golden.numbers(golden.get("parameters").get(t));
        assertArrayEquals(expected, net.numbers(), 1e-8, c.getKey() + " step " + t);
      }
      assertEquals(golden.get("evaluations").asInt(), evaluations[0], c.getKey());
    }
  }

  /** A step, a copy of the state, three steps; back to the copy and the same three: same bits. */
  @TestFactory
  Stream<DynamicTest> statesAreExact() {
    var all = new LinkedHashMap<>(CASES);
    all.put("lion", new Lion());
    all.put("ftrl", new Ftrl().l1(.01));
    all.put("lbfgs", new Lbfgs().lr(.3).maxIter(3).historySize(2));
    all.put("lbfgs wolfe", new Lbfgs().maxIter(3).strongWolfe(true));
    return all.entrySet().stream()
        .map(c -> DynamicTest.dynamicTest(c.getKey(), () -> exact(c.getValue())));
  }

  private static void exact(Optimizer optimizer) {
    for (var f : List.of(new Reference(), new Cpu(1))) {
      try (f) {
        var net = SmallNet.golden(f);
        var updater = optimizer.updater(f, array(net));
        for (int i = 0; i < 2; i++) updater.step(1, net::evaluate);
        var state = updater.state();
        var weights = Values.of(f, net.parameters);
        for (int i = 0; i < 3; i++) updater.step(.5, net::evaluate);
        var expected = net.numbers();

        weights.to(f, net.parameters);
        var another = optimizer.updater(f, array(net));
        another.restore(state);
        assertEquals(2, another.steps());
        for (int i = 0; i < 3; i++) another.step(.5, net::evaluate);
        assertArrayEquals(expected, net.numbers());
      }
    }
  }

  @Test
  void singlePrecisionFollowsDouble() {
    CASES.forEach(
        (name, optimizer) -> {
          try (var cpu = new Cpu(1)) {
            var net = SmallNet.golden(cpu);
            var updater = optimizer.updater(cpu, array(net));
            JsonNode last = null;
            for (var expected : GOLDEN.get("trajectories").get(name)) {
              updater.step(1, net::evaluate);
              last = expected;
            }
            assertArrayEquals(Golden.numbers(last), net.numbers(), 2e-4, name);
          }
        });
  }

  @Test
  void refusals() {
    var f = new Reference();
    var p = f.zeros(2);
    var e = assertThrows(IllegalArgumentException.class, () -> new Adam().lr(-1));
    assertTrue(e.getMessage().contains("Adam lr") && e.getMessage().contains("-1.0"));
    assertThrows(IllegalArgumentException.class, () -> new Sgd().nesterov(true));
    assertThrows(IllegalArgumentException.class, () -> new Adam().beta1(1));
    var decaying = List.of(new Group(List.of(p), .1, .1));
    assertThrows(IllegalArgumentException.class, () -> new Ftrl().updater(f, decaying));
    assertThrows(IllegalArgumentException.class, () -> new Lbfgs().updater(f, decaying));
    var adam = new Adam().updater(f, p);
    assertThrows(
        IllegalArgumentException.class,
        () -> adam.restore(new Sgd().momentum(.9).updater(f, p).state()));
    assertThrows(
        IllegalArgumentException.class,
        () -> adam.step(1, () -> new Evaluation(f.zeros(1), List.of())));
  }

  private static void follow(SmallNet net, Updater updater, JsonNode trajectory) {
    assertTrue(trajectory.size() >= 20);
    int t = 0;
    for (var expected : trajectory) {
      updater.step(1, net::evaluate);
      assertArrayEquals(Golden.numbers(expected), net.numbers(), TOLERANCE, "step " + ++t);
    }
    assertEquals(t, updater.steps());
  }

  private static Tensor[] array(SmallNet net) {
    return net.parameters.toArray(Tensor[]::new);
  }
}
