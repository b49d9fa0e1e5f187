package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.preprocess.Features;
import millrace.preprocess.Neighbours;
import millrace.run.Run;

/**
 * What learners by neighbours share. The neighbours of row i stand at {@code starts[i] .. starts[i
 * + 1]}.
 */
final class NearRows {
  /** For predictions that were given no run. */
  static final Run ALONE = Run.quiet().threads(1);

  private NearRows() {}

  static void check(Neighbours.Metric metric, Neighbours.Algorithm algorithm) {
    if (metric == Neighbours.Metric.COSINE && algorithm == Neighbours.Algorithm.KD_TREE) {
      throw new IllegalArgumentException(
          "algorithm KD_TREE cannot search by metric COSINE: say AUTO or BRUTE");
    }
  }

  /** The levels in use. */
  static Vocabulary levels(Frame train, Column.Nominal target) {
    var levels = target.present();
    if (levels.size() < 2) {
      throw new DataException(
          "the target '%s' has only the level %s: at least 2 are needed"
              .formatted(train.targetName().orElseThrow(), levels.names()));
    }
    return levels;
  }

  static double[] queries(Frame frame, List<String> columns, Vocabulary features) {
    return Neighbours.matrix(Features.of(frame, columns, features));
  }

  static int[] starts(int each, int rows) {
    var out = new int[rows + 1];
    for (int i = 0; i <= rows; i++) out[i] = i * each;
    return out;
  }

  /** The weight of each neighbour, from its distance. */
  static double[] weights(double[] distances, int[] starts, KNeighborsClassifier.Weights weights) {
    var out = new double[distances.length];
    if (weights == KNeighborsClassifier.Weights.UNIFORM) {
      Arrays.fill(out, 1);
      return out;
    }
    for (int i = 0; i + 1 < starts.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int k = starts[i]; k < starts[i + 1]; k++) least = Math.min(least, distances[k]);
      for (int k = starts[i]; k < starts[i + 1]; k++) {
        // relative to the nearest, so that no inverse overflows
        double d = distances[k];
        out[k] = d == least ? 1 : least / d;
      }
    }
    return out;
  }

  /** Shares of the levels; those of all training rows where there is no neighbour. */
  static Labels labels(int[] starts, int[] rows, double[] weight, int[] codes, Vocabulary levels) {
    int n = starts.length - 1;
    int w = levels.size();
    var out = new double[Math.multiplyExact(n, w)];
    for (int i = 0; i < n; i++) {
      double total = 0;
      for (int k = starts[i]; k < starts[i + 1]; k++) {
        out[i * w + codes[rows[k]]] += weight[k];
        total += weight[k];
      }
      if (starts[i] == starts[i + 1]) {
        for (int c : codes) out[i * w + c]++;
        total = codes.length;
      }
      for (int c = 0; c < w; c++) out[i * w + c] /= total;
    }
    return new Labels(out, levels);
  }

  /** Weighted means; that of all training rows where there is no neighbour. */
  static Numbers numbers(int[] starts, int[] rows, double[] weight, double[] values) {
    double mean = 0;
    for (double v : values) mean += v / values.length;
    var out = new double[starts.length - 1];
    for (int i = 0; i < out.length; i++) {
      double sum = 0;
      double total = 0;
      for (int k = starts[i]; k < starts[i + 1]; k++) {
        sum += weight[k] * values[rows[k]];
        total += weight[k];
      }
      out[i] = starts[i] == starts[i + 1] ? mean : sum / total;
    }
    return new Numbers(out);
  }
}
