package millrace.trainers;

import java.util.Arrays;
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
    var out = new double[frame.size()];
    Arrays.fill(out, intercept);
    Features.of(frame, columns, features).addProduct(weights, out);
    checkFinite(frame, columns, features, out);
    return new Numbers(out);
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
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) continue;
      Design.checkFinite(Features.of(frame.rows(i), columns).csr(), features, i);
    }
  }

  static Linear of(Design x, double[] weights) {
    return new Linear(x.columns, x.names, weights, x.intercept(weights));
  }
}
