package millrace.neural.layers;

import java.util.Arrays;
import millrace.neural.compute.Function;
import millrace.neural.compute.Normalization;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Update.Blend;

/**
 * (x − mean) / √(variance + eps) · gain + bias of each channel: x [N, C] or [N, C, ..]. In
 * training, mean and biased variance are those of the batch, and the running statistics move
 * towards them in place, r ← (1 − momentum)·r + momentum·batch, the variance being the unbiased one
 * there; else the running statistics are used. As PyTorch's BatchNorm1d and BatchNorm2d.
 *
 * @param gain [C]
 * @param bias [C]
 * @param mean running mean [C], at first 0
 * @param variance running variance [C], at first 1
 * @param momentum default .1
 * @param eps default 1e-5
 * @see "S. Ioffe, C. Szegedy, Batch normalization, ICML 2015"
 */
public record BatchNorm(
    Tensor gain,
    Tensor bias,
    @Buffer Tensor mean,
    @Buffer Tensor variance,
    double momentum,
    double eps)
    implements Layer {
  public BatchNorm {
    if (!(momentum >= 0 && momentum <= 1))
      throw new IllegalArgumentException("BatchNorm momentum must be in [0, 1] but is " + momentum);
  }

  /** Gain 1, bias 0. */
  public static BatchNorm of(Ops f, int channels) {
    return new BatchNorm(
        Norms.ones(f, channels),
        f.zeros(channels),
        f.zeros(channels),
        Norms.ones(f, channels),
        .1,
        1e-5);
  }

  @Override
  public Tensor forward(Ops f, Tensor x) {
    if (x.rank() < 2 || x.dim(1) != gain.dim(0))
      throw new IllegalArgumentException(
          "BatchNorm needs x[N, %d, ..], but was given %s"
              .formatted(gain.dim(0), Tensor.text(x.shape())));
    return f.training() ? byBatch(f, x) : byRunning(f, x);
  }

  private Tensor byBatch(Ops f, Tensor x) {
    int n = x.size() / x.dim(1);
    if (n < 2)
      throw new IllegalArgumentException(
          "BatchNorm needs more than one number per channel in training, but was given "
              + Tensor.text(x.shape()));
    var y = f.run(new Normalization.BatchNorm(eps), x, gain, bias);
    f.run(new Blend(momentum), mean, y[1]);
    f.run(new Blend(momentum), variance, f.scale(y[2], n / (n - 1.0)));
    return y[0];
  }

  private Tensor byRunning(Ops f, Tensor x) {
    var deviation = f.apply(Function.SQRT, f.affine(variance, 1, eps));
    var scale = f.divide(gain, deviation);
    var shift = f.subtract(bias, f.multiply(mean, scale));
    var shape = new int[x.rank() - 1]; // [C, 1, ..]: along all but the channels it is repeated
    Arrays.fill(shape, 1);
    shape[0] = gain.dim(0);
    return f.add(f.multiply(x, f.reshape(scale, shape)), f.reshape(shift, shape));
  }
}
