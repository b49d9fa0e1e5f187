package millrace.preprocess;

import java.util.Arrays;

/**
 * Lloyd's k-means of sorted numbers, started from the middles of given intervals, with
 * scikit-learn's tolerance and its way with empty clusters. O(n) for an iteration.
 *
 * @see "scikit-learn 1.2, sklearn.cluster.KMeans(n_init=1) as KBinsDiscretizer calls it"
 */
final class Kmeans1d {
  private static final int ITERATIONS = 300;
  private static final double TOLERANCE = 1e-4;

  private Kmeans1d() {}

  /** First value, halfway points between the centres, last value. */
  static double[] edges(double[] sorted, double[] intervals) {
    int k = intervals.length - 1;
    double mean = Standardize.mean(sorted);
    double enough = TOLERANCE * Standardize.variance(sorted, mean);
    var x = new double[sorted.length];
    for (int i = 0; i < x.length; i++) x[i] = sorted[i] - mean;
    var centers = new double[k];
    for (int c = 0; c < k; c++) centers[c] = (intervals[c] + intervals[c + 1]) * 0.5 - mean;

    var label = new int[x.length];
    var before = new int[x.length];
    Arrays.fill(before, -1);
    for (int round = 0; round < ITERATIONS; round++) {
      assign(x, centers, label);
      var next = means(x, centers, label);
      double shift = 0;
      for (int c = 0; c < k; c++) shift += (next[c] - centers[c]) * (next[c] - centers[c]);
      centers = next;
      if (Arrays.equals(label, before) || shift <= enough) break;
      System.arraycopy(label, 0, before, 0, label.length);
    }
    for (int c = 0; c < k; c++) centers[c] += mean;
    Arrays.sort(centers);
    var edges = new double[k + 1];
    edges[0] = sorted[0];
    for (int c = 1; c < k; c++) edges[c] = (centers[c - 1] + centers[c]) * 0.5;
    edges[k] = sorted[sorted.length - 1];
    return edges;
  }

  private static void assign(double[] x, double[] centers, int[] label) {
    for (int i = 0; i < x.length; i++) {
      int best = 0;
      for (int c = 1; c < centers.length; c++)
        if (Math.abs(x[i] - centers[c]) < Math.abs(x[i] - centers[best])) best = c;
      label[i] = best;
    }
  }

  /** The means of the clusters; an empty one takes the value farthest from its own centre. */
  private static double[] means(double[] x, double[] centers, int[] label) {
    int k = centers.length;
    var sum = new double[k];
    var count = new int[k];
    for (int i = 0; i < x.length; i++) {
      sum[label[i]] += x[i];
      count[label[i]]++;
    }
    var taken = new boolean[x.length];
    for (int c = 0; c < k; c++) {
      if (count[c] > 0) continue;
      int far = -1;
      for (int i = 0; i < x.length; i++) {
        if (taken[i] || count[label[i]] < 2) continue;
        if (far < 0 || Math.abs(x[i] - centers[label[i]]) > Math.abs(x[far] - centers[label[far]]))
          far = i;
      }
      if (far < 0) break;
      taken[far] = true;
      sum[label[far]] -= x[far];
      count[label[far]]--;
      sum[c] = x[far];
      count[c] = 1;
    }
    for (int c = 0; c < k; c++) sum[c] = count[c] == 0 ? centers[c] : sum[c] / count[c];
    return sum;
  }
}
