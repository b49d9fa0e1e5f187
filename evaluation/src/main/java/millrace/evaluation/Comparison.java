package millrace.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Stream;
import millrace.data.Column;
import millrace.learn.Prediction;

/**
 * What a comparison of trainers found: scores per model, metric and fold, the predictions they come
 * from, times and provenance. {@link CrossValidation} makes it, {@code
 * millrace.evaluation.report.Report} shows it.
 *
 * @param task regression or classification
 * @param rows rows of the frame
 * @param features names of the raw feature columns
 * @param target name of the target column
 * @param seed the seed of the run: with the same data, candidates and split it gives the same
 *     scores
 * @param split how rows were divided, in words: "10-fold, stratified by make"
 * @param folds how many rows were trained on and tested, per fold
 * @param metrics metric keys, the first of which ranks the models
 * @param higherIsBetter per metric
 * @param entries a model each, best first by the first metric's mean; a model whose mean is NaN
 *     stands last
 * @param failures what did not work, if the comparison was told to keep going
 * @param leftOut what was not tried, and why
 * @param provenance ordered facts: data fingerprint, versions, command …
 */
public record Comparison(
    Task task,
    int rows,
    List<String> features,
    String target,
    long seed,
    String split,
    List<FoldSize> folds,
    List<String> metrics,
    List<Boolean> higherIsBetter,
    List<Entry> entries,
    List<Failure> failures,
    List<LeftOut> leftOut,
    SequencedMap<String, String> provenance) {
  /** What is predicted. */
  public enum Task {
    REGRESSION,
    CLASSIFICATION,
    CLUSTERING,
    OUTLIERS,
    SEQUENCES,
    TEXTS;

    /** The task that a prediction of this kind answers. */
    static Task of(Prediction prediction) {
      return switch (prediction) {
        case Prediction.Numbers _ -> REGRESSION;
        case Prediction.Labels _ -> CLASSIFICATION;
        case Prediction.Clusters _ -> CLUSTERING;
        case Prediction.Scores _ -> OUTLIERS;
        case Prediction.Sequences _ -> SEQUENCES;
        case Prediction.Texts _ -> TEXTS;
      };
    }
  }

  /** Rows trained on and rows tested. */
  public record FoldSize(int train, int test) {}

  /**
   * A candidate that could not be fitted, asked or scored.
   *
   * @param name of the candidate
   * @param where "fold 3 of 10"
   * @param message why, in one line
   */
  public record Failure(String name, String where, String message) {}

  /** A candidate that was not tried, and why. */
  public record LeftOut(String name, String why) {}

  /** One point of a learning curve: the mean scores of the first metric over the folds. */
  public record Learned(int rows, double train, double test) {}

  /**
   * One model.
   *
   * @param name as tables write it, unique in the comparison
   * @param engine whose code trains it
   * @param spec the trainer with its parameters, as text
   * @param scores {@code scores[metric][fold]}
   * @param fitSeconds per fold
   * @param predictSeconds per fold
   * @param fittedBytes size of the model of the last fold as a file, -1 if not measured
   * @param testRows the row numbers that were predicted, rising; a row that was tested in several
   *     repetitions stands there as often
   * @param truth the target of those rows
   * @param predicted what the models said of those rows, each by the model that had not seen it;
   *     labels are those of the target and of the models together
   * @param importances permutation importance per raw feature, greatest first: mean fall of the
   *     first metric (rise, where lower is better); empty if not asked for
   * @param learning learning curve, fewest rows first; empty if not asked for
   * @param chosen what a {@link Search} inside the model chose, per fold; empty if there is none
   */
  public record Entry(
      String name,
      String engine,
      String spec,
      double[][] scores,
      double[] fitSeconds,
      double[] predictSeconds,
      long fittedBytes,
      int[] testRows,
      Column truth,
      Prediction predicted,
      SequencedMap<String, Double> importances,
      List<Learned> learning,
      List<String> chosen) {
    /** The mean over folds of metric {@code m}. */
    public double mean(int m) {
      return average(scores[m]);
    }

    /** Mean seconds to fit one fold. */
    public double meanFitSeconds() {
      return average(fitSeconds);
    }

    /** Mean seconds to predict the test rows of one fold. */
    public double meanPredictSeconds() {
      return average(predictSeconds);
    }

    private static double average(double[] values) {
      return Arrays.stream(values).sum() / values.length;
    }
  }

  /** The means of each entry's metrics, best first; a {@code Report} says it in full. */
  @Override
  public String toString() {
    var out = new StringBuilder("%s, %s".formatted(target, split));
    for (var e : entries) {
      out.append("\n  ").append(e.name());
      for (int m = 0; m < metrics.size(); m++)
        out.append(String.format(Locale.ROOT, "  %s %.4f", metrics.get(m), e.mean(m)));
    }
    for (var f : failures)
      out.append("\n  ").append(f.name()).append(" failed: ").append(f.message());
    return out.toString();
  }

  /** The best entry by the first metric. */
  public Entry best() {
    return entries.getFirst();
  }

  /** Test rows over training rows, averaged over folds: what the corrected t-test wants. */
  public double testToTrain() {
    return folds.stream().mapToDouble(f -> (double) f.test / f.train).average().orElse(Double.NaN);
  }

  /**
   * Half the width of the 95 % interval of {@code entry}'s mean of metric {@code m}, with the
   * variance corrected for overlapping training sets (Nadeau and Bengio 2003); NaN for one fold.
   */
  public double halfWidth(Entry entry, int m) {
    return Statistics.interval(entry.scores[m], 0.95, testToTrain()).half();
  }

  /** Each entry against the best by the first metric; none for the best itself. */
  public List<Paired> versusBest() {
    return versusBest(0);
  }

  /** Each entry other than the first, against the first, by metric {@code m}. */
  public List<Paired> versusBest(int m) {
    return entries.stream()
        .skip(1)
        .map(e -> Paired.of(e.name, best().name, e.scores[m], best().scores[m], testToTrain()))
        .toList();
  }

  /** The same with further facts. */
  public Comparison with(Map<String, String> facts) {
    var all = new LinkedHashMap<>(provenance);
    all.putAll(facts);
    return copy(entries, failures, leftOut, all);
  }

  /** The same with these failures. */
  public Comparison failures(List<Failure> failures) {
    return copy(entries, failures, leftOut, provenance);
  }

  /** The same with a note of what was not tried. */
  public Comparison leftOut(List<LeftOut> leftOut) {
    return copy(entries, failures, leftOut, provenance);
  }

  /**
   * The models of both in one.
   *
   * @param other of the same data, split, seed and metrics
   * @throws IllegalArgumentException if it is not, or if a name stands in both
   */
  public Comparison and(Comparison other) {
    boolean alike =
        rows == other.rows
            && target.equals(other.target)
            && seed == other.seed
            && split.equals(other.split)
            && folds.equals(other.folds)
            && metrics.equals(other.metrics)
            && Objects.equals(
                provenance.get(Provenance.DATA), other.provenance.get(Provenance.DATA));
    if (!alike)
      throw new IllegalArgumentException(
          "only comparisons of the same data, split, seed and metrics can be put together");
    var all = new ArrayList<>(entries);
    all.addAll(other.entries);
    if (all.stream().map(Entry::name).distinct().count() < all.size())
      throw new IllegalArgumentException("a model stands in both comparisons");
    all.sort(order(higherIsBetter.getFirst()));
    return copy(all, both(failures, other.failures), both(leftOut, other.leftOut), provenance);
  }

  private static <T> List<T> both(List<T> a, List<T> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  /** Best first by the first metric; NaN last. */
  static Comparator<Entry> order(boolean higherIsBetter) {
    return Comparator.comparingDouble(
        e -> {
          double mean = e.mean(0);
          if (Double.isNaN(mean)) return Double.POSITIVE_INFINITY;
          return higherIsBetter ? -mean : mean;
        });
  }

  private Comparison copy(
      List<Entry> entries,
      List<Failure> failures,
      List<LeftOut> leftOut,
      SequencedMap<String, String> provenance) {
    return new Comparison(
        task,
        rows,
        features,
        target,
        seed,
        split,
        folds,
        metrics,
        higherIsBetter,
        List.copyOf(entries),
        List.copyOf(failures),
        List.copyOf(leftOut),
        provenance);
  }
}
