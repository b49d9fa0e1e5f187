package millrace.neural.compute;

import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Loss.CrossEntropyGrad;
import millrace.neural.compute.Loss.Ctc;
import millrace.neural.compute.Normalization.Softmax;
import millrace.neural.compute.OpCase.Input;

/** Cases of {@link Loss}. */
final class LossCases {
  private static final double[] NONE = {};
  private static final int IGNORE = CrossEntropy.IGNORE;

  private LossCases() {}

  static void addTo(Cases c) {
    for (int classes : ElementwiseCases.SIZES)
      if (classes > 0)
        crossEntropy(c, false, CrossEntropy.of(c.ids(5, classes)), c.spread(3, 5, classes));
    double[] weights = {.5, 2, 0, 1, 3, .1, 1};
    int[] targets = {3, 0, 6, IGNORE, 4, 4, 1};
    for (double smoothing : new double[] {0, .1, 1})
      for (var w : new double[][] {NONE, weights})
        crossEntropy(c, false, new CrossEntropy(targets, smoothing, w, IGNORE), c.spread(3, 7, 7));
    crossEntropy(c, false, new CrossEntropy(new int[] {1, 2, 0}, .2, NONE, 0), c.spread(3, 3, 4));
    crossEntropy(c, false, CrossEntropy.of(1), c.map(v -> 1000 * v, 1, 5));
    crossEntropy(c, true, CrossEntropy.of(c.ids(1009, 101)), c.spread(3, 1009, 101));
    crossEntropy(c, true, new CrossEntropy(c.ids(7, 40_009), .1, NONE, 3), c.spread(3, 7, 40_009));
    // nothing counts: NaN
    c.special(CrossEntropy.of(IGNORE, IGNORE), c.normal(2, 3));
    // classes that are masked out, not the target
    var masked = c.normal(2, 17);
    for (int i = 0; i < 34; i += 3) masked.values()[i] = Float.NEGATIVE_INFINITY;
    c.special(CrossEntropy.of(1, 2), masked);
    ctc(c);
  }

  private static void crossEntropy(Cases c, boolean large, CrossEntropy op, Input logits) {
    var softmax = c.results(op, logits)[1];
    var g = c.map(v -> 1 + v, 1);
    if (large) {
      c.large(op, logits);
      c.large(new CrossEntropyGrad(op), softmax, g);
    } else {
      c.add(op, logits);
      c.add(new CrossEntropyGrad(op), softmax, g);
    }
  }

  private static void ctc(Cases c) {
    int[] all = {};
    int[][] labels = {{1, 2}, {3, 3}, {}, {2}};
    ctc(c, new Ctc(labels, all, 0, false), 6, 4);
    ctc(c, new Ctc(labels, new int[] {6, 3, 4, 1}, 0, false), 6, 4);
    ctc(c, new Ctc(new int[][] {{0, 0, 1}, {1, 0}}, all, 3, false), 7, 4);
    ctc(c, new Ctc(new int[][] {{0}}, all, 1, false), 1, 2);
    ctc(c, new Ctc(new int[][] {{1, 2, 3, 4, 5}}, all, 0, false), 5, 33);
    ctc(c, new Ctc(new int[][] {c.ids(9, 16), c.ids(20, 16)}, all, 16, false), 61, 17);
    // that cannot be aligned: too short, for the label twice needs a blank between
    for (boolean zero : new boolean[] {false, true}) {
      var op = new Ctc(new int[][] {{1, 1}, {1, 2, 3}, {1}}, new int[] {2, 2, 0}, 0, zero);
      c.special(op, c.results(new Softmax(true), c.spread(3, 3, 3, 5))[0]);
    }
    // nothing to align
    ctc(c, new Ctc(new int[][] {{}, {}}, new int[] {0, 3}, 0, false), 3, 4);
    var many = new int[67][];
    for (int i = 0; i < many.length; i++) many[i] = c.ids(i % 12, 20);
    c.large(
        new Ctc(many, all, 20, false), c.results(new Softmax(true), c.spread(2, 53, 67, 21))[0]);
  }

  private static void ctc(Cases c, Ctc op, int steps, int classes) {
    var logits = c.spread(2, steps, op.labels().length, classes);
    c.add(op, c.results(new Softmax(true), logits)[0]);
  }
}
