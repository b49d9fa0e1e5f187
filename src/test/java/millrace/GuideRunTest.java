package millrace;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import millrace.contract.Project;
import org.junit.jupiter.api.Test;

/**
 * Every Java block of a guide runs, in order, as a reader would type it into JShell. Its assertions
 * hold: the pom enables them.
 */
class GuideRunTest {
  @Test
  void neural() throws IOException {
    int snippets = run(Files.readString(Project.root().resolve("docs/neural.md")));
    assertTrue(
        snippets >= 60, "only " + snippets + " snippets ran: does the guide still hold code?");
  }

  @Test
  void transformers() throws IOException {
    int snippets = run(Files.readString(Project.root().resolve("docs/transformers.md")));
    assertTrue(
        snippets >= 80, "only " + snippets + " snippets ran: does the guide still hold code?");
  }

  @Test
  void embeddings() throws IOException {
    int snippets = run(Files.readString(Project.root().resolve("docs/embeddings.md")));
    assertTrue(
        snippets >= 40, "only " + snippets + " snippets ran: does the guide still hold code?");
  }

  @Test
  void aBlockThatDoesNotCompileAndOneThatThrowsAreCaught() throws IOException {
    for (var bad : List.of("int x = \"one\";", "int y = 1 / 0;", "assert 1 > 2 : \"no\";")) {
      var guide = "```java\nint a = 1;\n" + bad + "\n```\n";
      boolean caught = false;
      try {
        run(guide);
      } catch (AssertionError e) {
        caught = e.getMessage().contains(bad);
      }
      assertTrue(caught, bad);
    }
  }

  /** Runs the blocks and says how many snippets they held. */
  private static int run(String guide) {
    int count = 0;
    try (var shell = JShell.builder().executionEngine("local").build()) {
      shell.addToClasspath(
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
      for (var block : blocks(guide)) {
        var typed = "";
        for (var line : block.lines().toList()) { // as a person types: it may seem done too early
          typed += line + "\n";
          for (var info = shell.sourceCodeAnalysis().analyzeCompletion(typed);
              info.completeness().isComplete();
              info = shell.sourceCodeAnalysis().analyzeCompletion(typed)) {
            assertTrue(info.completeness() != Completeness.UNKNOWN, "this is no Java:\n" + typed);
            eval(shell, info.source());
            typed = info.remaining();
            count++;
          }
        }
        assertTrue(typed.isBlank(), "this does not end:\n" + typed);
      }
    }
    return count;
  }

  private static void eval(JShell shell, String source) {
    for (var event : shell.eval(source)) {
      var problems = new ArrayList<String>();
      shell.diagnostics(event.snippet()).forEach(d -> problems.add(d.getMessage(null)));
      if (event.exception() != null) problems.add(event.exception().toString());
      assertTrue(
          event.status() == Status.VALID && event.exception() == null,
          "the guide's code fails:\n" + source + "\n" + String.join("\n", problems));
    }
  }

  private static List<String> blocks(String guide) {
    var out = new ArrayList<String>();
    for (int at = guide.indexOf("```java\n"); at >= 0; at = guide.indexOf("```java\n", at)) {
      int from = at + "```java\n".length();
      int to = guide.indexOf("\n```", from);
      out.add(guide.substring(from, to));
      at = to;
    }
    return out;
  }
}
