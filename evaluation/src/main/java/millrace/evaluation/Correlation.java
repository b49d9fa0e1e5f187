package millrace.evaluation;

import java.util.Arrays;

/** Correlation of two rows of numbers of the same length. */
final class Correlation {
  /** A standard normal number is within ± this with a chance of 0.95. */
  private static final double NORMAL_95 = 1.959963984540054;

  private Correlation() {}

  /**
   * Pearson's r = Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²), within [-1, 1]; not a number where
   * one of the two does not vary, or there are fewer than two.
   */
  static double pearson(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xy += dx * dy;
      xx += dx * dx;
      yy += dy * dy;
    }
    return Math.clamp(xy / (Math.sqrt(xx) * Math.sqrt(yy)), -1, 1);
  }

  /** Spearman's: Pearson's of the ranks, where ties have the mean of theirs. O(n log n). */
  static double spearman(double[] x, double[] y) {
    return pearson(ranks(x), ranks(y));
  }

  /** From 1 for the smallest; equal numbers have the mean of the ranks that they take up. */
  static double[] ranks(double[] values) {
    int n = values.length;
    var sorted = new double[n];
    for (int i = 0; i < n; i++) sorted[i] = values[i] + 0.0; // -0 is 0
    Arrays.sort(sorted);
    var ranks = new double[n];
    for (int i = 0; i < n; i++) {
      int from = below(sorted, values[i], false);
      int to = below(sorted, values[i], true);
      ranks[i] = (from + 1 + to) / 2.0;
    }
    return ranks;
  }

  /** How many are less than the value, or not greater. */
  private static int below(double[] sorted, double value, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] == value)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Half the width of the 95 % interval of Spearman's r on Fisher's scale atanh(r), with the
   * variance (1 + r²/2) / (n − 3); not a number for fewer than four pairs.
   *
   * @see "D. Bonett, T. Wright: Sample size requirements for estimating Pearson, Kendall and
   *     Spearman correlations. Psychometrika 65 (2000) 23–28"
   */
  static double halfOfSpearman(double r, int n) {
    if (n < 4) return Double.NaN;
    return NORMAL_95 * Math.sqrt((1 + r * r / 2) / (n - 3));
  }

  static double atanh(double r) {
    return 0.5 * (Math.log1p(r) - Math.log1p(-r));
  }

  private static double mean(double[] v) {
    double sum = 0;
    for (double x : v) sum += x;
    return sum / v.length;
  }
}
