package millrace.neural.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import millrace.neural.compute.Convolution;
import millrace.neural.compute.Convolution.Conv2d;
import millrace.neural.compute.Convolution.Conv2dInputGrad;
import millrace.neural.compute.Convolution.Conv2dWeightGrad;
import millrace.neural.compute.Convolution.Pool;
import millrace.neural.compute.Convolution.PoolGrad;
import millrace.neural.compute.Convolution.Pooling;
import millrace.neural.compute.Function;
import millrace.neural.compute.Tensor;
import millrace.neural.compute.Window;
import millrace.neural.opencl.OnProduct.Finish;
import millrace.neural.opencl.OnProduct.Matrix;
import millrace.neural.opencl.OnProduct.Size;

/**
 * {@link Convolution} on a device: each window of an image is written out as a column, and the
 * weight multiplied by these. So many images at a time that the columns stay small.
 */
final class OnConvolution {
  /** How many numbers the columns may have. */
  private static final int MOST = 1 << 23;

  private final ClWork work;
  private final OnProduct product;
  private final MemorySegment struct;

  OnConvolution(ClWork work, OnProduct product) {
    this.work = work;
    this.product = product;
    struct = work.struct(13);
  }

  Tensor[] run(Convolution op, Tensor[] in, int[][] shapes) {
    var out = work.make(shapes[0]);
    switch (op) {
      case Conv2d(Window window) -> convolve(window, in, out);
      case Conv2dInputGrad c -> inputGrad(c.window(), in[0], in[1], out);
      case Conv2dWeightGrad(Window window) -> weightGrad(window, in[0], in[1], out);
      case Pool(Pooling pooling, Window window) -> {
        describe(window, in[0], out);
        kernel("pool")
            .arg(struct)
            .arg(pooling == Pooling.MAX ? 1 : 0)
            .arg(work.buffer(in[0]))
            .arg(work.buffer(out))
            .run(
                work.processor ? 1 : (long) out.dim(2) * out.dim(3),
                (long) out.dim(0) * out.dim(1),
                1);
      }
      case PoolGrad(Pooling pooling, Window window) -> {
        describe(window, in[0], in[1]);
        kernel("pool_grad")
            .arg(struct)
            .arg(pooling == Pooling.MAX ? 1 : 0)
            .arg(work.buffer(in[0]))
            .arg(work.buffer(in[1]))
            .arg(work.buffer(in[2]))
            .arg(work.buffer(out))
            .run(
                work.processor ? 1 : (long) out.dim(2) * out.dim(3),
                (long) out.dim(0) * out.dim(1),
                1);
      }
    }
    return new Tensor[] {out};
  }

  private ClKernel kernel(String name) {
    return work.kernel("convolution", name);
  }

  /** How a window goes over an image x, y being what it makes of it. */
  private void describe(Window w, Tensor x, Tensor y) {
    put(0, w.height(), w.width(), w.strideHeight(), w.strideWidth());
    put(4, w.padHeight(), w.padWidth(), w.dilationHeight(), w.dilationWidth());
    put(8, x.dim(1), x.dim(2), x.dim(3), y.dim(2), y.dim(3));
  }

  private void put(int at, int... values) {
    for (int i = 0; i < values.length; i++) struct.setAtIndex(JAVA_INT, at + i, values[i]);
  }

  /** How many images are written out at a time. */
  private static int together(int images, int places, int windows) {
    int each = Tensor.sizeOf(places, windows);
    return Math.clamp(MOST / Math.max(1, each), 1, Math.max(1, images));
  }

  /** Writes out the windows of some images x, y being what becomes of them. */
  private void windows(int from, int count, Tensor x, Tensor y, int places, ClBuffer columns) {
    kernel("windows")
        .arg(struct)
        .arg(from)
        .arg(work.buffer(x))
        .arg(columns)
        .run(work.processor ? y.dim(2) : (long) y.dim(2) * y.dim(3), places, count);
  }

  private void convolve(Window w, Tensor[] in, Tensor out) {
    int outputs = out.dim(1);
    int windows = out.dim(2) * out.dim(3);
    int places = in[0].dim(1) * w.height() * w.width();
    int images = in[0].dim(0);
    int each = together(images, places, windows);
    var bias = in.length == 3 ? work.buffer(in[2]) : null;
    describe(w, in[0], out);
    var columns = work.temporary((long) each * places * windows);
    for (int from = 0; from < images; from += each) {
      int count = Math.min(each, images - from);
      windows(from, count, in[0], out, places, columns);
      product.multiply(
          new Size(outputs, windows, places, count, 1),
          Matrix.rows(work.buffer(in[1]), 0, places),
          Matrix.rows(columns, 0, windows).batch(places * windows),
          Matrix.rows(work.buffer(out), from * outputs * windows, windows).batch(outputs * windows),
          new Finish(bias, true, Function.IDENTITY, 0, false));
    }
    work.free(columns);
  }

  private void inputGrad(Window w, Tensor weight, Tensor g, Tensor out) {
    int outputs = g.dim(1);
    int windows = g.dim(2) * g.dim(3);
    int channels = out.dim(1);
    int places = channels * w.height() * w.width();
    int images = out.dim(0);
    int each = together(images, places, windows);
    describe(w, out, g);
    var columns = work.temporary((long) each * places * windows);
    for (int from = 0; from < images; from += each) {
      int count = Math.min(each, images - from);
      product.multiply(
          new Size(places, windows, outputs, count, 1),
          Matrix.columns(work.buffer(weight), 0, places),
          Matrix.rows(work.buffer(g), from * outputs * windows, windows).batch(outputs * windows),
          Matrix.rows(columns, 0, windows).batch(places * windows),
          Finish.NONE);
      kernel("windows_sum")
          .arg(struct)
          .arg(from)
          .arg(columns)
          .arg(work.buffer(out))
          .run(work.processor ? out.dim(2) : (long) out.dim(2) * out.dim(3), channels, count);
    }
    work.free(columns);
  }

  private void weightGrad(Window w, Tensor x, Tensor g, Tensor out) {
    int outputs = g.dim(1);
    int windows = g.dim(2) * g.dim(3);
    int places = x.dim(1) * w.height() * w.width();
    int images = x.dim(0);
    if (images == 0) work.fill(work.buffer(out), out.size(), 0);
    int each = together(images, places, windows);
    describe(w, x, g);
    var columns = work.temporary((long) each * places * windows);
    for (int from = 0; from < images; from += each) {
      int count = Math.min(each, images - from);
      windows(from, count, x, g, places, columns);
      product.multiply(
          new Size(outputs, places, windows, 1, count),
          Matrix.rows(work.buffer(g), from * outputs * windows, windows).sum(outputs * windows),
          Matrix.columns(columns, 0, windows).sum(windows * places),
          Matrix.rows(work.buffer(out), 0, places),
          from == 0 ? Finish.NONE : Finish.ADD);
    }
    work.free(columns);
  }
}
