package millrace.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import millrace.contract.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java blocks of README and of every document run; their assertions hold. */
class DocsRunTest {
  @TempDir Path folder;

  static Stream<String> documents() throws IOException {
    var out = Stream.<String>builder();
    for (var file : Markdown.files()) {
      var document = Markdown.read(file);
      if (!document.java().isBlank()) out.add(document.name());
    }
    return out.build();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyJavaBlockRuns(String name) throws Exception {
    var tables = "cli/src/main/resources/millrace/cli"; // documents name them
    Files.createDirectories(folder.resolve(tables));
    for (var table : List.of("cars.csv", "iris.csv"))
      Files.copy(
          Project.root().resolve(tables).resolve(table), folder.resolve(tables).resolve(table));
    var said = run(Project.root().resolve(name));
    assertTrue(said.matches("(?s).*snippets [1-9]\\d*\\s*"), name + ": " + said);
  }

  @Test
  void theLongGuidesStillHoldTheirCode() throws IOException {
    for (var name : List.of("neural", "transformers", "embeddings")) {
      var java = Markdown.read(Project.root().resolve("docs/" + name + ".md")).java();
      assertTrue(java.lines().count() >= 40, name);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"int x = \"one\";", "int y = 1 / 0;", "assert 1 > 2 : \"no\";", "int z = ("})
  void aBlockThatFailsIsCaught(String bad) throws Exception {
    var file = folder.resolve("bad.md");
    Files.writeString(file, "# Bad\n\n```java\nint a = 1;\n" + bad + "\n```\n");
    var said = run(file);
    assertTrue(said.contains(bad) && said.contains("line 4"), said);
    assertEquals(-1, said.indexOf("snippets"), said);
  }

  private String run(Path document) throws Exception {
    var said = folder.resolve("said.txt");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    var process =
        new ProcessBuilder(
                java,
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.awt.headless=true",
                "-ea",
                "-Xmx3g",
                "-cp",
                path,
                "millrace.docs.DocRunner",
                document.toAbsolutePath().toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertTrue(process.waitFor(10, TimeUnit.MINUTES), "hangs: " + document);
    return Files.readString(said);
  }
}
