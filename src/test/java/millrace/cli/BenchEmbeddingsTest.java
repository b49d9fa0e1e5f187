package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench embeddings} on a small text, where there is no Python. */
class BenchEmbeddingsTest {
  @TempDir Path dir;

  private Cli bench(String... more) throws IOException {
    var random = new Random(3);
    var text = new StringBuilder();
    for (int line = 0; line < 200; line++) {
      for (int i = 0; i < 10; i++) text.append("word").append(random.nextInt(30)).append(' ');
      text.append('\n');
    }
    var corpus = Files.writeString(dir.resolve("text.txt"), text);
    var usual =
        new String[] {
          "bench",
          "embeddings",
          "--corpus",
          corpus.toString(),
          "--data",
          dir.toString(),
          "--epochs",
          "2",
          "--threads",
          "1",
          "--out",
          dir.toString(),
          "--python"
        };
    var all = new String[usual.length + more.length];
    System.arraycopy(usual, 0, all, 0, usual.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    return Cli.run(all);
  }

  @Test
  void oursIsMeasuredAlone() throws IOException {
    var answer = bench("none", "--repeats", "2", "--json");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.err().contains("gensim is left out: no Python was asked for"), answer.err());
    assertTrue(answer.err().contains("numpy is left out"), answer.err());
    var tree = new ObjectMapper().readTree(answer.out());
    var training = tree.get("tables").get(0).get("rows").get(0);
    assertEquals(2000, training.get("words").asInt());
    assertEquals(2, training.get("words/s").size(), "a number a round");
    assertEquals(0, training.get("ratio").size());
    assertEquals(2, tree.get("figures").size());
    for (var f : tree.get("figures")) {
      assertTrue(f.get("peer").isNull(), f.toString());
      assertTrue(f.get("ours").get("low").asDouble() > 0, f.toString());
    }
    assertEquals(6, tree.get("figures").get(1).get("rounds").asInt(), "queries are short");
    assertTrue(Files.readString(dir.resolve("embeddings.md")).contains("| skip-gram | 1 | – |"));
  }

  @Test
  void aPythonThatIsNotThereIsLeftOut() throws IOException {
    var answer = bench("/no/such/python", "--rounds", "1", "--parts", "training");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.err().contains("fasttext is left out: "), answer.err());
    assertTrue(answer.out().contains("/no/such/python"), answer.out());
  }
}
