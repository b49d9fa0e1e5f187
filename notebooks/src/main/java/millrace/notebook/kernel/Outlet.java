package millrace.notebook.kernel;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The one thread that publishes what cells print and show.
 *
 * <p>A cell's own thread must not do it: it may be interrupted, and an interrupted thread that
 * writes to a channel closes it, after which the kernel would be deaf and dumb.
 */
final class Outlet {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            var t = new Thread(task, "millrace-outlet");
            t.setDaemon(true);
            return t;
          });

  /** Publishes in its turn. */
  void send(Runnable publish) {
    thread.execute(publish);
  }

  /** Waits until all that was sent before is published. For threads that nobody interrupts. */
  void drain() {
    try {
      thread.submit(() -> {}).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A stream whose text goes to {@code publish}, by whole lines as far as it can. */
  PrintStream stream(Consumer<String> publish) {
    return new PrintStream(new Lines(publish), false, StandardCharsets.UTF_8);
  }

  /** Gathers bytes; what ends a line, or is flushed, is sent. */
  private final class Lines extends OutputStream {
    private static final int MOST = 1 << 13;
    private final Consumer<String> publish;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    Lines(Consumer<String> publish) {
      this.publish = publish;
    }

    @Override
    public synchronized void write(int b) {
      waiting.write(b);
      if (b == '\n') flush();
    }

    @Override
    public synchronized void write(byte[] b, int from, int length) {
      waiting.write(b, from, length);
      if (waiting.size() >= MOST || (length > 0 && b[from + length - 1] == '\n')) flush();
    }

    @Override
    public synchronized void flush() {
      if (waiting.size() == 0) return;
      var text = waiting.toString(StandardCharsets.UTF_8);
      waiting.reset();
      send(() -> publish.accept(text));
    }
  }
}
