package millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./millrace jupyter install}: the kernel starts as this command was started. */
class JupyterInstallTest {
  @TempDir Path prefix;

  @AfterEach
  void forget() {
    System.clearProperty("millrace.launcher");
    System.clearProperty("millrace.before");
  }

  @Test
  void installsAndRemoves() throws Exception {
    var launcher = Path.of("here", "millrace").toAbsolutePath();
    System.setProperty("millrace.launcher", launcher.toString());
    System.setProperty("millrace.before", "--with\nsmile");
    var done = Cli.run("jupyter", "install", "--prefix", prefix.toString(), "--jvm", "-Xmx8g");
    assertEquals(0, done.code(), done.err());
    var folder = prefix.resolve("share/jupyter/kernels/millrace");
    assertTrue(done.out().contains(folder.toString()), done.out());
    var spec = new ObjectMapper().readTree(folder.resolve("kernel.json").toFile());
    var words = new ArrayList<String>();
    spec.get("argv").forEach(w -> words.add(w.asText()));
    assertEquals(
        List.of(
            launcher.toString(),
            "--with",
            "smile",
            "--jvm",
            "-Xmx8g",
            "jupyter",
            "kernel",
            "{connection_file}"),
        words);
    assertEquals("java", spec.get("language").asText());
    assertEquals(0, Cli.run("jupyter", "uninstall", "--prefix", prefix.toString()).code());
    assertTrue(Files.notExists(folder));
    assertEquals(1, Cli.run("jupyter", "uninstall", "--prefix", prefix.toString()).code());
  }

  @Test
  void saysWhatIsWrong() {
    var lost = Cli.run("jupyter", "install", "--prefix", prefix.toString());
    assertEquals(1, lost.code());
    assertTrue(lost.err().contains("run this command by ./millrace"), lost.err());
    System.setProperty("millrace.launcher", "millrace");
    var bad = Cli.run("jupyter", "install", "--prefix", prefix.toString(), "--name", "a/b");
    assertEquals(1, bad.code());
    assertTrue(bad.err().contains("'a/b'"), bad.err());
    assertEquals(2, Cli.run("jupyter").code());
    assertEquals(1, Cli.run("jupyter", "kernel", prefix.resolve("none.json").toString()).code());
  }
}
