package millrace.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Comparison.Entry;
import millrace.evaluation.Comparison.Failure;
import millrace.evaluation.Comparison.FoldSize;
import millrace.evaluation.Comparison.Learned;
import millrace.evaluation.Comparison.Task;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Fits every candidate anew on the training rows of every fold and scores it on the test rows. It
 * takes trainers and data, never a fitted thing: nothing of a test row can reach a model. All
 * candidates see the same splits and, per fold, the same randomness; the result is the same on any
 * number of threads.
 *
 * <pre>{@code
 * var comparison = CrossValidation.compare(
 *     cars, Folds.kfold(10), Run.seeded(42), List.of(new Mean(), prep.then(new Ridge())), Regression.R2, Regression.RMSE);
 * System.out.println(Report.of(comparison));
 *
 * new CrossValidation(Folds.kfold(10)).importance(5).learningCurve(.1, .3, 1).compare(…);
 * }</pre>
 *
 * <p>Cost: candidates × folds fits, one training copy of the frame alive per thread; a learning
 * curve adds a fit per candidate, fold and share; importance a prediction of the test rows per
 * candidate, fold, feature and repeat.
 *
 * @param folds how rows are divided
 * @param keepGoing whether a candidate that fails is listed in {@link Comparison#failures} instead
 *     of ending the comparison
 * @param importance how often each feature of the test rows is permuted to measure its importance
 *     (Breiman 2001; scikit-learn's permutation_importance has 5); 0: not measured
 * @param learningShares shares of the training rows, rising, in (0, 1], for a learning curve;
 *     empty: none
 */
public record CrossValidation(
    Folds folds, boolean keepGoing, int importance, List<Double> learningShares) {
  public CrossValidation {
    if (importance < 0)
      throw new IllegalArgumentException("importance must be at least 0 but is " + importance);
    learningShares = List.copyOf(learningShares);
    for (double share : learningShares) {
      if (!(share > 0 && share <= 1))
        throw new IllegalArgumentException("learningShares must be in (0, 1] but has " + share);
    }
    if (!learningShares.equals(learningShares.stream().distinct().sorted().toList()))
      throw new IllegalArgumentException("learningShares must rise but are " + learningShares);
  }

  /** Neither importance nor learning curve; the first failure ends the comparison. */
  public CrossValidation(Folds folds) {
    this(folds, false, 0, List.of());
  }

  public CrossValidation keepGoing(boolean keepGoing) {
    return new CrossValidation(folds, keepGoing, importance, learningShares);
  }

  public CrossValidation importance(int repeats) {
    return new CrossValidation(folds, keepGoing, repeats, learningShares);
  }

  public CrossValidation learningCurve(double... shares) {
    return new CrossValidation(
        folds, keepGoing, importance, DoubleStream.of(shares).boxed().toList());
  }

  /** {@link #compare(Frame, Run, List, Metric...)} with nothing but scores. */
  @SafeVarargs
  @SuppressWarnings("varargs") // javac cannot see that List.of only reads
  public static <Y extends Prediction> Comparison compare(
      Frame data,
      Folds folds,
      Run run,
      List<? extends Trainer<? extends Predictor<Y>>> candidates,
      Metric<? super Y>... metrics) {
    return new CrossValidation(folds).all(data, run, Names.of(candidates), List.of(metrics));
  }

  /** {@link #compare(Frame, Run, SequencedMap, Metric...)} with nothing but scores. */
  @SafeVarargs
  @SuppressWarnings("varargs") // javac cannot see that List.of only reads
  public static <Y extends Prediction> Comparison compare(
      Frame data,
      Folds folds,
      Run run,
      SequencedMap<String, ? extends Trainer<? extends Predictor<Y>>> candidates,
      Metric<? super Y>... metrics) {
    return new CrossValidation(folds).all(data, run, candidates, List.of(metrics));
  }

  /**
   * Compares trainers, named as {@link Names} does: by what they are, or else by what differs.
   *
   * @param run its threads share the fits; its progress counts them; it can be cancelled
   * @param metrics the first ranks the models
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // javac cannot see that List.of only reads
  public final <Y extends Prediction> Comparison compare(
      Frame data,
      Run run,
      List<? extends Trainer<? extends Predictor<Y>>> candidates,
      Metric<? super Y>... metrics) {
    return all(data, run, Names.of(candidates), List.of(metrics));
  }

  /**
   * Compares trainers under names of the caller's.
   *
   * @throws IllegalArgumentException if there is no candidate or no metric, or two metrics with one
   *     key
   * @throws DataException if the target is missing somewhere; or from a trainer or metric, then
   *     with the candidate and the fold before the message
   * @throws Run.CancelledException if the run is cancelled
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // javac cannot see that List.of only reads
  public final <Y extends Prediction> Comparison compare(
      Frame data,
      Run run,
      SequencedMap<String, ? extends Trainer<? extends Predictor<Y>>> candidates,
      Metric<? super Y>... metrics) {
    return all(data, run, candidates, List.of(metrics));
  }

  private <Y extends Prediction> Comparison all(
      Frame data,
      Run run,
      SequencedMap<String, ? extends Trainer<? extends Predictor<Y>>> candidates,
      List<? extends Metric<? super Y>> metrics) {
    if (candidates.isEmpty())
      throw new IllegalArgumentException("there is no candidate to compare");
    var keys = metrics.stream().map(Metric::key).toList();
    if (keys.isEmpty()) throw new IllegalArgumentException("there is no metric to compare by");
    if (keys.stream().distinct().count() < keys.size())
      throw new IllegalArgumentException("the same metric stands twice in " + keys);
    int missing = data.targetColumn().missing();
    var target = data.targetName().orElseThrow();
    if (missing > 0) {
      throw new DataException(
          "the target '%s' is missing in %d of %d rows; leave those rows out first with frame.complete(\"%s\")"
              .formatted(target, missing, data.size(), target));
    }
    var splits = folds.splits(data, run);
    var names = List.copyOf(candidates.sequencedKeySet());
    var trainers = List.<Trainer<? extends Predictor<Y>>>copyOf(candidates.sequencedValues());
    var jobs = new Jobs<Y>(this, data, splits, run, names, trainers, metrics);
    var fits = jobs.fits();
    var curves = jobs.learningCurves(fits.of().stream().map(List::isEmpty).toList());

    var entries = new ArrayList<Entry>();
    for (int c = 0; c < names.size(); c++) {
      var outcomes = fits.of().get(c);
      if (outcomes.isEmpty()) continue;
      var curve = curves.of().get(c);
      entries.add(entry(names.get(c), trainers.get(c), data, splits, outcomes, curve));
    }
    entries.sort(Comparison.order(metrics.getFirst().higherIsBetter()));
    var failures = new ArrayList<Failure>(fits.failures());
    failures.addAll(curves.failures());
    return new Comparison(
        Task.of(entries.getFirst().predicted()),
        data.size(),
        List.copyOf(data.features().names()),
        target,
        run.seed(),
        folds.describe(),
        splits.stream().map(s -> new FoldSize(s.train().length, s.test().length)).toList(),
        keys,
        metrics.stream().map(Metric::higherIsBetter).toList(),
        List.copyOf(entries),
        List.copyOf(failures),
        List.of(),
        Provenance.of(data, run));
  }

  private static <Y extends Prediction> Entry entry(
      String name,
      Trainer<?> trainer,
      Frame data,
      List<Folds.Split> splits,
      List<Jobs.Outcome<Y>> outcomes,
      List<Learned> learning) {
    var rows = splits.stream().flatMapToInt(s -> Arrays.stream(s.test())).toArray();
    // Folds in order, rows rising: a stable sort keeps repetitions of a row in fold order.
    var order =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> rows[i]))
            .mapToInt(i -> i)
            .toArray();
    var testRows = Arrays.stream(order).map(i -> rows[i]).toArray();
    var truth = data.targetColumn().rows(testRows);
    var predicted =
        OutOfFold.join(truth, outcomes.stream().map(Jobs.Outcome::predicted).toList(), order);
    int metrics = outcomes.getFirst().scores().length;
    var scores = new double[metrics][outcomes.size()];
    for (int m = 0; m < metrics; m++)
      for (int f = 0; f < outcomes.size(); f++) scores[m][f] = outcomes.get(f).scores()[m];
    return new Entry(
        name,
        Names.engine(trainer),
        trainer.toString(),
        scores,
        seconds(outcomes, Jobs.Outcome::fitNanos),
        seconds(outcomes, Jobs.Outcome::predictNanos),
        outcomes.getLast().bytes(),
        testRows,
        truth,
        predicted,
        importances(data, outcomes),
        learning,
        outcomes.stream().allMatch(o -> o.chosen().isEmpty())
            ? List.of()
            : outcomes.stream().map(Jobs.Outcome::chosen).toList());
  }

  private static <Y extends Prediction> double[] seconds(
      List<Jobs.Outcome<Y>> outcomes, Function<Jobs.Outcome<Y>, Long> nanos) {
    return outcomes.stream().mapToDouble(o -> nanos.apply(o) * 1e-9).toArray();
  }

  private static <Y extends Prediction> SequencedMap<String, Double> importances(
      Frame data, List<Jobs.Outcome<Y>> outcomes) {
    var names = List.copyOf(data.features().names());
    var mean = new double[outcomes.getFirst().importances().length];
    for (var o : outcomes)
      for (int j = 0; j < mean.length; j++) mean[j] += o.importances()[j] / outcomes.size();
    var sorted = new LinkedHashMap<String, Double>();
    IntStream.range(0, mean.length)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> -mean[j]))
        .forEach(j -> sorted.put(names.get(j), mean[j]));
    return sorted;
  }
}
