package millrace.trainers;

/**
 * The sequence of labels of the greatest total score. O(places × labels²).
 *
 * @see "A. Viterbi, Error bounds for convolutional codes, IEEE Trans. Information Theory 13, 1967"
 */
final class Viterbi {
  private final int labels;
  private final double[] transition;

  /**
   * @param transition the score {@code [label before * labels + label]}
   */
  Viterbi(int labels, double[] transition) {
    this.labels = labels;
    this.transition = transition;
  }

  /**
   * Writes the best labels to {@code out[at ..]}; of equals the first label.
   *
   * @param score {@code [place * labels + label]}; overwritten by the best totals up to there
   */
  void best(double[] score, int length, int[] out, int at) {
    if (length == 0) return;
    var from = new int[length * labels];
    for (int t = 1; t < length; t++) {
      int before = (t - 1) * labels;
      int now = t * labels;
      for (int l = 0; l < labels; l++) {
        int best = 0;
        double most = score[before] + transition[l];
        for (int b = 1; b < labels; b++) {
          double v = score[before + b] + transition[b * labels + l];
          if (v > most) {
            most = v;
            best = b;
          }
        }
        score[now + l] += most;
        from[now + l] = best;
      }
    }
    int last = (length - 1) * labels;
    int label = 0;
    for (int l = 1; l < labels; l++) if (score[last + l] > score[last + label]) label = l;
    for (int t = length - 1; t >= 0; t--) {
      out[at + t] = label;
      label = from[t * labels + label];
    }
  }
}
