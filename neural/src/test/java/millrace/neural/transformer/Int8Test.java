package millrace.neural.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.Set;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Int8Matrix;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Reference;
import millrace.neural.layers.Int8Linear;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class Int8Test {
  private static final Gpt GPT = new Gpt(2, 4, 48, 61, 24);
  private static final Llama LLAMA = new Llama(2, 4, 2, 32, 80, 61, 24, 100, false, 1e-5, false);
  private static final Set<String> LAYERS =
      Set.of("query", "key", "value", "out", "up", "down", "gate");
  private static final int[] IDS = {3, 14, 15, 9, 26, 53, 58, 9, 7, 9, 32, 38, 4, 6, 26, 43};

  @Test
  void noWeightIsOffByMoreThanHalfAScale() {
    var weights = new float[7 * 33];
    var random = Run.seeded(3).random("weights");
    for (int i = 0; i < weights.length; i++) weights[i] = (float) random.nextGaussian();
    for (int i = 33; i < 66; i++) weights[i] = 0;
    weights[70] = 40;
    var m = Int8Matrix.of(weights, 7, 33);
    for (int r = 0; r < 7; r++) {
      float most = 0;
      for (int j = 0; j < 33; j++) {
        float w = weights[r * 33 + j];
        assertEquals(w, m.at(r, j), m.scales()[r] * .5001);
        most = Math.max(most, Math.abs(m.at(r, j)));
      }
      assertEquals(r == 1 ? 0 : 127 * m.scales()[r], most, 1e-6);
    }
    assertEquals(40, m.at(2, 4), 1e-5);
    weights[35] = Float.NaN;
    var e = assertThrows(IllegalArgumentException.class, () -> Int8Matrix.of(weights, 7, 33));
    assertTrue(e.getMessage().startsWith("weight [1, 2] is NaN"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new Int8Matrix(new byte[5], new float[2], 3));
  }

  /** The same network with the rounded weights as floats. */
  private static Decoder plain(Ops f, Decoder rounded) {
    return new Decoder(
        rounded.tokens(),
        rounded.positions(),
        Lora.change(rounded.blocks(), LAYERS, l -> plain(f, l)),
        rounded.norm(),
        plain(f, Objects.requireNonNull(rounded.head())),
        rounded.context(),
        0);
  }

  private static Layer plain(Ops f, Layer layer) {
    var int8 = (Int8Linear) layer;
    var w = int8.weight();
    return new Linear(f.tensor(w.floats(), w.rows(), w.width()), int8.bias());
  }

  @Test
  void whatItComputesIsWhatTheRoundedWeightsAre() {
    try (var f = new Cpu(2)) {
      for (var net :
          new Decoder[] {
            Decoder.of(f, GPT, Run.seeded(1).random("weights")),
            Decoder.of(f, LLAMA, Run.seeded(1).random("weights"))
          }) {
        var rounded = Int8.of(f, net);
        var found = f.floats(rounded.forward(f, IDS, 2, Sight.causal()));
        var want = f.floats(plain(f, rounded).forward(f, IDS, 2, Sight.causal()));
        var before = f.floats(net.forward(f, IDS, 2, Sight.causal()));
        double off = 0;
        double size = 0;
        for (int i = 0; i < want.length; i++) {
          assertEquals(want[i], found[i], 2e-5, "number " + i);
          off += Math.pow(found[i] - before[i], 2);
          size += Math.pow(before[i], 2);
        }
        assertTrue(off > 0 && off < 4e-4 * size, "off by " + Math.sqrt(off / size));
      }
    }
  }

  @Test
  void anEncoderToo() {
    var f = new Reference();
    var size = new Bert(2, 4, 32, 64, 61, 24, 2, Function.GELU, 1e-12, 0);
    var net = Encoder.of(f, size, Run.seeded(1).random("weights"));
    var rounded = Int8.of(f, net);
    var kinds = new int[IDS.length];
    var want = f.doubles(net.forward(f, IDS, kinds, 2, 8, 5));
    var found = f.doubles(rounded.forward(f, IDS, kinds, 2, 8, 5));
    double off = 0;
    for (int i = 0; i < want.length; i++) off = Math.max(off, Math.abs(want[i] - found[i]));
    assertTrue(off > 0 && off < .02, "off by " + off);
  }

  @Test
  void sameBytesOnAnyNumberOfThreadsAndWithACache() {
    float[] first = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (var f = new Cpu(threads)) {
        var net = Int8.of(f, Decoder.of(f, GPT, Run.seeded(1).random("weights")));
        var all = f.floats(net.forward(f, IDS, 1, Sight.causal()));
        if (first == null) first = all;
        else assertArrayEquals(first, all);
        var cache = KvCache.of(f, net, 1, 16);
        for (int i = 0; i < IDS.length; i++) {
          var one = f.floats(net.forward(f, new int[] {IDS[i]}, 1, Sight.behind(cache)));
          for (int v = 0; v < 61; v++) assertEquals(all[i * 61 + v], one[v], 1e-6);
        }
      }
    }
  }

  @Test
  void aRoundedNetworkHasNoWeightsToTrainAndCanBeRoundedAgain() {
    var f = new Reference();
    var net = Int8.of(f, Decoder.of(f, GPT, Run.seeded(1).random("weights")));
    assertTrue(
        Layer.parameters(net).keySet().stream().noneMatch(n -> n.contains("attention.query")));
    assertEquals(net.head(), Int8.of(f, net).head());
  }
}
