package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Kernels;
import millrace.neural.compute.Window;
import millrace.neural.layers.Activation;
import millrace.neural.layers.BatchNorm;
import millrace.neural.layers.Conv2d;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Flatten;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Pool;
import millrace.neural.layers.Sequential;
import millrace.neural.losses.CrossEntropy;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** The same seed gives the same weights, bit by bit, on any number of threads. */
final class DeterminismTest {
  private interface Trained {
    double[] weights(Cpu f, Run run);
  }

  private static void same(Trained training) {
    for (var kernels : new Kernels[] {Kernels.SCALAR, Kernels.best()}) {
      double[] expected = {};
      for (int threads : new int[] {1, 2, 3}) {
        try (var f = new Cpu(kernels, threads)) {
          var weights = training.weights(f, Run.seeded(4).threads(threads));
          if (threads == 1) expected = weights;
          assertArrayEquals(expected, weights, f.toString());
        }
      }
      try (var f = new Cpu(kernels, 2)) {
        var other = training.weights(f, Run.seeded(5).threads(2));
        assertFalse(Arrays.equals(expected, other), "another seed, other weights");
      }
    }
  }

  @Test
  void ofARecurrentNetwork() {
    same(
        (f, run) -> {
          var tagger = new Tagger(f, 160, 64, 12, run);
          new Training()
              .epochs(2)
              .batchSize(64)
              .clipNorm(1)
              .validation(.1)
              .fit(f, tagger.task(), run);
          return tagger.weights();
        });
  }

  @Test
  void ofAConvolutionalNetwork() {
    same(
        (f, run) -> {
          int rows = 96;
          var pixels = run.random("pixels").doubles((long) rows * 256, -1, 1).toArray();
          var init = run.random("weights");
          var net =
              Sequential.of(
                  Conv2d.of(f, 1, 16, Window.of(3, 3).pad(1, 1), init),
                  BatchNorm.of(f, 16),
                  new Activation(Function.RELU),
                  Pool.max(2),
                  Conv2d.of(f, 16, 24, Window.of(3, 3).stride(2, 2), init),
                  new Flatten(),
                  new Dropout(.2),
                  Linear.of(f, 24 * 9, 3, init));
          var task =
              Task.of(
                  net,
                  rows,
                  (g, batch) -> {
                    var x = new double[batch.length * 256];
                    var labels = new int[batch.length];
                    for (int i = 0; i < batch.length; i++) {
                      System.arraycopy(pixels, batch[i] * 256, x, i * 256, 256);
                      labels[i] = batch[i] % 3;
                    }
                    var logits = net.forward(g, g.tensor(x, batch.length, 1, 16, 16));
                    return new CrossEntropy().of(g, logits, labels);
                  });
          new Training().epochs(2).batchSize(32).ema(.9).fit(f, task, run);
          return SmallNet.numbers(f, List.copyOf(Layer.parameters(net).values()));
        });
  }
}
