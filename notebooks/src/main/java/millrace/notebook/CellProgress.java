package millrace.notebook;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import millrace.run.Run.Progress;

/**
 * A bar in the cell that follows a run, at most ten times a second; when the last unit is done, a
 * line of what it was.
 */
final class CellProgress implements Consumer<Progress> {
  private static final long PAUSE = 100_000_000; // ns

  private final Stage stage;
  private final long begun = System.nanoTime();
  private long shown = begun - PAUSE;

  CellProgress(Stage stage) {
    this.stage = stage;
  }

  @Override
  public synchronized void accept(Progress p) {
    long now = System.nanoTime();
    boolean over = p.done() >= p.total();
    if (!over && now - shown < PAUSE) return;
    shown = now;
    var text =
        "%s %d/%d%s, %.1f s"
            .formatted(p.phase(), p.done(), p.total(), figures(p.values()), (now - begun) / 1e9);
    var line = "<span style='font-size:90%%;opacity:.8'>%s</span>".formatted(Html.escape(text));
    var bar =
        "<progress max='%d' value='%d' aria-label='progress' style='width:16em'></progress> "
            .formatted(Math.max(1, p.total()), p.done());
    stage.update("progress", new View(text, over ? line : bar + line));
  }

  private static String figures(Map<String, Double> values) {
    var out = new StringBuilder();
    values.forEach((name, v) -> out.append(String.format(Locale.ROOT, ", %s %.4g", name, v)));
    return out.toString();
  }
}
