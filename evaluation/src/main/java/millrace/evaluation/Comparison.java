package millrace.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import millrace.data.Column;
import millrace.learn.Prediction;

/**
 * What a comparison of trainers found: scores per model, metric and fold, the predictions they come
 * from, times and provenance. A cross-validation or a holdout makes it, a report shows it.
 *
 * @param task regression or classification
 * @param rows rows of the frame
 * @param features names of the raw feature columns
 * @param target name of the target column
 * @param split how rows were divided, in words: "10-fold, stratified by make"
 * @param metrics metric keys, the first of which ranks the models
 * @param higherIsBetter per metric
 * @param entries a model each, best first by the first metric's mean
 * @param provenance ordered facts: data fingerprint, seed, versions, command …
 */
public record Comparison(
    Task task,
    int rows,
    List<String> features,
    String target,
    String split,
    List<String> metrics,
    List<Boolean> higherIsBetter,
    List<Entry> entries,
    SequencedMap<String, String> provenance) {
  /** What is predicted. */
  public enum Task {
    REGRESSION,
    CLASSIFICATION
  }

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
   * @param testRows the row numbers that were predicted, in the order of {@code truth} and {@code
   *     predicted}
   * @param truth the target of those rows
   * @param predicted what the models said of those rows, each by the model that had not seen it
   * @param importances permutation importance per raw feature: mean fall of the first metric; empty
   *     if not asked for
   * @param learning learning curve: training rows to {train score, test score} of the first metric;
   *     empty if not asked
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
      SequencedMap<Integer, double[]> learning) {
    /** The mean over folds of metric {@code m}. */
    public double mean(int m) {
      double s = 0;
      for (double v : scores[m]) s += v;
      return s / scores[m].length;
    }
  }

  /** The best entry by the first metric. */
  public Entry best() {
    return entries.getFirst();
  }

  /** The same with further facts. */
  public Comparison with(Map<String, String> facts) {
    var all = new LinkedHashMap<>(provenance);
    all.putAll(facts);
    return new Comparison(
        task, rows, features, target, split, metrics, higherIsBetter, entries, all);
  }
}
