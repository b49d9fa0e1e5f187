package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import millrace.neural.compute.Convolution.Conv2d;
import millrace.neural.compute.Convolution.Conv2dInputGrad;
import millrace.neural.compute.Convolution.Conv2dWeightGrad;
import millrace.neural.compute.Convolution.Pool;
import millrace.neural.compute.Convolution.PoolGrad;
import millrace.neural.compute.Convolution.Pooling;

/** {@link Convolution} in double. */
final class ReferenceConvolution {
  private ReferenceConvolution() {}

  static void run(Convolution op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Conv2d(var window) -> {
        var x = numbers(in[0]);
        var w = numbers(in[1]);
        var y = numbers(out[0]);
        if (in.length == 3) bias(in[2], out[0]);
        walk(window, in[0], out[0], (i, k, o) -> y[o] += x[i] * w[k]);
      }
      case Conv2dInputGrad c -> {
        var w = numbers(in[0]);
        var g = numbers(in[1]);
        var d = numbers(out[0]);
        walk(c.window(), out[0], in[1], (i, k, o) -> d[i] += g[o] * w[k]);
      }
      case Conv2dWeightGrad(var window) -> {
        var x = numbers(in[0]);
        var g = numbers(in[1]);
        var d = numbers(out[0]);
        walk(window, in[0], in[1], (i, k, o) -> d[k] += g[o] * x[i]);
      }
      case Pool p -> pool(p, in[0], out[0]);
      case PoolGrad p -> poolGrad(p, in, out[0]);
    }
  }

  /** Element i of the image meets element k of the weight in element o of the result. */
  private interface Visitor {
    void visit(int i, int k, int o);
  }

  /** Every product of a convolution, padding passed over. */
  private static void walk(Window w, Tensor x, Tensor y, Visitor visitor) {
    int channels = x.dim(1);
    int outputs = y.dim(1);
    for (int n = 0; n < x.dim(0); n++)
      for (int o = 0; o < outputs; o++)
        for (int c = 0; c < channels; c++) {
          int kernel = (o * channels + c) * w.height() * w.width();
          int image = n * channels + c;
          places(w, x, image, y, n * outputs + o, (i, k, at) -> visitor.visit(i, kernel + k, at));
        }
  }

  /** Every place of every window on one channel of one image, padding passed over. */
  private static void places(Window w, Tensor x, int image, Tensor y, int result, Visitor visitor) {
    int height = x.dim(2);
    int width = x.dim(3);
    for (int row = 0; row < y.dim(2); row++)
      for (int column = 0; column < y.dim(3); column++)
        for (int kr = 0; kr < w.height(); kr++)
          for (int kc = 0; kc < w.width(); kc++) {
            int r = row * w.strideHeight() + kr * w.dilationHeight() - w.padHeight();
            int c = column * w.strideWidth() + kc * w.dilationWidth() - w.padWidth();
            if (r < 0 || r >= height || c < 0 || c >= width) continue;
            visitor.visit(
                (image * height + r) * width + c,
                kr * w.width() + kc,
                (result * y.dim(2) + row) * y.dim(3) + column);
          }
  }

  private static void bias(Tensor bias, Tensor y) {
    int places = y.dim(2) * y.dim(3);
    for (int i = 0; i < y.size(); i++) numbers(y)[i] = numbers(bias)[i / places % y.dim(1)];
  }

  private static void pool(Pool op, Tensor in, Tensor out) {
    var x = numbers(in);
    var y = numbers(out);
    double size = op.window().height() * op.window().width();
    boolean max = op.pooling() == Pooling.MAX;
    for (int i = 0; max && i < out.size(); i++) y[i] = Double.NEGATIVE_INFINITY;
    for (int image = 0; image < in.dim(0) * in.dim(1); image++)
      places(
          op.window(),
          in,
          image,
          out,
          image,
          (i, _, o) -> y[o] = max ? Math.max(y[o], x[i]) : y[o] + x[i] / size);
  }

  private static void poolGrad(PoolGrad op, Tensor[] in, Tensor out) {
    var x = numbers(in[0]);
    var y = numbers(in[1]);
    var g = numbers(in[2]);
    var d = numbers(out);
    double size = op.window().height() * op.window().width();
    boolean max = op.pooling() == Pooling.MAX;
    var given = new boolean[in[1].size()]; // a maximum's gradient, to the first place that has it
    for (int image = 0; image < out.dim(0) * out.dim(1); image++)
      places(
          op.window(),
          out,
          image,
          in[1],
          image,
          (i, _, o) -> {
            if (!max) {
              d[i] += g[o] / size;
            } else if (x[i] == y[o] && !given[o]) {
              d[i] += g[o];
              given[o] = true;
            }
          });
  }
}
