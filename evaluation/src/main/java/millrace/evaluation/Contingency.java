package millrace.evaluation;

import java.math.BigInteger;
import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.learn.Prediction.Clusters;

/**
 * How many rows of each level of the truth fell into each cluster. Levels and clusters without rows
 * are left out; noise is a cluster of its own.
 *
 * @param count row-major, per level and cluster
 * @param levels rows of each level
 * @param clusters rows of each cluster
 */
record Contingency(long[] count, long[] levels, long[] clusters, long rows) {
  static Contingency of(String who, Column truth, Clusters predicted) {
    if (!(truth instanceof Column.Nominal y)) {
      throw new DataException(
          "%s needs a nominal truth, but it is %s".formatted(who, truth.kind()));
    }
    Aligned.check(who, truth, predicted);
    var a = packed(y.codes(), y.levels().size());
    var b = packed(predicted.cluster(), predicted.count());
    int k = max(b) + 1;
    var levels = new long[max(a) + 1];
    var clusters = new long[k];
    var count = new long[Math.multiplyExact(levels.length, k)];
    for (int i = 0; i < a.length; i++) {
      count[a[i] * k + b[i]]++;
      levels[a[i]]++;
      clusters[b[i]]++;
    }
    return new Contingency(count, levels, clusters, a.length);
  }

  /** The same codes, from -1 to most - 1, without gaps. */
  private static int[] packed(int[] codes, int most) {
    var number = new int[most + 1];
    Arrays.fill(number, -1);
    int n = 0;
    var out = new int[codes.length];
    for (int i = 0; i < codes.length; i++) {
      int c = codes[i] + 1;
      if (number[c] < 0) number[c] = n++;
      out[i] = number[c];
    }
    return out;
  }

  private static int max(int[] v) {
    int most = 0;
    for (int x : v) most = Math.max(most, x);
    return most;
  }

  private static BigInteger pairs(long[] counts, long rows) {
    var sum = BigInteger.ZERO;
    for (long c : counts) sum = sum.add(BigInteger.valueOf(c).multiply(BigInteger.valueOf(c)));
    return sum.subtract(BigInteger.valueOf(rows));
  }

  /** In whole numbers, because the difference of the products is small. */
  double adjustedRand() {
    var together = pairs(count, rows);
    var fn = pairs(levels, rows).subtract(together); // one level, two clusters
    var fp = pairs(clusters, rows).subtract(together);
    if (fn.signum() == 0 && fp.signum() == 0) return 1;
    var all = BigInteger.valueOf(rows).multiply(BigInteger.valueOf(rows - 1));
    var tn = all.subtract(together).subtract(fn).subtract(fp);
    var above = together.multiply(tn).subtract(fn.multiply(fp)).multiply(BigInteger.TWO);
    var below = together.add(fn).multiply(fn.add(tn)).add(together.add(fp).multiply(fp.add(tn)));
    return above.doubleValue() / below.doubleValue();
  }

  double fowlkesMallows() {
    double together = pairs(count, rows).doubleValue();
    if (together == 0) return 0;
    return Math.sqrt(together / pairs(clusters, rows).doubleValue())
        * Math.sqrt(together / pairs(levels, rows).doubleValue());
  }

  double purity() {
    long right = 0;
    int k = clusters.length;
    for (int c = 0; c < k; c++) {
      long most = 0;
      for (int l = 0; l < levels.length; l++) most = Math.max(most, count[l * k + c]);
      right += most;
    }
    return (double) right / rows;
  }

  private double entropy(long[] counts) {
    if (counts.length == 1) return 0;
    double sum = 0;
    double logRows = Math.log((double) rows);
    for (long c : counts) sum -= (double) c / rows * (Math.log((double) c) - logRows);
    return sum;
  }

  double mutualInformation() {
    double sum = 0;
    double logRows = Math.log((double) rows);
    int k = clusters.length;
    for (int l = 0; l < levels.length; l++) {
      for (int c = 0; c < k; c++) {
        double n = count[l * k + c];
        if (n == 0) continue;
        double term =
            n / rows * (Math.log(n) - logRows)
                + n / rows * (2 * logRows - Math.log((double) levels[l] * clusters[c]));
        if (Math.abs(term) >= Math.ulp(1.0)) sum += term;
      }
    }
    return Math.max(0, sum);
  }

  double homogeneity() {
    double entropy = entropy(levels);
    return entropy == 0 ? 1 : mutualInformation() / entropy;
  }

  double completeness() {
    double entropy = entropy(clusters);
    return entropy == 0 ? 1 : mutualInformation() / entropy;
  }

  double vMeasure() {
    double h = homogeneity();
    double c = completeness();
    return h + c == 0 ? 0 : 2 * h * c / (h + c);
  }

  private boolean trivial() {
    return levels.length == 1 && clusters.length == 1;
  }

  private double meanEntropy() {
    return (entropy(levels) + entropy(clusters)) / 2;
  }

  double normalizedMutualInformation() {
    if (trivial()) return 1;
    double mi = mutualInformation();
    return mi == 0 ? 0 : mi / meanEntropy();
  }

  double adjustedMutualInformation() {
    if (trivial()) return 1;
    double expected = expectedMutualInformation();
    double below = meanEntropy() - expected;
    double tiny = Math.ulp(1.0);
    below = below < 0 ? Math.min(below, -tiny) : Math.max(below, tiny);
    return (mutualInformation() - expected) / below;
  }

  /** Of all tables with these sums (Vinh, Epps, Bailey 2010): hypergeometric weights. */
  private double expectedMutualInformation() {
    int n = Math.toIntExact(rows);
    var factorial = logFactorials(n);
    double sum = 0;
    for (long left : levels) {
      int a = (int) left;
      for (long right : clusters) {
        int b = (int) right;
        double fixed =
            factorial[a] + factorial[b] + factorial[n - a] + factorial[n - b] - factorial[n];
        double logs = Math.log(n) - Math.log(a) - Math.log(b);
        for (int m = Math.max(1, a + b - n); m <= Math.min(a, b); m++) {
          double weight =
              fixed - factorial[m] - factorial[a - m] - factorial[b - m] - factorial[n - a - b + m];
          sum += (double) m / n * (logs + Math.log(m)) * Math.exp(weight);
        }
      }
    }
    return sum;
  }

  /** ln 0! … ln n!, with compensated sums: errors would add up. */
  private static double[] logFactorials(int n) {
    var out = new double[n + 1];
    double sum = 0;
    double lost = 0;
    for (int i = 2; i <= n; i++) {
      double term = Math.log(i) - lost;
      double next = sum + term;
      lost = (next - sum) - term;
      sum = next;
      out[i] = sum;
    }
    return out;
  }
}
