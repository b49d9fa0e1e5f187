package millrace.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * How a computation runs, not what it computes: seed, threads, listener and cancellation. Never a
 * hyper-parameter, never part of a model.
 *
 * <pre>{@code
 * var run = Run.seeded(42).threads(2).listen(System.out::println);
 * for (int i = 0; i < sweeps && run.step("sweep", i, sweeps, "ll", ll); i++) { … }
 * var trees = run.map(100, t -> grow(run.random("tree", t)));   // the same trees on any number of threads
 * }</pre>
 *
 * @param seed all randomness comes from it, through {@link #random}
 * @param threads the most threads that {@link #map} uses at once, at least 1
 * @param listener hears of progress; called by the working threads, one at a time per {@link #map}
 * @param signal go on, finish early, or cancel; shared by all copies of this run
 * @param checkpoints where long work keeps its state, and how often, if anywhere
 */
public record Run(
    long seed,
    int threads,
    Consumer<Progress> listener,
    AtomicReference<Run.Signal> signal,
    Optional<Checkpoints> checkpoints) {
  private static final RandomGeneratorFactory<RandomGenerator> RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** What the work has been told. */
  public enum Signal {
    GO,
    FINISH,
    CANCEL
  }

  /** {@code done} of {@code total} units of a phase, with figures such as a loss. */
  public record Progress(String phase, long done, long total, Map<String, Double> values) {
    @Override
    public String toString() {
      return phase + " " + done + "/" + total + (values.isEmpty() ? "" : " " + values);
    }
  }

  /**
   * Where long work keeps its state so that it can go on after the process has died.
   *
   * @param folder made if it is not there
   * @param interval at least this much time between two states
   */
  public record Checkpoints(Path folder, Duration interval) {}

  /** The work was cancelled; nothing of it remains. */
  public static final class CancelledException extends CancellationException {
    CancelledException(String message) {
      super(message);
    }
  }

  public Run {
    if (threads < 1)
      throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
  }

  /** Seed 42, a thread per processor, no listener. */
  public static Run quiet() {
    return new Run(
        42,
        Runtime.getRuntime().availableProcessors(),
        p -> {},
        new AtomicReference<>(Signal.GO),
        Optional.empty());
  }

  public static Run seeded(long seed) {
    return quiet().seed(seed);
  }

  public Run seed(long seed) {
    return new Run(seed, threads, listener, signal, checkpoints);
  }

  public Run threads(int threads) {
    return new Run(seed, threads, listener, signal, checkpoints);
  }

  public Run listen(Consumer<Progress> listener) {
    return new Run(seed, threads, listener, signal, checkpoints);
  }

  /** {@link #checkpoints(Path, Duration)}, a state a minute. */
  public Run checkpoints(Path folder) {
    return checkpoints(folder, Duration.ofMinutes(1));
  }

  /**
   * The same run, long work keeping its state in this folder: started again with the same trainer,
   * data and seed it goes on from there and ends with the same model as if it had never stopped.
   * Trainers that do so say so.
   */
  public Run checkpoints(Path folder, Duration interval) {
    return new Run(seed, threads, listener, signal, Optional.of(new Checkpoints(folder, interval)));
  }

  /**
   * The same run without its listener: for the inner work of something that reports its own
   * progress.
   */
  public Run silent() {
    return listen(p -> {});
  }

  /** Ends the work at its next {@link #step} with a {@link CancelledException}. */
  public void cancel() {
    signal.set(Signal.CANCEL);
  }

  /** Ends the work at its next {@link #step}, keeping what there is. */
  public void finish() {
    signal.compareAndSet(Signal.GO, Signal.FINISH);
  }

  /**
   * A stream of random numbers for one purpose: the same whatever thread asks, and in whatever
   * order. Different purposes and indices give independent streams.
   */
  public RandomGenerator random(String purpose, long... index) {
    return RANDOM.create(mix(purpose, index));
  }

  /** A seed for one purpose, for libraries that take a number: not negative. */
  public long seedFor(String purpose, long... index) {
    return mix(purpose, index) >>> 1;
  }

  private long mix(String purpose, long... index) {
    long h = mix(seed + 0x9E3779B97F4A7C15L);
    for (int i = 0; i < purpose.length(); i++) h = mix(h + purpose.charAt(i) + 1);
    for (long i : index) h = mix((h ^ i) + 0x9E3779B97F4A7C15L);
    return h;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014, variant 13 of Stafford). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * Call once per unit of work: reports it to the listener.
   *
   * @param namesAndValues figures to show: name, number, name, number …
   * @return false when the caller should stop early and return what it has
   * @throws CancelledException if the run was cancelled or the thread interrupted
   */
  public boolean step(String phase, long done, long total, Object... namesAndValues) {
    check(phase, done, total);
    var values = new LinkedHashMap<String, Double>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
    }
    listener.accept(new Progress(phase, done, total, values));
    check(phase, done, total); // a listener may cancel
    return signal.get() == Signal.GO;
  }

  private void check(String phase, long done, long total) {
    if (signal.get() == Signal.CANCEL || Thread.currentThread().isInterrupted()) {
      throw new CancelledException("%s cancelled at %d of %d".formatted(phase, done, total));
    }
  }

  /**
   * Results in index order, whatever the schedule. A failure stops the rest; of several the one of
   * the lowest index is thrown, so that it, too, does not depend on the schedule. With one thread
   * the work is done in the caller's.
   */
  public <T> List<T> map(int n, IntFunction<T> body) {
    if (threads == 1 || n < 2) {
      var out = new ArrayList<T>(n);
      for (int i = 0; i < n; i++) out.add(body.apply(i));
      return out;
    }
    try (var pool = Executors.newFixedThreadPool(Math.min(threads, n))) {
      var futures = new ArrayList<Future<T>>(n);
      var failed = new AtomicInteger(n);
      for (int i = 0; i < n; i++) {
        int k = i;
        futures.add(
            pool.submit(
                () -> {
                  if (k > failed.get()) throw new CancelledException("an earlier part failed");
                  try {
                    return body.apply(k);
                  } catch (Throwable t) {
                    failed.accumulateAndGet(k, Math::min);
                    throw t;
                  }
                }));
      }
      var out = new ArrayList<T>(n);
      try {
        for (var f : futures) out.add(f.get());
      } catch (ExecutionException e) {
        pool.shutdownNow();
        if (e.getCause() instanceof RuntimeException r) throw r;
        if (e.getCause() instanceof Error r) throw r;
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        pool.shutdownNow();
        Thread.currentThread().interrupt();
        throw new CancelledException("interrupted");
      }
      return out;
    }
  }

  /** {@link #map} that reports each finished unit as one step of {@code phase}, in rising order. */
  public <T> List<T> map(String phase, int n, IntFunction<T> body) {
    var lock = new Object();
    var done = new int[1];
    return map(
        n,
        i -> {
          check(phase, done[0], n);
          var result = body.apply(i);
          synchronized (lock) {
            step(phase, ++done[0], n);
          }
          return result;
        });
  }
}
