package millrace.neural.compute;

import java.util.Arrays;
import millrace.neural.compute.Convolution.Pool;
import millrace.neural.compute.Convolution.PoolGrad;
import millrace.neural.compute.Convolution.Pooling;

/** {@link Pool} and {@link PoolGrad} on the processor: each channel of an image by itself. */
final class CpuPooling {
  private final Machine machine;

  CpuPooling(Machine machine) {
    this.machine = machine;
  }

  /** One window on one channel: rows and columns that lie within the image, and its place in y. */
  private interface Place {
    void visit(int top, int bottom, int left, int right, int y);
  }

  private static void each(Window w, Tensor x, Tensor y, int channel, Place place) {
    int rows = y.dim(2);
    int columns = y.dim(3);
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < columns; c++) {
        int top = r * w.strideHeight() - w.padHeight();
        int left = c * w.strideWidth() - w.padWidth();
        int bottom = Math.min(x.dim(2), top + (w.height() - 1) * w.dilationHeight() + 1);
        int right = Math.min(x.dim(3), left + (w.width() - 1) * w.dilationWidth() + 1);
        place.visit(
            inside(top, w.dilationHeight()),
            bottom,
            inside(left, w.dilationWidth()),
            right,
            (channel * rows + r) * columns + c);
      }
  }

  /** The first of the places from {@code at} on, which are so far apart, that is not negative. */
  private static int inside(int at, int step) {
    return at >= 0 ? at : at + (-at + step - 1) / step * step;
  }

  void pool(Pool op, Tensor x, Tensor y) {
    var w = op.window();
    int size = x.dim(2) * x.dim(3);
    boolean squares = squares(op.pooling(), w);
    machine.each(
        x.dim(0) * x.dim(1),
        size,
        (from, to) -> {
          for (int c = from; c < to; c++) {
            if (squares) maxOfSquares(x, c, y);
            else pool(op.pooling(), w, x, c, y);
          }
        });
  }

  /** The pooling that most networks have, and that has vectors of its own. */
  private boolean squares(Pooling pooling, Window w) {
    return machine.gemm().simd()
        && pooling == Pooling.MAX
        && w.equals(Window.of(2, 2).stride(2, 2));
  }

  private static void maxOfSquares(Tensor x, int channel, Tensor y) {
    int rows = y.dim(2);
    int columns = y.dim(3);
    int at = channel * x.dim(2) * x.dim(3);
    int to = channel * rows * columns;
    SimdPooling.max(x.floats(), at, x.dim(3), y.floats(), to, rows, columns);
  }

  private static void maxOfSquaresGrad(
      Tensor x, Tensor y, Tensor g, Tensor d, int channel, float[] rest) {
    int rows = y.dim(2);
    int columns = y.dim(3);
    int at = channel * x.dim(2) * x.dim(3);
    int from = channel * rows * columns;
    SimdPooling.maxGrad(
        x.floats(), at, x.dim(3), y.floats(), g.floats(), from, d.floats(), rows, columns, rest);
  }

  private static void pool(Pooling pooling, Window w, Tensor in, int channel, Tensor out) {
    var x = in.floats();
    var y = out.floats();
    int width = in.dim(3);
    int base = channel * in.dim(2) * width;
    float scale = 1f / (w.height() * w.width());
    each(
        w,
        in,
        out,
        channel,
        (top, bottom, left, right, at) -> {
          float max = Float.NEGATIVE_INFINITY;
          float sum = 0;
          for (int r = top; r < bottom; r += w.dilationHeight())
            for (int c = left; c < right; c += w.dilationWidth()) {
              float v = x[base + r * width + c];
              max = Math.max(max, v);
              sum += v;
            }
          y[at] = pooling == Pooling.MAX ? max : sum * scale;
        });
  }

  void poolGrad(PoolGrad op, Tensor x, Tensor y, Tensor g, Tensor d) {
    var w = op.window();
    int size = x.dim(2) * x.dim(3);
    boolean squares = squares(op.pooling(), w);
    machine.each(
        x.dim(0) * x.dim(1),
        size,
        (from, to) -> {
          Arrays.fill(d.floats(), from * size, to * size, 0);
          var rest = new float[squares ? y.dim(2) * y.dim(3) : 0];
          for (int c = from; c < to; c++) {
            if (squares) maxOfSquaresGrad(x, y, g, d, c, rest);
            else if (op.pooling() == Pooling.MAX) maxGrad(w, x, y, g, d, c);
            else meanGrad(w, y, g, d, c);
          }
        });
  }

  /** To the first place of a window that has its maximum. */
  private static void maxGrad(
      Window w, Tensor in, Tensor out, Tensor grad, Tensor to, int channel) {
    var x = in.floats();
    var y = out.floats();
    var g = grad.floats();
    var d = to.floats();
    int width = in.dim(3);
    int base = channel * in.dim(2) * width;
    each(
        w,
        in,
        out,
        channel,
        (top, bottom, left, right, at) -> {
          for (int r = top; r < bottom; r += w.dilationHeight())
            for (int c = left; c < right; c += w.dilationWidth())
              if (x[base + r * width + c] == y[at]) {
                d[base + r * width + c] += g[at];
                return;
              }
        });
  }

  private static void meanGrad(Window w, Tensor out, Tensor grad, Tensor to, int channel) {
    var g = grad.floats();
    var d = to.floats();
    int width = to.dim(3);
    int base = channel * to.dim(2) * width;
    float scale = 1f / (w.height() * w.width());
    each(
        w,
        to,
        out,
        channel,
        (top, bottom, left, right, at) -> {
          for (int r = top; r < bottom; r += w.dilationHeight())
            for (int c = left; c < right; c += w.dilationWidth())
              d[base + r * width + c] += g[at] * scale;
        });
  }
}
