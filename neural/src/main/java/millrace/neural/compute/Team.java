package millrace.neural.compute;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a backend: the caller's own and helpers, which look out for work for a moment
 * after each job and then sleep. One thread calls at a time.
 *
 * <p>Which thread does which part of a job is left to chance; a job must be cut so that its result
 * does not depend on it, nor on the number of threads.
 */
final class Team implements AutoCloseable {
  /** A job: parts that may run at the same time. */
  interface Job {
    /**
     * Does one part.
     *
     * @param part from 0
     * @param thread who does it, from 0: no two parts run on the same thread at once
     */
    void run(int part, int thread);
  }

  /** How often a helper looks for the next job before it sleeps: a fraction of a millisecond. */
  private static final int LOOKS = 10_000;

  private final Helper[] helpers;
  private final float[][][] scratch;
  private volatile @Nullable Round round;
  private volatile boolean closed;
  private boolean working;

  /**
   * @param threads how many, the caller included
   */
  Team(int threads) {
    if (threads < 1)
      throw new IllegalArgumentException("a backend needs 1 thread or more, not " + threads);
    scratch = new float[threads][8][];
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].start();
    }
  }

  /** How many threads there are, the caller included. */
  int threads() {
    return helpers.length + 1;
  }

  /**
   * Does all parts of a job and returns when they are done. Within a job it does them on the spot,
   * as thread 0, so only a caller's own part may do that.
   */
  void run(int parts, Job job) {
    if (parts <= 1 || helpers.length == 0 || working) {
      for (int i = 0; i < parts; i++) job.run(i, 0);
      return;
    }
    if (closed) throw new IllegalStateException("this backend has been closed");
    var now = new Round(job, parts, Thread.currentThread());
    working = true;
    try {
      round = now;
      for (int i = 0; i < Math.min(parts - 1, helpers.length); i++) helpers[i].wake();
      now.work(0);
      now.await();
    } finally {
      working = false;
      round = null; // lets go of what the job holds
    }
  }

  /**
   * An array of at least this size that a thread may use until it asks for the same slot again; its
   * contents are arbitrary.
   *
   * @param slot from 0 to 7, one per purpose
   */
  float[] scratch(int thread, int slot, int size) {
    var a = scratch[thread][slot];
    if (a == null || a.length < size) {
      a = new float[Math.max(size, 1024)];
      scratch[thread][slot] = a;
    }
    return a;
  }

  /** Ends the helpers. */
  @Override
  public void close() {
    closed = true;
    for (var h : helpers) LockSupport.unpark(h);
  }

  /** One call of {@link #run}. A helper that comes too late finds no part left. */
  private static final class Round {
    private final Job job;
    private final int parts;
    private final Thread caller;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Round(Job job, int parts, Thread caller) {
      this.job = job;
      this.parts = parts;
      this.caller = caller;
    }

    void work(int thread) {
      for (int i; (i = next.getAndIncrement()) < parts; ) {
        try {
          job.run(i, thread);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          if (done.incrementAndGet() == parts && thread != 0) LockSupport.unpark(caller);
        }
      }
    }

    void await() {
      for (int looks = 0; done.get() < parts; ) {
        if (++looks < LOOKS) Thread.onSpinWait();
        else LockSupport.park(this);
      }
      var e = failure;
      if (e instanceof RuntimeException r) throw r;
      if (e instanceof Error r) throw r;
    }
  }

  private final class Helper extends Thread {
    private final int index;
    private volatile boolean asleep;

    Helper(int index) {
      super("millrace-team-" + index);
      this.index = index;
      setDaemon(true);
    }

    @Override
    public void run() {
      Round last = null;
      for (int looks = 0; !closed; ) {
        var now = round;
        if (now != null && now != last) {
          now.work(index);
          last = now;
          looks = 0;
        } else if (++looks < LOOKS) {
          Thread.onSpinWait();
        } else {
          last = null; // lets go of what the job holds
          sleep(now);
          looks = 0;
        }
      }
    }

    /** Sleeps until there is another round than the one last seen. */
    private void sleep(@Nullable Round seen) {
      asleep = true;
      while (!closed && (round == null || round == seen)) LockSupport.park(Team.this);
      asleep = false;
    }

    void wake() {
      if (asleep) LockSupport.unpark(this);
    }
  }
}
