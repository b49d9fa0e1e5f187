package millrace.neural.models;

import java.util.ArrayList;
import java.util.List;
import millrace.data.DataException;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;
import millrace.neural.layers.Conv2d;
import millrace.neural.layers.Init;
import millrace.neural.layers.Pool;

/** Convolutions of 3 × 3 pixels, each followed by a RELU and the maxima of 2 × 2. */
record ImageNet(List<Conv2d> convolutions) {
  private static final Window PIXELS = Window.of(3, 3).pad(1, 1);
  private static final Pool MAXIMA = Pool.max(2);

  static ImageNet of(Weights weights, int channels, int levels, int maps) {
    var out = new ArrayList<Conv2d>();
    int in = channels;
    for (int i = 0; i < levels; i++) {
      int n = maps << i;
      var at = weights.in("convolution." + i);
      out.add(
          new Conv2d(
              at.of("weight", Init.heNormal(Function.RELU, 0), n, in, 3, 3),
              at.of("bias", Init.zeros(), n),
              PIXELS));
      in = n;
    }
    return new ImageNet(List.copyOf(out));
  }

  /** Of images [rows, channels, height, width]: [rows, outputs]. */
  Tensor forward(Ops f, Tensor x) {
    for (var c : convolutions) {
      x = f.relu(c.forward(f, x));
      if (halves(x.dim(2), x.dim(3))) x = MAXIMA.forward(f, x);
    }
    return f.reshape(x, x.dim(0), -1);
  }

  private static boolean halves(int height, int width) {
    return height > 1 && width > 1;
  }

  /** How many numbers come out for images of this size. */
  int outputs(int height, int width) {
    for (int i = 0; i < convolutions.size() && halves(height, width); i++) {
      height /= 2;
      width /= 2;
    }
    return convolutions.getLast().weight().dim(0) * height * width;
  }

  /**
   * The height of an image.
   *
   * @throws DataException if the features do not fill images of this size
   */
  static int height(int features, int height, int width, int channels) {
    int pixels = features / channels;
    int h = height > 0 ? height : width > 0 ? pixels / width : squarest(pixels);
    int w = width > 0 ? width : h == 0 ? 0 : pixels / h;
    if (h * w * channels != features || features == 0) {
      throw new DataException(
          "%d features do not fill an image of %s rows, %s columns and %d channel%s"
              .formatted(
                  features,
                  height > 0 ? height : "any",
                  width > 0 ? width : "any",
                  channels,
                  channels == 1 ? "" : "s"));
    }
    return h;
  }

  /** The greatest divisor that is not above the root. */
  private static int squarest(int pixels) {
    int h = (int) Math.sqrt(pixels);
    while (h > 1 && pixels % h != 0) h--;
    return h;
  }
}
