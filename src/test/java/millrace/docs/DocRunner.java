package millrace.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SourceCodeAnalysis.Completeness;

/**
 * Runs the Java blocks of a document, in order, as JShell does. A JVM of its own, in a folder of
 * its own: what a document writes stays there. Prints how many snippets ran.
 */
final class DocRunner {
  private DocRunner() {}

  public static void main(String... args) throws IOException {
    try {
      int snippets = 0;
      try (var shell = JShell.builder().executionEngine("local").build()) {
        shell.addToClasspath(System.getProperty("java.class.path"));
        for (var block : Markdown.read(Path.of(args[0])).blocks())
          if (block.language().equals("java")) snippets += run(shell, block);
      }
      System.out.println("snippets " + snippets);
      System.exit(0); // whatever threads a document has left
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }

  private static int run(JShell shell, Markdown.Block block) {
    int count = 0;
    var rest = block.text();
    while (rest.lines().anyMatch(l -> !l.isBlank() && !l.strip().startsWith("//"))) {
      var info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (info.completeness() == Completeness.UNKNOWN) throw failed(block, rest, "is no Java");
      if (!info.completeness().isComplete()) throw failed(block, rest, "does not end");
      eval(shell, block, info.source());
      rest = info.remaining();
      count++;
    }
    return count;
  }

  private static void eval(JShell shell, Markdown.Block block, String source) {
    for (var event : shell.eval(source)) {
      boolean fine = event.status() == Status.VALID || event.status() == Status.OVERWRITTEN;
      if (fine && event.exception() == null) continue;
      var problems = new ArrayList<String>();
      shell.diagnostics(event.snippet()).forEach(d -> problems.add(d.getMessage(null)));
      for (Throwable e = event.exception(); e != null; e = e.getCause()) problems.add(e.toString());
      throw failed(block, source, "fails: " + String.join("; ", problems));
    }
  }

  private static IllegalStateException failed(Markdown.Block block, String source, String how) {
    return new IllegalStateException(
        "the block at line %d %s\n%s".formatted(block.line(), how, source.strip()));
  }
}
