package millrace.neural.compute;

import java.util.Arrays;

/** {@link Update} on the processor: in place. */
final class CpuUpdate {
  private final Machine machine;
  private final Kernels.Elements k;

  CpuUpdate(Machine machine) {
    this.machine = machine;
    k = machine.elements();
  }

  void run(Update op, Tensor[] in) {
    var y = in[0].floats();
    int n = in[0].size();
    switch (op) {
      case Update.Step(var rule, var s) -> {
        var arrays = new float[in.length][];
        for (int i = 0; i < in.length; i++) arrays[i] = in[i].floats();
        machine.each(n, in.length, (i, j) -> k.step(rule, s, arrays, i, j - i));
      }
      case Update.Axpy(double a) -> mix((float) a, in[1].floats(), 1, y, n);
      case Update.Blend(double w) -> {
        if (w == 1) System.arraycopy(in[1].floats(), 0, y, 0, n); // even over NaN
        else mix((float) w, in[1].floats(), (float) (1 - w), y, n);
      }
      case Update.Fill(double value) -> Arrays.fill(y, 0, n, (float) value);
      case Update.Put(int at) -> {
        if (in[1].size() == 0) return;
        int width = in[1].size() / in[1].dim(0);
        int row = width / in[1].dim(1);
        for (int b = 0; b < in[1].dim(0); b++)
          System.arraycopy(in[1].floats(), b * width, y, (b * in[0].dim(1) + at) * row, width);
      }
      case Update.ClipNorm(double most) -> {
        double scale = most / (Math.sqrt(y[0]) + 1e-6);
        if (scale >= 1) return;
        for (int t = 1; t < in.length; t++) {
          var g = in[t].floats();
          machine.each(in[t].size(), 1, (i, j) -> k.affine((float) scale, 0, g, i, g, i, j - i));
        }
      }
      case Update.ClipValue(double most) -> {
        for (var t : in) {
          var x = t.floats();
          machine.each(t.size(), 1, (i, j) -> k.clip((float) most, x, i, j - i));
        }
      }
    }
  }

  private void mix(float p, float[] x, float q, float[] y, int n) {
    machine.each(n, 1, (i, j) -> k.mix(p, x, i, q, y, i, 0, y, i, j - i));
  }
}
