package millrace.neural.compute;

import millrace.neural.compute.Convolution.Conv2d;
import millrace.neural.compute.Convolution.Conv2dInputGrad;
import millrace.neural.compute.Convolution.Conv2dWeightGrad;
import millrace.neural.compute.Convolution.Pool;
import millrace.neural.compute.Convolution.PoolGrad;
import millrace.neural.compute.Convolution.Pooling;

/** Cases of {@link Convolution}. */
final class ConvolutionCases {
  private ConvolutionCases() {}

  static void addTo(Cases c) {
    var plain = Window.of(3, 3);
    for (var w :
        new Window[] {
          Window.of(1, 1),
          Window.of(1, 1).stride(2, 2),
          plain,
          plain.pad(1, 1),
          plain.pad(2, 3),
          plain.stride(2, 2).pad(1, 1),
          plain.stride(2, 1),
          plain.stride(1, 3).pad(0, 2),
          plain.dilation(2, 2).pad(2, 2),
          plain.dilation(1, 3).stride(2, 2).pad(0, 3),
          Window.of(5, 5).pad(2, 2),
          Window.of(5, 2).pad(4, 1),
          Window.of(7, 9), // the whole image
          Window.of(2, 2).stride(2, 2),
          Window.of(2, 2).stride(3, 4), // with places that no window sees
        }) conv(c, false, w, 2, 3, 4, 7, 9);
    conv(c, false, plain.pad(1, 1), 1, 1, 1, 5, 5);
    conv(c, false, plain.pad(1, 1), 3, 1, 17, 8, 33);
    conv(c, false, plain.pad(1, 1), 1, 17, 1, 16, 15);
    conv(c, false, plain.pad(1, 1), 2, 2, 3, 1, 1);
    conv(c, false, plain, 0, 2, 3, 5, 5);
    // one dimension
    conv(c, false, Window.of(1, 3), 2, 5, 4, 1, 17);
    conv(c, false, Window.of(1, 5).stride(1, 2).pad(0, 2), 2, 5, 4, 1, 33);
    conv(c, false, Window.of(1, 3).dilation(1, 4), 2, 5, 4, 1, 16);
    conv(c, true, plain.pad(1, 1), 9, 5, 19, 29, 31);
    conv(c, true, Window.of(5, 5).stride(2, 2), 33, 3, 8, 28, 28);
    pools(c);
  }

  private static void conv(
      Cases c, boolean large, Window w, int n, int channels, int outputs, int height, int width) {
    var x = c.normal(n, channels, height, width);
    var weight = c.spread(.5, outputs, channels, w.height(), w.width());
    var g = c.normal(n, outputs, w.rows(height), w.columns(width));
    var back = new Conv2dInputGrad(w, height, width);
    if (large) {
      c.large(new Conv2d(w), x, weight, c.normal(outputs));
      c.large(back, weight, g);
      c.large(new Conv2dWeightGrad(w), x, g);
    } else {
      c.add(new Conv2d(w), x, weight);
      c.add(new Conv2d(w), x, weight, c.normal(outputs));
      c.add(back, weight, g);
      c.add(new Conv2dWeightGrad(w), x, g);
    }
  }

  private static void pools(Cases c) {
    for (var pooling : Pooling.values()) {
      for (var w :
          new Window[] {
            Window.of(1, 1),
            Window.of(2, 2),
            Window.of(2, 2).stride(2, 2),
            Window.of(3, 3).stride(2, 2).pad(1, 1),
            Window.of(3, 2).stride(1, 2).pad(1, 1),
            Window.of(3, 3).dilation(2, 2).pad(1, 1),
            Window.of(2, 2).stride(3, 3),
            Window.of(7, 9), // global
          }) pool(c, false, pooling, w, 2, 3, 7, 9);
      pool(c, false, pooling, Window.of(1, 3), 2, 5, 1, 17);
      pool(c, false, pooling, Window.of(1, 33), 2, 5, 1, 33);
      pool(c, false, pooling, Window.of(2, 2).stride(2, 2), 2, 3, 33, 35);
      pool(c, false, pooling, Window.of(2, 2), 0, 3, 4, 4);
      pool(c, true, pooling, Window.of(2, 2).stride(2, 2), 33, 9, 28, 30);
      // equal numbers: the first of them
      var x = c.map(v -> Math.rint(v * .7), 2, 3, 9, 9);
      var w = Window.of(3, 3).pad(1, 1);
      var y = c.results(new Pool(pooling, w), x)[0];
      c.special(new Pool(pooling, w), x);
      c.special(new PoolGrad(pooling, w), x, y, c.normal(y.shape()));
    }
    var x = c.normal(1, 2, 6, 6);
    for (int i = 0; i < 40; i += 11) x.values()[i] = Float.NaN;
    var y = c.results(new Pool(Pooling.MAX, Window.of(2, 2)), x)[0];
    c.special(new Pool(Pooling.MAX, Window.of(2, 2)), x);
    c.special(new PoolGrad(Pooling.MAX, Window.of(2, 2)), x, y, c.normal(y.shape()));
    c.special(
        new Pool(Pooling.MAX, Window.of(2, 2)), c.constant(Double.NEGATIVE_INFINITY, 1, 2, 5, 5));
  }

  private static void pool(Cases c, boolean large, Pooling pooling, Window w, int... shape) {
    var x = c.normal(shape);
    var y = c.results(new Pool(pooling, w), x)[0];
    var g = c.normal(y.shape());
    if (large) {
      c.large(new Pool(pooling, w), x);
      c.large(new PoolGrad(pooling, w), x, y, g);
    } else {
      c.add(new Pool(pooling, w), x);
      c.add(new PoolGrad(pooling, w), x, y, g);
    }
  }
}
