package millrace.neural.layers;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of sequences: [N, in, length] to [N, out, places]. Computed as that of an image of
 * height 1.
 *
 * @param weight [out, in, width]
 * @param bias [out]; null: none
 */
public record Conv1d(Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation)
    implements Layer {
  /** PyTorch's default: weight and bias U(−b, b), b = 1/√(in·width); stride 1, no padding. */
  public static Conv1d of(Ops f, int in, int out, int width, RandomGenerator random) {
    double bound = 1 / Math.sqrt(in * width);
    var init = Init.uniform(-bound, bound);
    return new Conv1d(init.of(f, random, out, in, width), init.of(f, random, out), 1, 0, 1);
  }

  /** Weights by {@code init}, the bias 0; stride 1, no padding. */
  public static Conv1d of(Ops f, int in, int out, int width, Init init, RandomGenerator random) {
    return new Conv1d(init.of(f, random, out, in, width), f.zeros(out), 1, 0, 1);
  }

  public Conv1d stride(int n) {
    return new Conv1d(weight, bias, n, padding, dilation);
  }

  /** Zeros at either end. */
  public Conv1d padding(int n) {
    return new Conv1d(weight, bias, stride, n, dilation);
  }

  public Conv1d dilation(int n) {
    return new Conv1d(weight, bias, stride, padding, n);
  }

  /** The same weight, no bias. */
  public Conv1d withoutBias() {
    return new Conv1d(weight, null, stride, padding, dilation);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    if (x.rank() != 3)
      throw new IllegalArgumentException(
          "Conv1d needs x[N, %d, length], but was given %s"
              .formatted(weight.dim(1), Tensor.text(x.shape())));
    var window =
        Window.of(1, weight.dim(2)).stride(1, stride).pad(0, padding).dilation(1, dilation);
    var image = f.reshape(x, x.dim(0), x.dim(1), 1, x.dim(2));
    var kernel = f.reshape(weight, weight.dim(0), weight.dim(1), 1, weight.dim(2));
    var y = new Conv2d(kernel, bias, window).forward(f, image);
    return f.reshape(y, y.dim(0), y.dim(1), y.dim(3));
  }
}
