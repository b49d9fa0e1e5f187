package millrace.trainers;

import java.util.Arrays;
import java.util.List;

/**
 * Where the weights of a conditional random field stand in one array: those of the features, of
 * feature f for the labels {@code label[starts[f] .. starts[f + 1]]}, then labels × labels
 * transitions.
 *
 * @param labels how many labels there are
 * @param starts one more than features
 */
record CrfWeights(int labels, int[] starts, int[] label) {
  /**
   * @param seen per label whether it was seen with each feature
   */
  static CrfWeights of(List<boolean[]> seen, int features) {
    var starts = new int[features + 1];
    for (int f = 0; f < features; f++) {
      starts[f + 1] = starts[f];
      for (var s : seen) if (s[f]) starts[f + 1]++;
    }
    var label = new int[starts[features]];
    for (int f = 0, at = 0; f < features; f++)
      for (int l = 0; l < seen.size(); l++) if (seen.get(l)[f]) label[at++] = l;
    return new CrfWeights(seen.size(), starts, label);
  }

  int size() {
    return label.length + labels * labels;
  }

  /** Where the weight of one label after another stands. */
  int transition(int before, int after) {
    return label.length + before * labels + after;
  }

  double[] transitions(double[] w) {
    return Arrays.copyOfRange(w, label.length, w.length);
  }

  /** Writes the score {@code [place * labels + label]} of the places {@code from .. to}. */
  void scores(double[] w, int[] present, int templates, int from, int to, double[] out) {
    Arrays.fill(out, 0, (to - from) * labels, 0);
    for (int k = from; k < to; k++) {
      int at = (k - from) * labels;
      for (int t = 0; t < templates; t++) {
        int f = present[k * templates + t];
        if (f < 0) continue;
        for (int j = starts[f], end = starts[f + 1]; j < end; j++) out[at + label[j]] += w[j];
      }
    }
  }

  /** Adds the values of the labels at one place to the gradient of its features. */
  void addFeatures(
      double[] gradient, int[] present, int templates, int place, double[] values, int at) {
    for (int t = 0; t < templates; t++) {
      int f = present[place * templates + t];
      if (f < 0) continue;
      for (int j = starts[f], end = starts[f + 1]; j < end; j++)
        gradient[j] += values[at + label[j]];
    }
  }
}
