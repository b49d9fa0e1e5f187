package millrace.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import millrace.contract.Project;
import millrace.notebook.kernel.KernelSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jupyter runs every notebook on a fresh kernel, and talks to one as its frontends do. Needs
 * jupyter-nbconvert and python3-nbclient.
 */
@Tag("jupyter")
class NotebooksTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final int MINUTES = 5;

  @TempDir static Path dir;

  /** A kernel that is started as the launcher starts it, with the classes of this build. */
  @BeforeAll
  static void install() throws IOException {
    var path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var arguments = dir.resolve("java.args");
    Files.writeString(arguments, "-cp \"" + path.replace("\\", "\\\\") + "\"\n");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Djava.awt.headless=true"));
    command.addAll(List.of("-XX:+UseParallelGC", "-ea:REPL...", "@" + arguments));
    command.addAll(List.of("millrace.cli.Main", "jupyter", "kernel", "{connection_file}"));
    new KernelSpec("millrace", "Java (Millrace)", command).install(dir.resolve("kernels"));
  }

  @TestFactory
  Stream<DynamicTest> everyNotebookRuns() throws IOException {
    return notebooks().stream().map(n -> dynamicTest(n.getFileName().toString(), () -> runs(n)));
  }

  private static List<Path> notebooks() throws IOException {
    try (var files = Files.list(Project.root().resolve("notebooks"))) {
      var found = files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
      assertEquals(10, found.size());
      return found;
    }
  }

  private static void runs(Path notebook) throws Exception {
    long begun = System.nanoTime();
    var said = convert(notebook);
    assertEquals(0, said.code(), said.text());
    assertTrue(System.nanoTime() - begun < MINUTES * 60e9, "at most five minutes");
    var cells =
        new ObjectMapper().readTree(dir.resolve(notebook.getFileName()).toFile()).get("cells");
    int pictures = 0;
    for (var cell : cells) {
      if (!cell.get("cell_type").asText().equals("code")) continue;
      assertTrue(cell.get("execution_count").isInt(), "did not run: " + cell.get("source"));
      for (var output : cell.get("outputs")) {
        assertNotEquals("error", output.get("output_type").asText());
        assertTrue(
            !output.path("name").asText().equals("stderr"),
            "says on standard error: " + output.get("text"));
        if (output.path("data").has("text/html")) pictures++;
      }
    }
    assertTrue(pictures >= 4, "only " + pictures + " pictures and tables");
  }

  @Test
  void aFailingCellFails() throws Exception {
    // what the kernel says, and does not stand in the cell
    var reasons =
        Map.of(
            "assert 1 > 2 : \"not so\";", "AssertionError: not so",
            "int x = \"text\";", "incompatible types",
            "throw new RuntimeException(\"thrown\");", "RuntimeException: thrown",
            "%jar nowhere.jar", "BadMagic: there is no ");
    for (var bad : reasons.keySet()) {
      var notebook = dir.resolve("bad-" + Integer.toHexString(bad.hashCode()) + ".ipynb");
      var mapper = new ObjectMapper();
      var tree =
          (com.fasterxml.jackson.databind.node.ObjectNode)
              mapper.readTree(notebooks().getFirst().toFile());
      var cell =
          (com.fasterxml.jackson.databind.node.ObjectNode) tree.get("cells").get(1).deepCopy();
      assertEquals("code", cell.get("cell_type").asText());
      cell.putArray("source").add(bad);
      tree.putArray("cells").add(cell);
      mapper.writeValue(notebook.toFile(), tree);
      var said = convert(notebook);
      assertNotEquals(0, said.code(), bad);
      assertTrue(said.text().contains(reasons.get(bad)), said.text());
    }
  }

  @Test
  void theKernelAnswersAsFrontendsAsk() throws Exception {
    var script = dir.resolve("kernel_client.py");
    try (var in = NotebooksTest.class.getResourceAsStream("kernel_client.py")) {
      Files.copy(in, script);
    }
    var said = process(PYTHON, script.toString());
    assertEquals(0, said.code(), said.text());
    assertTrue(said.text().contains("all answers are right"), said.text());
  }

  @Test
  void notebooksAreKeptWithoutOutputs() throws IOException {
    for (var notebook : notebooks()) {
      var tree = new ObjectMapper().readTree(notebook.toFile());
      assertEquals("millrace", tree.at("/metadata/kernelspec/name").asText(), notebook.toString());
      int words = 0;
      for (JsonNode cell : tree.get("cells")) {
        if (cell.get("cell_type").asText().equals("markdown"))
          words += String.join(" ", lines(cell)).split("\\s+").length;
        else
          assertTrue(
              cell.get("outputs").isEmpty() && cell.get("execution_count").isNull(),
              notebook + " has outputs: clear them");
      }
      assertTrue(words > 120, notebook + " teaches with only " + words + " words");
    }
  }

  private static List<String> lines(JsonNode cell) {
    var out = new ArrayList<String>();
    cell.get("source").forEach(l -> out.add(l.asText()));
    return out;
  }

  private record Said(int code, String text) {}

  private static Said convert(Path notebook) throws Exception {
    return process(
        "/usr/bin/jupyter",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        notebook.toString(),
        "--output-dir",
        dir.toString(),
        "--output",
        notebook.getFileName().toString(),
        "--ExecutePreprocessor.timeout=" + MINUTES * 60,
        "--ExecutePreprocessor.startup_timeout=120");
  }

  private static Said process(String... command) throws Exception {
    var log = Files.createTempFile(dir, "process", ".log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JUPYTER_DATA_DIR", dir.toString());
    builder.directory(dir.toFile());
    var process = builder.start();
    try {
      assertTrue(
          process.waitFor(2 * MINUTES, TimeUnit.MINUTES), "hangs: " + String.join(" ", command));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Said(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
  }
}
