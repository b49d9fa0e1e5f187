package millrace.trainers;

import java.util.List;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Numbers;
import millrace.preprocess.Features;

/**
 * A fitted linear function of the features of a frame: {@code x·weights + intercept}.
 *
 * @param columns the columns it reads
 * @param features the features these must give
 * @param weights one per feature
 */
public record Linear(
    List<String> columns, Vocabulary features, double[] weights, double intercept) {

  /**
   * Its value for every row. O(entries).
   *
   * @throws millrace.data.DataException when a column is not there, gives other features, or has a
   *     cell that is missing or infinite
   */
  public Numbers values(Frame frame) {
    return new Numbers(values(frame, columns, features, weights, new double[] {intercept}));
  }

  /**
   * The values of linear functions for every row, row-major. O(entries × functions).
   *
   * @param weights function by function, one per feature
   * @param intercepts one per function
   * @throws millrace.data.DataException as {@link #values(Frame)}
   */
  static double[] values(
      Frame frame,
      List<String> columns,
      Vocabulary features,
      double[] weights,
      double[] intercepts) {
    var x = Features.of(frame, columns, features);
    var out = x.linear(weights, intercepts);
    if (!finite(out)) Design.checkFinite(x.csr(), features, 0);
    return out;
  }

  /** The absolute weights. */
  double[] importances() {
    var out = weights.clone();
    for (int j = 0; j < out.length; j++) out[j] = Math.abs(out[j]);
    return out;
  }

  /** The mean over linear functions, one after another, of each feature's absolute weight. */
  static double[] meanAbsolute(double[] weights, int functions, int width) {
    var out = new double[width];
    for (int c = 0; c < functions; c++)
      for (int f = 0; f < width; f++) out[f] += Math.abs(weights[c * width + f]) / functions;
    return out;
  }

  /** Where a value is not finite, names the cell that made it so; an overflow is left as it is. */
  static void checkFinite(Frame frame, List<String> columns, Vocabulary features, double[] values) {
    if (!finite(values))
      Design.checkFinite(Features.of(frame, columns, features).csr(), features, 0);
  }

  /** A sum of zeros is 0 unless something is infinite or no number; without a branch. */
  static boolean finite(double[] v) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < v.length; i += 4) {
      s0 += v[i] * 0;
      s1 += v[i + 1] * 0;
      s2 += v[i + 2] * 0;
      s3 += v[i + 3] * 0;
    }
    for (; i < v.length; i++) s0 += v[i] * 0;
    return s0 + s1 + (s2 + s3) == 0;
  }

  static Linear of(Design x, double[] weights) {
    return new Linear(x.columns, x.names, weights, x.intercept(weights));
  }
}
