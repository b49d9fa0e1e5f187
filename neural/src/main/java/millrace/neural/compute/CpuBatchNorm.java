package millrace.neural.compute;

import millrace.neural.compute.Elementwise.Arithmetic;

/**
 * {@link Normalization.BatchNorm} on the processor: channel by channel where a channel has places
 * that follow each other, and row by row, all channels at once, where it has only one.
 */
final class CpuBatchNorm {
  private final Machine machine;
  private final Kernels.Elements elements;
  private final Kernels.Sums sums;

  CpuBatchNorm(Machine machine) {
    this.machine = machine;
    elements = machine.elements();
    sums = machine.sums();
  }

  void run(double eps, Tensor[] in, Tensor[] out) {
    int batch = in[0].dim(0);
    int channels = in[0].dim(1);
    int places = in[0].size() / (batch * channels);
    if (places == 1) rows(eps, batch, channels, in, out);
    else channels(eps, batch, channels, places, in, out);
  }

  void runGrad(double eps, Tensor[] in, Tensor[] out) {
    int batch = in[0].dim(0);
    int channels = in[0].dim(1);
    int places = in[0].size() / (batch * channels);
    if (places == 1) rowsGrad(eps, batch, channels, in, out);
    else channelsGrad(eps, batch, channels, places, in, out);
  }

  private void channels(
      double eps, int batch, int channels, int places, Tensor[] in, Tensor[] out) {
    var x = in[0].floats();
    var gain = in[1].floats();
    var bias = in[2].floats();
    var y = out[0].floats();
    var mean = out[1].floats();
    var variance = out[2].floats();
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

  private void channelsGrad(
      double eps, int batch, int channels, int places, Tensor[] in, Tensor[] out) {
    var x = in[0].floats();
    var gain = in[1].floats();
    var mean = in[2].floats();
    var variance = in[3].floats();
    var g = in[4].floats();
    var d = out[0].floats();
    var dGain = out[1].floats();
    var dBias = out[2].floats();
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

  /** z = x ∘ y of rows. */
  private void combine(
      Arithmetic op, float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    elements.combine(op, x, xo, 1, y, yo, 1, z, zo, n);
  }

  private void rows(double eps, int batch, int n, Tensor[] in, Tensor[] out) {
    var x = in[0].floats();
    var gain = in[1].floats();
    var bias = in[2].floats();
    var y = out[0].floats();
    var mean = out[1].floats();
    var variance = out[2].floats();
    machine.total(
        batch, n, n, mean, (i, j, total) -> sums.sumRows(x, i * n, n, j - i, total, 0, n));
    elements.affine(1f / batch, 0, mean, 0, mean, 0, n);
    machine.total(
        batch,
        n,
        n,
        variance,
        (i, j, total) -> {
          var square = new float[n];
          for (int r = i; r < j; r++) {
            combine(Arithmetic.SUBTRACT, x, r * n, mean, 0, y, r * n, n);
            combine(Arithmetic.MULTIPLY, y, r * n, y, r * n, square, 0, n);
            combine(Arithmetic.ADD, square, 0, total, 0, total, 0, n);
          }
        });
    elements.affine(1f / batch, 0, variance, 0, variance, 0, n);
    var scale = new float[n];
    for (int c = 0; c < n; c++) scale[c] = (float) (gain[c] / Math.sqrt(variance[c] + eps));
    machine.each(
        batch,
        n,
        (i, j) -> {
          for (int r = i; r < j; r++) {
            combine(Arithmetic.MULTIPLY, y, r * n, scale, 0, y, r * n, n);
            combine(Arithmetic.ADD, y, r * n, bias, 0, y, r * n, n);
          }
        });
  }

  private void rowsGrad(double eps, int batch, int n, Tensor[] in, Tensor[] out) {
    var x = in[0].floats();
    var gain = in[1].floats();
    var mean = in[2].floats();
    var variance = in[3].floats();
    var g = in[4].floats();
    var d = out[0].floats();
    var dGain = out[1].floats();
    var dBias = out[2].floats();
    machine.total(
        batch, n, n, dBias, (i, j, total) -> sums.sumRows(g, i * n, n, j - i, total, 0, n));
    machine.total(
        batch,
        n,
        n,
        dGain, // until the next step, without 1 / deviation
        (i, j, total) -> {
          var product = new float[n];
          for (int r = i; r < j; r++) {
            combine(Arithmetic.SUBTRACT, x, r * n, mean, 0, product, 0, n);
            combine(Arithmetic.MULTIPLY, product, 0, g, r * n, product, 0, n);
            combine(Arithmetic.ADD, product, 0, total, 0, total, 0, n);
          }
        });
    // gain·s·(g − sum/n − (x − mean)·s²·dot/n), gathered by g, x and 1
    var p = new float[n];
    var q = new float[n];
    var shift = new float[n];
    for (int c = 0; c < n; c++) {
      double s = 1 / Math.sqrt(variance[c] + eps);
      double pc = gain[c] * s;
      double qc = -pc * s * s * dGain[c] / batch;
      p[c] = (float) pc;
      q[c] = (float) qc;
      shift[c] = (float) (-pc * dBias[c] / batch - qc * mean[c]);
      dGain[c] *= (float) s;
    }
    machine.each(
        batch,
        n,
        (i, j) -> {
          var product = new float[n];
          for (int r = i; r < j; r++) {
            combine(Arithmetic.MULTIPLY, x, r * n, q, 0, product, 0, n);
            combine(Arithmetic.ADD, product, 0, shift, 0, product, 0, n);
            combine(Arithmetic.MULTIPLY, g, r * n, p, 0, d, r * n, n);
            combine(Arithmetic.ADD, product, 0, d, r * n, d, r * n, n);
          }
        });
  }
}
