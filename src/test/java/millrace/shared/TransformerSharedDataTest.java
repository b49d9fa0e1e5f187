package millrace.shared;

import static millrace.shared.SharedData.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Function;
import millrace.neural.compute.Kernels;
import millrace.neural.compute.Ops;
import millrace.neural.transformer.Decoder;
import millrace.neural.transformer.Generation;
import millrace.neural.transformer.Pretrained;
import millrace.neural.transformer.Sampling;
import millrace.neural.transformer.Sight;
import millrace.neural.weights.BertConfig;
import millrace.neural.weights.LlamaConfig;
import millrace.neural.weights.WeightFile;
import millrace.nlp.subwords.SentencePiece;
import millrace.nlp.subwords.TokenizerJson;
import millrace.run.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real weights give the published results. */
@Tag("shared-data")
class TransformerSharedDataTest {
  private static final Path STORIES = Path.of(file("stories260k/stories260K.bin"));
  private static final int BEGIN = 1;

  private static Decoder stories(Ops f) {
    try (var weights = WeightFile.llama2c(STORIES)) {
      return Pretrained.llama(f, LlamaConfig.llama2c(STORIES), weights);
    }
  }

  /** The text that llama2.c's author publishes for temperature 0, of 257 tokens with the first. */
  @Test
  void llamaTellsThePublishedStory() throws Exception {
    var published = Files.readString(Path.of(file("stories260k/stories260K.upstream-doc.md")));
    int at = published.indexOf("Once upon a time");
    var expected = published.substring(at, published.indexOf("\n```", at));
    var tokenizer = SentencePiece.readLlama2c(Path.of(file("stories260k/tok512.bin")));
    for (var f : List.of(new Cpu(2), new Cpu(Kernels.SCALAR, 1))) {
      try (f) {
        var how = new Generation(256, Sampling.greedy(), BEGIN);
        var ids = how.of(f, stories(f), new int[] {BEGIN}, Run.seeded(1));
        assertEquals(expected, tokenizer.decode(ids).strip());
      }
    }
  }

  /** A prompt's tokens at once, or one by one through the cache. */
  @Test
  void llamaGivesTheSameScoresForTokensAtOnceAndOneByOne() {
    try (var f = new Cpu(2)) {
      var net = stories(f);
      int[] ids = {1, 403, 407, 261, 378, 432, 383, 286};
      var all = f.floats(net.forward(f, ids, 1, Sight.causal()));
      var cache = millrace.neural.transformer.KvCache.of(f, net, 1, ids.length);
      for (int t = 0; t < ids.length; t++) {
        var one = f.floats(net.forward(f, new int[] {ids[t]}, 1, Sight.behind(cache)));
        var row = Arrays.copyOfRange(all, t * 512, (t + 1) * 512);
        assertArrayEquals(row, one, 2e-4f);
      }
    }
  }

  /** Numbers that ONNX Runtime gave for this file, from Tribuo's tests. */
  @Test
  void tinyBertGivesWhatOnnxRuntimeGives() throws Exception {
    var gold = new ObjectMapper().readTree(Path.of(file("tinybert-onnx/expected.json")).toFile());
    var tokenizer = TokenizerJson.read(Path.of(file("tinybert-onnx/tinybert-tokenizer.json")));
    var config = new BertConfig(1, 1, 50, 200, 100, 1656, 2, 1e-12, Function.GELU);
    try (var f = new Cpu(1);
        var weights = WeightFile.onnx(Path.of(file("tinybert-onnx/tinybert.onnx")))) {
      var net = Pretrained.bert(f, config, weights);
      var ids = tokenizer.input(gold.get("input").asText(), 100).ids();
      var hidden = f.floats(net.forward(f, ids, 1));
      var expected = gold.get("tokens");
      assertEquals(expected.size(), ids.length);
      double worst = 0;
      for (int t = 0; t < ids.length; t++)
        for (int j = 0; j < 50; j++) {
          double e = expected.get(t).get(j).asDouble();
          worst = Math.max(worst, Math.abs(hidden[t * 50 + j] - e));
        }
      // "cls" is what the pooling layer makes of the first token: tanh(W·h + b)
      var pool = weights.floats("pooler.dense.weight", 50, 50);
      var bias = weights.floats("pooler.dense.bias", 50);
      for (int i = 0; i < 50; i++) {
        double sum = bias[i];
        for (int j = 0; j < 50; j++) sum += (double) pool[i * 50 + j] * hidden[j];
        worst = Math.max(worst, Math.abs(Math.tanh(sum) - gold.get("cls").get(i).asDouble()));
      }
      assertTrue(worst < 1e-5, "off by " + worst);
    }
  }
}
