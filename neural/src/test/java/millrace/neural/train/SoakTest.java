package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.opencl.OpenCl;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand steps: what is held after the first thousand is held after the last. */
class SoakTest {
  private static final int STEPS = 10_000;
  private static final int SETTLED = 1_000;

  /** Heap that a JVM needs for its own purposes may come and go. */
  private static final long SLACK = 2 << 20;

  @Test
  void heapIsFlat() {
    try (var f = new Cpu(2)) {
      soak(f, () -> 0);
    }
  }

  @Test
  @Tag("opencl")
  void heapAndDeviceMemoryAreFlat() {
    try (var f = new OpenCl()) {
      var live = soak(f, f::liveBuffers);
      assertEquals(1, live.size(), "as many buffers after each step: " + live);
    }
  }

  private static Set<Integer> soak(Ops f, IntSupplier buffers) {
    var spirals = new Spirals(f, 100, 32, Run.seeded(1));
    var live = new TreeSet<Integer>();
    var heap = new long[2];
    var run =
        Run.seeded(1)
            .listen(
                p -> {
                  live.add(buffers.getAsInt());
                  if (p.done() == SETTLED) heap[0] = heap();
                  if (p.done() == STEPS) heap[1] = heap();
                });
    var training = new Training().batchSize(20).epochs(STEPS / 5).clipNorm(1).ema(.99);
    assertEquals(STEPS, training.steps(spirals.task()));
    training.fit(f, spirals.task(), run);
    assertTrue(heap[0] > 0 && heap[1] > 0, "both were measured");
    assertTrue(heap[1] <= heap[0] + SLACK, "%,d bytes, then %,d".formatted(heap[0], heap[1]));
    return live;
  }

  private static long heap() {
    var runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
