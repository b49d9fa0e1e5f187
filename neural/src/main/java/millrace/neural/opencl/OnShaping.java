package millrace.neural.opencl;

import java.util.Arrays;
import millrace.neural.compute.Shaping;
import millrace.neural.compute.Shaping.Concat;
import millrace.neural.compute.Shaping.Permute;
import millrace.neural.compute.Shaping.Reshape;
import millrace.neural.compute.Shaping.Rows;
import millrace.neural.compute.Shaping.RowsGrad;
import millrace.neural.compute.Shaping.Slice;
import millrace.neural.compute.Shaping.Unslice;
import millrace.neural.compute.Tensor;

/** {@link Shaping} on a device. */
final class OnShaping {
  private static final int TILE = 16;

  private final ClWork work;
  private final OnElementwise elementwise;

  OnShaping(ClWork work, OnElementwise elementwise) {
    this.work = work;
    this.elementwise = elementwise;
  }

  Tensor[] run(Shaping op, Tensor[] in, int[][] shapes) {
    if (op instanceof Reshape) return new Tensor[] {new Tensor(shapes[0], work.buffer(in[0]))};
    var out = work.make(shapes[0]);
    var y = work.buffer(out);
    var x = work.buffer(in[0]);
    switch (op) {
      case Reshape _ -> throw new AssertionError(op);
      case Permute(int[] axes) -> permute(axes, in[0], out);
      case Slice(int axis, int from, int to) -> {
        int a = Shaping.axis(axis, in[0].rank());
        int inner = OnReduction.inner(in[0], a);
        int width = (to - from) * inner;
        stretches(
            width, OnReduction.outer(in[0], a), from * inner, in[0].dim(a) * inner, x, 0, width, y);
      }
      case Unslice(int axis, int from, int size) -> {
        work.fill(y, out.size(), 0);
        int a = Shaping.axis(axis, in[0].rank());
        int inner = OnReduction.inner(in[0], a);
        int width = in[0].dim(a) * inner;
        stretches(width, OnReduction.outer(in[0], a), 0, width, x, from * inner, size * inner, y);
      }
      case Concat(int axis) -> {
        int a = Shaping.axis(axis, out.rank());
        int inner = OnReduction.inner(out, a);
        int at = 0;
        for (var part : in) {
          int width = part.dim(a) * inner;
          int count = OnReduction.outer(out, a);
          stretches(width, count, 0, width, work.buffer(part), at, out.dim(a) * inner, y);
          at += width;
        }
      }
      case Rows(int[] ids) -> {
        int width = width(out);
        var list = work.integers(ids);
        work.kernel("shaping", "rows").arg(width).arg(list).arg(x).arg(y).run(width, ids.length, 1);
        work.free(list);
      }
      case RowsGrad(int[] ids, int rows) -> rowsGrad(ids, rows, x, out);
    }
    return new Tensor[] {out};
  }

  private void stretches(
      int width, int count, int from, int fromStep, ClBuffer x, int to, int toStep, ClBuffer y) {
    work.kernel("shaping", "stretches")
        .arg(width)
        .arg(from)
        .arg(fromStep)
        .arg(to)
        .arg(toStep)
        .arg(x)
        .arg(y)
        .run(width, count, 1);
  }

  private static int width(Tensor table) {
    return OnReduction.inner(table, 0);
  }

  /** Axes that stay neighbours are merged; what then is a transposition goes by tiles. */
  private void permute(int[] axes, Tensor in, Tensor out) {
    var steps = new int[axes.length];
    for (int k = axes.length - 1, step = 1; k >= 0; k--) {
      steps[k] = step;
      step *= in.dim(k);
    }
    var shape = new int[axes.length + 1];
    var step = new int[axes.length + 1];
    int n = 0;
    for (int axis : axes) {
      int d = in.dim(axis);
      if (d == 1) continue;
      if (n > 0 && step[n - 1] == steps[axis] * d) {
        shape[n - 1] *= d;
        step[n - 1] = steps[axis];
      } else {
        shape[n] = d;
        step[n++] = steps[axis];
      }
    }
    if (n == 0) shape[n++] = 1; // a single number
    int rows = shape[n - 1];
    int columns = n < 2 ? 1 : shape[n - 2];
    boolean transposed = n >= 2 && step[n - 2] == 1 && step[n - 1] == columns;
    if (transposed && (n == 2 || (n == 3 && step[0] == rows * columns))) {
      work.kernel("shaping", "transpose")
          .arg(rows)
          .arg(columns)
          .arg(work.buffer(in))
          .arg(work.buffer(out))
          .run(columns, rows, n == 3 ? shape[0] : 1, TILE, TILE);
      return;
    }
    elementwise.gather(
        Arrays.copyOf(shape, n),
        Arrays.copyOf(step, n),
        work.buffer(in),
        work.buffer(out),
        out.size());
  }

  /**
   * Which rows of g belong to which row of the table is found out here, so that on the device each
   * row is added up by one work-item in the order of the ids.
   */
  private void rowsGrad(int[] ids, int rows, ClBuffer g, Tensor out) {
    var y = work.buffer(out);
    work.fill(y, out.size(), 0);
    var counts = new int[rows + 1];
    int used = 0;
    int total = 0;
    for (int id : ids)
      if (id >= 0) {
        if (counts[id]++ == 0) used++;
        total++;
      }
    if (total == 0) return;
    var which = new int[used];
    var starts = new int[used + 1];
    for (int id = 0, q = 0; id < rows; id++)
      if (counts[id] > 0) {
        which[q] = id;
        starts[q + 1] = starts[q] + counts[id];
        counts[id] = starts[q++]; // from here on: where the row's next one goes
      }
    var from = new int[total];
    for (int i = 0; i < ids.length; i++) if (ids[i] >= 0) from[counts[ids[i]]++] = i;
    int width = width(out);
    var a = work.integers(which);
    var b = work.integers(starts);
    var c = work.integers(from);
    work.kernel("shaping", "rows_grad")
        .arg(width)
        .arg(a)
        .arg(b)
        .arg(c)
        .arg(g)
        .arg(y)
        .run(work.wide(width), used, 1);
    work.free(a);
    work.free(b);
    work.free(c);
  }
}
