package millrace.neural.layers;

import millrace.neural.compute.Convolution;
import millrace.neural.compute.Convolution.Pooling;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;

/**
 * The maximum or the mean of windows, each channel by itself: [N, C, H, W] to [N, C, rows,
 * columns]; sequences [N, C, length] are images of height 1.
 */
public record Pool(Pooling pooling, Window window) implements Layer {
  /** Maxima of squares of this size that do not overlap. */
  public static Pool max(int size) {
    return new Pool(Pooling.MAX, Window.of(size, size).stride(size, size));
  }

  /** Means of squares of this size that do not overlap. */
  public static Pool mean(int size) {
    return new Pool(Pooling.MEAN, Window.of(size, size).stride(size, size));
  }

  /** Of sequences: windows of this width, a stride apart. */
  public static Pool sequence(Pooling pooling, int width, int stride) {
    return new Pool(pooling, Window.of(1, width).stride(1, stride));
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    var op = new Convolution.Pool(pooling, window);
    if (x.rank() != 3) return f.run(op, x)[0];
    var y = f.run(op, f.reshape(x, x.dim(0), x.dim(1), 1, x.dim(2)))[0];
    if (y.dim(2) != 1)
      throw new IllegalArgumentException(
          "Pool of a sequence needs a window of height 1 without padding above, but has " + window);
    return f.reshape(y, y.dim(0), y.dim(1), y.dim(3));
  }
}
