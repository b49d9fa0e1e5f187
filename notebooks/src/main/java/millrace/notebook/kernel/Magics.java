package millrace.notebook.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import millrace.notebook.Notebook;
import millrace.notebook.View;
import org.jspecify.annotations.Nullable;

/**
 * Lines that begin with a percent sign, before the Java of a cell:
 *
 * <pre>
 * %jar lib/some.jar        puts a jar, all jars of lib/*.jar, or a folder of classes on the class path
 * %maven group:name:version   the same for an artefact, which Maven fetches if it is not there yet
 * %time                    says how long the cell took
 * %help                    says this
 * </pre>
 */
final class Magics {
  private static final String HELP =
      """
      %jar FILE                  a jar, DIR/*.jar, or a folder of classes for the class path
      %maven GROUP:NAME:VERSION  an artefact for the class path, fetched by Maven (its own jar only)
      %time                      how long the cell takes
      %help                      this list
      A cell's last expression is shown; with a semicolon behind it, it is not.
      show(x), html("…"), chart("…"), run(): see millrace.notebook.Notebook.
      """;

  private final Session session;

  /** Maven, while it fetches something. */
  private volatile @Nullable Process fetching;

  Magics(Session session) {
    this.session = session;
  }

  /**
   * The Java of a cell, with spaces in the place of its magic lines, so that all else stays where
   * it is.
   */
  static String without(String cell) {
    var lines = cell.split("\n", -1);
    for (int i = 0; i < lines.length && (lines[i].isBlank() || lines[i].startsWith("%")); i++)
      lines[i] = " ".repeat(lines[i].length());
    return String.join("\n", lines);
  }

  /** Runs a cell and gives its value. */
  @Nullable Object run(String cell) {
    boolean timed = false;
    for (var line : cell.lines().takeWhile(l -> l.isBlank() || l.startsWith("%")).toList()) {
      if (line.isBlank()) continue;
      var words = line.substring(1).strip().split("\\s+", 2);
      var argument = words.length > 1 ? words[1].strip() : "";
      switch (words[0]) {
        case "jar" -> jars(argument).forEach(session::add);
        case "maven" -> session.add(fetched(argument));
        case "time" -> timed = true;
        case "help" -> Notebook.show(View.text(HELP));
        default ->
            throw new CellException(
                "UnknownMagic",
                "there is no %" + words[0],
                List.of("there is no %" + words[0] + "; there are:", HELP));
      }
    }
    long begun = System.nanoTime();
    var value = session.run(without(cell));
    if (timed)
      Notebook.show(
          View.text(String.format(Locale.ROOT, "%.3f s", (System.nanoTime() - begun) / 1e9)));
    return value;
  }

  private Path fetched(String name) {
    try {
      return Artefact.fetch(name, p -> fetching = p);
    } finally {
      fetching = null;
    }
  }

  /** Stops the cell that runs now, if one does. */
  void interrupt() {
    var maven = fetching;
    if (maven == null) session.interrupt();
    else maven.destroy();
  }

  private static List<Path> jars(String name) {
    if (name.isEmpty()) throw bad("%jar needs a file, such as %jar lib/some.jar");
    try {
      if (!name.endsWith("*.jar")) {
        var file = Path.of(name);
        if (!Files.exists(file)) throw bad("there is no " + file.toAbsolutePath());
        return List.of(file);
      }
      var out = new ArrayList<Path>();
      var folder = name.substring(0, name.length() - "*.jar".length());
      try (var files =
          Files.newDirectoryStream(Path.of(folder.isEmpty() ? "." : folder), "*.jar")) {
        files.forEach(out::add);
      }
      if (out.isEmpty()) throw bad("there are no jars in " + folder);
      out.sort(null);
      return out;
    } catch (InvalidPathException e) {
      throw bad("'%s' is no path: %s".formatted(name, e.getReason()));
    } catch (NoSuchFileException e) {
      throw bad("there is no folder " + e.getFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + ": " + e, e);
    }
  }

  static CellException bad(String message) {
    return new CellException("BadMagic", message, List.of(message));
  }
}
