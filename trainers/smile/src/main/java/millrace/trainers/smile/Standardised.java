// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Features;
import millrace.trainers.Linear;
import smile.data.DataFrame;
import smile.data.formula.Formula;
import smile.data.vector.ValueVector;

/**
 * The features that vary, centred and of unit variance (divisor n), and the centred target, as
 * Smile's linear regressions take them. Smile would standardise the columns itself, but refuses
 * constant ones, and takes their variances from sums of squares, in which a great mean drowns them.
 */
final class Standardised {
  static final Formula FORMULA = Formula.lhs("y");

  private static final double LEAST = 1e-150;

  private final List<String> columns;
  private final Vocabulary names;
  private final int[] kept;
  private final double[] mean;
  private final double targetMean;

  /** Of each kept feature. */
  final double[] sd;

  final int rows;
  private final double[][] x;
  private final double[] y;

  private Standardised(Frame train) {
    columns = List.copyOf(train.features().names());
    var features = Features.of(train);
    names = features.names();
    rows = train.size();
    var all = Smile.columns(features);
    y = ((Column.Numeric) train.targetColumn()).values().clone();
    targetMean = centre(y);
    mean = new double[all.length];
    var deviation = new double[all.length];
    for (int f = 0; f < all.length; f++) {
      mean[f] = centre(all[f]);
      double s = 0;
      for (double v : all[f]) s += v * v;
      deviation[f] = Math.sqrt(s / rows);
      // what rounding leaves of a constant is no variation
      if (deviation[f] <= Math.max(LEAST, 4 * Math.ulp(mean[f]))) deviation[f] = 0;
    }
    kept = IntStream.range(0, all.length).filter(f -> deviation[f] > 0).toArray();
    x = new double[kept.length][];
    sd = new double[kept.length];
    for (int j = 0; j < kept.length; j++) {
      sd[j] = deviation[kept[j]];
      x[j] = all[kept[j]];
      for (int i = 0; i < rows; i++) x[j][i] /= sd[j];
    }
  }

  static Standardised of(Frame train) {
    return new Standardised(train);
  }

  /** Whether there is nothing to learn: no feature varies, or the target does not. */
  boolean empty() {
    return kept.length == 0 || Arrays.stream(y).allMatch(v -> v == y[0]);
  }

  /** How many features vary. */
  int width() {
    return kept.length;
  }

  /** For {@link #FORMULA}. */
  DataFrame frame() {
    var vectors = new ValueVector[kept.length + 1];
    for (int j = 0; j < kept.length; j++) vectors[j] = ValueVector.of("x" + j, x[j]);
    vectors[kept.length] = ValueVector.of("y", y);
    return new DataFrame(vectors);
  }

  /**
   * The function of the features as they were.
   *
   * @param weights of the standardised features
   */
  Linear linear(double[] weights) {
    var w = new double[names.size()];
    double intercept = targetMean;
    for (int j = 0; j < kept.length; j++) {
      w[kept[j]] = weights[j] / sd[j];
      intercept -= w[kept[j]] * mean[kept[j]];
    }
    return new Linear(columns, names, w, intercept);
  }

  /** Takes the mean away, twice: the second time what rounding left. */
  private static double centre(double[] v) {
    double all = 0;
    for (int pass = 0; pass < 2; pass++) {
      double mean = 0;
      for (double a : v) mean += a;
      mean /= v.length;
      for (int i = 0; i < v.length; i++) v[i] -= mean;
      all += mean;
    }
    return all;
  }
}
