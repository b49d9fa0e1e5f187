package millrace.neural.transformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.layers.Layer;
import millrace.neural.weights.BertConfig;
import millrace.neural.weights.Gpt2Config;
import millrace.neural.weights.LlamaConfig;
import millrace.neural.weights.ModelConfig;
import millrace.neural.weights.Rope;
import millrace.neural.weights.WeightFile;
import millrace.run.Run;
import millrace.store.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Out under Hugging Face's names and back by {@link Pretrained}, to the last bit. */
class ExportsTest {
  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};

  @TempDir Path folder;

  private final Cpu f = new Cpu(1);

  /** Biases and gains that are not 0 and 1, so that none can be lost. */
  private void spread(Record net) {
    var random = Run.seeded(2).random("spread");
    for (var p : Layer.parameters(net).values()) {
      var values = new float[p.size()];
      for (int i = 0; i < values.length; i++) values[i] = (float) (.3 * random.nextGaussian());
      f.set(p, values);
    }
  }

  @Test
  void gpt2() {
    var net = Decoder.of(f, new Gpt(2, 2, 8, 11, 9), Run.seeded(1).random("weights"));
    spread(net);
    Exports.gpt2(f, net).write(folder, new Gpt2Config(2, 2, 8, 9, 11), Dtype.F32);
    try (var weights = WeightFile.safetensors(folder)) {
      var config = ModelConfig.read(folder.resolve("config.json"), Gpt2Config.class);
      var again = Pretrained.gpt2(f, config, weights);
      assertArrayEquals(
          f.floats(net.forward(f, IDS, 1, Sight.causal())),
          f.floats(again.forward(f, IDS, 1, Sight.causal())));
      assertArrayEquals(
          new int[] {8, 24}, weights.shape("h.1.attn.c_attn.weight"), "[in, out], side by side");
    }
    var e = assertThrows(IllegalArgumentException.class, () -> Exports.llama(f, net));
    assertEquals(
        "this network has vectors of places, which a Llama has not: is it a GPT-2?",
        e.getMessage());
  }

  @Test
  void llama() {
    var size = new Llama(2, 4, 2, 16, 12, 11, 9, 100, false, 1e-5, false);
    var net = Decoder.of(f, size, Run.seeded(1).random("weights"));
    spread(net);
    var config =
        new LlamaConfig(16, 12, 2, 4, 2, 4, 9, 11, 1e-5, 100, Function.SILU, false, Rope.HALVES);
    Exports.llama(f, net).write(folder, config, Dtype.F32);
    try (var weights = WeightFile.safetensors(folder)) {
      var read = ModelConfig.read(folder.resolve("config.json"), LlamaConfig.class);
      var again = Pretrained.llama(f, read, weights);
      assertArrayEquals(
          f.floats(net.forward(f, IDS, 1, Sight.causal())),
          f.floats(again.forward(f, IDS, 1, Sight.causal())));
    }
    assertThrows(IllegalArgumentException.class, () -> Exports.gpt2(f, net));
    assertThrows(IllegalArgumentException.class, () -> Exports.llama(f, Int8.of(f, net)));
  }

  /** With LoRA merged on the way. */
  @Test
  void bert() {
    var size = new Bert(2, 2, 8, 12, 11, 9, 2, Function.GELU, 1e-12, 0);
    var plain = Encoder.of(f, size, Run.seeded(1).random("weights"));
    var net =
        new Encoder(
            plain.tokens(),
            plain.positions(),
            plain.types(),
            plain.norm(),
            new Lora(2, 4).adapt(f, plain.blocks(), Run.seeded(1).random("lora")),
            0);
    spread(plain);
    spread(net); // the changes, too
    var config = new BertConfig(2, 2, 8, 12, 9, 11, 2, 1e-12, Function.GELU);
    Exports.bert(f, net).write(folder, config, Dtype.F32);
    try (var weights = WeightFile.safetensors(folder)) {
      var read = ModelConfig.read(folder.resolve("config.json"), BertConfig.class);
      var again = Pretrained.bert(f, read, weights);
      var want = f.floats(net.forward(f, IDS, 1));
      var found = f.floats(again.forward(f, IDS, 1));
      for (int i = 0; i < want.length; i++) assertEquals(want[i], found[i], 2e-5);
    }
  }
}
