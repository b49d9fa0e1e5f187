package millrace.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a {@link Search} tried and what came of it: records of arrays, numbers and texts, so that it
 * can stand in a model file. {@code millrace.evaluation.report.SearchReport} shows it.
 *
 * @param what the search in words
 * @param metric key of the metric that chose
 * @param higherIsBetter whether it is the better the higher
 * @param target name of the target column
 * @param split how rows were divided, in words
 * @param folds how many folds that were
 * @param rows rows of the frame that was searched on
 * @param seed of the run
 * @param rungs one, or those of successive halving
 * @param trials every candidate, in the order of the space
 * @param best number of the best among the trials
 */
public record Tried(
    String what,
    String metric,
    boolean higherIsBetter,
    String target,
    String split,
    int folds,
    int rows,
    long seed,
    List<Rung> rungs,
    List<Trial> trials,
    int best) {
  /**
   * One round: so many candidates, each scored on all folds.
   *
   * @param rows rows that candidates were given, of which each fold learns from its share
   * @param candidates how many were in it
   */
  public record Rung(int rows, int candidates) {}

  /**
   * One candidate.
   *
   * @param name by what was varied: {@code c=0.1 degree=2}
   * @param spec the whole trainer as text
   * @param settings what was varied
   * @param test scores on rows that were not learned from, {@code test[rung * folds + fold]}; none
   *     if it failed before
   * @param train scores on the training rows, likewise; empty if not asked for
   * @param seconds to fit, likewise; empty in a fitted model, which is the same for every run of
   *     the same seed
   * @param failure why it has no score: fold and message; empty if it has
   */
  public record Trial(
      String name,
      String spec,
      List<Setting> settings,
      double[] test,
      double[] train,
      double[] seconds,
      String failure) {
    public Trial {
      settings = List.copyOf(settings);
    }

    public boolean failed() {
      return !failure.isEmpty();
    }
  }

  public Tried {
    rungs = List.copyOf(rungs);
    trials = List.copyOf(trials);
  }

  /** The trial that won. */
  public Trial chosen() {
    return trials.get(best);
  }

  /** How many rungs it took part in and finished. */
  public int reached(Trial trial) {
    return trial.test.length / folds;
  }

  /** Its scores on the folds of a rung. */
  public double[] scores(Trial trial, int rung) {
    return Arrays.copyOfRange(trial.test, rung * folds, (rung + 1) * folds);
  }

  /** Its mean score on the last rung it reached; NaN if there is none. */
  public double mean(Trial trial) {
    return mean(trial, reached(trial) - 1);
  }

  /** Its mean score on a rung. */
  public double mean(Trial trial, int rung) {
    return average(trial.test, rung);
  }

  /** Its mean score on the training rows of the last rung it reached; NaN if not measured. */
  public double trainMean(Trial trial) {
    return average(trial.train, reached(trial) - 1);
  }

  /** Mean seconds to fit one fold of the last rung it reached; NaN if not known. */
  public double meanSeconds(Trial trial) {
    return average(trial.seconds, reached(trial) - 1);
  }

  private double average(double[] values, int rung) {
    if (rung < 0 || values.length == 0) return Double.NaN;
    return Arrays.stream(values, rung * folds, (rung + 1) * folds).sum() / folds;
  }

  /** Half the width of the 95 % interval of its mean, as {@link Comparison#halfWidth}. */
  public double halfWidth(Trial trial) {
    int rung = reached(trial) - 1;
    if (rung < 0) return Double.NaN;
    return Statistics.interval(scores(trial, rung), 0.95, 1.0 / Math.max(1, folds - 1)).half();
  }

  /**
   * Best first: by the rung reached, then by the mean there; of equals the first in the space.
   * Those without a score stand last.
   */
  public List<Trial> ranked() {
    return order().stream().map(trials::get).toList();
  }

  /** Numbers of trials, best first. A stable sort: of equals the first stays first. */
  List<Integer> order() {
    double sign = higherIsBetter ? -1 : 1;
    return IntStream.range(0, trials.size())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(i -> trials.get(i).failed() ? 1 : 0)
                .thenComparingInt(i -> -reached(trials.get(i)))
                .thenComparingDouble(
                    i -> {
                      double mean = sign * mean(trials.get(i));
                      return Double.isNaN(mean) ? Double.POSITIVE_INFINITY : mean;
                    }))
        .toList();
  }

  /** How many fits were scored. */
  public int fits() {
    return trials.stream().mapToInt(t -> t.test.length).sum();
  }

  /** The same with this trial as the best. */
  Tried best(int best) {
    return new Tried(
        what, metric, higherIsBetter, target, split, folds, rows, seed, rungs, trials, best);
  }

  /** The same without what a clock measured. */
  Tried timeless() {
    var same =
        trials.stream()
            .map(
                t ->
                    new Trial(
                        t.name, t.spec, t.settings, t.test, t.train, new double[0], t.failure))
            .toList();
    return new Tried(
        what, metric, higherIsBetter, target, split, folds, rows, seed, rungs, same, best);
  }
}
