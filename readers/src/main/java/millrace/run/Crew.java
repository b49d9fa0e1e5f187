package millrace.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A few threads for very many short pieces of work, such as the nodes of boosted trees, for each of
 * which {@link Run#map} would start threads anew. Each piece writes to places of its own, so that
 * the result does not depend on who does it.
 *
 * <p>Threads that have had nothing to do for a second end, and come again when there is work: a
 * crew that lives as long as what it belongs to need not be closed.
 */
public final class Crew implements AutoCloseable {
  private final int threads;
  private final @Nullable ExecutorService others;

  /** Of this many threads, the caller's among them. */
  public Crew(int threads) {
    this.threads = threads;
    others = threads == 1 ? null : helpers(threads - 1);
  }

  private static ExecutorService helpers(int n) {
    var pool =
        new ThreadPoolExecutor(
            n,
            n,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              var thread = new Thread(work, "millrace-crew");
              thread.setDaemon(true); // whoever called waits for the work, so nobody else has to
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Does the pieces 0 to {@code n - 1}; the caller helps, and waits for nobody who is late. */
  public void run(int n, IntConsumer piece) {
    if (others == null || n < 2) {
      for (int i = 0; i < n; i++) piece.accept(i);
      return;
    }
    var job = new Job(n, piece);
    for (int t = 1; t < Math.min(threads, n); t++) others.execute(job);
    job.run();
    job.await();
  }

  @Override
  public void close() {
    if (others != null) others.shutdownNow();
  }

  private static final class Job implements Runnable {
    private final int n;
    private final IntConsumer piece;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int done;

    Job(int n, IntConsumer piece) {
      this.n = n;
      this.piece = piece;
    }

    @Override
    public void run() {
      int mine = 0;
      for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
        try {
          if (failure.get() == null) piece.accept(i);
        } catch (Throwable t) {
          failure.compareAndSet(null, t);
        }
        mine++;
      }
      if (mine == 0) return;
      synchronized (this) {
        done += mine;
        if (done == n) notifyAll();
      }
    }

    private void await() {
      boolean interrupted = false;
      synchronized (this) {
        while (done < n) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true; // the pieces are short: Run.step hears of it soon
          }
        }
      }
      if (interrupted) Thread.currentThread().interrupt();
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable t -> throw new IllegalStateException(t);
      }
    }
  }
}
