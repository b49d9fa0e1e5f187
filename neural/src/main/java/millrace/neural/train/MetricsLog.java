package millrace.neural.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import millrace.run.Run;

/**
 * Writes down what a run reports: a listener that hands each progress with figures to a file. What
 * was written stays, even if the process is killed; a file that is there is continued.
 *
 * <pre>{@code
 * try (var log = MetricsLog.csv(Path.of("metrics.csv"))) {
 *   trainer.fit(frame, run.listen(run.listener().andThen(log)));
 * }
 * }</pre>
 *
 * <p>A training that is resumed does the steps since its last state again and reports them again:
 * with the same figures, since they follow from the seed.
 */
public final class MetricsLog implements Consumer<Run.Progress>, AutoCloseable {
  private final Appender out;
  private final MetricsFormat format;

  private MetricsLog(Appender out, MetricsFormat format) {
    this.out = out;
    this.format = format;
  }

  /**
   * By its name: {@link #csv} if it ends so, {@link #jsonl} likewise, else {@link #tensorBoard}.
   */
  public static MetricsLog to(Path path) {
    var name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) return csv(path);
    return name.endsWith(".jsonl") ? jsonl(path) : tensorBoard(path);
  }

  /**
   * A line per figure: {@code time,phase,step,total,name,value}, time being seconds since 1970.
   *
   * @throws UncheckedIOException if the file cannot be opened
   */
  public static MetricsLog csv(Path file) {
    return new MetricsLog(Appender.lines(file), new MetricsFormat.Csv());
  }

  /**
   * An object per line: {@code {"time":…,"phase":"step","step":3,"total":100,"loss":0.5}}; what
   * JSON has no number for is a string, {@code "NaN"}.
   *
   * @throws UncheckedIOException if the file cannot be opened
   */
  public static MetricsLog jsonl(Path file) {
    return new MetricsLog(Appender.lines(file), new MetricsFormat.JsonLines());
  }

  /**
   * Scalars {@code phase/name} for TensorBoard, in a new event file in this folder, which is a run.
   * The file tells TensorBoard where it begins, so that steps that an earlier file of the folder
   * has beyond are not shown twice.
   *
   * @throws UncheckedIOException if the file cannot be made
   */
  public static MetricsLog tensorBoard(Path folder) {
    return new MetricsLog(Appender.events(folder), new MetricsFormat.Events());
  }

  @Override
  public synchronized void accept(Run.Progress progress) {
    if (progress.values().isEmpty()) return;
    double time = System.currentTimeMillis() / 1e3;
    out.write(format.encode(time, out.isNew(), progress));
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
