package millrace.shared;

import static millrace.shared.SharedData.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.evaluation.Classification;
import millrace.neural.models.SentenceEncoder;
import millrace.preprocess.Standardize;
import millrace.preprocess.Steps;
import millrace.run.Run;
import millrace.trainers.Logistic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** all-MiniLM-L6-v2, whose weights lie in a jar, as vectors of sentences. No clock is read. */
@Tag("shared-data")
class MiniLmSharedDataTest {
  private static final SentenceEncoder MINI_LM =
      SentenceEncoder.miniLm("classpath:/all-minilm-l6-v2.onnx");
  private static final int WIDTH = 384;

  /** Vectors of a forward pass in NumPy over the same weights. */
  @Test
  void vectorsAreTheGoldenOnes() throws IOException {
    var gold = new ObjectMapper().readTree(Path.of(file("minilm-gold/minilm-gold.json")).toFile());
    var texts = new ArrayList<String>();
    for (var s : gold.get("sentences")) texts.add(s.get("text").asText());
    var rows = vectors(MINI_LM, texts);
    double worst = 0;
    for (int i = 0; i < texts.size(); i++)
      worst = Math.max(worst, apart(gold.get("sentences").get(i).get("embedding"), rows, i));
    assertTrue(worst < 1e-6, "off by " + worst);
    // the cosines of Sentence-Transformers' quick start
    assertEquals(.6660, cosine(rows, 0, 1), 5e-5);
    assertEquals(.1046, cosine(rows, 0, 2), 5e-5);
    assertEquals(.1411, cosine(rows, 1, 2), 5e-5);
  }

  /** A folder as Hugging Face lays it out: the network lies in a folder of its own. */
  @Test
  void aFolderWithOnnxInIt(@TempDir Path dir) throws IOException {
    Files.createDirectory(dir.resolve("onnx"));
    copy("/all-minilm-l6-v2.onnx", dir.resolve("onnx/model.onnx"));
    copy("/all-minilm-l6-v2-tokenizer.json", dir.resolve("tokenizer.json"));
    var texts = List.of("A folder of its own.");
    assertArrayEquals(
        vectors(MINI_LM, texts), vectors(SentenceEncoder.miniLm(dir.toString()), texts));
  }

  private static void copy(String resource, Path to) throws IOException {
    try (var in = MiniLmSharedDataTest.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in, resource), to);
    }
  }

  private static float[] vectors(SentenceEncoder encoder, List<String> texts) {
    var column = new LinkedHashMap<String, Column>();
    column.put("text", new Column.Text(texts));
    var frame = Frame.of(column);
    var vectors = encoder.fit(frame, Run.quiet()).apply(frame, Run.quiet());
    return vectors.column("text", Column.Dense.class).values();
  }

  private static double apart(JsonNode expected, float[] rows, int i) {
    assertEquals(WIDTH, expected.size());
    double worst = 0;
    for (int d = 0; d < WIDTH; d++)
      worst = Math.max(worst, Math.abs(rows[i * WIDTH + d] - expected.get(d).asDouble()));
    return worst;
  }

  private static double cosine(float[] rows, int i, int j) {
    double sum = 0;
    for (int d = 0; d < WIDTH; d++) sum += (double) rows[i * WIDTH + d] * rows[j * WIDTH + d];
    return sum;
  }

  /** The encoder frozen, the means of its layers, a linear head: the floor of docs/results.md. */
  @Test
  void sentimentByFrozenLayersAndALinearHead() throws IOException {
    var test = labelled("stsa.binary.test");
    var how =
        Steps.of(MINI_LM.pooling(SentenceEncoder.Pooling.LAYERS), new Standardize())
            .then(new Logistic().c(.003));
    var model = how.fit(labelled("stsa.binary.train.gz"), Run.seeded(1));
    double is =
        Classification.ACCURACY.score(
            test.targetColumn(), model.predict(test.features(), Run.seeded(1)));
    assertTrue(is >= .83, "accuracy is " + is);
  }

  private static Frame labelled(String name) throws IOException {
    var text = new ArrayList<String>();
    var labels = new ArrayList<String>();
    try (InputStream in = new FileInputStream(file("text-sentences/" + name));
        var plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in) {
      new String(plain.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> !l.isBlank())
          .forEach(
              l -> {
                labels.add(l.substring(0, 1));
                text.add(l.substring(2));
              });
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("text", new Column.Text(text));
    columns.put("label", Column.Nominal.of(labels));
    return Frame.of(columns).target("label");
  }
}
