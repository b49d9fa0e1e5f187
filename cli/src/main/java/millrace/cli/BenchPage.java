package millrace.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import millrace.data.DataException;
import millrace.store.WholeFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Tables of sides that take turns, written again after each one: what was measured is not lost. */
final class BenchPage {
  private final CommandSpec command;
  private final Path out;
  private final List<BenchTurns> tables = new ArrayList<>();
  private final SequencedMap<String, String> versions = new LinkedHashMap<>();

  /**
   * @param out the folder of the files, which are called as the command is
   */
  BenchPage(CommandSpec command, Path out) {
    this.command = command;
    this.out = out;
  }

  /** What is measured: it fills its table. */
  interface Work {
    void measure(String path, Path folder) throws IOException;
  }

  /** What is measured without other class paths. */
  interface Task {
    void measure(Path folder) throws IOException;
  }

  /** Runs with the class path of the sides and a folder that is deleted afterwards. */
  void with(Work work) throws IOException {
    var path = System.getProperty("millrace.neural.peers", "");
    if (path.isEmpty())
      throw new DataException(
          "the other sides are not on the class path: start this by ./millrace bench %s, which puts"
                  .formatted(command.name())
              + " them there");
    within(folder -> work.measure(path, folder));
  }

  /** Runs with a folder that is deleted afterwards. */
  void within(Task task) throws IOException {
    Files.createDirectories(out);
    var folder = Files.createTempDirectory("millrace-bench");
    try {
      task.measure(folder);
    } finally {
      Folders.delete(folder);
    }
  }

  void add(BenchTurns table) {
    tables.add(table);
    versions.putAll(table.versions());
  }

  void version(String side, String version) {
    versions.put(side, version);
  }

  void write() throws IOException {
    WholeFile.write(out.resolve(command.name() + ".md"), markdown());
    WholeFile.write(out.resolve(command.name() + ".json"), Json.write(tree()));
  }

  /** Prints all: JSON for programs, tables for people. */
  void print(boolean json, PrintWriter say, PrintWriter to) {
    if (json) say.println(markdown());
    to.println(json ? Json.write(tree()) : markdown());
    to.flush();
  }

  private SequencedMap<String, @Nullable Object> tree() {
    var tree = new LinkedHashMap<String, @Nullable Object>(machine());
    tree.put("command", Compare.called(command));
    if (!versions.isEmpty()) tree.put("sides", versions);
    tree.put("tables", tables.stream().map(BenchTurns::tree).toList());
    tree.put(
        "figures",
        tables.stream().flatMap(t -> t.figures().stream()).map(BenchFigure::tree).toList());
    return tree;
  }

  private String markdown() {
    var facts = new LinkedHashMap<>(machine());
    facts.putAll(versions);
    return "%s. %s\n\n%s"
        .formatted(
            Compare.called(command),
            text(facts),
            tables.stream().map(BenchTurns::markdown).collect(Collectors.joining("\n")));
  }

  private static String text(SequencedMap<String, ?> facts) {
    return facts.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("; "));
  }

  /** Ourselves, and where this runs. */
  static SequencedMap<String, String> machine() {
    var out = new LinkedHashMap<String, String>();
    out.put("version", Main.Version.millrace());
    out.put("Java", Runtime.version().toString());
    out.put(
        "machine",
        "%s, %s, %d processors"
            .formatted(
                Processor.name(),
                System.getProperty("os.arch").toLowerCase(Locale.ROOT),
                Runtime.getRuntime().availableProcessors()));
    return out;
  }
}
