package millrace.trainers;

import java.util.Arrays;

/**
 * A monotone curve through points, by pooling adjacent violators; between its points it is a
 * straight line, outside of them constant.
 *
 * @param x rising
 * @param y the height at each x; points in the middle of a level stretch are left out
 */
public record Isotonic(double[] x, double[] y) {
  /** Nearer than this, two x are one: as in scikit-learn. */
  private static final double SAME = 1e-15;

  /**
   * The curve of least weighted squares. Points of weight 0 are left out; of equal x the weighted
   * mean counts. O(n log n).
   */
  static Isotonic fit(double[] x, double[] y, double[] weights, boolean rising) {
    int n = 0;
    var order = order(x, y);
    var px = new double[x.length];
    var py = new double[x.length];
    var pw = new double[x.length];
    for (int i : order) {
      if (weights[i] == 0) continue;
      if (n == 0 || x[i] - px[n - 1] >= SAME) px[n++] = x[i];
      py[n - 1] += weights[i] * y[i];
      pw[n - 1] += weights[i];
    }
    double sign = rising ? 1 : -1;
    for (int i = 0; i < n; i++) py[i] = sign * py[i] / pw[i];
    pool(py, pw, n);
    int kept = 0;
    for (int i = 0; i < n; i++) {
      boolean inside = i > 0 && i < n - 1 && py[i] == py[i - 1] && py[i] == py[i + 1];
      if (inside) continue;
      px[kept] = px[i];
      // py[i - 1] is still needed when i comes next, and kept is at most i
      pw[kept++] = sign * py[i];
    }
    return new Isotonic(Arrays.copyOf(px, kept), Arrays.copyOf(pw, kept));
  }

  /** The rows by x, and by y where x is equal, so that their order does not matter. */
  private static int[] order(double[] x, double[] y) {
    var ids = new Integer[x.length];
    Arrays.setAll(ids, i -> i);
    Arrays.sort(
        ids, (a, b) -> x[a] != x[b] ? Double.compare(x[a], x[b]) : Double.compare(y[a], y[b]));
    var out = new int[ids.length];
    for (int i = 0; i < out.length; i++) out[i] = ids[i];
    return out;
  }

  /** Makes {@code y} rise: a block that is not above the one before is merged with it. */
  private static void pool(double[] y, double[] w, int n) {
    var sum = new double[n];
    var weight = new double[n];
    var end = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      sum[blocks] = w[i] * y[i];
      weight[blocks] = w[i];
      end[blocks++] = i + 1;
      while (blocks > 1
          && sum[blocks - 2] / weight[blocks - 2] >= sum[blocks - 1] / weight[blocks - 1]) {
        sum[blocks - 2] += sum[blocks - 1];
        weight[blocks - 2] += weight[blocks - 1];
        end[blocks - 2] = end[blocks - 1];
        blocks--;
      }
    }
    for (int b = 0, i = 0; b < blocks; b++) {
      double mean = sum[b] / weight[b];
      while (i < end[b]) y[i++] = mean;
    }
  }

  /** The heights cut off below and above. */
  Isotonic clipped(double low, double high) {
    var cut = new double[y.length];
    for (int i = 0; i < cut.length; i++) cut[i] = Math.min(Math.max(y[i], low), high);
    return new Isotonic(x, cut);
  }

  /** The height at {@code v}; NaN stays NaN. O(log n). */
  public double at(double v) {
    if (Double.isNaN(v)) return Double.NaN;
    int last = x.length - 1;
    if (v <= x[0]) return y[0];
    if (v >= x[last]) return y[last];
    int low = 0;
    int high = last;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (x[middle] < v) low = middle;
      else high = middle;
    }
    return y[low] + (y[high] - y[low]) / (x[high] - x[low]) * (v - x[low]);
  }

  /** Whether {@code v} lies outside of all points. */
  public boolean outside(double v) {
    return v < x[0] || v > x[x.length - 1];
  }
}
