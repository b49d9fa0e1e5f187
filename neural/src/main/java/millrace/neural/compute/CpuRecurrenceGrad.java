package millrace.neural.compute;

import java.util.Arrays;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.RecurGrad;

/**
 * {@link RecurGrad} on the processor: first the steps, backwards, then U and b from all of them.
 */
final class CpuRecurrenceGrad {
  private final CpuRecurrence.Layer layer;
  private final Machine machine;
  private final Kernels.Cells cells;
  private final boolean lstm;
  private final int batch;
  private final int units;
  private final int sums;
  private final Tensor[] in;
  private final Tensor[] out;
  private final float[] h;
  private final float[] given;
  private final float[] dx;

  CpuRecurrenceGrad(CpuRecurrence.Layer layer, Tensor[] in, Tensor[] out) {
    this.layer = layer;
    this.in = in;
    this.out = out;
    machine = layer.machine();
    cells = machine.kernels().cells();
    lstm = layer.cell() == Cell.LSTM;
    batch = layer.batch();
    units = layer.units();
    sums = layer.sums();
    h = in[lstm ? 4 : 3].floats();
    given = in[in.length - (lstm ? 3 : 2)].floats();
    dx = out[0].floats();
  }

  void run() {
    var gemm = machine.gemm();
    try (var _ = machine.memory().scope()) {
      var room = machine.memory().make(gemm.packedSize(sums, units));
      var u = gemm.pack(sums, units, Matrix.of(in[0].floats(), 0, units), room.floats());
      // the gradient of q = U·h + b; only GRU's differs from that of x
      var dq = layer.cell() == Cell.GRU ? machine.memory().make(out[0].shape()).floats() : dx;
      int last = in.length - (lstm ? 2 : 1);
      System.arraycopy(in[last].floats(), 0, out[3].floats(), 0, out[3].size());
      if (lstm) System.arraycopy(in[last + 1].floats(), 0, out[4].floats(), 0, out[4].size());
      layer.byRows((thread, from, to) -> steps(u, dq, thread, from, to));
      weights(dq);
      machine.total(
          layer.steps() * batch,
          sums,
          sums,
          out[2].floats(),
          (from, to, db) -> machine.sums().sumRows(dq, from * sums, sums, to - from, db, 0, sums));
    }
  }

  private void steps(Packed u, float[] dq, int thread, int from, int to) {
    var dh = out[3].floats(); // the state; what it is at the end is the result
    for (int s = layer.steps() - 1; s >= 0; s--) {
      int t = layer.time(s);
      int end = Math.max(from, Math.min(to, layer.active(t)));
      int first = t * batch;
      for (int row = from; row < end; row++) cell(t, row, dh, dq);
      Arrays.fill(dx, (first + end) * sums, (first + to) * sums, 0);
      if (dq != dx) Arrays.fill(dq, (first + end) * sums, (first + to) * sums, 0);
      if (end == from) continue;
      var after = Matrix.of(dh, from * units, units);
      var start = layer.cell() == Cell.GRU ? after : null;
      var q = Matrix.of(dq, (first + from) * sums, sums);
      machine.gemm().one(thread, end - from, q, u, start, after);
    }
  }

  /** From dh and dc of a row after a step: dx and dq. */
  private void cell(int t, int row, float[] dh, float[] dq) {
    int a = t * batch + row;
    int state = row * units;
    var e = machine.elements();
    e.mix(1, dh, state, 1, given, a * units, 0, dh, state, units);
    boolean begun = layer.begun(t, row);
    int before = begun ? (layer.before(t) * batch + row) * units : state;
    switch (layer.cell()) {
      case TANH, RELU -> {
        var f = layer.cell() == Cell.TANH ? Function.TANH : Function.RELU;
        e.slope(f, 0, h, a * units, h, a * units, dh, state, dx, a * units, units);
      }
      case LSTM -> {
        var c = in[6].floats();
        cells.lstmGrad(
            in[5].floats(),
            a * sums,
            begun ? c : in[3].floats(),
            before,
            c,
            a * units,
            dh,
            out[4].floats(),
            state,
            dx,
            a * sums,
            units);
      }
      case GRU ->
          cells.gruGrad(
              in[4].floats(),
              a * 4 * units,
              begun ? h : in[2].floats(),
              before,
              dh,
              state,
              dx,
              a * sums,
              dq,
              a * sums,
              units);
    }
  }

  /** dU = Σ dqᵀ·h, h being that of the step before. */
  private void weights(float[] dq) {
    var du = Matrix.of(out[1].floats(), 0, units);
    int first = layer.reverse() ? 0 : batch; // what has a step before
    int before = layer.reverse() ? batch : 0;
    int rows = (layer.steps() - 1) * batch;
    machine
        .gemm()
        .multiply(
            sums,
            units,
            Math.max(0, rows),
            new Matrix(dq, first * sums, sums, true),
            Matrix.of(h, before * units, units),
            null,
            du);
    // and where a row begins
    var begins = machine.memory().make(batch, sums).floats();
    Arrays.fill(begins, 0, batch * sums, 0);
    for (int row = 0; row < batch; row++) {
      int t = layer.steps() - 1;
      if (!layer.reverse()) t = 0;
      else while (t >= 0 && layer.active(t) <= row) t--;
      if (t >= 0 && t < layer.steps() && row < layer.active(t))
        System.arraycopy(dq, (t * batch + row) * sums, begins, row * sums, sums);
    }
    machine
        .gemm()
        .multiply(
            sums,
            units,
            batch,
            new Matrix(begins, 0, sums, true),
            Matrix.of(in[2].floats(), 0, units),
            du,
            du);
  }
}
