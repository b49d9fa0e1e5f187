package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.neural.compute.Reference;
import millrace.neural.transformer.Pretrained;
import millrace.neural.weights.BertConfig;
import millrace.neural.weights.ModelConfig;
import millrace.neural.weights.WeightFile;
import millrace.nlp.subwords.WordPiece;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceEncoderTest {
  private static final int WIDTH = 20;

  @TempDir Path dir;

  private SentenceEncoder tiny() throws IOException {
    TinyEncoder.write(dir, 2, 4, WIDTH, 1);
    return new SentenceEncoder().model(dir.toString()).longest(60);
  }

  /** Texts of all lengths up to more than are read, empty ones too. */
  private static List<String> texts(int n) {
    var r = Run.seeded(5).random("texts");
    var out = new ArrayList<>(List.of("", "good", "not good", "so so so so so well"));
    while (out.size() < n) {
      var words = new ArrayList<String>();
      for (int k = r.nextInt(40); k >= 0; k--)
        words.add(List.of("not", "good", "bad", "so", "well", "x1", "ü").get(r.nextInt(7)));
      out.add(String.join(" ", words));
    }
    return out;
  }

  private static Frame frame(List<String> texts) {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("text", new Column.Text(texts));
    return Frame.of(columns);
  }

  private static float[] row(float[] rows, int i) {
    return Arrays.copyOfRange(rows, i * WIDTH, (i + 1) * WIDTH);
  }

  /** Each text by itself, without padding, in double: the sums of the formula. */
  @Test
  void isTheMeanOfWhatTheEncoderMakes() throws IOException {
    var texts = texts(12);
    for (var pooling : SentenceEncoder.Pooling.values()) {
      for (boolean normalize : new boolean[] {true, false}) {
        var how = tiny().pooling(pooling).normalize(normalize);
        var is = how.fit(frame(texts)).vectors(texts, Run.quiet());
        for (int i = 0; i < texts.size(); i++) {
          var expected = expected(texts.get(i), pooling, normalize);
          for (int d = 0; d < expected.length; d++)
            assertEquals(expected[d], is[i * expected.length + d], 2e-6, how + ", text " + i);
        }
      }
    }
  }

  private double[] expected(String text, SentenceEncoder.Pooling pooling, boolean normalize) {
    var ids = WordPiece.read(dir.resolve("vocab.txt"), true).input(text, 60).ids();
    try (var f = new Reference();
        var weights = WeightFile.safetensors(dir)) {
      var config = ModelConfig.read(dir.resolve("config.json"), BertConfig.class);
      var net = Pretrained.bert(f, config, weights);
      int first = pooling == SentenceEncoder.Pooling.LAYERS ? 0 : 2;
      var out = new double[(3 - first) * WIDTH];
      for (int to = first; to <= 2; to++) {
        var x = net.embed(f, ids, new int[ids.length], 1);
        var states = f.doubles(net.blocks(f, x, 0, to));
        int n = pooling == SentenceEncoder.Pooling.CLS ? 1 : ids.length;
        var v = new double[WIDTH];
        for (int k = 0; k < n * WIDTH; k++) v[k % WIDTH] += states[k] / n;
        double length = normalize ? Math.sqrt(Arrays.stream(v).map(e -> e * e).sum()) : 1;
        for (int d = 0; d < WIDTH; d++) out[(to - first) * WIDTH + d] = v[d] / length;
      }
      return out;
    }
  }

  @Test
  void aTextsVectorDoesNotDependOnItsNeighboursInAnyBit() throws IOException {
    var texts = texts(90);
    var fitted = tiny().fit(frame(texts));
    var all = fitted.vectors(texts, Run.quiet().threads(2));
    assertArrayEquals(all, fitted.vectors(texts, Run.quiet().threads(1)));
    for (int i = 0; i < texts.size(); i++)
      assertArrayEquals(
          row(all, i), fitted.vectors(List.of(texts.get(i)), Run.quiet()), texts.get(i));
    var some = texts.subList(20, 47);
    var part = fitted.vectors(some, Run.quiet());
    for (int i = 0; i < some.size(); i++) assertArrayEquals(row(all, 20 + i), row(part, i));
  }

  @Test
  void theModelNamesTheFilesAndHoldsNoneOfThem() throws IOException {
    var texts = texts(10);
    var fitted = tiny().fit(frame(texts));
    var file = dir.resolve("step.safetensors");
    Store.save(fitted, file);
    assertTrue(Files.size(file) < 3000, Files.size(file) + " bytes");
    var back = Store.load(file, SentenceEncoder.Fitted.class);
    assertArrayEquals(fitted.vectors(texts, Run.quiet()), back.vectors(texts, Run.quiet()));
  }

  /** A property is the JVM's: this test alone sets it. */
  @Test
  void filesThatMovedAreFoundAndOthersRefused() throws IOException {
    var texts = texts(5);
    var fitted = tiny().fit(frame(texts));
    var expected = fitted.vectors(texts, Run.quiet());
    var moved = Files.createDirectory(dir.resolve("moved"));
    for (var name : List.of("model.safetensors", "vocab.txt"))
      Files.move(dir.resolve(name), moved.resolve(name));
    var there = new PinnedFile(fitted.files().weights().path(), fitted.files().weights().sha256());
    var e = assertThrows(DataException.class, there::weights);
    assertTrue(e.getMessage().contains(PinnedFile.FOLDER), e.getMessage());
    System.setProperty(PinnedFile.FOLDER, moved.toString());
    try {
      there.weights().close();
      TinyEncoder.write(moved, 2, 4, WIDTH, 2);
      var other = assertThrows(DataException.class, there::weights);
      assertTrue(other.getMessage().contains("SHA-256"), other.getMessage());
    } finally {
      System.clearProperty(PinnedFile.FOLDER);
    }
    // what has been read once is not read again
    assertArrayEquals(expected, fitted.vectors(texts, Run.quiet()));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    var frame = frame(texts(5));
    says(new SentenceEncoder(), frame, "set model");
    says(new SentenceEncoder().model("classpath:/none.onnx"), frame, "class path");
    says(new SentenceEncoder().model(dir.resolve("none.onnx").toString()), frame, "none.onnx");
    says(new SentenceEncoder().model(dir.toString()), frame, "neither model.safetensors");
    says(tiny().longest(65), frame, "64 tokens");
    says(tiny().heads(2), frame, "4 heads");
    says(tiny().tokenizer(dir.resolve("config.json").toString()), frame, "config.json");
    Files.delete(dir.resolve("config.json"));
    says(new SentenceEncoder().model(dir.toString()).longest(60), frame, "set heads");
    Files.delete(dir.resolve("vocab.txt"));
    says(new SentenceEncoder().model(dir.toString()).longest(60), frame, "tokenizer.json");
  }

  private static void says(SentenceEncoder how, Frame frame, String what) {
    var e = assertThrows(DataException.class, () -> how.fit(frame));
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  /** The shapes tell all sizes but that of a head. */
  @Test
  void doesWithoutAConfiguration() throws IOException {
    var texts = texts(10);
    var expected = tiny().fit(frame(texts)).vectors(texts, Run.quiet());
    Files.delete(dir.resolve("config.json"));
    var fitted = new SentenceEncoder().model(dir.toString()).heads(4).longest(60).fit(frame(texts));
    assertArrayEquals(expected, fitted.vectors(texts, Run.quiet()));
  }
}
