package millrace.neural.compute;

import millrace.neural.compute.Normalization.BatchNorm;
import millrace.neural.compute.Normalization.BatchNormGrad;
import millrace.neural.compute.Normalization.LayerNorm;
import millrace.neural.compute.Normalization.LayerNormGrad;
import millrace.neural.compute.Normalization.RmsNorm;
import millrace.neural.compute.Normalization.RmsNormGrad;
import millrace.neural.compute.Normalization.Softmax;
import millrace.neural.compute.Normalization.SoftmaxGrad;
import millrace.neural.compute.OpCase.Input;

/** Cases of {@link Normalization}. */
final class NormalizationCases {
  private static final double EPS = 1e-5;

  private NormalizationCases() {}

  static void addTo(Cases c) {
    for (int n : ElementwiseCases.SIZES) {
      softmax(c, false, 3, n);
      rows(c, false, 5, n);
    }
    softmax(c, false, 7);
    softmax(c, false, 2, 3, 5);
    softmax(c, false, 0, 5);
    softmax(c, true, 1009, 101);
    softmax(c, true, 3, 40_009);
    masked(c);
    rows(c, false, 7);
    rows(c, false, 2, 3, 5);
    rows(c, false, 0, 5);
    rows(c, true, 1009, 101);
    rows(c, true, 3, 40_009);
    c.add(new LayerNorm(EPS), c.constant(3, 2, 9), c.normal(9), c.normal(9)); // no variance
    for (var s :
        new int[][] {{2, 1}, {5, 3}, {33, 17}, {3, 4, 5}, {2, 3, 4, 5}, {2, 3, 7, 9}, {1, 4, 33}})
      batch(c, false, s);
    batch(c, true, 2003, 67);
    batch(c, true, 16, 13, 29, 31);
  }

  private static void add(Cases c, boolean large, Op op, Input... inputs) {
    if (large) c.large(op, inputs);
    else c.add(op, inputs);
  }

  private static void softmax(Cases c, boolean large, int... shape) {
    for (boolean log : new boolean[] {false, true}) {
      var x = c.spread(3, shape);
      add(c, large, new Softmax(log), x);
      var y = c.results(new Softmax(log), x)[0];
      add(c, large, new SoftmaxGrad(log), y, c.normal(shape));
    }
  }

  /** Places that are masked out by minus infinity, and numbers whose exponentials overflow. */
  private static void masked(Cases c) {
    for (int n : new int[] {5, 33}) {
      var x = c.spread(3, 4, n);
      for (int i = 0; i < x.values().length; i += 3) x.values()[i] = Float.NEGATIVE_INFINITY;
      var high = c.map(v -> 1000 + 100 * v, 4, n);
      var low = c.map(v -> -1000 + 100 * v, 4, n);
      for (boolean log : new boolean[] {false, true})
        for (var in : new Input[] {x, high, low}) c.special(new Softmax(log), in);
    }
  }

  /** Layer norm and RMS norm, and their gradients. */
  private static void rows(Cases c, boolean large, int... shape) {
    int width = shape[shape.length - 1];
    if (width == 0) return;
    var x = c.map(v -> 1 + 2 * v, shape);
    var gain = c.normal(width);
    var bias = c.normal(width);
    var g = c.normal(shape);
    var layer = c.results(new LayerNorm(EPS), x, gain, bias);
    // an only number has no variance: its gradient is 0, but a little rounding is much
    if (width == 1) c.special(new LayerNorm(EPS), x, gain, bias);
    else add(c, large, new LayerNorm(EPS), x, gain, bias);
    add(c, large, new LayerNormGrad(), x, gain, layer[1], layer[2], g);
    var root = c.results(new RmsNorm(EPS), x, gain);
    add(c, large, new RmsNorm(EPS), x, gain);
    add(c, large, new RmsNormGrad(), x, gain, root[1], g);
  }

  private static void batch(Cases c, boolean large, int... shape) {
    var x = c.map(v -> 1 + 2 * v, shape);
    var gain = c.normal(shape[1]);
    var bias = c.normal(shape[1]);
    var y = c.results(new BatchNorm(EPS), x, gain, bias);
    add(c, large, new BatchNorm(EPS), x, gain, bias);
    add(c, large, new BatchNormGrad(EPS), x, gain, y[1], y[2], c.normal(shape));
  }
}
