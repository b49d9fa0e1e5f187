package millrace.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Comparison.Failure;
import millrace.evaluation.Comparison.Learned;
import millrace.learn.Model;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/** The work of a {@link CrossValidation}: independent jobs, spread over the threads of the run. */
record Jobs<Y extends Prediction>(
    CrossValidation how,
    Frame data,
    List<Folds.Split> splits,
    Run run,
    List<String> names,
    List<Trainer<? extends Predictor<Y>>> candidates,
    List<? extends Metric<? super Y>> metrics) {
  /**
   * What one candidate did on one fold.
   *
   * @param bytes of the model as a file; -1 if not measured
   * @param importances per feature; none if not asked for
   * @param chosen what a search inside the candidate chose; empty if there is none
   */
  record Outcome<Y extends Prediction>(
      double[] scores,
      long fitNanos,
      long predictNanos,
      long bytes,
      Y predicted,
      double[] importances,
      String chosen) {}

  /** A result, or why there is none. */
  private sealed interface Try<T> {
    record Done<T>(T result) implements Try<T> {}

    record Failed<T>(Failure failure, RuntimeException cause) implements Try<T> {}
  }

  /** What there is per candidate, nothing for one that failed on some fold; and why. */
  record Results<T>(List<List<T>> of, List<Failure> failures) {}

  /**
   * Every candidate on every fold.
   *
   * @throws RuntimeException the first failure, if every candidate has one
   */
  Results<Outcome<Y>> fits() {
    int n = splits.size();
    var all =
        run.map(
            "fit",
            candidates.size() * n,
            j -> attempt(j / n, fold(j % n), () -> outcome(j / n, j % n)));
    var results = results(all, n);
    if (results.of.stream().allMatch(List::isEmpty)) throw firstFailure(all);
    return results;
  }

  private Outcome<Y> outcome(int candidate, int fold) {
    var split = splits.get(fold);
    var train = data.rows(split.train());
    var test = data.rows(split.test());
    var fitRun = runOf(fold, candidates.size() * splits.size());
    long start = System.nanoTime();
    var model = candidates.get(candidate).fit(train, fitRun);
    long fitted = System.nanoTime();
    var x = test.features();
    var predicted = model.predict(x, fitRun);
    long end = System.nanoTime();
    if (predicted.size() != test.size()) {
      throw new IllegalStateException(
          "predicted %d rows where %d were asked".formatted(predicted.size(), test.size()));
    }
    var scores =
        metrics.stream().mapToDouble(m -> m.score(test.targetColumn(), predicted)).toArray();
    return new Outcome<>(
        scores,
        fitted - start,
        end - fitted,
        fold == splits.size() - 1 ? ModelSize.of(model) : -1,
        predicted,
        importances(model, x, test.targetColumn(), scores[0], fold),
        chosen(model));
  }

  /** What searches in a model chose: that of the model itself, or of those it is made of. */
  private static String chosen(Model model) {
    if (model instanceof Search.Fitted<?> f) return f.tried().chosen().name();
    if (!(model instanceof Record r)) return "";
    return Arrays.stream(r.getClass().getRecordComponents())
        .filter(c -> Model.class.isAssignableFrom(c.getType()))
        .map(c -> chosen((Model) Spec.get(c, r)))
        .filter(Predicate.not(String::isEmpty))
        .collect(Collectors.joining("; "));
  }

  /** Randomness depends on the fold alone; threads that no job needs go to the fits. */
  private Run runOf(int fold, int jobs) {
    return run.seed(run.seedFor("fold", fold)).threads(Math.max(1, run.threads() / jobs)).silent();
  }

  private double[] importances(Predictor<Y> model, Frame x, Column truth, double score, int fold) {
    if (how.importance() == 0) return new double[0];
    var features = List.copyOf(x.names());
    var metric = metrics.getFirst();
    double sign = metric.higherIsBetter() ? 1 : -1;
    var quiet = run.silent();
    var fall = new double[features.size()];
    for (int j = 0; j < fall.length; j++) {
      var column = x.column(features.get(j));
      for (int r = 0; r < how.importance(); r++) {
        quiet.step("importance", r, how.importance()); // only to hear of a cancel
        var rows = IntStream.range(0, x.size()).toArray();
        Strata.shuffle(rows, 0, rows.length, run.random("importance", fold, j, r));
        var permuted = x.with(features.get(j), column.rows(rows));
        double drop = score - metric.score(truth, model.predict(permuted));
        fall[j] += sign * drop / how.importance();
      }
    }
    return fall;
  }

  /**
   * Learning curves: per fold, growing parts of the training rows, each part within the next.
   *
   * @param failed candidates to leave out
   */
  Results<Learned> learningCurves(List<Boolean> failed) {
    int least = splits.stream().mapToInt(s -> s.train().length).min().orElseThrow();
    int[] sizes =
        how.learningShares().stream()
            .mapToInt(share -> Math.max(1, (int) Math.round(share * least)))
            .distinct()
            .toArray();
    var left = IntStream.range(0, candidates.size()).filter(c -> !failed.get(c)).toArray();
    int folds = splits.size();
    int per = sizes.length * folds;
    int jobs = left.length * per;
    if (jobs == 0)
      return new Results<>(candidates.stream().map(_ -> List.<Learned>of()).toList(), List.of());
    var all =
        run.map(
            "learning curve",
            jobs,
            j -> {
              int c = left[j / per];
              int size = sizes[j % per / folds];
              int fold = j % folds;
              var where = "%s, learning from %d rows".formatted(fold(fold), size);
              return attempt(c, where, () -> learned(c, fold, size, jobs));
            });
    var points = results(all, per);
    var curves = new ArrayList<List<Learned>>();
    int at = 0;
    for (boolean f : failed) {
      var mine = f ? List.<Learned>of() : points.of.get(at++);
      var curve = new ArrayList<Learned>();
      for (int s = 0; s < mine.size() / folds; s++) {
        var scores = mine.subList(s * folds, (s + 1) * folds);
        curve.add(
            new Learned(
                sizes[s],
                scores.stream().mapToDouble(Learned::train).sum() / folds,
                scores.stream().mapToDouble(Learned::test).sum() / folds));
      }
      curves.add(List.copyOf(curve));
    }
    return new Results<>(List.copyOf(curves), points.failures);
  }

  private Learned learned(int candidate, int fold, int size, int jobs) {
    var split = splits.get(fold);
    var part =
        data.rows(
            Arrays.copyOf(
                Strata.mixed(data, split.train(), run.random("learning curve", fold)), size));
    var test = data.rows(split.test());
    var model = candidates.get(candidate).fit(part, runOf(fold, jobs));
    var metric = metrics.getFirst();
    return new Learned(
        size,
        metric.score(part.targetColumn(), model.predict(part.features())),
        metric.score(test.targetColumn(), model.predict(test.features())));
  }

  private String fold(int fold) {
    return splits.size() == 1
        ? "the only split"
        : "fold %d of %d".formatted(fold + 1, splits.size());
  }

  private <T> Try<T> attempt(int candidate, String where, Supplier<T> work) {
    try {
      return new Try.Done<>(work.get());
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      var name = names.get(candidate);
      var why = e.getMessage() == null ? e.toString() : e.getMessage();
      var named = named("%s, %s: %s".formatted(name, where, why), e);
      if (!how.keepGoing()) throw named;
      return new Try.Failed<>(new Failure(name, where, why), named);
    }
  }

  /** The same kind of exception, so that who catches it knows whether data or code was wrong. */
  static RuntimeException named(String message, RuntimeException e) {
    return switch (e) {
      case DataException _ -> new DataException(message, e);
      case IllegalArgumentException _ -> new IllegalArgumentException(message, e);
      default -> new IllegalStateException(message, e);
    };
  }

  private static <T> RuntimeException firstFailure(List<Try<T>> tries) {
    for (var t : tries) if (t instanceof Try.Failed<T>(_, var cause)) return cause;
    throw new AssertionError("no candidate has a result, but none failed");
  }

  /**
   * Sorts tries by candidate.
   *
   * @param per tries per candidate
   */
  private static <T> Results<T> results(List<Try<T>> tries, int per) {
    var of = new ArrayList<List<T>>();
    var failures = new ArrayList<Failure>();
    for (int at = 0; at < tries.size(); at += per) {
      var good = new ArrayList<T>();
      for (var t : tries.subList(at, at + per)) {
        switch (t) {
          case Try.Done<T>(var result) -> good.add(result);
          case Try.Failed<T>(var failure, _) -> failures.add(failure);
        }
      }
      of.add(good.size() == per ? List.copyOf(good) : List.of());
    }
    return new Results<>(List.copyOf(of), List.copyOf(failures));
  }
}
