package millrace.neural.compute;

/** {@link Normalization} on the processor. */
final class CpuNormalization {
  private final Machine machine;
  private final Kernels.Rows k;

  CpuNormalization(Machine machine) {
    this.machine = machine;
    k = machine.rows();
  }

  void run(Normalization op, Tensor[] in, Tensor[] out) {
    if (in[0].size() == 0) {
      for (var t : out) java.util.Arrays.fill(t.floats(), 0, t.size(), 0);
      return;
    }
    var x = in[0].floats();
    var y = out[0].floats();
    int n = in[0].dim(-1);
    int rows = in[0].size() / n;
    switch (op) {
      case Normalization.Softmax(boolean log) ->
          machine.each(
              rows, n, (i, j) -> k.softmax(log, x, i * n, y, i * n, new float[0], 0, j - i, n));
      case Normalization.SoftmaxGrad(boolean log) -> {
        var g = in[1].floats();
        machine.each(rows, n, (i, j) -> k.softmaxGrad(log, x, i * n, g, i * n, y, i * n, j - i, n));
      }
      case Normalization.LayerNorm(double eps) -> {
        var gain = in[1].floats();
        var bias = in[2].floats();
        var mean = out[1].floats();
        var scale = out[2].floats();
        machine.each(
            rows,
            n,
            (i, j) -> k.layerNorm(eps, x, i * n, gain, bias, y, i * n, mean, scale, i, j - i, n));
      }
      case Normalization.LayerNormGrad() -> layerNormGrad(in, out, rows, n);
      case Normalization.RmsNorm(double eps) -> {
        var gain = in[1].floats();
        var scale = out[1].floats();
        machine.each(
            rows, n, (i, j) -> k.rmsNorm(eps, x, i * n, gain, y, i * n, scale, i, j - i, n));
      }
      case Normalization.RmsNormGrad() -> {
        var gain = in[1].floats();
        var scale = in[2].floats();
        var g = in[3].floats();
        machine.total(
            rows,
            n,
            n,
            out[1].floats(),
            (i, j, sums) ->
                k.rmsNormGrad(x, i * n, gain, scale, i, g, i * n, y, i * n, sums, 0, j - i, n));
      }
      case Normalization.BatchNorm(double eps) -> batchNorm(eps, in, out);
      case Normalization.BatchNormGrad(double eps) -> batchNormGrad(eps, in, out);
    }
  }

  /** The gradients of gain and bias are summed side by side, then taken apart. */
  private void layerNormGrad(Tensor[] in, Tensor[] out, int rows, int n) {
    var x = in[0].floats();
    var gain = in[1].floats();
    var mean = in[2].floats();
    var scale = in[3].floats();
    var g = in[4].floats();
    var d = out[0].floats();
    var both = new float[2 * n];
    machine.total(
        rows,
        n,
        2 * n,
        both,
        (i, j, sums) -> {
          var bias = new float[n];
          k.layerNormGrad(
              x, i * n, gain, mean, scale, i, g, i * n, d, i * n, sums, bias, 0, j - i, n);
          System.arraycopy(bias, 0, sums, n, n);
        });
    System.arraycopy(both, 0, out[1].floats(), 0, n);
    System.arraycopy(both, n, out[2].floats(), 0, n);
  }

  private void batchNorm(double eps, Tensor[] in, Tensor[] out) {
    int batch = in[0].dim(0);
    int channels = in[0].dim(1);
    int places = in[0].size() / (batch * channels);
    var x = in[0].floats();
    var gain = in[1].floats();
    var bias = in[2].floats();
    var y = out[0].floats();
    var mean = out[1].floats();
    var variance = out[2].floats();
    var sums = machine.sums();
    var elements = machine.elements();
    machine.each(
        channels,
        batch * places,
        (from, to) -> {
          for (int c = from; c < to; c++) {
            double sum = 0;
            for (int b = 0; b < batch; b++) sum += sums.sum(x, (b * channels + c) * places, places);
            float m = (float) (sum / batch / places);
            double squares = 0;
            for (int b = 0; b < batch; b++)
              squares += sums.squares(m, x, (b * channels + c) * places, places);
            double v = squares / batch / places;
            mean[c] = m;
            variance[c] = (float) v;
            double scale = gain[c] / Math.sqrt(v + eps);
            float shift = (float) (bias[c] - m * scale);
            for (int b = 0; b < batch; b++) {
              int at = (b * channels + c) * places;
              elements.affine((float) scale, shift, x, at, y, at, places);
            }
          }
        });
  }

  private void batchNormGrad(double eps, Tensor[] in, Tensor[] out) {
    int batch = in[0].dim(0);
    int channels = in[0].dim(1);
    int places = in[0].size() / (batch * channels);
    var x = in[0].floats();
    var gain = in[1].floats();
    var mean = in[2].floats();
    var variance = in[3].floats();
    var g = in[4].floats();
    var d = out[0].floats();
    var dGain = out[1].floats();
    var dBias = out[2].floats();
    var sums = machine.sums();
    var elements = machine.elements();
    machine.each(
        channels,
        batch * places,
        (from, to) -> {
          for (int c = from; c < to; c++) {
            double sum = 0;
            double dot = 0;
            for (int b = 0; b < batch; b++) {
              int at = (b * channels + c) * places;
              sum += sums.sum(g, at, places);
              dot += sums.dot(mean[c], x, at, g, at, places);
            }
            double s = 1 / Math.sqrt(variance[c] + eps);
            int n = batch * places;
            dBias[c] = (float) sum;
            dGain[c] = (float) (dot * s);
            // gain·s·(g − sum/n − (x − mean)·s²·dot/n), gathered by g, x and 1
            double p = gain[c] * s;
            double q = -p * s * s * dot / n;
            double r = -p * sum / n - q * mean[c];
            for (int b = 0; b < batch; b++) {
              int at = (b * channels + c) * places;
              elements.mix((float) p, g, at, (float) q, x, at, (float) r, d, at, places);
            }
          }
        });
  }
}
