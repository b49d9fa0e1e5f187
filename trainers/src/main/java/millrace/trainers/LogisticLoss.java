package millrace.trainers;

import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * The log loss of a softmax (or, for two classes, a sigmoid): scores become probability − truth.
 */
final class LogisticLoss implements LinearLoss.Rows {
  private static final int BLOCK = LinearLoss.BLOCK;

  private final int[] code;
  private final double @Nullable [] weight;

  /** The number of linear functions: 1 for two classes, else one per class. */
  private final int k;

  private LogisticLoss(int[] code, int k, double @Nullable [] weight) {
    this.code = code;
    this.k = k;
    this.weight = weight;
  }

  /**
   * @param code the class of each row
   * @param classes at least 2
   * @param weight of each row; null for ones
   * @param penalty on half the squared weights, beside the mean loss
   */
  static LinearLoss of(
      Design x,
      int[] code,
      int classes,
      double @Nullable [] weight,
      double penalty,
      boolean intercept,
      Run run) {
    int k = classes == 2 ? 1 : classes;
    double total = weight == null ? x.rows : Vectors.sum(weight);
    var rows = new LogisticLoss(code, k, weight);
    return new LinearLoss(x, k, rows, total, penalty, 0.25, intercept, run);
  }

  @Override
  public double slopes(double[] z, int at, int n) {
    if (k > 1) return softmax(z, at, n);
    return weight == null ? sigmoid(z, at, n) : weightedSigmoid(z, at, n, weight);
  }

  /**
   * Scores become probability minus truth; the loss. The logarithm of a product stands for the sum
   * of logarithms: 256 factors of at most 2 do not overflow.
   */
  private double sigmoid(double[] z, int at, int n) {
    double loss = 0;
    double product = 1;
    for (int i = 0; i < n; i++) {
      double s = z[i];
      double e = Math.exp(-Math.abs(s));
      double q = 1 / (1 + e);
      double up = s >= 0 ? q : e * q; // probability of the second class
      if (code[at + i] == 1) {
        z[i] = s >= 0 ? -e * q : -q;
        loss += Math.max(0, -s);
      } else {
        z[i] = up;
        loss += Math.max(0, s);
      }
      if (e < 1e-5) loss += e * (1 - e * (0.5 - e / 3));
      else product *= 1 + e;
    }
    return loss + Math.log(product);
  }

  private double weightedSigmoid(double[] z, int at, int n, double[] weight) {
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double s = z[i];
      double w = weight[at + i];
      double e = Math.exp(-Math.abs(s));
      double q = w / (1 + e);
      boolean second = code[at + i] == 1;
      loss += w * (Math.max(0, second ? -s : s) + Math.log1p(e));
      if (second) z[i] = s >= 0 ? -e * q : -q;
      else z[i] = s >= 0 ? q : e * q;
    }
    return loss;
  }

  /** Scores become probability minus truth; the loss. */
  private double softmax(double[] z, int at, int n) {
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) most = Math.max(most, z[c * BLOCK + i]);
      int truth = code[at + i] * BLOCK + i;
      double score = z[truth] - most;
      double sum = 0;
      for (int c = 0; c < k; c++) {
        double e = Math.exp(z[c * BLOCK + i] - most);
        z[c * BLOCK + i] = e;
        sum += e;
      }
      double w = weight == null ? 1 : weight[at + i];
      loss += w * (Math.log(sum) - score);
      double each = w / sum;
      for (int c = 0; c < k; c++) z[c * BLOCK + i] *= each;
      z[truth] -= w;
    }
    return loss;
  }
}
