package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from the sides' answers to the tables of {@code bench transformers}. */
class BenchTransformersTest {
  @TempDir static Path dir;

  @BeforeEach
  void fakes() {
    System.setProperty("millrace.neural.peers", System.getProperty("java.class.path"));
    System.setProperty("millrace.neural.package", "millrace.cli.FakeNeural$");
  }

  @AfterEach
  void none() {
    System.clearProperty("millrace.neural.peers");
    System.clearProperty("millrace.neural.package");
  }

  private static Cli bench(String job) {
    return Cli.run(
        "bench",
        "transformers",
        "--jobs",
        job,
        "--threads",
        "1,2",
        "--rounds",
        "3",
        "--json",
        "--out",
        dir.toString());
  }

  @Test
  void ratesAndRatios() throws IOException {
    var answer = bench("gpt,minilm,decode");
    assertEquals(0, answer.code(), answer.err());
    var tables = new ObjectMapper().readTree(answer.out()).get("tables");
    var training = tables.get(0).get("rows");
    assertEquals(2, training.size(), "a row for each number of threads");
    assertEquals(12 * 64 / 0.125, training.get(0).get("tokens/s").get(2).asDouble(), 1e-9);
    assertEquals(12 * 64 / 0.25, training.get(1).get("PyTorch's").get(0).asDouble(), 1e-9);
    assertEquals(2, training.get(1).get("ratio").get(1).asDouble(), 1e-9);
    assertEquals("2.0000", training.get(0).get("loss").asText());
    var sentences = tables.get(1).get("rows");
    assertEquals(256 / 0.125, sentences.get(0).get("rows/s").get(0).asDouble(), 1e-9);
    assertEquals(.5, sentences.get(0).get("ratio").get(0).asDouble(), 1e-9);
    var writing = tables.get(2).get("rows");
    assertEquals(4, writing.size(), "floats and bytes, for each number of threads");
    assertEquals("floats", writing.get(0).get("matrices").asText());
    // the same fake answers for both: 2 bytes a token in 1/8 s, 2 bytes read in 1/8 s
    assertEquals(8, writing.get(0).get("tokens/s").get(0).asDouble(), 1e-9);
    assertEquals(16e-9, writing.get(0).get("memory, GB/s").get(0).asDouble(), 1e-18);
    assertEquals(1, writing.get(0).get("ratio").get(0).asDouble(), 1e-9);
    assertTrue(answer.err().contains("## Writing"), answer.err());
  }

  @Test
  void whatIsWrongIsSaid() {
    assertEquals(2, bench("neural").code());
    System.setProperty("millrace.neural.package", "millrace.cli.FakeNeural$Wrong$");
    var answer = bench("gpt");
    assertEquals(1, answer.code());
    assertTrue(answer.err().contains("they do not do the same"), answer.err());
    System.clearProperty("millrace.neural.peers");
    assertTrue(bench("gpt").err().contains("./millrace bench transformers"));
  }
}
