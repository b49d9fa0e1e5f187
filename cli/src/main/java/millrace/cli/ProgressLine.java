package millrace.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a run on standard error: in a terminal as a bar, one per phase; elsewhere
 * (a log, a pipe) as a plain line now and then, none for a job of a few seconds.
 */
final class ProgressLine implements Consumer<Run.Progress>, AutoCloseable {
  /** The terminal's width, which the launcher says if standard error is one. */
  private static final int COLUMNS = Integer.getInteger("millrace.columns", 0);

  private static final int WIDEST = 100;
  private static final long PAUSE = Duration.ofSeconds(10).toNanos();

  private final PrintWriter log;
  private final long begun = System.nanoTime();
  private long said = begun;
  private @Nullable ProgressBar bar;
  private String phase = "";

  /**
   * @param log where lines go when standard error is no terminal
   */
  ProgressLine(PrintWriter log) {
    this.log = log;
  }

  @Override
  public synchronized void accept(Run.Progress p) {
    if (COLUMNS == 0) line(p);
    else bar(p);
  }

  private void line(Run.Progress p) {
    long now = System.nanoTime();
    if (now - said < PAUSE) return;
    said = now;
    log.println(
        "%s: %,d of %,d after %d s"
            .formatted(p.phase(), p.done(), p.total(), Duration.ofNanos(now - begun).toSeconds()));
    log.flush();
  }

  private void bar(Run.Progress p) {
    if (bar == null || !phase.equals(p.phase())) {
      close();
      phase = p.phase();
      bar =
          new ProgressBarBuilder()
              .setTaskName(phase)
              .setInitialMax(p.total())
              .setUpdateIntervalMillis(500)
              .setConsumer(
                  new ConsoleProgressBarConsumer(System.err, Math.min(COLUMNS, WIDEST) - 1))
              .build();
    }
    bar.stepTo(p.done());
    var figures = new StringBuilder();
    p.values()
        .forEach(
            (k, v) ->
                figures
                    .append(figures.isEmpty() ? "" : " ")
                    .append(k)
                    .append("=%.4g".formatted(v)));
    bar.setExtraMessage(figures.toString());
  }

  @Override
  public synchronized void close() {
    if (bar != null) bar.close();
    bar = null;
  }
}
