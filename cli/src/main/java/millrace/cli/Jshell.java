package millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import millrace.notebook.kernel.CellException;
import millrace.notebook.kernel.Script;
import millrace.notebook.kernel.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Java, line by line. */
@Command(
    name = "jshell",
    description = {
      "JShell with everything on the path, imports done and the vector module on.",
      "With files: loads them first. In it, /help tells its commands, /exit leaves."
    },
    mixinStandardHelpOptions = true)
final class Jshell implements Callable<Integer> {
  @Spec CommandSpec command;

  @Option(
      names = "--run",
      description =
          "Runs the files and ends; exit code 1 at the first line that fails, which JShell itself"
              + " would pass over.")
  boolean run;

  @Parameters(paramLabel = "FILE", description = "Java, a snippet after the other (.jsh).")
  List<Path> files = List.of();

  /**
   * Java code can be run only with a compiler.
   *
   * @throws IllegalArgumentException if this Java has none
   */
  static void needsJdk() {
    if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty())
      throw new IllegalArgumentException(
          "JShell and notebooks need a JDK, and %s is a runtime only: set JAVA_HOME to a JDK 25"
              .formatted(System.getProperty("java.home")));
  }

  @Override
  public Integer call() throws Exception {
    needsJdk();
    for (var file : files)
      if (!Files.isRegularFile(file))
        throw new IllegalArgumentException("there is no file " + file);
    return run ? script() : shell();
  }

  private int script() throws IOException {
    if (files.isEmpty()) throw new IllegalArgumentException("--run needs a file");
    try (var session = new Session()) {
      for (var file : files) {
        try {
          session.run(Script.java(Files.readString(file)));
        } catch (CellException e) {
          System.out.flush();
          var err = command.commandLine().getErr();
          err.println("millrace: " + file + " failed:");
          e.lines().forEach(err::println);
          err.flush();
          return ExitCode.SOFTWARE;
        }
      }
    }
    System.out.flush();
    return ExitCode.OK;
  }

  private int shell() throws Exception {
    var startup = Files.createTempFile("millrace", ".jsh");
    try {
      Files.write(startup, Session.imports());
      var words = new ArrayList<String>();
      words.addAll(
          List.of("--execution", "local", "--class-path", System.getProperty("java.class.path")));
      words.addAll(List.of("--startup", startup.toString()));
      if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent())
        words.addAll(List.of("--add-modules", "jdk.incubator.vector"));
      files.forEach(f -> words.add(f.toString()));
      var say = command.commandLine().getErr();
      say.println("Millrace: all is imported. Samples.cars() is a table to begin with.");
      say.flush();
      return JavaShellToolBuilder.builder().start(words.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Files.deleteIfExists(startup);
    }
  }
}
