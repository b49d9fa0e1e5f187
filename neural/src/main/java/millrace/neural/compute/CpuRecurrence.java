package millrace.neural.compute;

import java.util.Arrays;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.Recur;
import millrace.neural.compute.Recurrence.RecurGrad;

/**
 * {@link Recurrence} on the processor. Rows of a batch do not depend on each other, so each thread
 * takes some of them through all steps and never waits; U is packed once for all. What is left for
 * the gradient of U is one large product over all steps.
 */
final class CpuRecurrence {
  private final Machine machine;

  CpuRecurrence(Machine machine) {
    this.machine = machine;
  }

  void run(Recurrence op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Recur r ->
          new Forward(new Layer(machine, r.cell(), r.reverse(), r.active(), out[0]), in, out).run();
      case RecurGrad r -> {
        var h = in[r.cell() == Cell.LSTM ? 4 : 3];
        new CpuRecurrenceGrad(new Layer(machine, r.cell(), r.reverse(), r.active(), h), in, out)
            .run();
      }
    }
  }

  /**
   * What both directions know.
   *
   * @param like a tensor [T, B, H]
   */
  record Layer(Machine machine, Cell cell, boolean reverse, int[] active, Tensor like) {
    int steps() {
      return like.dim(0);
    }

    int batch() {
      return like.dim(1);
    }

    int units() {
      return like.dim(2);
    }

    /** How wide the sums before the gates are. */
    int sums() {
      return cell.gates() * units();
    }

    /** How many rows are at work at time t. */
    int active(int t) {
      return active.length == 0 ? batch() : active[t];
    }

    /** The time of step s. */
    int time(int s) {
      return reverse ? steps() - 1 - s : s;
    }

    /** Whether a row that is active at time t has been so at the step before. */
    boolean begun(int t, int row) {
      return reverse ? t + 1 < steps() && row < active(t + 1) : t > 0;
    }

    /** The time of the step before time t. */
    int before(int t) {
      return reverse ? t + 1 : t - 1;
    }

    /** Cuts the rows so that all threads have about as many steps of rows, and does all parts. */
    void byRows(Part part) {
      long all = 0;
      for (int t = 0; t < steps(); t++) all += active(t);
      long work = all * sums() * units();
      int parts = work < 1 << 19 ? 1 : Math.min(machine.team().threads(), batch());
      var cuts = new int[parts + 1];
      cuts[parts] = batch();
      long done = 0;
      for (int row = 0, p = 1; row < batch() && p < parts; row++) {
        if (done >= all * p / parts) cuts[p++] = row;
        for (int t = 0; t < steps() && active(t) > row; t++) done++;
      }
      for (int p = 1; p < parts; p++) cuts[p] = Math.max(cuts[p], cuts[p - 1]);
      machine.team().run(parts, (p, thread) -> part.run(thread, cuts[p], cuts[p + 1]));
    }
  }

  /** Rows from .. to − 1 through all steps. */
  interface Part {
    void run(int thread, int from, int to);
  }

  /** The steps of {@link Recur}. */
  private static final class Forward {
    private final Layer layer;
    private final Kernels.Cells cells;
    private final int units;
    private final int sums;
    private final float[] x;
    private final float[] bias;
    private final float[] all;
    private final float[] hidden;
    private final Tensor[] in;
    private final Tensor[] out;

    Forward(Layer layer, Tensor[] in, Tensor[] out) {
      this.layer = layer;
      this.in = in;
      this.out = out;
      cells = layer.machine().kernels().cells();
      units = layer.units();
      sums = layer.sums();
      x = in[0].floats();
      bias = in[2].floats();
      all = out[0].floats();
      hidden = out[1].floats(); // the state; what it is at the end is the result
    }

    void run() {
      var gemm = layer.machine().gemm();
      try (var _ = layer.machine().memory().scope()) {
        var room = layer.machine().memory().make(gemm.packedSize(units, sums));
        var u = gemm.pack(units, sums, new Matrix(in[1].floats(), 0, units, true), room.floats());
        System.arraycopy(in[3].floats(), 0, hidden, 0, out[1].size());
        if (layer.cell() == Cell.LSTM)
          System.arraycopy(in[4].floats(), 0, out[2].floats(), 0, out[2].size());
        layer.byRows((thread, from, to) -> steps(u, thread, from, to));
      }
    }

    private void steps(Packed u, int thread, int from, int to) {
      for (int s = 0; s < layer.steps(); s++) {
        int t = layer.time(s);
        int end = Math.max(from, Math.min(to, layer.active(t)));
        int first = t * layer.batch();
        if (end > from) step(u, thread, first, from, end);
        for (var o : out) // what is not active is zero
        if (o.rank() == 3)
            Arrays.fill(o.floats(), (first + end) * o.dim(2), (first + to) * o.dim(2), 0);
      }
    }

    /** One step of rows from .. to − 1, which are {@code first + from} of all. */
    private void step(Packed u, int thread, int first, int from, int to) {
      int rows = to - from;
      int at = first + from;
      var sum =
          switch (layer.cell()) {
            case TANH, RELU -> Matrix.of(all, at * units, units);
            case LSTM -> Matrix.of(out[3].floats(), at * sums, sums);
            case GRU -> Matrix.of(layer.machine().team().scratch(thread, 2, rows * sums), 0, sums);
          };
      var start = layer.cell() == Cell.GRU ? Matrix.row(bias, 0) : Matrix.of(x, at * sums, sums);
      var gemm = layer.machine().gemm();
      gemm.one(thread, rows, Matrix.of(hidden, from * units, units), u, start, sum);
      for (int row = from; row < to; row++) {
        int state = row * units;
        int a = first + row;
        switch (layer.cell()) {
          case TANH, RELU -> {
            var e = layer.machine().elements();
            var f = layer.cell() == Cell.TANH ? Function.TANH : Function.RELU;
            e.mix(1, all, a * units, 1, bias, 0, 0, all, a * units, units);
            e.apply(f, 0, all, a * units, all, a * units, units);
            System.arraycopy(all, a * units, hidden, state, units);
          }
          case LSTM -> {
            var c = out[2].floats();
            cells.lstm(sum.values(), a * sums, bias, c, state, hidden, state, units);
            System.arraycopy(c, state, out[4].floats(), a * units, units);
            System.arraycopy(hidden, state, all, a * units, units);
          }
          case GRU -> {
            int q = (row - from) * sums;
            var kept = out[2].floats();
            cells.gru(x, a * sums, sum.values(), q, hidden, state, kept, a * 4 * units, units);
            System.arraycopy(hidden, state, all, a * units, units);
          }
        }
      }
    }
  }
}
