package millrace.trainers;

import java.util.Arrays;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Labels;
import millrace.preprocess.Features;

/** What boosted classifiers predict. */
final class Boosted {
  private Boosted() {}

  /** Per row the base values plus the sum of the leaves. */
  static double[] raw(Trees trees, double[] base, Features x) {
    int k = base.length;
    var raw = new double[x.rows() * k];
    if (k == 1) Arrays.fill(raw, base[0]);
    else for (int i = 0; i < raw.length; i += k) System.arraycopy(base, 0, raw, i, k);
    trees.addTo(x, 0, raw);
    return raw;
  }

  /** Probabilities: a sigmoid of the log odds of the second of two levels, or a softmax. */
  static Labels labels(double[] raw, Vocabulary levels) {
    int k = levels.size();
    if (k > 2) {
      var p = raw.clone();
      for (int at = 0; at < p.length; at += k) HistLoss.softmax(p, at, k);
      return new Labels(p, levels);
    }
    var p = new double[2 * raw.length];
    for (int i = 0; i < raw.length; i++) {
      double likely = 1 / (1 + Math.exp(-Math.abs(raw[i])));
      p[2 * i] = raw[i] > 0 ? 1 - likely : likely;
      p[2 * i + 1] = raw[i] > 0 ? likely : 1 - likely;
    }
    return new Labels(p, levels);
  }
}
