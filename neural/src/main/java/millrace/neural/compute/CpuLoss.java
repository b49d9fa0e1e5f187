package millrace.neural.compute;

import millrace.neural.compute.Loss.CrossEntropy;
import millrace.neural.compute.Loss.CrossEntropyGrad;
import millrace.neural.compute.Loss.Ctc;

/** {@link Loss} on the processor. */
final class CpuLoss {
  private final Machine machine;

  CpuLoss(Machine machine) {
    this.machine = machine;
  }

  void run(Loss op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case CrossEntropy o -> crossEntropy(o, in[0], out);
      case CrossEntropyGrad(var o) -> crossEntropyGrad(o, in, out[0]);
      case Ctc o -> new CpuCtc(o, in[0], out).run(machine.team());
    }
  }

  private void crossEntropy(CrossEntropy op, Tensor logits, Tensor[] out) {
    int rows = logits.dim(0);
    int n = logits.dim(1);
    var x = logits.floats();
    var y = out[1].floats();
    var losses = new double[rows];
    var lse = new float[rows];
    var weights = weights(op, n);
    double all = sum(weights);
    machine.each(
        rows,
        n,
        (from, to) -> {
          machine.rows().softmax(false, x, from * n, y, from * n, lse, from, to - from, n);
          for (int r = from; r < to; r++) {
            double w = op.weight(r);
            if (w == 0 && op.targets()[r] == op.ignore()) continue;
            double loss = (1 - op.smoothing()) * w * (lse[r] - x[r * n + op.targets()[r]]);
            if (op.smoothing() > 0) {
              double dot = machine.sums().dot(weights, 0, x, r * n, n);
              loss += op.smoothing() / n * (all * lse[r] - dot);
            }
            losses[r] = loss;
          }
        });
    double sum = 0;
    for (double l : losses) sum += l;
    out[0].floats()[0] = (float) (sum / op.total());
  }

  private void crossEntropyGrad(CrossEntropy op, Tensor[] in, Tensor out) {
    int rows = out.dim(0);
    int n = out.dim(1);
    var p = in[0].floats();
    double g = in[1].floats()[0] / op.total();
    var d = out.floats();
    var weights = weights(op, n);
    double all = sum(weights);
    double smoothing = op.smoothing();
    var k = machine.elements();
    machine.each(
        rows,
        n,
        (from, to) -> {
          for (int r = from; r < to; r++) {
            int t = op.targets()[r];
            if (t == op.ignore()) {
              java.util.Arrays.fill(d, r * n, (r + 1) * n, 0);
              continue;
            }
            double w = op.weight(r);
            double mass = (1 - smoothing) * w + smoothing / n * all;
            float scale = (float) (g * mass);
            float uniform = (float) (-g * smoothing / n);
            k.mix(scale, p, r * n, uniform, weights, 0, 0, d, r * n, n);
            d[r * n + t] -= (float) (g * (1 - smoothing) * w);
          }
        });
  }

  private static float[] weights(CrossEntropy op, int n) {
    var w = new float[n];
    for (int i = 0; i < n; i++) w[i] = op.weights().length == 0 ? 1 : (float) op.weights()[i];
    return w;
  }

  private static double sum(float[] weights) {
    double sum = 0;
    for (float w : weights) sum += w;
    return sum;
  }
}
