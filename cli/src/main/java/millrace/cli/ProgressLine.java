package millrace.cli;

import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a run as a bar on standard error, one bar per phase. */
final class ProgressLine implements Consumer<Run.Progress>, AutoCloseable {
  private @Nullable ProgressBar bar;
  private String phase = "";

  @Override
  public synchronized void accept(Run.Progress p) {
    if (bar == null || !phase.equals(p.phase())) {
      close();
      phase = p.phase();
      bar =
          new ProgressBarBuilder()
              .setTaskName(phase)
              .setInitialMax(p.total())
              .setUpdateIntervalMillis(500)
              .setConsumer(new ConsoleProgressBarConsumer(System.err, 100))
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
