package millrace.neural.compute;

/** {@link Normalization} on the processor. */
final class CpuNormalization {
  private final Machine machine;
  private final Kernels.Rows k;
  private final CpuBatchNorm batchNorm;

  CpuNormalization(Machine machine) {
    this.machine = machine;
    k = machine.rows();
    batchNorm = new CpuBatchNorm(machine);
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
      case Normalization.BatchNorm(double eps) -> batchNorm.run(eps, in, out);
      case Normalization.BatchNormGrad(double eps) -> batchNorm.runGrad(eps, in, out);
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
}
