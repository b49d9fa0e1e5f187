package millrace.notebook.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;
import millrace.notebook.kernel.Session.Place;
import org.jspecify.annotations.Nullable;

/** What went wrong in a cell, in terms of the cell: its lines, not JShell's classes. */
final class Trouble {
  private Trouble() {}

  /** Code that does not compile: each message with its line and a mark below the place. */
  static CellException rejected(JShell shell, Snippet snippet, String source, Place place) {
    var lines = new ArrayList<String>();
    var first = "this is no Java that can be run";
    for (var d : shell.diagnostics(snippet).filter(Diag::isError).toList()) {
      var message = d.getMessage(Locale.ROOT);
      if (lines.isEmpty()) first = message.lines().findFirst().orElse(first);
      int at = Math.clamp(d.getPosition(), 0, source.length());
      int from = source.lastIndexOf('\n', at - 1) + 1;
      int to = source.indexOf('\n', at);
      int line =
          place.line() + (int) source.substring(0, from).chars().filter(c -> c == '\n').count();
      lines.add("line " + (line + 1) + ": " + message);
      lines.add("  " + source.substring(from, to < 0 ? source.length() : to));
      lines.add("  " + " ".repeat(at - from) + "^");
    }
    return new CellException("CompileError", first, lines);
  }

  /** What a cell threw: causes and the lines that lead there, of the cell and of the libraries. */
  static CellException thrown(JShellException e, Map<String, Place> places) {
    var lines = new ArrayList<String>();
    for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
      lines.add((lines.isEmpty() ? "" : "caused by ") + describe(t));
      for (var frame : t.getStackTrace()) {
        var where = where(frame, places);
        if (!where.isEmpty()) lines.add("    at " + where);
      }
      fold(lines);
    }
    var kind = e instanceof EvalException x ? x.getExceptionClassName() : e.getClass().getName();
    return new CellException(kind, String.valueOf(message(e)), lines);
  }

  /** Of a line that comes again and again, as in endless recursion, how often it does. */
  private static void fold(List<String> lines) {
    for (int from = 0, to; from < lines.size(); from++) {
      for (to = from + 1; to < lines.size() && lines.get(to).equals(lines.get(from)); to++) {}
      if (to - from < 4) continue;
      lines.set(from + 1, "    … %d times".formatted(to - from));
      lines.subList(from + 2, to).clear();
    }
  }

  private static String describe(Throwable t) {
    var kind = t instanceof EvalException x ? x.getExceptionClassName() : t.getClass().getName();
    var message = message(t);
    return message == null ? kind : kind + ": " + message;
  }

  private static @Nullable String message(Throwable t) {
    if (t instanceof UnresolvedReferenceException u)
      return u.getSnippet().source().strip() + " uses what is not declared yet";
    return t.getMessage();
  }

  private static String where(StackTraceElement frame, Map<String, Place> places) {
    var file = frame.getFileName();
    if (file != null && file.startsWith("#")) { // a snippet, by its number
      var place = places.get(file.substring(1));
      if (place == null) return "";
      if (frame.getMethodName().startsWith("do_it$")) return ""; // a wrapper of JShell's
      var method = frame.getMethodName().isEmpty() ? "" : frame.getMethodName() + ", ";
      return method
          + "cell %d, line %d".formatted(place.cell(), place.line() + frame.getLineNumber());
    }
    if (frame.getClassName().startsWith("REPL.")
        || frame.getClassName().startsWith("jdk.internal.")) return "";
    return frame.toString();
  }

  /** The lines of any other failure, such as one of the kernel itself. */
  static List<String> lines(Throwable t) {
    return t instanceof CellException c ? c.lines() : List.of(describe(t));
  }
}
