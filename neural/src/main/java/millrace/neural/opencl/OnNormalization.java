package millrace.neural.opencl;

import millrace.neural.compute.Normalization;
import millrace.neural.compute.Normalization.BatchNorm;
import millrace.neural.compute.Normalization.BatchNormGrad;
import millrace.neural.compute.Normalization.LayerNorm;
import millrace.neural.compute.Normalization.LayerNormGrad;
import millrace.neural.compute.Normalization.RmsNorm;
import millrace.neural.compute.Normalization.RmsNormGrad;
import millrace.neural.compute.Normalization.Softmax;
import millrace.neural.compute.Normalization.SoftmaxGrad;
import millrace.neural.compute.Tensor;

/** {@link Normalization} on a device. */
final class OnNormalization {
  /** How many rows a work-item adds up for the gradients of gain and bias. */
  private static final int CHUNK = 64;

  private final ClWork work;
  private final OnReduction reduction;

  OnNormalization(ClWork work, OnReduction reduction) {
    this.work = work;
    this.reduction = reduction;
  }

  Tensor[] run(Normalization op, Tensor[] in, int[][] shapes) {
    var out = new Tensor[shapes.length];
    for (int k = 0; k < out.length; k++) out[k] = work.make(shapes[k]);
    if (out[0].size() == 0) {
      // Nothing to be brought to a scale: gradients of gain and bias are sums of nothing.
      for (var o : out) work.fill(work.buffer(o), o.size(), 0);
      return out;
    }
    switch (op) {
      case Softmax s -> rows(kernel("softmax").arg(width(in[0])).arg(s.log() ? 1 : 0), in, out);
      case SoftmaxGrad s ->
          rows(kernel("softmax_grad").arg(width(in[0])).arg(s.log() ? 1 : 0), in, out);
      case LayerNorm n -> rows(kernel("layer_norm").arg(width(in[0])).arg(n.eps()), in, out);
      case RmsNorm n -> rows(kernel("rms_norm").arg(width(in[0])).arg(n.eps()), in, out);
      case LayerNormGrad _ -> {
        var kernel = kernel("norm_grad").arg(width(in[0])).arg(1);
        rows(kernel, in, new Tensor[] {out[0]});
        columns(true, in[0], in[2], in[3], in[4], out[1], work.buffer(out[2]));
      }
      case RmsNormGrad _ -> {
        var kernel = kernel("norm_grad").arg(width(in[0])).arg(0);
        // There are no means; what is given in their place is not read.
        rows(kernel, new Tensor[] {in[0], in[1], in[2], in[2], in[3]}, new Tensor[] {out[0]});
        var biases = work.temporary(width(in[0]));
        columns(false, in[0], in[2], in[2], in[3], out[1], biases);
        work.free(biases);
      }
      case BatchNorm n -> batchNorm(n.eps(), in, out);
      case BatchNormGrad n -> batchNormGrad(n.eps(), in, out);
    }
    return out;
  }

  private ClKernel kernel(String name) {
    return work.kernel("normalization", name);
  }

  private static int width(Tensor x) {
    return x.dim(-1);
  }

  /** Gives a kernel all tensors that it reads and writes, and a group for each row. */
  private void rows(ClKernel kernel, Tensor[] in, Tensor[] out) {
    for (var t : in) kernel.arg(work.buffer(t));
    for (var t : out) kernel.arg(work.buffer(t));
    int lanes = work.lanes(width(in[0]));
    kernel.run((long) in[0].size() / width(in[0]) * lanes, 1, 1, lanes, 1);
  }

  /** The gradients of gain and bias. */
  private void columns(
      boolean centered,
      Tensor x,
      Tensor means,
      Tensor scales,
      Tensor g,
      Tensor gain,
      ClBuffer bias) {
    int n = width(x);
    int rows = x.size() / n;
    int chunks = (rows - 1) / CHUNK + 1;
    var gains = work.temporary((long) chunks * n);
    var biases = work.temporary((long) chunks * n);
    kernel("norm_columns")
        .arg(rows)
        .arg(n)
        .arg(CHUNK)
        .arg(centered ? 1 : 0)
        .arg(work.buffer(x))
        .arg(work.buffer(means))
        .arg(work.buffer(scales))
        .arg(work.buffer(g))
        .arg(gains)
        .arg(biases)
        .run(work.wide(n), chunks, 1);
    reduction.along("sum", 1, 1, chunks, n, gains, work.buffer(gain));
    if (centered) reduction.along("sum", 1, 1, chunks, n, biases, bias);
    work.free(gains);
    work.free(biases);
  }

  private void batchNorm(double eps, Tensor[] in, Tensor[] out) {
    int channels = in[0].dim(1);
    int batch = in[0].dim(0);
    int places = in[0].size() / batch / channels;
    int lanes = work.lanes(places);
    kernel("batch_norm_moments")
        .arg(batch)
        .arg(channels)
        .arg(places)
        .arg(work.buffer(in[0]))
        .arg(work.buffer(out[1]))
        .arg(work.buffer(out[2]))
        .run((long) channels * lanes, 1, 1, lanes, 1);
    kernel("batch_norm")
        .arg(places)
        .arg(channels)
        .arg(eps)
        .arg(work.buffer(in[0]))
        .arg(work.buffer(in[1]))
        .arg(work.buffer(in[2]))
        .arg(work.buffer(out[1]))
        .arg(work.buffer(out[2]))
        .arg(work.buffer(out[0]))
        .run(places, (long) batch * channels, 1);
  }

  private void batchNormGrad(double eps, Tensor[] in, Tensor[] out) {
    int channels = in[0].dim(1);
    int batch = in[0].dim(0);
    int places = in[0].size() / batch / channels;
    int lanes = work.lanes(places);
    kernel("batch_norm_sums")
        .arg(batch)
        .arg(channels)
        .arg(places)
        .arg(eps)
        .arg(work.buffer(in[0]))
        .arg(work.buffer(in[2]))
        .arg(work.buffer(in[3]))
        .arg(work.buffer(in[4]))
        .arg(work.buffer(out[1]))
        .arg(work.buffer(out[2]))
        .run((long) channels * lanes, 1, 1, lanes, 1);
    kernel("batch_norm_grad")
        .arg(places)
        .arg(channels)
        .arg((double) batch * places)
        .arg(eps)
        .arg(work.buffer(in[0]))
        .arg(work.buffer(in[1]))
        .arg(work.buffer(in[2]))
        .arg(work.buffer(in[3]))
        .arg(work.buffer(in[4]))
        .arg(work.buffer(out[1]))
        .arg(work.buffer(out[2]))
        .arg(work.buffer(out[0]))
        .run(places, (long) batch * channels, 1);
  }
}
