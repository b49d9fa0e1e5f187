package millrace.neural.layers;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Convolution;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of images: [N, in, H, W] to [N, out, rows, columns].
 *
 * @param weight [out, in, height, width]
 * @param bias [out]; null: none
 * @param window size, strides, padding and dilation
 */
public record Conv2d(Tensor weight, @Nullable Tensor bias, Window window) implements Layer {
  /** PyTorch's default: weight and bias U(−b, b), b = 1/√(in·height·width). */
  public static Conv2d of(Ops f, int in, int out, Window window, RandomGenerator random) {
    double bound = 1 / Math.sqrt(in * window.height() * window.width());
    var init = Init.uniform(-bound, bound);
    return new Conv2d(
        init.of(f, random, out, in, window.height(), window.width()),
        init.of(f, random, out),
        window);
  }

  /** Weights by {@code init}, the bias 0. */
  public static Conv2d of(
      Ops f, int in, int out, Window window, Init init, RandomGenerator random) {
    return new Conv2d(
        init.of(f, random, out, in, window.height(), window.width()), f.zeros(out), window);
  }

  /** The same weight, no bias: as before a {@link BatchNorm}. */
  public Conv2d withoutBias() {
    return new Conv2d(weight, null, window);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    var op = new Convolution.Conv2d(window);
    return bias == null ? f.run(op, x, weight)[0] : f.run(op, x, weight, bias)[0];
  }
}
