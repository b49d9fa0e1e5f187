package millrace.preprocess;

import millrace.data.DataException;

/** The closed-form scores of {@link SelectKBest}; each costs O(stored values). */
final class FeatureScores {
  private FeatureScores() {}

  /** F of a correlation with a numeric target. 0 when feature or target is constant. */
  static double correlation(Slices.Slice x, double[] y, double meanY) {
    int n = x.size();
    double mean = mean(x);
    double xx = (n - x.values().length) * mean * mean;
    double xy = 0; // of a sparse feature, Σ x (y - meanY): the same, since the y sum to n meanY
    for (int k = 0; k < x.values().length; k++) {
      double d = x.values()[k] - mean;
      xx += d * d;
      xy += x.sparse() ? x.values()[k] * (y[x.row(k)] - meanY) : d * (y[k] - meanY);
    }
    double yy = 0;
    for (double v : y) yy += (v - meanY) * (v - meanY);
    if (constant(x) || yy == 0) return 0;
    double r2 = xy / xx * (xy / yy);
    return r2 >= 1 ? Double.MAX_VALUE : r2 / (1 - r2) * (n - 2);
  }

  /** F of a one-way analysis of variance. NaN for a constant feature. */
  static double variance(Slices.Slice x, int[] y, int levels) {
    if (constant(x)) return Double.NaN;
    int n = x.size();
    var count = new double[levels];
    var mean = new double[levels];
    for (int c : y) count[c]++;
    for (int k = 0; k < x.values().length; k++) mean[y[x.row(k)]] += x.values()[k];
    var zeros = count.clone();
    for (int c = 0; c < levels; c++) mean[c] /= count[c];
    double within = 0;
    for (int k = 0; k < x.values().length; k++) {
      int c = y[x.row(k)];
      zeros[c]--;
      within += (x.values()[k] - mean[c]) * (x.values()[k] - mean[c]);
    }
    double all = mean(x);
    double between = 0;
    for (int c = 0; c < levels; c++) {
      within += zeros[c] * mean[c] * mean[c];
      between += count[c] * (mean[c] - all) * (mean[c] - all);
    }
    return between / (levels - 1) / (within / (n - levels));
  }

  /** χ² of the sums per level against what the level's share of rows lets expect. */
  static double chi2(Slices.Slice x, int[] y, int levels) {
    var observed = new double[levels];
    var count = new double[levels];
    for (int c : y) count[c]++;
    double sum = 0;
    for (int k = 0; k < x.values().length; k++) {
      double v = x.values()[k];
      if (v < 0) {
        throw new DataException(
            "SelectKBest CHI2 needs counts, but '%s' is %s in row %d: use F or MUTUAL_INFO"
                .formatted(x.name(), v, x.row(k)));
      }
      observed[y[x.row(k)]] += v;
      sum += v;
    }
    double chi2 = 0;
    for (int c = 0; c < levels; c++) {
      double expected = count[c] / x.size() * sum;
      chi2 += (observed[c] - expected) * (observed[c] - expected) / expected;
    }
    return chi2;
  }

  private static double mean(Slices.Slice x) {
    double sum = 0;
    for (double v : x.values()) sum += v;
    return sum / x.size();
  }

  private static boolean constant(Slices.Slice x) {
    double first = x.values().length < x.size() ? 0 : x.values()[0];
    for (double v : x.values()) if (v != first) return false;
    return true;
  }
}
