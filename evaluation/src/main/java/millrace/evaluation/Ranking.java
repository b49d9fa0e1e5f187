package millrace.evaluation;

import java.util.Arrays;

/**
 * Scores of positive and of negative rows, ranked. {@code fall} walks from the highest score down,
 * all rows of equal score at once: ties are neither won nor lost. O(n log n), no boxing.
 */
final class Ranking {
  private final double[] positive;
  private final double[] negative;

  /** Takes the arrays over and sorts them. */
  Ranking(double[] positive, double[] negative) {
    this.positive = positive;
    this.negative = negative;
    Arrays.sort(positive);
    Arrays.sort(negative);
  }

  /** Hears of each distinct score, falling, with the rows that have at least it. */
  @FunctionalInterface
  interface Visitor {
    void at(double score, int truePositives, int falsePositives);
  }

  int positives() {
    return positive.length;
  }

  int negatives() {
    return negative.length;
  }

  void fall(Visitor visitor) {
    int p = positive.length;
    int n = negative.length;
    while (p > 0 || n > 0) {
      double score =
          p == 0
              ? negative[n - 1]
              : n == 0 ? positive[p - 1] : Math.max(positive[p - 1], negative[n - 1]);
      while (p > 0 && positive[p - 1] == score) p--;
      while (n > 0 && negative[n - 1] == score) n--;
      visitor.at(score, positive.length - p, negative.length - n);
    }
  }

  /**
   * The chance that a positive row scores above a negative one, ties counting one half (Mann and
   * Whitney's U): the area under the ROC curve. Not a number where either kind is absent.
   */
  double auc() {
    if (positive.length == 0 || negative.length == 0) return Double.NaN;
    double won = 0;
    int below = 0;
    int upTo = 0;
    for (double score : positive) {
      while (below < negative.length && negative[below] < score) below++;
      upTo = Math.max(upTo, below);
      while (upTo < negative.length && negative[upTo] == score) upTo++;
      won += below + (upTo - below) / 2.0;
    }
    return won / positive.length / negative.length;
  }

  /**
   * Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the distinct scores, with precision P and recall R. Not a number without
   * positive rows.
   */
  double averagePrecision() {
    if (positive.length == 0) return Double.NaN;
    var sum = new double[1];
    var before = new int[1];
    fall(
        (_, tp, fp) -> {
          sum[0] += (tp - before[0]) * ((double) tp / (tp + fp));
          before[0] = tp;
        });
    return sum[0] / positive.length;
  }
}
