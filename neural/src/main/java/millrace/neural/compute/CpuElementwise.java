package millrace.neural.compute;

import java.util.Arrays;

/** {@link Elementwise} on the processor. */
final class CpuElementwise {
  private final Machine machine;
  private final Kernels.Elements k;

  CpuElementwise(Machine machine) {
    this.machine = machine;
    k = machine.elements();
  }

  void run(Elementwise op, Tensor[] in, Tensor[] out) {
    var x = in[0].floats();
    var y = out[0].floats();
    int n = out[0].size();
    switch (op) {
      case Elementwise.Apply(var f, double a) ->
          machine.each(n, 1, (i, j) -> k.apply(f, (float) a, x, i, y, i, j - i));
      case Elementwise.ApplyGrad(var f, double a) -> {
        var v = in[1].floats();
        var g = in[2].floats();
        machine.each(n, 1, (i, j) -> k.slope(f, (float) a, x, i, v, i, g, i, y, i, j - i));
      }
      case Elementwise.Affine(double scale, double shift) ->
          machine.each(n, 1, (i, j) -> k.affine((float) scale, (float) shift, x, i, y, i, j - i));
      case Elementwise.Combine c -> combine(c, in[0], in[1], out[0]);
      case Elementwise.SumTo _ -> sumTo(in[0], out[0]);
      case Elementwise.Expand _ -> expand(in[0], out[0]);
      case Elementwise.Dropout d ->
          machine.each(n, 1, (i, j) -> k.dropout(d, i, x, i, y, i, j - i));
    }
  }

  private void combine(Elementwise.Combine op, Tensor a, Tensor b, Tensor out) {
    if (out.size() == 0) return;
    var plan = Broadcast.of(a.shape(), b.shape());
    var x = a.floats();
    var y = b.floats();
    var z = out.floats();
    int last = plan.shape().length - 1;
    int n = plan.shape()[last];
    int xStep = plan.left()[last];
    int yStep = plan.right()[last];
    if (last == 0) {
      machine.each(
          n,
          1,
          (i, j) ->
              k.combine(op.arithmetic(), x, i * xStep, xStep, y, i * yStep, yStep, z, i, j - i));
      return;
    }
    machine.each(
        out.size() / n,
        n,
        (from, to) -> {
          var walk = new Walk(plan, from);
          for (int r = from; r < to; r++, walk.next())
            k.combine(op.arithmetic(), x, walk.left, xStep, y, walk.right, yStep, z, r * n, n);
        });
  }

  private void expand(Tensor x, Tensor out) {
    if (out.size() == 0) return;
    var plan = Broadcast.of(out.shape(), x.shape());
    var from = x.floats();
    var to = out.floats();
    int last = plan.shape().length - 1;
    int n = plan.shape()[last];
    boolean repeat = plan.right()[last] == 0;
    machine.each(
        out.size() / n,
        n,
        (i, j) -> {
          var walk = new Walk(plan, i);
          for (int r = i; r < j; r++, walk.next()) {
            if (repeat) Arrays.fill(to, r * n, (r + 1) * n, from[walk.right]);
            else System.arraycopy(from, walk.right, to, r * n, n);
          }
        });
  }

  /** The axes of x that are kept or summed, merged, decide which of the sums is the fast way. */
  private void sumTo(Tensor x, Tensor out) {
    var from = x.floats();
    var to = out.floats();
    if (x.size() == 0 || out.size() == x.size()) {
      if (x.size() == 0) Arrays.fill(to, 0, out.size(), 0);
      else System.arraycopy(from, 0, to, 0, x.size());
      return;
    }
    var plan = Broadcast.of(x.shape(), out.shape());
    int[] shape = plan.shape();
    int last = shape.length - 1;
    int n = shape[last];
    boolean summed = plan.right()[last] == 0;
    var sums = machine.sums();
    if (last == 1 && !summed) { // columns, as the gradient of a bias
      machine.total(shape[0], n, n, to, (i, j, s) -> sums.sumRows(from, i * n, n, j - i, s, 0, n));
      return;
    }
    if (last == 1) { // rows
      machine.each(
          shape[0],
          n,
          (i, j) -> {
            for (int r = i; r < j; r++) to[r] = (float) sums.sum(from, r * n, n);
          });
      return;
    }
    int rows = x.size() / n;
    machine.total(
        rows,
        n,
        out.size(),
        to,
        (i, j, s) -> {
          var walk = new Walk(plan, i);
          for (int r = i; r < j; r++, walk.next()) {
            if (summed) s[walk.right] += (float) sums.sum(from, r * n, n);
            else sums.sumRows(from, r * n, n, 1, s, walk.right, n);
          }
        });
  }

  /** Where the rows of both operands start, row by row. */
  private static final class Walk {
    private final Broadcast plan;
    private final int[] at;
    int left;
    int right;

    Walk(Broadcast plan, int row) {
      this.plan = plan;
      at = new int[plan.shape().length - 1];
      for (int axis = at.length - 1; axis >= 0; axis--) {
        at[axis] = row % plan.shape()[axis];
        row /= plan.shape()[axis];
        left += at[axis] * plan.left()[axis];
        right += at[axis] * plan.right()[axis];
      }
    }

    void next() {
      for (int axis = at.length - 1; axis >= 0; axis--) {
        left += plan.left()[axis];
        right += plan.right()[axis];
        if (++at[axis] < plan.shape()[axis]) return;
        left -= at[axis] * plan.left()[axis];
        right -= at[axis] * plan.right()[axis];
        at[axis] = 0;
      }
    }
  }
}
