package millrace.shared;

import static millrace.shared.SharedData.file;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import millrace.neural.weights.LlamaConfig;
import millrace.neural.weights.Rope;
import millrace.neural.weights.WeightFile;
import millrace.store.Dtype;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Weights of real models. Single elements and the numbers of parameters: read by onnx 1.23.1 and
 * numpy 2.4.6, for llama2.c by numpy's {@code frombuffer} with the offsets of export.py.
 */
@Tag("shared-data")
class WeightsSharedDataTest {
  @Test
  void llama2cStories() {
    var path = Path.of(file("stories260k/stories260K.bin"));
    var config = LlamaConfig.llama2c(path);
    assertEquals(64, config.width());
    assertEquals(172, config.inner());
    assertEquals(5, config.layers());
    assertEquals(8, config.heads());
    assertEquals(4, config.keyHeads());
    assertEquals(8, config.headWidth());
    assertEquals(512, config.positions());
    assertEquals(512, config.vocabulary());
    assertEquals(true, config.tied());
    assertEquals(Rope.ADJACENT, config.rope());
    assertEquals(1e-5, config.epsilon());
    try (var weights = WeightFile.llama2c(path)) {
      var names = new LinkedHashSet<>(Set.of("model.embed_tokens.weight", "model.norm.weight"));
      for (int i = 0; i < 5; i++) {
        var layer = "model.layers." + i;
        weights.expect(layer + ".input_layernorm.weight", 64);
        weights.expect(layer + ".self_attn.q_proj.weight", 64, 64);
        weights.expect(layer + ".self_attn.k_proj.weight", 32, 64);
        weights.expect(layer + ".self_attn.v_proj.weight", 32, 64);
        weights.expect(layer + ".self_attn.o_proj.weight", 64, 64);
        weights.expect(layer + ".post_attention_layernorm.weight", 64);
        weights.expect(layer + ".mlp.gate_proj.weight", 172, 64);
        weights.expect(layer + ".mlp.down_proj.weight", 64, 172);
        weights.expect(layer + ".mlp.up_proj.weight", 172, 64);
        weights.names().stream().filter(n -> n.startsWith(layer + ".")).forEach(names::add);
      }
      assertEquals(names, weights.names());
      assertEquals(2 + 5 * 9, names.size());
      assertEquals(260_032, weights.parameters());
      assertEquals(-0.4240326f, weights.floats("model.embed_tokens.weight", 512, 64)[512 * 64 - 1]);
      assertEquals(0.21368666f, weights.floats("model.layers.0.mlp.gate_proj.weight")[0]);
      assertEquals(
          -0.0035068716f, weights.floats("model.layers.4.mlp.down_proj.weight")[64 * 172 - 1]);
      assertEquals(
          -0.26513016f, weights.floats("model.layers.4.self_attn.k_proj.weight")[32 * 64 - 1]);
      assertEquals(1.7077769f, weights.floats("model.norm.weight", 64)[63]);
    }
  }

  @Test
  void onnxTinyBert() {
    try (var weights = WeightFile.onnx(Path.of(file("tinybert-onnx/tinybert.onnx")))) {
      var names = new LinkedHashSet<String>();
      for (var name : weights.names()) if (weights.type(name) == Dtype.F32) names.add(name);
      var expected = new LinkedHashSet<String>();
      var layer = "encoder.layer.0.";
      for (var linear :
          new String[] {
            layer + "attention.self.query",
            layer + "attention.self.key",
            layer + "attention.self.value",
            layer + "attention.output.dense",
            layer + "intermediate.dense",
            layer + "output.dense",
            "pooler.dense",
            layer + "attention.output.LayerNorm",
            layer + "output.LayerNorm",
            "embeddings.LayerNorm"
          }) {
        expected.add(linear + ".weight");
        expected.add(linear + ".bias");
      }
      for (var table : new String[] {"word", "position", "token_type"})
        expected.add("embeddings.%s_embeddings.weight".formatted(table));
      assertEquals(expected, names);
      assertEquals(121_200, weights.parameters());
      weights.expect("embeddings.position_ids", 1, 100);
      weights.expect("embeddings.position_embeddings.weight", 100, 50);
      weights.expect("embeddings.token_type_embeddings.weight", 2, 50);
      weights.expect("pooler.dense.weight", 50, 50);
      assertEquals(
          0.037705105f, weights.floats("embeddings.word_embeddings.weight", 1656, 50)[82_799]);
      assertEquals(
          -0.016442776f, weights.floats(layer + "attention.self.query.weight", 50, 50)[3 * 50 + 7]);
      assertEquals(
          0.014867f, weights.floats(layer + "intermediate.dense.weight", 200, 50)[199 * 50 + 2]);
      assertEquals(
          -0.012970818f, weights.floats(layer + "output.dense.weight", 50, 200)[2 * 200 + 199]);
    }
  }
}
