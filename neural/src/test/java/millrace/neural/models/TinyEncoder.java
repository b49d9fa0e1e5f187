package millrace.neural.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.data.Vocabulary;
import millrace.neural.compute.Function;
import millrace.neural.weights.BertConfig;
import millrace.neural.weights.Export;
import millrace.nlp.subwords.WordPiece;
import millrace.run.Run;
import millrace.store.Dtype;

/** Writes an encoder of a few random weights, whose pieces are single characters and some words. */
final class TinyEncoder {
  private static final double SPREAD = 0.3;

  private Export export = new Export();
  private final RandomGenerator random;

  private TinyEncoder(long seed) {
    random = Run.seeded(seed).random("tiny encoder");
  }

  /** {@code model.safetensors}, {@code config.json} and {@code vocab.txt}. */
  static void write(Path folder, int layers, int heads, int width, long seed) throws IOException {
    var pieces = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    for (var word : List.of("not", "good", "bad", "so", "well")) pieces.add(word);
    for (char c = 'a'; c <= 'z'; c++) pieces.addAll(List.of("" + c, "##" + c));
    for (char c = '0'; c <= '9'; c++) pieces.addAll(List.of("" + c, "##" + c));
    pieces.add(".");
    WordPiece.of(Vocabulary.of(pieces), true).write(folder.resolve("vocab.txt"));
    var config =
        new BertConfig(layers, heads, width, 2 * width, 64, pieces.size(), 2, 1e-12, Function.GELU);
    new TinyEncoder(seed).weights(config).write(folder, config, Dtype.F32);
  }

  private Export weights(BertConfig c) {
    int n = c.width();
    matrix("embeddings.word_embeddings.weight", c.vocabulary(), n);
    matrix("embeddings.position_embeddings.weight", c.positions(), n);
    matrix("embeddings.token_type_embeddings.weight", c.segments(), n);
    norm("embeddings.LayerNorm", n);
    for (int i = 0; i < c.layers(); i++) {
      var at = "encoder.layer." + i + ".";
      for (var part : List.of("query", "key", "value")) linear(at + "attention.self." + part, n, n);
      linear(at + "attention.output.dense", n, n);
      norm(at + "attention.output.LayerNorm", n);
      linear(at + "intermediate.dense", c.inner(), n);
      linear(at + "output.dense", n, c.inner());
      norm(at + "output.LayerNorm", n);
    }
    return export;
  }

  private void linear(String name, int out, int in) {
    matrix(name + ".weight", out, in);
    add(name + ".bias", 0, SPREAD, out);
  }

  private void norm(String name, int n) {
    add(name + ".weight", 1, 0.1, n);
    add(name + ".bias", 0, 0.1, n);
  }

  private void matrix(String name, int rows, int columns) {
    add(name, 0, SPREAD, rows, columns);
  }

  private void add(String name, double mean, double spread, int... shape) {
    int size = 1;
    for (int n : shape) size *= n;
    var values = new float[size];
    for (int i = 0; i < size; i++) values[i] = (float) (mean + spread * random.nextGaussian());
    export = export.with(name, values, shape);
  }
}
