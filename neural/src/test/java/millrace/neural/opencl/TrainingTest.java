package millrace.neural.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;
import millrace.neural.layers.Activation;
import millrace.neural.layers.Conv2d;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Flatten;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;
import millrace.neural.layers.Pool;
import millrace.neural.layers.Recurrent;
import millrace.neural.layers.Sequential;
import millrace.neural.layers.Summarize;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.train.Adam;
import millrace.neural.train.Evaluation;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Training on a device gives the loss curve that the processor gives. Both compute in single
 * precision and add in different orders; what they differ by grows from step to step, and stays
 * within 1e-4 of the first loss over these {@value #STEPS} steps.
 */
@Tag("opencl")
final class TrainingTest {
  private static final int STEPS = 40;
  private static final int CLASSES = 4;
  private static final double TOLERANCE = 1e-4;

  /** A batch and its classes. */
  private record Batch(float[] x, int[] shape, int[] classes) {}

  /** Noise, and in it a pattern for each class. */
  private static Batch batch(RandomGenerator random, int axis, int... shape) {
    int n = Tensor.sizeOf(shape);
    var patterns = Run.seeded(3).random("patterns");
    int rows = shape[axis];
    var classes = new int[rows];
    for (int r = 0; r < rows; r++) classes[r] = random.nextInt(CLASSES);
    int inner = 1;
    for (int k = axis + 1; k < shape.length; k++) inner *= shape[k];
    var pattern = new float[CLASSES][n / rows];
    for (var p : pattern) for (int i = 0; i < p.length; i++) p[i] = patterns.nextFloat() - 0.5f;
    var x = new float[n];
    for (int i = 0; i < n; i++) {
      int row = i / inner % rows;
      int place = i / inner / rows * inner + i % inner;
      x[i] = pattern[classes[row]][place] + (float) random.nextGaussian() * 0.3f;
    }
    return new Batch(x, shape, classes);
  }

  private static double[] curve(
      Ops f, BiFunction<Ops, RandomGenerator, Sequential> make, int axis, int... shape) {
    var run = Run.seeded(7);
    var net = make.apply(f, run.random("weights"));
    var parameters = List.copyOf(Layer.parameters(net).values());
    var updater = new Adam().lr(1e-2).updater(f, parameters.toArray(Tensor[]::new));
    var losses = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      int step = i;
      var batch = batch(run.random("batch", i), axis, shape);
      updater.step(
          1,
          () -> {
            var tape = new Tape(f, parameters, step);
            var x = f.tensor(batch.x(), batch.shape());
            var loss = new CrossEntropy().of(tape, net.forward(tape, x), batch.classes());
            tape.backward(loss);
            losses[step] = f.floats(loss)[0];
            return Evaluation.of(tape, loss, parameters);
          });
    }
    return losses;
  }

  /** All devices; these tests mean nothing without one. */
  private static List<ClDevice> devices() {
    assertTrue(OpenCl.available(), OpenCl.why());
    return OpenCl.devices();
  }

  @SuppressWarnings("try") // closed within, to see what is left
  private static void same(
      BiFunction<Ops, RandomGenerator, Sequential> make, int axis, int... shape) {
    double[] expected;
    try (var cpu = new Cpu()) {
      expected = curve(cpu, make, axis, shape);
    }
    assertTrue(expected[STEPS - 1] < expected[0] / 2, "it learns");
    for (var device : devices())
      for (boolean processor : new boolean[] {true, false})
        try (var f = new OpenCl(device, processor)) {
          var found = curve(f, make, axis, shape);
          int held = f.liveBuffers();
          double worst = 0;
          for (int i = 0; i < STEPS; i++)
            worst = Math.max(worst, Math.abs(found[i] - expected[i]) / expected[0]);
          assertTrue(worst <= TOLERANCE, "%s is off by %.2e".formatted(f, worst));
          // Each step writes its batch and reads its loss, and that is all that crosses over.
          long before = f.uploads();
          curve(f, make, axis, shape);
          assertEquals(2L * STEPS, f.downloads());
          assertEquals(before, f.uploads() - before, "as many as the first time");
          assertTrue(before <= STEPS + held, before + " uploads: more than batches and weights");
          assertEquals(2 * held, f.liveBuffers(), "parameters and what Adam remembers, twice");
          f.close();
          assertEquals(0, f.liveBuffers());
        }
  }

  @Test
  void multilayerPerceptron() {
    same(
        (f, random) ->
            Sequential.of(
                Linear.of(f, 50, 40, random).then(Function.RELU),
                new Dropout(0.2),
                Linear.of(f, 40, CLASSES, random)),
        0,
        32,
        50);
  }

  @Test
  void convolutions() {
    same(
        (f, random) ->
            Sequential.of(
                Conv2d.of(f, 1, 8, Window.of(3, 3).pad(1, 1), random),
                new Activation(Function.RELU),
                Pool.max(2),
                Conv2d.of(f, 8, 12, Window.of(3, 3), random),
                new Activation(Function.RELU),
                new Flatten(),
                Linear.of(f, 12 * 4 * 4, CLASSES, random)),
        0,
        16,
        1,
        12,
        12);
  }

  @Test
  void longShortTermMemory() {
    same(
        (f, random) ->
            Sequential.of(
                new Summarize(Recurrent.of(f, Cell.LSTM, 8, 24, random)),
                Linear.of(f, 24, CLASSES, random)),
        1,
        10,
        16,
        8);
  }
}
