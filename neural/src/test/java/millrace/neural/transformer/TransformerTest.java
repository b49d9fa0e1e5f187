package millrace.neural.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import millrace.neural.autograd.Tape;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.neural.layers.LayerNorm;
import millrace.neural.losses.CrossEntropy;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Networks against central differences, and caches, batches and threads against the plain way. */
class TransformerTest {
  private static final Gpt GPT = new Gpt(2, 2, 8, 11, 7);
  private static final Llama LLAMA = new Llama(2, 4, 2, 16, 12, 11, 7, 100, false, 1e-5, false);
  private static final Bert BERT = new Bert(2, 2, 8, 12, 11, 7, 2, Function.GELU, 1e-12, 0);
  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 10, 8};
  private static final int[] NEXT = {1, 4, 1, 5, 9, 2, 6, 5, 3, 10, 8, 0};

  static RandomGenerator random() {
    return Run.seeded(1).random("weights");
  }

  interface Loss {
    Tensor of(Ops f);
  }

  /** Weights as of GPT-2 are so small that all gradients are; these are not. */
  static void spread(Ops f, Collection<Tensor> parameters) {
    var random = new Random(5);
    for (var p : parameters) {
      var values = new float[p.size()];
      for (int i = 0; i < values.length; i++) values[i] = (float) (0.4 * random.nextGaussian());
      f.set(p, values);
    }
  }

  /** Some slopes of every parameter. */
  static void check(Record net, Ops f, Loss loss) {
    var parameters = Layer.parameters(net);
    spread(f, parameters.values());
    var tape = new Tape(f, parameters.values(), 3);
    tape.backward(loss.of(tape));
    var random = new Random(7);
    parameters.forEach(
        (name, p) -> {
          var slopes = f.doubles(tape.gradient(p));
          var values = f.floats(p);
          for (int n = 0; n < 4; n++) {
            int i = random.nextInt(values.length);
            float was = values[i];
            double h = 1.0 / 1024; // exact in float beside such weights
            values[i] = was + (float) h;
            double up = values[i];
            f.set(p, values);
            double above = f.doubles(loss.of(f))[0];
            values[i] = was - (float) h;
            double down = values[i];
            f.set(p, values);
            double below = f.doubles(loss.of(f))[0];
            values[i] = was;
            f.set(p, values);
            double expected = (above - below) / (up - down);
            assertEquals(
                expected, slopes[i], 2e-5 * (1 + Math.abs(expected)), name + "[" + i + "]");
          }
        });
  }

  private static Tensor crossEntropy(Ops f, Tensor logits) {
    return new CrossEntropy().of(f, f.reshape(logits, -1, 11), NEXT);
  }

  @Test
  void gradientsOfGptFollowCentralDifferences() {
    var f = new Reference();
    var net = Decoder.of(f, GPT, random());
    check(net, f, g -> crossEntropy(g, net.forward(g, IDS, 2, Sight.causal())));
  }

  @Test
  void gradientsOfLlamaFollowCentralDifferences() {
    var f = new Reference();
    var net = Decoder.of(f, LLAMA, random());
    check(net, f, g -> crossEntropy(g, net.forward(g, IDS, 2, Sight.causal())));
  }

  @Test
  void gradientsOfBertFollowCentralDifferences() {
    var f = new Reference();
    var net = Encoder.of(f, BERT, random());
    var kinds = new int[] {0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1};
    check(
        net,
        f,
        g -> {
          var hidden = net.forward(g, IDS, kinds, 2, 6, 4);
          return crossEntropy(g, g.matmul(hidden, false, net.tokens().table(), true));
        });
  }

  private record Pair(Block block, Tensor memory) {}

  @Test
  void gradientsOfABlockWithAnEncoderFollowCentralDifferences() {
    var f = new Reference();
    var init = Init.normal(0, 1);
    var r = random();
    var block =
        new Block(
            LayerNorm.of(f, 8),
            MultiHead.of(f, 8, 2, 0, init, init, r),
            LayerNorm.of(f, 8),
            MultiHead.of(f, 8, 4, 0, init, init, r),
            LayerNorm.of(f, 8),
            FeedForward.of(f, 8, 6, Function.RELU, init, init, r),
            true,
            0);
    var pair = new Pair(block, init.of(f, r, 2, 5, 8));
    var x = init.of(f, r, 2, 3, 8);
    check(
        pair,
        f,
        g -> {
          var y = block.forward(g, x, Sight.causal(), 0, pair.memory, 5, 3);
          return g.reshape(g.mean(g.reshape(g.multiply(y, y), 1, -1), 1), 1);
        });
  }

  @Test
  void aCacheGivesWhatAllAtOnceGives() {
    for (Ops f : List.of(new Reference(), new Cpu(2)))
      for (var net : List.of(Decoder.of(f, GPT, random()), Decoder.of(f, LLAMA, random()))) {
        spread(f, Layer.parameters(net).values());
        var all = f.doubles(net.forward(f, IDS, 2, Sight.causal()));
        var cache = KvCache.of(f, net, 2, 7);
        double tolerance = f instanceof Reference ? 1e-12 : 2e-5;
        for (int[] part : new int[][] {{0, 3}, {3, 4}, {4, 6}}) {
          var ids = new ArrayList<Integer>();
          for (int b = 0; b < 2; b++)
            for (int t = part[0]; t < part[1]; t++) ids.add(IDS[b * 6 + t]);
          var some = ids.stream().mapToInt(Integer::intValue).toArray();
          var found = f.doubles(net.forward(f, some, 2, Sight.behind(cache)));
          int n = part[1] - part[0];
          for (int b = 0; b < 2; b++)
            assertArrayEquals(
                Arrays.copyOfRange(all, (b * 6 + part[0]) * 11, (b * 6 + part[1]) * 11),
                Arrays.copyOfRange(found, b * n * 11, (b + 1) * n * 11),
                tolerance);
        }
        assertEquals(6, cache.length());
        var error =
            assertThrows(
                IllegalArgumentException.class,
                () -> net.forward(f, new int[4], 2, Sight.behind(cache)));
        assertTrue(error.getMessage().contains("room for 7 tokens"), error.getMessage());
      }
  }

  @Test
  void aBatchGivesWhatEachRowGives() {
    try (var f = new Cpu(2)) {
      var net = Decoder.of(f, GPT, random());
      var encoder = Encoder.of(f, BERT, random());
      var both = f.floats(net.forward(f, IDS, 2, Sight.causal()));
      var padded = f.floats(encoder.forward(f, IDS, 2, 6, 4));
      for (int b = 0; b < 2; b++) {
        var row = Arrays.copyOfRange(IDS, b * 6, b * 6 + 6);
        assertArrayEquals(
            f.floats(net.forward(f, row, 1, Sight.causal())),
            Arrays.copyOfRange(both, b * 66, b * 66 + 66));
        int n = b == 0 ? 6 : 4; // what is padding does not matter
        assertArrayEquals(
            f.floats(encoder.forward(f, Arrays.copyOf(row, n), 1)),
            Arrays.copyOfRange(padded, b * 48, b * 48 + n * 8),
            1e-6f);
      }
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBytes() {
    var size = new Gpt(2, 4, 64, 50, 96, 0.2);
    var ids = new Random(3).ints(4 * 96, 0, 50).toArray();
    float[][] first = null;
    for (int threads : new int[] {1, 2, 3}) {
      try (var f = new Cpu(threads)) {
        var net = Decoder.of(f, size, random());
        var parameters = Layer.parameters(net).values();
        var found = new ArrayList<float[]>();
        for (int step = 0; step < 3; step++) {
          var tape = new Tape(f, parameters, step);
          var logits = tape.reshape(net.forward(tape, ids, 4, Sight.causal()), -1, 50);
          tape.backward(new CrossEntropy().of(tape, logits, ids));
          for (var p : parameters) f.run(new Update.Axpy(-0.1), p, tape.gradient(p));
        }
        for (var p : parameters) found.add(f.floats(p));
        var all = found.toArray(float[][]::new);
        if (first == null) first = all;
        for (int i = 0; i < all.length; i++) assertArrayEquals(first[i], all[i]);
      }
    }
  }

  @Test
  void parametersAreCountedByTheFormulas() {
    var f = new Reference();
    var sizes = List.of(ModelSize.of(GPT), ModelSize.of(LLAMA), ModelSize.of(BERT));
    var nets =
        List.of(
            Decoder.of(f, GPT, random()),
            Decoder.of(f, LLAMA, random()),
            Encoder.of(f, BERT, random()));
    for (int i = 0; i < nets.size(); i++) {
      long count = 0;
      for (var p : Layer.parameters(nets.get(i)).values()) count += p.size();
      assertEquals(count, sizes.get(i).parameters());
    }
    assertEquals(124_439_808, ModelSize.of(Gpt.small()).parameters());
    // 1065.8M as published, with 1,024 places in the table; with 512 of them 0.8M less
    assertEquals(1_065_758_400, ModelSize.of(new Gpt(32, 32, 1600, 50_257, 1024)).parameters());
    assertEquals(1_064_939_200, ModelSize.of(new Gpt(32, 32, 1600, 50_257, 512)).parameters());
  }

  @Test
  void adaptationsBeginAsNoneAndCanBeMerged() {
    try (var f = new Cpu(1)) {
      var net = Decoder.of(f, GPT, random());
      spread(f, Layer.parameters(net).values());
      var plain = f.floats(net.forward(f, IDS, 2, Sight.causal()));
      var lora = new Lora(2, 4, java.util.Set.of("query", "value", "up"));
      var blocks = lora.adapt(f, net.blocks(), random());
      var adapted = with(net, blocks);
      assertArrayEquals(plain, f.floats(adapted.forward(f, IDS, 2, Sight.causal())));

      var trained =
          Layer.parameters(adapted).entrySet().stream()
              .filter(e -> e.getKey().matches(".*\\.(query|value|up)\\.[ab]"))
              .map(java.util.Map.Entry::getValue)
              .toList();
      assertEquals(2 * 3 * 2, trained.size());
      assertTrue(
          Layer.parameters(adapted).keySet().stream().noneMatch(n -> n.contains("query.linear")));
      spread(f, trained);
      var changed = f.floats(adapted.forward(f, IDS, 2, Sight.causal()));
      assertTrue(Math.abs(changed[0] - plain[0]) > 1e-3);
      var merged = with(net, Lora.merge(f, blocks));
      assertArrayEquals(changed, f.floats(merged.forward(f, IDS, 2, Sight.causal())), 2e-4f);
      assertEquals(Layer.parameters(net).keySet(), Layer.parameters(merged).keySet());
    }
  }

  private static Decoder with(Decoder net, List<Block> blocks) {
    return new Decoder(
        net.tokens(),
        net.positions(),
        blocks,
        net.norm(),
        net.head(),
        net.context(),
        net.dropout());
  }
}
