package millrace.neural.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.BeamSearch;
import millrace.neural.layers.EncoderDecoder;
import millrace.neural.layers.Layer;
import millrace.neural.losses.CrossEntropy;
import millrace.neural.train.AdamW;
import millrace.neural.train.Evaluation;
import millrace.neural.transformer.Decoder;
import millrace.neural.transformer.Gpt;
import millrace.neural.transformer.KvCache;
import millrace.neural.transformer.Sight;
import millrace.neural.transformer.Transformer;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One training step and one decoding step of transformers on a device are those of the processor:
 * the loss, every gradient, every weight after a step of AdamW, and the scores of the next token
 * behind a cache. Both compute in single precision and add in different orders: numbers differ by
 * {@value #TOLERANCE} of the greatest of their tensor at most, weights by that part of the step
 * that they make.
 */
@Tag("opencl")
final class TransformersTest {
  private static final double TOLERANCE = 2e-5;
  private static final double RATE = 1e-3;

  /**
   * Above what rounding makes of a gradient that is 0, as that of the keys' biases is; with Adam's
   * usual 1e-8 such noise would decide the direction of a whole step.
   */
  private static final double EPS = 1e-3;

  private static final int VOCABULARY = 23;

  /** What is compared: a name and numbers. */
  private record Figure(String name, double[] values, double scale) {}

  private interface Loss {
    Tensor of(Ops f);
  }

  private interface Made {
    List<Figure> on(Ops f);
  }

  private static double greatest(double... values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  /** Loss, gradients and what AdamW makes of the weights. */
  private static List<Figure> step(Ops f, Record net, Loss loss) {
    var out = new ArrayList<Figure>();
    var named = Layer.parameters(net);
    var parameters = List.copyOf(named.values());
    var updater = new AdamW().lr(RATE).eps(EPS).updater(f, parameters.toArray(Tensor[]::new));
    var before = parameters.stream().map(f::doubles).toList();
    updater.step(
        1,
        () -> {
          var tape = new Tape(f, parameters, 9);
          var l = loss.of(tape);
          tape.backward(l);
          out.add(new Figure("loss", f.doubles(l), 1));
          named.forEach(
              (name, p) -> {
                var g = f.doubles(tape.gradient(p));
                out.add(new Figure("gradient of " + name, g, Math.max(EPS, greatest(g))));
              });
          return Evaluation.of(tape, l, parameters);
        });
    int i = 0;
    for (var name : named.keySet()) {
      var now = f.doubles(parameters.get(i));
      var old = before.get(i++);
      var moved = new double[now.length];
      for (int k = 0; k < moved.length; k++) moved[k] = now[k] - old[k];
      assertTrue(greatest(moved) <= 1.1 * RATE && greatest(now) > 0, name);
      out.add(new Figure(name, now, Math.max(1, greatest(now))));
    }
    return out;
  }

  private static List<Figure> gpt(Ops f) {
    var size = new Gpt(2, 4, 32, VOCABULARY, 20, 0.1);
    var net = Decoder.of(f, size, Run.seeded(4).random("weights"));
    int[] ids = new Random(1).ints(3 * 20, 0, VOCABULARY).toArray();
    int[] next = new Random(2).ints(3 * 20, 0, VOCABULARY).toArray();
    var out =
        step(f, net, g -> new CrossEntropy().of(g, net.forward(g, ids, 3, Sight.causal()), next));
    var cache = KvCache.of(f, net, 3, 20);
    int[] begun = new Random(3).ints(3 * 12, 0, VOCABULARY).toArray();
    net.hidden(f, begun, 3, Sight.behind(cache));
    for (int step = 0; step < 2; step++) {
      var scores = f.doubles(net.forward(f, new int[] {5, 7, step}, 3, Sight.behind(cache)));
      out.add(new Figure("scores of step " + step, scores, Math.max(1, greatest(scores))));
    }
    return out;
  }

  private static List<Figure> pair(Ops f, boolean normFirst) {
    var size =
        new Transformer.Size(2, 4, 32, 48, VOCABULARY, VOCABULARY, 20)
            .dropout(0.1)
            .normFirst(normFirst);
    var net = Transformer.of(f, size, Run.seeded(4).random("weights"));
    var random = new Random(1);
    var sources = new int[4][];
    var targets = new int[4][];
    for (int i = 0; i < 4; i++) {
      sources[i] = random.ints(3 + 4 * i, 0, VOCABULARY).toArray();
      targets[i] = random.ints(12 - 3 * i, 0, VOCABULARY).toArray();
    }
    var smooth = new CrossEntropy().smoothing(0.1);
    var expected = EncoderDecoder.expected(targets);
    var out = step(f, net, g -> smooth.of(g, net.logits(g, sources, targets), expected));
    var search = new BeamSearch(2, 5, 0, 1, 0.6);
    for (var found : net.decode(f, sources, search)) {
      for (var one : found) {
        out.add(new Figure("tokens", Arrays.stream(one.tokens()).asDoubleStream().toArray(), 1));
        out.add(new Figure("score", new double[] {one.logProbability()}, 10));
      }
    }
    return out;
  }

  private static void same(Made made) {
    assertTrue(OpenCl.available(), OpenCl.why());
    List<Figure> expected;
    try (var cpu = new Cpu()) {
      expected = made.on(cpu);
    }
    for (var device : OpenCl.devices())
      for (boolean processor : new boolean[] {true, false})
        try (var f = new OpenCl(device, processor)) {
          var found = made.on(f);
          assertEquals(expected.size(), found.size());
          for (int i = 0; i < found.size(); i++) compare(f, expected.get(i), found.get(i));
        }
  }

  private static void compare(OpenCl f, Figure expected, Figure found) {
    assertEquals(expected.name, found.name);
    assertEquals(expected.values.length, found.values.length, expected.name);
    double worst = 0;
    for (int k = 0; k < found.values.length; k++)
      worst = Math.max(worst, Math.abs(expected.values[k] - found.values[k]));
    assertTrue(
        worst <= TOLERANCE * expected.scale,
        "%s is off by %.2e of %.2e on %s".formatted(expected.name, worst, expected.scale, f));
  }

  @Test
  void gpt() {
    same(TransformersTest::gpt);
  }

  @Test
  void anEncoderAndADecoderWithNormsFirst() {
    same(f -> pair(f, true));
  }

  @Test
  void anEncoderAndADecoderWithNormsBehind() {
    same(f -> pair(f, false));
  }
}
