package millrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Failure;
import millrace.evaluation.Comparison.LeftOut;
import millrace.evaluation.CrossValidation;
import millrace.evaluation.Metric;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Compares as many models as fit into a time, cheap ones first. What a model costs is measured, as
 * long as a part of the time lasts and in the order in which they come, on some rows, then on four
 * times as many, and so on, as far as that is cheap, and carried on to all rows by the power of the
 * rows that the last two show. What would not fit is left out, and said.
 */
final class Budget<Y extends Prediction> {
  private static final int FEWEST_ROWS = 100;
  private static final int GROW = 4;

  /** Shares of the budget for measuring one model closely, one at all, and all. */
  private static final double PROBE = 0.02;

  private static final double FIRST_PROBE = 0.1;
  private static final double PROBES = 0.3;

  /** Learners that hold a matrix of rows by rows may take this share of the memory. */
  private static final double MEMORY = 0.4;

  private final double seconds;
  private final CrossValidation how;
  private final Frame data;
  private final Run run;
  private final Metric<Y>[] metrics;
  private final long start = System.nanoTime();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final int trainRows;
  private final int[] mixed;

  Budget(double seconds, CrossValidation how, Frame data, Run run, Metric<Y>[] metrics) {
    this.seconds = seconds;
    this.how = how;
    this.data = data;
    this.run = run;
    this.metrics = metrics;
    var splits = how.folds().splits(data, run);
    trainRows = splits.stream().mapToInt(s -> s.train().length).max().orElseThrow();
    mixed = shuffled();
    double shares = how.learningShares().stream().mapToDouble(s -> s).sum();
    fits = splits.size() * (1 + shares) / run.threads();
  }

  /** Whole fits after one another that the comparison of a model takes. */
  private final double fits;

  private int[] shuffled() {
    var rows = new ArrayList<Integer>(data.size());
    for (int i = 0; i < data.size(); i++) rows.add(i);
    Collections.shuffle(rows, run.random("budget"));
    return rows.stream().mapToInt(i -> i).toArray();
  }

  /** One model and what is known of its cost. */
  private final class Candidate {
    final String name;
    final Trainer<? extends Predictor<Y>> trainer;
    int rows;
    double time;
    double power = 1;

    /** Why the last measurement failed; empty if it did not. */
    String failure = "";

    Candidate(String name, Trainer<? extends Predictor<Y>> trainer) {
      this.name = name;
      this.trainer = trainer;
    }

    /** Seconds for the whole comparison. */
    double expected() {
      return time * Math.pow((double) trainRows / rows, power) * fits;
    }

    /** Measures with so many rows, for at most this share of the budget. */
    void measure(int n, double share) {
      boolean comparable = rows > 0 && failure.isEmpty();
      double before = time;
      int fewer = rows;
      var part = data.rows(Arrays.copyOf(mixed, n));
      rows = n;
      time = Double.POSITIVE_INFINITY;
      failure = "";
      // The first time a class is used it is slow: twice, as long as that is cheap.
      for (int i = 0; failure.isEmpty() && i < 2 && (i == 0 || time < 0.2); i++) {
        long from = System.nanoTime();
        failure =
            guarded(seconds * share, quiet -> trainer.fit(part, quiet).predict(part.features()))
                .orElse("");
        time = Math.min(time, (System.nanoTime() - from) * 1e-9);
      }
      if (comparable && failure.isEmpty())
        power = Math.clamp(Math.log(time / before) / Math.log((double) n / fewer), 1, 3);
    }

    /** A failure on few rows may be for want of a level; on more it is the model's. */
    boolean worthMore() {
      return failure.isEmpty()
          ? time * GROW * GROW < PROBE * seconds
          : time * GROW < FIRST_PROBE * seconds;
    }
  }

  private interface Work {
    Object with(Run run);
  }

  /** Why this did not work within so many seconds of the budget; empty if it did. */
  private Optional<String> guarded(double most, Work work) {
    var signal = new AtomicReference<>(Run.Signal.GO);
    var quiet = new Run(run.seed(), 1, _ -> {}, signal, run.checkpoints());
    return within(Math.min(most, left()), signal, () -> work.with(quiet));
  }

  private Optional<String> within(double limit, AtomicReference<Run.Signal> signal, Runnable work) {
    if (run.signal().get() == Run.Signal.CANCEL) run.step("compare", 0, 1); // throws
    try (var clock = Executors.newScheduledThreadPool(1, Thread.ofVirtual().factory())) {
      var alarm =
          clock.schedule(
              () -> signal.set(Run.Signal.CANCEL),
              (long) (Math.max(0.05, limit) * 1e9),
              TimeUnit.NANOSECONDS);
      try {
        work.run();
        return Optional.empty();
      } catch (Run.CancelledException e) {
        return Optional.of("it was stopped after %s".formatted(time(limit)));
      } catch (RuntimeException e) {
        return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
      } catch (OutOfMemoryError e) {
        return Optional.of("it needs more memory than there is (--jvm \"-Xmx8g\" gives more)");
      } finally {
        alarm.cancel(true);
        clock.shutdownNow();
      }
    }
  }

  private double spent() {
    return (System.nanoTime() - start) * 1e-9;
  }

  private double left() {
    return seconds - spent();
  }

  /**
   * @param prepared the pipeline around a model
   * @throws DataException if no model was ready in time
   */
  Comparison compare(
      SequencedMap<String, Trainer<?>> models,
      Function<Trainer<?>, Trainer<? extends Predictor<Y>>> prepared) {
    var candidates = new ArrayList<Candidate>();
    models.forEach(
        (name, model) -> {
          var why = LineUp.unfit(model).isEmpty() ? tooMany(model) : LineUp.unfit(model);
          if (why.isEmpty()) candidates.add(new Candidate(name, prepared.apply(model)));
          else leftOut.add(new LeftOut(name, why));
        });
    measure(candidates);
    double measured = spent();
    var result = run(candidates);
    if (result.isEmpty()) {
      throw new DataException(
          "no model was ready within the budget of %s: %s"
              .formatted(
                  time(seconds),
                  leftOut.stream().limit(3).map(l -> l.name() + ", " + l.why()).toList()));
    }
    var facts = new LinkedHashMap<String, String>();
    facts.put(
        "budget",
        "%s; %s were used, of which %s to measure models on parts of the rows"
            .formatted(time(seconds), time(spent()), time(measured)));
    return result.get().failures(failures).leftOut(leftOut).with(facts);
  }

  /** Learners whose memory grows with the square of the rows. */
  private String tooMany(Trainer<?> model) {
    var name = model.getClass().getSimpleName();
    if (!name.matches(".*(GaussianProcess|KernelRidge).*")) return "";
    double bytes = 8.0 * trainRows * trainRows;
    if (bytes < MEMORY * Runtime.getRuntime().maxMemory()) return "";
    return "%,d rows are too many: its matrix of rows by rows needs %,.1f GB"
        .formatted(trainRows, bytes / 1e9);
  }

  private void measure(List<Candidate> candidates) {
    int few = Math.min(FEWEST_ROWS, trainRows);
    int known = 0;
    for (; known < candidates.size() && spent() < PROBES * seconds; known++) {
      candidates.get(known).measure(few, FIRST_PROBE);
      run.step("measure", known + 1, candidates.size());
    }
    var unknown = candidates.subList(known, candidates.size());
    for (var c : unknown) leftOut.add(new LeftOut(c.name, notMeasured(known)));
    unknown.clear();
    candidates.sort(Comparator.comparingDouble(c -> c.time));
    for (var c : candidates)
      while (c.rows < trainRows && spent() < PROBES * seconds && c.worthMore())
        c.measure((int) Math.min(trainRows, (long) GROW * c.rows), PROBES);
    candidates.removeIf(
        c -> {
          if (c.failure.isEmpty()) return false;
          leftOut.add(failed(c));
          return true;
        });
    candidates.sort(Comparator.comparingDouble(Candidate::expected));
  }

  private static String oneLine(String s) {
    return s.replaceAll("\\s*\\R\\s*", " ");
  }

  private Optional<Comparison> run(List<Candidate> candidates) {
    var result = Optional.<Comparison>empty();
    int done = 0;
    for (var c : candidates) {
      closer(c);
      double expected = c.expected();
      if (!c.failure.isEmpty()) {
        leftOut.add(failed(c));
      } else if (expected > left()) {
        leftOut.add(new LeftOut(c.name, tooDear(c, expected)));
      } else {
        var one = compared(c, expected);
        if (one.isPresent()) {
          failures.addAll(one.get().failures());
          var found = one.get().failures(List.of());
          result = Optional.of(result.map(r -> r.and(found)).orElse(found));
        }
      }
      run.step("compare", ++done, candidates.size());
    }
    return result;
  }

  /** Before a model is left out, its cost is measured with more rows where that is cheap. */
  private void closer(Candidate c) {
    while (c.failure.isEmpty()
        && c.rows < trainRows
        && c.expected() > left()
        && c.time * Math.pow(GROW, c.power) < PROBES * left())
      c.measure((int) Math.min(trainRows, (long) GROW * c.rows), PROBES);
  }

  private LeftOut failed(Candidate c) {
    return new LeftOut(c.name, "it failed on %,d rows: %s".formatted(c.rows, oneLine(c.failure)));
  }

  private String notMeasured(int others) {
    return "what it would take is not known: to measure %d others took all the time there is for that, %s of the budget of %s"
        .formatted(others, time(PROBES * seconds), time(seconds));
  }

  private String tooDear(Candidate c, double expected) {
    return "it would take about %s (%s with %,d of %,d rows, growing as rows^%.1f), and %s of the budget of %s are left"
        .formatted(
            time(expected),
            time(c.time),
            c.rows,
            trainRows,
            c.power,
            time(Math.max(0, left())),
            time(seconds));
  }

  private Optional<Comparison> compared(Candidate c, double expected) {
    var signal = new AtomicReference<>(Run.Signal.GO);
    var mine = new Run(run.seed(), run.threads(), _ -> {}, signal, run.checkpoints());
    var found = new AtomicReference<Optional<Comparison>>(Optional.empty());
    var one = new LinkedHashMap<>(Map.of(c.name, c.trainer));
    double limit = left();
    var why =
        within(limit, signal, () -> found.set(Optional.of(how.compare(data, mine, one, metrics))));
    if (why.isPresent()) {
      var stopped =
          signal.get() == Run.Signal.CANCEL
              ? "; it was expected to take %s, and the budget of %s is used up"
                  .formatted(time(expected), time(seconds))
              : "";
      leftOut.add(new LeftOut(c.name, oneLine(why.get()) + stopped));
    }
    return found.get();
  }

  private static String time(double s) {
    if (s < 1) return String.format(Locale.ROOT, "%.0f ms", s * 1000);
    return s < 120
        ? String.format(Locale.ROOT, s < 10 ? "%.1f s" : "%.0f s", s)
        : String.format(Locale.ROOT, "%.0f min", s / 60);
  }
}
