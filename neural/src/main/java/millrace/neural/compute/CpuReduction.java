package millrace.neural.compute;

import java.util.Arrays;
import millrace.neural.compute.Reduction.Kind;

/** {@link Reduction} on the processor. A tensor is seen as [outer, length, inner]. */
final class CpuReduction {
  private final Machine machine;
  private final Kernels.Sums sums;

  CpuReduction(Machine machine) {
    this.machine = machine;
    sums = machine.sums();
  }

  void run(Reduction op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Reduction.Reduce(var kind, int axis) -> reduce(kind, axis, in[0], out[0]);
      case Reduction.MaxGrad(int axis) -> maxGrad(axis, in, out[0]);
      case Reduction.SquaredNorm() -> {
        double sum = 0;
        for (var t : in) sum += squares(t);
        out[0].floats()[0] = (float) sum;
      }
    }
  }

  private double squares(Tensor t) {
    var x = t.floats();
    var parts = new double[(t.size() + Machine.ALONE - 1) / Machine.ALONE];
    machine
        .team()
        .run(
            parts.length,
            (part, _) -> {
              int from = part * Machine.ALONE;
              parts[part] = sums.squares(0, x, from, Math.min(Machine.ALONE, t.size() - from));
            });
    double sum = 0;
    for (double p : parts) sum += p;
    return sum;
  }

  private void reduce(Kind kind, int axis, Tensor in, Tensor out) {
    int a = Shaping.axis(axis, in.rank());
    int length = in.dim(a);
    int inner = 1;
    for (int i = a + 1; i < in.rank(); i++) inner *= in.dim(i);
    int outer = inner == 0 ? 0 : out.size() / inner;
    if (kind == Kind.MAX) max(in.floats(), out.floats(), outer, length, inner);
    else sum(in.floats(), out.floats(), outer, length, inner);
    if (kind == Kind.MEAN) {
      var y = out.floats();
      machine.elements().affine(1f / length, 0, y, 0, y, 0, out.size());
    }
  }

  private void sum(float[] x, float[] y, int outer, int length, int inner) {
    if (outer == 1) {
      machine.total(
          length,
          inner,
          inner,
          y,
          (i, j, s) -> {
            if (inner == 1) s[0] += (float) sums.sum(x, i, j - i);
            else sums.sumRows(x, i * inner, inner, j - i, s, 0, inner);
          });
      return;
    }
    machine.each(
        outer,
        length * inner,
        (from, to) -> {
          if (inner > 1) Arrays.fill(y, from * inner, to * inner, 0);
          for (int o = from; o < to; o++) {
            int at = o * length * inner;
            if (inner == 1) y[o] = (float) sums.sum(x, at, length);
            else sums.sumRows(x, at, inner, length, y, o * inner, inner);
          }
        });
  }

  private void max(float[] x, float[] y, int outer, int length, int inner) {
    var k = machine.elements();
    machine.each(
        outer,
        length * inner,
        (from, to) -> {
          for (int o = from; o < to; o++) {
            int at = o * length * inner;
            if (inner == 1) {
              y[o] = sums.max(x, at, length);
            } else {
              System.arraycopy(x, at, y, o * inner, inner);
              for (int i = 1; i < length; i++) k.max(x, at + i * inner, y, o * inner, inner);
            }
          }
        });
  }

  private void maxGrad(int axis, Tensor[] in, Tensor out) {
    int a = Shaping.axis(axis, in[0].rank());
    int length = in[0].dim(a);
    int stride = 1;
    for (int i = a + 1; i < in[0].rank(); i++) stride *= in[0].dim(i);
    int inner = stride;
    var x = in[0].floats();
    var y = in[1].floats();
    var g = in[2].floats();
    var d = out.floats();
    machine.each(
        in[1].size(),
        length,
        (from, to) -> {
          for (int p = from; p < to; p++) {
            int at = p / inner * length * inner + p % inner;
            boolean found = false;
            for (int i = 0; i < length; i++, at += inner) {
              boolean here = !found && x[at] == y[p];
              d[at] = here ? g[p] : 0;
              found |= here;
            }
          }
        });
  }
}
