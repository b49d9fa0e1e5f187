package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashSet;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Tensor;
import millrace.neural.opencl.OpenCl;
import millrace.run.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The training loop on a device: what it computes, holds and copies. */
@Tag("opencl")
class DeviceTrainingTest {
  private static final Run RUN = Run.seeded(5).threads(1);

  private final OpenCl f = new OpenCl();

  @AfterEach
  void close() {
    f.close();
  }

  @Test
  void optimizersFollowPyTorch() {
    OptimizersTest.CASES.forEach(
        (name, optimizer) -> {
          var net = SmallNet.golden(f);
          var updater = optimizer.updater(f, net.parameters.toArray(Tensor[]::new));
          JsonNode last = null;
          for (var expected : Golden.read("optimizers.json").get("trajectories").get(name)) {
            updater.step(1, net::evaluate);
            last = expected;
          }
          assertArrayEquals(Golden.numbers(last), net.numbers(), 2e-4, name);
        });
  }

  @Test
  void sameLossesAsOnTheProcessor() {
    var training =
        new Training()
            .optimizer(new Adam().lr(5e-3))
            .epochs(4)
            .batchSize(16)
            .accumulate(2)
            .clipNorm(1)
            .ema(.9)
            .validation(.2);
    var device = training.fit(f, new Spirals(f, 200, RUN).task(), RUN);
    try (var cpu = new Cpu(1)) {
      var processor = training.fit(cpu, new Spirals(cpu, 200, RUN).task(), RUN);
      for (int i = 0; i < 4; i++) {
        var a = processor.epochs().get(i);
        var b = device.epochs().get(i);
        assertEquals(a.loss(), b.loss(), 1e-4);
        assertEquals(a.figures()[0], b.figures()[0], 1e-4);
      }
    }
  }

  @Test
  void copiesOnlyTheLossesAndLeavesNothing() {
    var spirals = new Spirals(f, 200, RUN);
    int weights = f.liveBuffers();
    var training = new Training().batchSize(10).epochs(3).readEvery(7).clipNorm(1).ema(.9);
    var live = new HashSet<Integer>();
    long before = f.downloads();
    training.fit(f, spirals.task(), RUN.listen(p -> live.add(f.liveBuffers())));
    // 20 steps an epoch: after the 7th, the 14th and the last
    assertEquals(9, f.downloads() - before);
    assertEquals(1, live.size(), "as many buffers after each step: " + live);
    assertEquals(weights, f.liveBuffers(), "states and averages are given back");
    new RateFinder().find(training, f, spirals.task(), RUN);
    assertEquals(weights, f.liveBuffers());
  }

  @Test
  void statesGoBackToTheDevice() {
    var spirals = new Spirals(f, 200, RUN);
    var kept = Values.of(f, spirals.task().parameters());
    new Training().epochs(1).fit(f, spirals.task(), RUN);
    assertFalse(Arrays.equals(kept.singles(), Values.of(f, spirals.task().parameters()).singles()));
    kept.to(f, spirals.task().parameters());
    assertArrayEquals(kept.singles(), Values.of(f, spirals.task().parameters()).singles());
    assertTrue(kept.doubles().length == 0);
  }
}
