package millrace.notebook.kernel;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/**
 * JShell in this JVM, a cell at a time: what the Jupyter kernel, {@code ./millrace jshell --run}
 * and the tests of guides run Java with.
 *
 * <p>Code sees the class path of this JVM, the imports of {@link #imports}, and the same classes:
 * what it puts into a static field, the program finds there. It runs in a thread of its own, which
 * {@link #interrupt} stops: loops of the cell at their next turn, work of Millrace at its next
 * {@linkplain millrace.run.Run#step step}. For one thread; only {@link #interrupt} may come from
 * another.
 *
 * <pre>{@code
 * try (var session = new Session()) {
 *   session.run("int a = 20;");
 *   session.run("a + 1");        // 21
 * }
 * }</pre>
 */
public final class Session implements AutoCloseable {
  /** Where a cell leaves its value for the program, which has no other way to its objects. */
  private static volatile @Nullable Object taken;

  private final JShell shell;
  private final Map<String, Place> places = new HashMap<>();
  private int cells;

  /** Between the end of a cell and its interruption: it must not hit the next one. */
  private final Object ending = new Object();

  /** The number of the cell that runs; 0: none. */
  private volatile int running;

  /** The number of the cell that was interrupted last. */
  private volatile int interrupted;

  /** Where a snippet began: which cell, and at which line of it, from 0. */
  record Place(int cell, int line) {}

  /** A session with {@link #imports}. */
  public Session() {
    this(imports());
  }

  /** A session that has run these lines. */
  public Session(List<String> startup) {
    var builder = JShell.builder().executionEngine("local");
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent())
      builder.compilerOptions("--add-modules", "jdk.incubator.vector");
    shell = builder.build();
    var path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (var entry : path.split(File.pathSeparator)) if (!entry.isBlank()) add(Path.of(entry));
    startup.forEach(this::run);
    cells = 0; // people count from 1
  }

  /** The imports of every session, a line each: the JDK's usual ones, and Millrace's packages. */
  public static List<String> imports() {
    try (var in = Session.class.getResourceAsStream("imports.jsh")) {
      if (in == null) throw new IllegalStateException("no imports.jsh beside Session");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> l.startsWith("import "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a jar or a folder of classes on the class path, for the cells that follow. */
  public void add(Path entry) {
    shell.addToClasspath(entry.toString());
  }

  /** Called by the code of a cell, never by anyone else: takes its value. */
  public static void take(@Nullable Object value) {
    taken = value;
  }

  /**
   * Runs a cell.
   *
   * @return the value of its last expression; null if the cell ends with anything else, or with a
   *     semicolon, as the reader then does not want to see it
   * @throws CellException at the first snippet that does not compile, throws, or was interrupted;
   *     the ones before it have run
   */
  public @Nullable Object run(String code) {
    running = ++cells;
    try {
      return cell(code);
    } finally {
      synchronized (ending) {
        running = 0;
      }
    }
  }

  private @Nullable Object cell(String code) {
    var last = "";
    for (var rest = code.stripLeading(); !rest.isEmpty(); rest = rest.stripLeading()) {
      if (interrupted == cells) throw stopped();
      var info = analysis().analyzeCompletion(rest);
      if (info.completeness() == Completeness.EMPTY) break; // comments
      boolean whole = info.completeness().isComplete() && info.source() != null;
      var before = code.substring(0, code.length() - rest.length());
      int line = (int) before.chars().filter(c -> c == '\n').count();
      last = one(whole ? info.source() : rest, new Place(cells, line));
      rest = whole ? info.remaining() : "";
    }
    // JShell adds a semicolon where one is missing: what counts is the cell's own.
    return last.isEmpty() || code.stripTrailing().endsWith(";") ? null : value(last);
  }

  private @Nullable Object value(String name) {
    taken = null;
    for (var event : shell.eval(Session.class.getName() + ".take(" + name + ");")) {
      if (event.status() != Status.VALID || event.exception() != null) return event.value();
    }
    var value = taken;
    taken = null;
    return value;
  }

  /** Runs one snippet and gives the name of its value, or nothing. */
  private String one(String source, Place place) {
    var name = "";
    for (var event : shell.eval(source)) {
      if (event.causeSnippet() != null) continue; // an earlier snippet, brought up to date
      var snippet = event.snippet();
      places.put(snippet.id(), place);
      fail(event, source, place);
      name = name(snippet);
    }
    return name;
  }

  /** The name of what an expression gave; nothing for a declaration, an assignment, a statement. */
  private static String name(Snippet snippet) {
    return switch (snippet) {
      case VarSnippet v when v.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND -> v.name();
      case ExpressionSnippet e when e.subKind() == SubKind.VAR_VALUE_SUBKIND -> e.name();
      default -> "";
    };
  }

  private void fail(SnippetEvent event, String source, Place place) {
    if (interrupted == cells) throw stopped();
    if (event.exception() != null) throw Trouble.thrown(event.exception(), places);
    if (event.status() == Status.REJECTED)
      throw Trouble.rejected(shell, event.snippet(), source, place);
  }

  static CellException stopped() {
    return new CellException("Interrupted", "the cell was interrupted", List.of("Interrupted"));
  }

  /**
   * Stops the cell that runs now, if one does; it fails as interrupted. JShell can stop what runs,
   * but not what it still compiles, so it is asked until the cell has ended.
   */
  public void interrupt() {
    int cell = running;
    if (cell == 0) return;
    interrupted = cell;
    var stopper =
        new Thread(
            () -> {
              while (running == cell) {
                synchronized (ending) {
                  if (running == cell) shell.stop();
                }
                try {
                  Thread.sleep(50);
                } catch (InterruptedException e) {
                  return;
                }
              }
            },
            "millrace-interrupt");
    stopper.setDaemon(true);
    stopper.start();
  }

  /** What JShell knows about code that has not run. */
  SourceCodeAnalysis analysis() {
    return shell.sourceCodeAnalysis();
  }

  /** Variables, methods and types that cells have made, without those behind the scenes. */
  List<Snippet> snippets() {
    return shell.snippets().filter(s -> shell.status(s).isActive()).toList();
  }

  @Override
  public void close() {
    shell.close();
  }
}
