package millrace.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import millrace.cli.Main;
import millrace.contract.Project;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every script of notebooks/ runs by {@code ./millrace jshell --run}. */
class ScriptsTest {
  @TestFactory
  Stream<DynamicTest> everyScriptRuns() throws IOException {
    try (var files = Files.list(Project.root().resolve("notebooks"))) {
      var scripts = files.filter(f -> f.toString().endsWith(".jsh")).sorted().toList();
      assertTrue(scripts.size() >= 3, scripts.toString());
      return scripts.stream()
          .map(s -> dynamicTest(s.getFileName().toString(), () -> assertEquals("", run(0, s))));
    }
  }

  @Test
  void aScriptThatFailsSaysWhere(@TempDir Path dir) throws IOException {
    var script = dir.resolve("bad.jsh");
    Files.writeString(script, "/set feedback silent\nint a = 1;\n\nint b = a / 0;\nint c = 1;\n");
    var said = run(1, script);
    assertTrue(
        said.contains("bad.jsh failed") && said.contains("/ by zero") && said.contains("line 4"),
        said);
    Files.writeString(script, "int b = \"text\";\n");
    assertTrue(run(1, script).contains("line 1: incompatible types"));
    assertTrue(run(1, dir.resolve("none.jsh")).contains("there is no file"));
  }

  /** What it says on standard error. */
  private static String run(int code, Path script) {
    var err = new StringWriter();
    assertEquals(
        code,
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "jshell",
            "--run",
            script.toString()),
        err.toString());
    return err.toString();
  }
}
