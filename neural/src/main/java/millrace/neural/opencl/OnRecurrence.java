package millrace.neural.opencl;

import millrace.neural.compute.Function;
import millrace.neural.compute.Recurrence;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.Recur;
import millrace.neural.compute.Recurrence.RecurGrad;
import millrace.neural.compute.Tensor;
import millrace.neural.opencl.OnProduct.Finish;
import millrace.neural.opencl.OnProduct.Matrix;
import millrace.neural.opencl.OnProduct.Size;

/**
 * {@link Recurrence} on a device: the host asks for one step after the other, each a product and a
 * kernel for the gates. Which rows are active is known to the host, so that it waits for nothing.
 */
final class OnRecurrence {
  private final ClWork work;
  private final OnProduct product;
  private final OnReduction reduction;

  OnRecurrence(ClWork work, OnProduct product, OnReduction reduction) {
    this.work = work;
    this.product = product;
    this.reduction = reduction;
  }

  Tensor[] run(Recurrence op, Tensor[] in, int[][] shapes) {
    var out = new Tensor[shapes.length];
    for (int k = 0; k < out.length; k++) out[k] = work.make(shapes[k]);
    switch (op) {
      case Recur r -> forward(r, in, out);
      case RecurGrad r -> backward(r, in, out);
    }
    return out;
  }

  private ClKernel kernel(String name) {
    return work.kernel("recurrence", name);
  }

  /** Which rows are at work, and where a step comes from. */
  private record Times(boolean reverse, int[] active, int steps, int batch) {
    int active(int t) {
      return t < 0 || t >= steps ? 0 : active.length == 0 ? batch : active[t];
    }

    /** The time of step number s. */
    int time(int s) {
      return reverse ? steps - 1 - s : s;
    }

    /** The time before t as the layer goes. */
    int before(int t) {
      return reverse ? t + 1 : t - 1;
    }

    /** How many rows come from the step before; those beyond start from their first state. */
    int carried(int t) {
      return Math.min(active(t), active(before(t)));
    }

    boolean ragged() {
      for (int a : active) if (a < batch) return true;
      return false;
    }
  }

  private void copy(Tensor from, Tensor to) {
    work.kernel("shaping", "stretches")
        .arg(from.size())
        .arg(0)
        .arg(0)
        .arg(0)
        .arg(0)
        .arg(work.buffer(from))
        .arg(work.buffer(to))
        .run(from.size(), 1, 1);
  }

  @SuppressWarnings("EnumOrdinal") // as ClContext tells the kernels
  private static int function(Cell cell) {
    return (cell == Cell.TANH ? Function.TANH : Function.RELU).ordinal();
  }

  private void forward(Recur op, Tensor[] in, Tensor[] out) {
    var cell = op.cell();
    int units = in[1].dim(1);
    int batch = in[0].dim(1);
    int width = cell.gates() * units;
    var times = new Times(op.reverse(), op.active(), in[0].dim(0), batch);
    copy(in[3], out[1]);
    if (cell == Cell.LSTM) copy(in[4], out[2]);
    if (times.ragged()) // what no step writes
    for (int k = 0; k < out.length; k++)
        if (out[k].rank() == 3) work.fill(work.buffer(out[k]), out[k].size(), 0);
    var state = work.buffer(out[1]);
    var u = Matrix.columns(work.buffer(in[1]), 0, units);
    var size = Size.of(batch, width, units);
    var prepared = product.prepared(size, u);
    var q = work.temporary((long) batch * width);
    for (int s = 0; s < times.steps(); s++) {
      int t = times.time(s);
      int rows = times.active(t);
      if (rows == 0) continue;
      product.multiplyPrepared(
          Size.of(rows, width, units),
          Matrix.rows(state, 0, units),
          prepared,
          Matrix.rows(q, 0, width),
          Finish.NONE);
      switch (cell) {
        case TANH, RELU ->
            kernel("cell_plain")
                .arg(units)
                .arg(t * batch)
                .arg(function(cell))
                .arg(work.buffer(in[0]))
                .arg(work.buffer(in[2]))
                .arg(q)
                .arg(state)
                .arg(work.buffer(out[0]))
                .run(units, rows, 1);
        case LSTM ->
            kernel("cell_lstm")
                .arg(units)
                .arg(t * batch)
                .arg(work.buffer(in[0]))
                .arg(work.buffer(in[2]))
                .arg(q)
                .arg(state)
                .arg(work.buffer(out[2]))
                .arg(work.buffer(out[0]))
                .arg(work.buffer(out[3]))
                .arg(work.buffer(out[4]))
                .run(units, rows, 1);
        case GRU ->
            kernel("cell_gru")
                .arg(units)
                .arg(t * batch)
                .arg(work.buffer(in[0]))
                .arg(work.buffer(in[2]))
                .arg(q)
                .arg(state)
                .arg(work.buffer(out[0]))
                .arg(work.buffer(out[2]))
                .run(units, rows, 1);
      }
    }
    work.free(q);
    product.release(prepared);
  }

  private void backward(RecurGrad op, Tensor[] in, Tensor[] out) {
    var cell = op.cell();
    boolean lstm = cell == Cell.LSTM;
    var hs = in[lstm ? 4 : 3];
    int units = hs.dim(2);
    int batch = hs.dim(1);
    int width = cell.gates() * units;
    var times = new Times(op.reverse(), op.active(), hs.dim(0), batch);
    int last = in.length - (lstm ? 2 : 1);
    copy(in[last], out[3]);
    if (lstm) copy(in[last + 1], out[4]);
    var dx = work.buffer(out[0]);
    // For GRU the gradient of q = U·h + b is not that of x.
    var dq = cell == Cell.GRU ? work.temporary(out[0].size()) : dx;
    if (times.ragged()) {
      work.fill(dx, out[0].size(), 0);
      if (dq != dx) work.fill(dq, out[0].size(), 0);
    }
    var dh = work.buffer(out[3]);
    var befores = work.temporary(hs.size());
    for (int s = times.steps() - 1; s >= 0; s--) {
      int t = times.time(s);
      int rows = times.active(t);
      int carried = times.carried(t);
      int before = carried == 0 ? 0 : times.before(t) * batch;
      kernel("state_before")
          .arg(units)
          .arg(t * batch)
          .arg(rows)
          .arg(before)
          .arg(carried)
          .arg(work.buffer(hs))
          .arg(work.buffer(in[2]))
          .arg(befores)
          .run(units, batch, 1);
      if (rows == 0) continue;
      gateGrad(cell, units, t * batch, before, carried, rows, in, out, dq);
      product.multiply(
          Size.of(rows, units, width),
          Matrix.rows(dq, t * batch * width, width),
          Matrix.rows(work.buffer(in[0]), 0, units),
          Matrix.rows(dh, 0, units),
          cell == Cell.GRU ? Finish.ADD : Finish.NONE);
    }
    int all = times.steps() * batch;
    product.multiply(
        Size.of(width, units, all),
        Matrix.columns(dq, 0, width),
        Matrix.rows(befores, 0, units),
        Matrix.rows(work.buffer(out[1]), 0, units),
        Finish.NONE);
    reduction.along("sum", 1, 1, all, width, dq, work.buffer(out[2]));
    work.free(befores);
    if (dq != dx) work.free(dq);
  }

  private void gateGrad(
      Cell cell,
      int units,
      int at,
      int before,
      int carried,
      int rows,
      Tensor[] in,
      Tensor[] out,
      ClBuffer dq) {
    var dx = work.buffer(out[0]);
    var dh = work.buffer(out[3]);
    switch (cell) {
      case TANH, RELU ->
          kernel("cell_plain_grad")
              .arg(units)
              .arg(at)
              .arg(function(cell))
              .arg(work.buffer(in[3]))
              .arg(work.buffer(in[4]))
              .arg(dh)
              .arg(dx)
              .run(units, rows, 1);
      case LSTM ->
          kernel("cell_lstm_grad")
              .arg(units)
              .arg(at)
              .arg(before)
              .arg(carried)
              .arg(work.buffer(in[5]))
              .arg(work.buffer(in[6]))
              .arg(work.buffer(in[3]))
              .arg(work.buffer(in[7]))
              .arg(dh)
              .arg(work.buffer(out[4]))
              .arg(dx)
              .run(units, rows, 1);
      case GRU ->
          kernel("cell_gru_grad")
              .arg(units)
              .arg(at)
              .arg(before)
              .arg(carried)
              .arg(work.buffer(in[4]))
              .arg(work.buffer(in[3]))
              .arg(work.buffer(in[2]))
              .arg(work.buffer(in[5]))
              .arg(dh)
              .arg(dx)
              .arg(dq)
              .run(units, rows, 1);
    }
  }
}
