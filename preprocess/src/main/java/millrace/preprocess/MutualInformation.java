package millrace.preprocess;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Estimates of the mutual information of two variables, in nats, from their nearest neighbours.
 *
 * @see "Kraskov, Stögbauer, Grassberger: Estimating Mutual Information. Phys. Rev. E 69, 2004"
 * @see "Ross: Mutual Information between Discrete and Continuous Data Sets. PLoS ONE 9(2), 2014"
 * @see "scikit-learn 1.2, sklearn/feature_selection/_mutual_info.py"
 */
final class MutualInformation {
  private MutualInformation() {}

  /** A scaled copy with a noise of 1e-10, so that no two values are equal. */
  static double[] continuous(double[] values, RandomGenerator random) {
    double mean = Standardize.mean(values);
    double scale = Standardize.scale(Standardize.variance(values, mean), mean, values.length);
    var out = new double[values.length];
    double size = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i] / scale;
      size += Math.abs(out[i]);
    }
    double noise = 1e-10 * Math.max(1, size / out.length);
    for (int i = 0; i < out.length; i++) out[i] += noise * random.nextGaussian();
    return out;
  }

  /** The rank of each value among the different values. */
  static int[] codes(double[] values) {
    var clean = new double[values.length];
    for (int i = 0; i < clean.length; i++) clean[i] = values[i] + 0.0; // -0 becomes 0
    var sorted = clean.clone();
    Arrays.sort(sorted);
    int n = 0;
    for (double v : sorted) if (n == 0 || v != sorted[n - 1]) sorted[n++] = v;
    var out = new int[values.length];
    for (int i = 0; i < out.length; i++) out[i] = Arrays.binarySearch(sorted, 0, n, clean[i]);
    return out;
  }

  /** Of two discrete variables: Σ p(x, y) log(p(x, y) / p(x) p(y)). */
  static double discrete(int[] x, int[] y) {
    int n = x.length;
    int wx = Arrays.stream(x).max().orElse(0) + 1;
    int wy = Arrays.stream(y).max().orElse(0) + 1;
    var both = new double[wx * wy];
    var px = new double[wx];
    var py = new double[wy];
    for (int i = 0; i < n; i++) {
      both[x[i] * wy + y[i]]++;
      px[x[i]]++;
      py[y[i]]++;
    }
    double sum = 0;
    for (int a = 0; a < wx; a++) {
      for (int b = 0; b < wy; b++) {
        double c = both[a * wy + b];
        if (c > 0) sum += c / n * Math.log(c * n / (px[a] * py[b]));
      }
    }
    return Math.max(0, sum);
  }

  /** Of a continuous and a discrete variable (Ross). */
  static double mixed(double[] c, int[] d, int neighbours) {
    int levels = Arrays.stream(d).max().orElse(0) + 1;
    var count = new int[levels];
    for (int l : d) count[l]++;
    var order = order(c);
    var groups = new double[levels][];
    for (int l = 0; l < levels; l++) groups[l] = new double[count[l]];
    var at = new int[levels];
    int n = 0;
    for (int i : order) {
      groups[d[i]][at[d[i]]++] = c[i];
      if (count[d[i]] > 1) n++; // a level of one row says nothing
    }
    if (n == 0) return 0;
    var sorted = new double[n];
    n = 0;
    for (int i : order) if (count[d[i]] > 1) sorted[n++] = c[i];
    double sum = 0;
    for (var group : groups) {
      if (group.length < 2) continue;
      int k = Math.min(neighbours, group.length - 1);
      double own = digamma(k) - digamma(group.length);
      for (int i = 0; i < group.length; i++) {
        double radius = Math.nextAfter(distance(group, i, k), 0);
        sum += own - digamma(within(sorted, group[i], radius));
      }
    }
    return Math.max(0, digamma(n) + sum / n);
  }

  /** Of two continuous variables (Kraskov, the first estimate). */
  static double continuous(double[] x, double[] y, int neighbours) {
    int n = x.length;
    int k = Math.min(neighbours, n - 1);
    if (k < 1) return 0;
    // neighbours are sought along the variable with more different values: fewer rows lie near
    boolean along = spread(x) >= spread(y);
    var a = along ? x : y;
    var b = along ? y : x;
    var order = order(a);
    var sa = new double[n];
    var sb = new double[n];
    for (int i = 0; i < n; i++) {
      sa[i] = a[order[i]];
      sb[i] = b[order[i]];
    }
    var sortedB = b.clone();
    Arrays.sort(sortedB);
    var best = new double[k];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double radius = Math.nextAfter(distance(sa, sb, i, best), 0);
      sum += digamma(within(sa, sa[i], radius)) + digamma(within(sortedB, sb[i], radius));
    }
    return Math.max(0, digamma(n) + digamma(k) - sum / n);
  }

  /** How many values differ by more than the noise. */
  private static int spread(double[] v) {
    var sorted = v.clone();
    Arrays.sort(sorted);
    int n = 1;
    for (int i = 1; i < sorted.length; i++) if (sorted[i] - sorted[i - 1] > 1e-7) n++;
    return n;
  }

  /** The distance to the k-th nearest neighbour of one of sorted values. */
  private static double distance(double[] sorted, int i, int k) {
    int left = i - 1;
    int right = i + 1;
    double d = 0;
    for (int found = 0; found < k; found++) {
      double l = left < 0 ? Double.POSITIVE_INFINITY : sorted[i] - sorted[left];
      double r = right >= sorted.length ? Double.POSITIVE_INFINITY : sorted[right] - sorted[i];
      if (l <= r) left--;
      else right++;
      d = Math.min(l, r);
    }
    return d;
  }

  /** As above in the plane, in the maximum norm; {@code best} is room for the k nearest. */
  private static double distance(double[] a, double[] b, int i, double[] best) {
    int k = best.length;
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    int left = i - 1;
    int right = i + 1;
    while (true) {
      double l = left < 0 ? Double.POSITIVE_INFINITY : a[i] - a[left];
      double r = right >= a.length ? Double.POSITIVE_INFINITY : a[right] - a[i];
      double near = Math.min(l, r);
      if (near >= best[k - 1]) return best[k - 1];
      int j = l <= r ? left-- : right++;
      double d = Math.max(near, Math.abs(b[j] - b[i]));
      if (d >= best[k - 1]) continue;
      int p = k - 1;
      for (; p > 0 && best[p - 1] > d; p--) best[p] = best[p - 1];
      best[p] = d;
    }
  }

  /** How many sorted values lie within this distance, the value itself among them. */
  private static int within(double[] sorted, double x, double radius) {
    int low = 0;
    int high = sorted.length;
    while (low < high) { // the first with x - v ≤ radius
      int m = (low + high) >>> 1;
      if (x - sorted[m] <= radius) high = m;
      else low = m + 1;
    }
    int first = low;
    high = sorted.length;
    while (low < high) { // the first with v - x > radius
      int m = (low + high) >>> 1;
      if (sorted[m] - x > radius) high = m;
      else low = m + 1;
    }
    return low - first;
  }

  /** The rows in rising order of their values: a merge sort of ints. */
  private static int[] order(double[] v) {
    var from = new int[v.length];
    var to = new int[v.length];
    for (int i = 0; i < from.length; i++) from[i] = i;
    for (int width = 1; width < v.length; width *= 2) {
      for (int low = 0; low < v.length; low += 2 * width) {
        int middle = Math.min(low + width, v.length);
        int end = Math.min(low + 2 * width, v.length);
        int a = low;
        int b = middle;
        for (int o = low; o < end; o++)
          to[o] = b >= end || (a < middle && v[from[a]] <= v[from[b]]) ? from[a++] : from[b++];
      }
      var swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  /** ψ(x) for x ≥ 1: recurrence up to 10, then the asymptotic series, to 1e-14. */
  static double digamma(double x) {
    double sum = 0;
    for (; x < 10; x++) sum -= 1 / x;
    double q = 1 / (x * x);
    double series =
        q
            * (1 / 12.0
                - q
                    * (1 / 120.0
                        - q * (1 / 252.0 - q * (1 / 240.0 - q * (1 / 132.0 - q * 691 / 32760.0)))));
    return sum + Math.log(x) - 0.5 / x - series;
  }
}
