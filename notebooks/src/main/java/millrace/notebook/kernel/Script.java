package millrace.notebook.kernel;

import java.util.stream.Collectors;

/** A file of JShell. */
public final class Script {
  private Script() {}

  /**
   * Its Java: JShell's own commands ({@code /exit}, {@code /set …}) become empty lines, so that
   * lines keep their numbers.
   */
  public static String java(String script) {
    return script
        .lines()
        .map(l -> l.matches("/[a-z!?-].*") ? "" : l)
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
