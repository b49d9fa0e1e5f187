package millrace.trainers;

import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;

/**
 * Decision values become probabilities, in which the level that was decided on has the greatest.
 */
final class Scoring {
  private Scoring() {}

  /**
   * A sigmoid where there is one value a row (for the second of two levels), else a softmax.
   *
   * @param scores row-major; not kept
   */
  static Labels softmax(double[] scores, int rows, Vocabulary levels) {
    int k = levels.size();
    if (scores.length == rows) return sigmoid(scores, levels);
    for (int at = 0; at < scores.length; at += k) {
      int best = best(scores, at, k);
      softmax(scores, at, k);
      decide(scores, at, k, best);
    }
    return new Labels(scores, levels);
  }

  /**
   * The same where the scores are log odds: what rounding made equal stays so.
   *
   * @param scores row-major; not kept
   */
  static Labels probabilities(double[] scores, Vocabulary levels) {
    int k = levels.size();
    if (k > 2) {
      for (int at = 0; at < scores.length; at += k) softmax(scores, at, k);
      return new Labels(scores, levels);
    }
    var out = new double[scores.length * 2];
    for (int i = 0; i < scores.length; i++) {
      double z = scores[i];
      double e = Math.exp(-Math.abs(z));
      double q = 1 / (1 + e);
      double less = e / (1 + e);
      out[2 * i] = z > 0 ? less : q;
      out[2 * i + 1] = z > 0 ? q : less;
    }
    return new Labels(out, levels);
  }

  /** A sigmoid of one value a row, which speaks for the second level. */
  static Labels sigmoid(double[] scores, Vocabulary levels) {
    var out = new double[scores.length * 2];
    for (int i = 0; i < scores.length; i++) {
      double z = scores[i];
      double e = Math.exp(-Math.abs(z));
      int likely = z > 0 ? 1 : 0;
      out[2 * i + likely] = 1 / (1 + e);
      out[2 * i + 1 - likely] = e / (1 + e);
      decide(out, 2 * i, 2, likely);
    }
    return new Labels(out, levels);
  }

  /** One sigmoid for each level against the rest, divided by their sum. */
  static Labels sigmoids(double[] scores, int rows, Vocabulary levels) {
    int k = levels.size();
    if (scores.length == rows) return sigmoid(scores, levels);
    for (int at = 0; at < scores.length; at += k) {
      int best = best(scores, at, k);
      // the softmax of log sigmoids is their share, and does not vanish where all are near 0
      for (int c = at; c < at + k; c++)
        scores[c] = Math.min(0, scores[c]) - Math.log1p(Math.exp(-Math.abs(scores[c])));
      softmax(scores, at, k);
      decide(scores, at, k, best);
    }
    return new Labels(scores, levels);
  }

  /**
   * {@code (clip(score, -1, 1) + 1) / 2} for each level, divided by their sum; all alike where all
   * are 0.
   *
   * @see "T. Zhang, Statistical behavior and consistency of classification methods based on convex
   *     risk minimization, Annals of Statistics 32, 2004"
   */
  static Labels clipped(double[] scores, int rows, Vocabulary levels) {
    int k = levels.size();
    if (scores.length == rows) {
      var out = new double[2 * rows];
      for (int i = 0; i < rows; i++) {
        out[2 * i + 1] = clip(scores[i]);
        out[2 * i] = 1 - out[2 * i + 1];
        decide(out, 2 * i, 2, scores[i] > 0 ? 1 : 0);
      }
      return new Labels(out, levels);
    }
    for (int at = 0; at < scores.length; at += k) {
      int best = best(scores, at, k);
      double sum = 0;
      for (int c = at; c < at + k; c++) {
        scores[c] = clip(scores[c]);
        sum += scores[c];
      }
      for (int c = at; c < at + k; c++) scores[c] = sum == 0 ? 1.0 / k : scores[c] / sum;
      decide(scores, at, k, best);
    }
    return new Labels(scores, levels);
  }

  private static double clip(double score) {
    return (Math.clamp(score, -1, 1) + 1) / 2;
  }

  static void softmax(double[] z, int at, int k) {
    double most = z[at];
    for (int c = at + 1; c < at + k; c++) most = Math.max(most, z[c]);
    double sum = 0;
    for (int c = at; c < at + k; c++) {
      z[c] = Math.exp(z[c] - most);
      sum += z[c];
    }
    for (int c = at; c < at + k; c++) z[c] /= sum;
  }

  private static int best(double[] z, int at, int k) {
    int best = 0;
    for (int c = 1; c < k; c++) if (z[at + c] > z[at + best]) best = c;
    return best;
  }

  /** Where rounding or clipping made levels equal, the one decided on gets one last digit more. */
  private static void decide(double[] p, int at, int k, int best) {
    double most = p[at + best];
    for (int c = 0; c < k; c++) {
      if (c != best && p[at + c] >= p[at + best])
        p[at + best] = Math.nextUp(Math.max(most, p[at + c]));
    }
  }

  /** The mean over the functions of the size of each weight. */
  static double[] importances(double[] weights, int width) {
    var out = new double[width];
    int k = weights.length / width;
    for (int j = 0; j < weights.length; j++) out[j % width] += Math.abs(weights[j]) / k;
    return out;
  }
}
