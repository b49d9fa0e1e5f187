package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from the sides' answers to the tables of {@code bench neural}. */
class BenchNeuralTest {
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

  private static Cli bench(String... more) {
    var usual =
        Stream.of("bench", "neural", "--threads", "1", "--rounds", "2", "--out", dir.toString());
    return Cli.run(Stream.concat(usual, Arrays.stream(more)).toArray(String[]::new));
  }

  private static JsonNode rows(Cli answer) throws IOException {
    assertEquals(0, answer.code(), answer.err());
    return new ObjectMapper().readTree(answer.out()).get("tables").get(0).get("rows");
  }

  @Test
  void trainingHasTimesRatioAndBothLosses() throws IOException {
    var rows = rows(bench("--jobs", "mlp", "--json"));
    assertEquals(2, rows.size(), "sgd and adam");
    var sgd = rows.get(0);
    assertEquals(125, sgd.get("ms a step").get(0).asDouble(), 1e-9);
    assertEquals(250, sgd.get("PyTorch's ms").get(1).asDouble(), 1e-9);
    assertEquals(2, sgd.get("ratio").get(0).asDouble(), 1e-9);
    assertEquals("2.00–2.00", sgd.get("quartiles").asText());
    assertEquals(2, sgd.get("processor").asDouble(), 1e-9);
    assertEquals("2.0000", sgd.get("loss").asText());
    assertEquals("2.0000", sgd.get("PyTorch's loss").asText());
    var kept = new ObjectMapper().readTree(dir.resolve("neural.json").toFile());
    assertEquals(rows, kept.get("tables").get(0).get("rows"));
    assertTrue(Files.readString(dir.resolve("neural.md")).contains("| sgd | 1 | 125.0 | 250.0 |"));
  }

  @Test
  void productsAreComparedToTheBetterPeer() throws IOException {
    var answer = bench("--jobs", "gemm", "--json");
    var rows = rows(answer);
    for (int i = 0; i < rows.size() - 2; i++)
      assertEquals(2, rows.get(i).get("ratio to the better").get(0).asDouble(), 1e-9);
    double flops = 2.0 * 64 * 64 * 64;
    assertEquals(flops / 0.125 * 1e-9, rows.get(0).get("GFLOP/s").get(0).asDouble(), 1e-12);
    assertEquals(flops / 0.5 * 1e-9, rows.get(0).get("OpenBLAS's").get(0).asDouble(), 1e-12);
    assertEquals(2, rows.get(rows.size() - 1).get("ratio to the better").asDouble(), 1e-9);
    assertTrue(answer.err().contains("threads 1"), "people see the rows as they come");
  }

  @Test
  void withoutJsonTheTableIsOnStandardOutput() {
    var answer = bench("--jobs", "ops");
    assertEquals(0, answer.code(), answer.err());
    assertTrue(answer.out().contains("| layer norm | 1 |"), answer.out());
    assertTrue(answer.out().contains("PyTorch: fake"), answer.out());
  }

  @Test
  void sidesThatDoNotDoTheSameFail() {
    System.setProperty("millrace.neural.package", "millrace.cli.FakeNeural$Wrong$");
    var answer = bench("--jobs", "cnn");
    assertEquals(1, answer.code());
    assertTrue(
        answer.err().contains("Millrace has come to 2.00000 but PyTorch to 2.10000"), answer.err());
    var missing = bench("--jobs", "gemm");
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains("OpenBLAS has ended with code 1"), missing.err());
  }

  @Test
  void wrongOptionsAndMissingPeersAreSaid() {
    assertEquals(2, bench("--rounds", "0").code());
    assertEquals(2, bench("--threads", "0").code());
    assertEquals(2, bench("--jobs", "transformer").code());
    System.clearProperty("millrace.neural.peers");
    var answer = bench("--jobs", "mlp");
    assertEquals(1, answer.code());
    assertTrue(answer.err().contains("./millrace bench neural"), answer.err());
    assertFalse(answer.err().contains("Exception"), answer.err());
  }
}
