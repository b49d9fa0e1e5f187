package millrace.notebook.kernel;

import java.util.List;

/** A cell that did not run to its end, as its reader sees it: what is wrong, then where. */
public final class CellException extends RuntimeException {
  private final String kind;
  private final List<String> lines;

  CellException(String kind, String message, List<String> lines) {
    super(message);
    this.kind = kind;
    this.lines = List.copyOf(lines);
  }

  /** The class of what was thrown, or {@code CompileError} or {@code Interrupted}. */
  public String kind() {
    return kind;
  }

  /** Kind, message and place, a line each. */
  public List<String> lines() {
    return lines;
  }
}
