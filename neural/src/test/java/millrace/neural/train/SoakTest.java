package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.opencl.OpenCl;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand steps of training, with batches of all shapes, need no more memory than a few. */
final class SoakTest {
  private static final Run RUN = Run.seeded(3).threads(1);
  private static final int STEPS = 10_000;

  /** Over four fifths of the steps; a small tensor each ten steps would be more. */
  private static final long BYTES = 1 << 18;

  @Test
  void heapIsFlat() {
    try (var f = new Cpu(1)) {
      train(f, STEPS, () -> 0, _ -> {});
    }
  }

  @Test
  void aLeakIsNoticed() {
    var leak = new ArrayList<Tensor>();
    try (var f = new Cpu(1)) {
      var error =
          assertThrows(
              AssertionError.class,
              () -> train(f, 2_000, () -> 0, loss -> leak.add(f.zeros(loss.size() + 40))));
      assertTrue(error.getMessage().contains("bytes more"), error.getMessage());
    }
    assertFalse(leak.isEmpty());
  }

  @Test
  @Tag("opencl")
  @SuppressWarnings("try") // closed within, to see what is left
  void deviceMemoryIsFlat() {
    try (var f = new OpenCl()) {
      train(f, STEPS, f::liveBuffers, _ -> {});
      assertTrue(f.liveBuffers() > 0);
      f.close();
      assertEquals(0, f.liveBuffers());
    }
  }

  /** What is held within a step, at a time when the same shapes are about. */
  private static final class Watch {
    int steps;
    long settledBytes;
    int settledBuffers;
    long bytes;
    int buffers;

    void look(IntSupplier live, boolean settled) {
      bytes = used();
      buffers = live.getAsInt();
      if (settled) {
        settledBytes = bytes;
        settledBuffers = buffers;
      }
    }

    private static long used() {
      var runtime = Runtime.getRuntime();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) { // what finalizers and references hold on to goes later
        System.gc();
        least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
      }
      return least;
    }
  }

  /**
   * Trains and checks: after a fifth of the steps all shapes have been seen, and all is compiled.
   */
  private static void train(Ops f, int steps, IntSupplier live, Consumer<Tensor> leak) {
    int settled = steps / 5;
    var tagger = new Tagger(f, 200, 8, 6, RUN);
    var watch = new Watch();
    var task =
        Task.of(
            tagger.net,
            tagger.sentences.length,
            (g, rows) -> {
              if (g.training() && ++watch.steps % settled == 0)
                watch.look(live, watch.steps == settled);
              var loss = tagger.loss(g, rows);
              leak.accept(loss);
              return loss;
            });
    var history =
        new Training()
            .optimizer(new Adam().lr(1e-3))
            .batchSize(9)
            .epochs(steps / 20)
            .validation(.1)
            .ema(.99)
            .clipNorm(1)
            .fit(f, task, RUN);
    assertEquals(steps, watch.steps);
    long grown = watch.bytes - watch.settledBytes;
    assertTrue(grown < BYTES, () -> grown + " bytes more than after " + settled + " steps");
    assertEquals(watch.settledBuffers, watch.buffers, "buffers of the device");
    double loss = history.kept().figures()[0];
    assertTrue(loss < .3, () -> "a validation loss of " + loss);
  }
}
