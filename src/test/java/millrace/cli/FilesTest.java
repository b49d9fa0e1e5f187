package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.UUID;
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
}
