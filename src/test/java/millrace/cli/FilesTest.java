package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are read, and where results go. */
class FilesTest {
  @TempDir Path dir;

  private Path table(char delimiter) throws IOException {
    var text = new StringBuilder("x|c|y\n");
    for (int i = 0; i < 12; i++) text.append(i + "." + i % 2 + "|a" + i % 3 + "|" + 2 * i + "\n");
    return Files.writeString(dir.resolve("table.csv"), text.toString().replace('|', delimiter));
  }

  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t', '|'})
  void theDelimiterIsFoundOut(char delimiter) throws IOException {
    var model = dir.resolve("m.safetensors").toString();
    var data = table(delimiter).toString();
    var train =
        Cli.run("train", "--data", data, "--target", "y", "--model", "mean", "--out", model);
    assertEquals(0, train.code(), train.err());
    var given =
        Cli.run(
            "train",
            "--data",
            data,
            "--target",
            "y",
            "--model",
            "mean",
            "--out",
            model,
            "--delimiter",
            "#");
    assertEquals(1, given.code(), "what is said counts");
    assertTrue(given.err().contains("there is no column 'y'"), given.err());
  }

  @Test
  void metricsGoWhereTheNameSays() throws IOException {
    var data = table(',').toString();
    var model = dir.resolve("m.safetensors").toString();
    for (var name : List.of("m.csv", "m.jsonl", "events")) {
      var train =
          Cli.run(
              "train",
              "--data",
              data,
              "--target",
              "y",
              "--model",
              "sgd",
              "--out",
              model,
              "--metrics",
              dir.resolve(name).toString(),
              "--checkpoints",
              dir.resolve("states").toString());
      assertEquals(0, train.code(), train.err());
    }
    var csv = Files.readAllLines(dir.resolve("m.csv"));
    assertEquals("time,phase,step,total,name,value", csv.getFirst());
    assertTrue(csv.getLast().matches(".*,epoch,\\d+,\\d+,loss,.*"), csv.getLast());
    assertTrue(Files.readString(dir.resolve("m.jsonl")).contains("\"loss\":"));
    try (var events = Files.list(dir.resolve("events"))) {
      assertEquals(1, events.count());
    }
  }

  @Test
  void bareNamesAreInTheWorkingFolder() throws IOException {
    var name = "FilesTest-" + UUID.randomUUID();
    var model = Path.of(name + ".safetensors");
    var out = Path.of(name + ".csv");
    var data = table(',').toString();
    try {
      var train =
          Cli.run(
              "train",
              "--data",
              data,
              "--target",
              "y",
              "--model",
              "ridge",
              "--out",
              model.toString());
      assertEquals(0, train.code(), train.err());
      var predict =
          Cli.run("predict", "--model", model.toString(), "--data", data, "--out", out.toString());
      assertEquals(0, predict.code(), predict.err());
      assertEquals(13, Files.readAllLines(out).size());
      assertEquals("prediction", Files.readAllLines(out).getFirst());
      if (Files.getFileStore(out).supportsFileAttributeView("posix")) {
        assertEquals(
            Files.getPosixFilePermissions(Files.writeString(dir.resolve("usual"), ""))
                .contains(PosixFilePermission.GROUP_READ),
            Files.getPosixFilePermissions(out).contains(PosixFilePermission.GROUP_READ),
            "as any new file");
      }
      try (var left = Files.list(Path.of(""))) {
        assertEquals(
            2, left.filter(p -> p.toString().contains(name)).count(), "no temporary file stays");
      }
    } finally {
      Files.deleteIfExists(model);
      Files.deleteIfExists(out);
    }
  }

  @Test
  void aFolderOfTextsIsATable() throws IOException {
    for (var name : new String[] {"bad/1.txt", "bad/2.txt", "good/1.txt"}) {
      var file = dir.resolve("reviews").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "it was " + name);
    }
    var folder = dir.resolve("reviews").toString();
    var model = dir.resolve("m.safetensors").toString();
    var train =
        Cli.run(
            "train", "--data", folder, "--target", "class", "--model", "majority", "--out", model);
    assertEquals(0, train.code(), train.err());
    var out = dir.resolve("p.csv");
    var predict = Cli.run("predict", "--model", model, "--data", folder, "--out", out.toString());
    assertEquals(0, predict.code(), predict.err());
    assertEquals(4, Files.readAllLines(out).size());
    var two =
        Cli.run(
            "train",
            "--data",
            folder,
            table(',').toString(),
            "--target",
            "class",
            "--model",
            "majority",
            "--out",
            model);
    assertEquals(1, two.code());
    assertTrue(two.err().contains("stands alone"), two.err());
  }

  @Test
  void quotesMayBeCharacters() throws IOException {
    var data = Files.writeString(dir.resolve("q.csv"), "x,y\n\"a,1\n\"b,2\n\"a,3\n").toString();
    var model = dir.resolve("m.safetensors").toString();
    var args = new String[] {"train", "--data", data, "--target", "y", "--model", "mean"};
    var enclosed = Cli.run(with(args, "--out", model));
    assertEquals(1, enclosed.code());
    var plain = Cli.run(with(args, "--out", model, "--quote", "none"));
    assertEquals(0, plain.code(), plain.err());
    assertTrue(plain.err().contains("3 rows"), plain.err());
    var wrong = Cli.run(with(args, "--out", model, "--quote", "both"));
    assertEquals(1, wrong.code());
    assertTrue(wrong.err().contains("--quote is 'both'"), wrong.err());
  }

  private static String[] with(String[] args, String... more) {
    return Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @Test
  void jsonIsPredictedAsItWasTrained() throws IOException {
    var rows = new StringBuilder();
    for (int i = 0; i < 30; i++)
      rows.append("{\"text\": \"review number %d of a long film\", \"y\": %d}\n".formatted(i, i));
    var data = Files.writeString(dir.resolve("t.jsonl"), rows.toString()).toString();
    var one = Files.writeString(dir.resolve("o.jsonl"), "{\"text\": \"short\"}\n").toString();
    var model = dir.resolve("m.safetensors").toString();
    var train =
        Cli.run("train", "--data", data, "--target", "y", "--model", "mean", "--out", model);
    assertEquals(0, train.code(), train.err());
    var out = dir.resolve("p.csv");
    var predict = Cli.run("predict", "--model", model, "--data", one, "--out", out.toString());
    assertEquals(0, predict.code(), predict.err());
    assertEquals(2, Files.readAllLines(out).size());
  }
}
