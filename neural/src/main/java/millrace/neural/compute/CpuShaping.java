package millrace.neural.compute;

import java.util.Arrays;

/** {@link Shaping} on the processor. */
final class CpuShaping {
  /** The side of a square that is transposed at a time. */
  private static final int TILE = 32;

  private final Machine machine;

  CpuShaping(Machine machine) {
    this.machine = machine;
  }

  void run(Shaping op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Shaping.Reshape _ -> throw new IllegalArgumentException("a reshape moves nothing");
      case Shaping.Permute(var axes) -> permute(in[0], axes, out[0]);
      case Shaping.Slice(int axis, int from, int to) -> {
        int inner = inner(in[0], axis);
        int length = in[0].shape()[Shaping.axis(axis, in[0].rank())];
        blocks(
            in[0].floats(),
            from * inner,
            length * inner,
            out[0].floats(),
            0,
            (to - from) * inner,
            (to - from) * inner,
            out[0].size());
      }
      case Shaping.Unslice(int axis, int from, int size) -> {
        int inner = inner(in[0], axis);
        int length = in[0].shape()[Shaping.axis(axis, in[0].rank())];
        var y = out[0].floats();
        machine.each(out[0].size(), 1, (i, j) -> Arrays.fill(y, i, j, 0));
        blocks(
            in[0].floats(),
            0,
            length * inner,
            y,
            from * inner,
            size * inner,
            length * inner,
            in[0].size());
      }
      case Shaping.Concat(int axis) -> {
        int at = 0;
        int size = out[0].shape()[Shaping.axis(axis, out[0].rank())];
        for (var t : in) {
          int inner = inner(t, axis);
          int length = t.shape()[Shaping.axis(axis, t.rank())];
          blocks(
              t.floats(),
              0,
              length * inner,
              out[0].floats(),
              at * inner,
              size * inner,
              length * inner,
              t.size());
          at += length;
        }
      }
      case Shaping.Rows(var ids) -> rows(in[0], ids, out[0]);
      case Shaping.RowsGrad(var ids, int rows) -> rowsGrad(in[0], ids, rows, out[0]);
    }
  }

  private static int inner(Tensor t, int axis) {
    int inner = 1;
    for (int i = Shaping.axis(axis, t.rank()) + 1; i < t.rank(); i++) inner *= t.dim(i);
    return inner;
  }

  /** Copies blocks of n elements, which stand xStride apart in x and yStride in y. */
  private void blocks(
      float[] x, int xo, int xStride, float[] y, int yo, int yStride, int n, int all) {
    if (all == 0) return;
    machine.each(
        all / n,
        n,
        (from, to) -> {
          for (int b = from; b < to; b++)
            System.arraycopy(x, xo + b * xStride, y, yo + b * yStride, n);
        });
  }

  private void permute(Tensor in, int[] axes, Tensor out) {
    int r = axes.length;
    int n = out.size();
    var x = in.floats();
    var y = out.floats();
    if (n == 0) return;
    if (r == 0) {
      y[0] = x[0];
      return;
    }
    var stride = new int[r];
    for (int i = r - 1, s = 1; i >= 0; s *= in.dim(i), i--) stride[i] = s;
    int length = out.dim(-1);
    int step = stride[axes[r - 1]];
    int near = 0; // the axis of the result along which x has neighbours
    while (axes[near] != r - 1) near++;
    if (step > 1 && out.dim(near) >= TILE / 2) {
      transpose(x, y, out.shape(), near, step, axes, stride);
      return;
    }
    machine.each(
        n / length,
        length,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            int at = start(row, out.shape(), -1, axes, stride);
            if (step == 1) System.arraycopy(x, at, y, row * length, length);
            else for (int i = 0; i < length; i++) y[row * length + i] = x[at + i * step];
          }
        });
  }

  /** Where a row of the result starts in x; the axis {@code without} is left out of the count. */
  private static int start(int row, int[] shape, int without, int[] axes, int[] stride) {
    int at = 0;
    for (int i = axes.length - 2; i >= 0; i--) {
      if (i == without) continue;
      at += row % shape[i] * stride[axes[i]];
      row /= shape[i];
    }
    return at;
  }

  /**
   * In tiles that fit into the first cache: x is read along one axis, and y written along another.
   */
  private void transpose(
      float[] x, float[] y, int[] shape, int near, int step, int[] axes, int[] stride) {
    int length = shape[shape.length - 1];
    int inner = length; // of y, between neighbours along the near axis
    for (int i = near + 1; i < shape.length - 1; i++) inner *= shape[i];
    int width = shape[near];
    int tiles = (width + TILE - 1) / TILE;
    int others = Tensor.sizeOf(shape) / length / width;
    int yStep = inner;
    machine.each(
        others * tiles,
        TILE * length,
        (from, to) -> {
          for (int t = from; t < to; t++) {
            int other = t / tiles;
            int first = t % tiles * TILE;
            int last = Math.min(width, first + TILE);
            int before = other / (yStep / length); // the axes before and after the near one
            int after = other % (yStep / length);
            int xo = start(other, shape, near, axes, stride);
            int yo = before * width * yStep + after * length;
            for (int c = 0; c < length; c += TILE) {
              int end = Math.min(length, c + TILE);
              for (int i = first; i < last; i++)
                for (int j = c; j < end; j++) y[yo + i * yStep + j] = x[xo + j * step + i];
            }
          }
        });
  }

  private void rows(Tensor table, int[] ids, Tensor out) {
    if (out.size() == 0) return;
    int n = out.size() / ids.length;
    var x = table.floats();
    var y = out.floats();
    machine.each(
        ids.length,
        n,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            if (ids[i] < 0) Arrays.fill(y, i * n, (i + 1) * n, 0);
            else System.arraycopy(x, ids[i] * n, y, i * n, n);
          }
        });
  }

  /** Each part owns a stretch of the table, so that rows are added in the order of the ids. */
  private void rowsGrad(Tensor g, int[] ids, int rows, Tensor out) {
    var x = g.floats();
    var y = out.floats();
    machine.each(out.size(), 1, (i, j) -> Arrays.fill(y, i, j, 0));
    if (out.size() == 0 || g.size() == 0) return;
    int n = g.size() / ids.length;
    int parts = g.size() < Machine.ALONE ? 1 : machine.team().threads();
    var k = machine.elements();
    machine
        .team()
        .run(
            parts,
            (part, _) -> {
              int from = (int) ((long) rows * part / parts);
              int to = (int) ((long) rows * (part + 1) / parts);
              for (int i = 0; i < ids.length; i++) {
                int id = ids[i];
                if (id >= from && id < to) k.mix(1, x, i * n, 1, y, id * n, 0, y, id * n, n);
              }
            });
  }
}
