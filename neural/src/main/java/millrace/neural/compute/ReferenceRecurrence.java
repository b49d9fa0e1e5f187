package millrace.neural.compute;

import static millrace.neural.compute.Reference.numbers;

import java.util.Arrays;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Recurrence.Recur;
import millrace.neural.compute.Recurrence.RecurGrad;

/** {@link Recur} in double: one row after the other, step by step. */
final class ReferenceRecurrence {
  private final Cell cell;
  private final boolean reverse;
  private final int[] active;
  private final int steps;
  private final int batch;
  private final int h;

  private ReferenceRecurrence(Cell cell, boolean reverse, int[] active, Tensor all) {
    this.cell = cell;
    this.reverse = reverse;
    this.active = active;
    steps = all.dim(0);
    batch = all.dim(1);
    h = all.dim(2);
  }

  static void run(Recurrence op, Tensor[] in, Tensor[] out) {
    switch (op) {
      case Recur r ->
          new ReferenceRecurrence(r.cell(), r.reverse(), r.active(), out[0]).forward(in, out);
      case RecurGrad r -> {
        var all = in[r.cell() == Cell.LSTM ? 4 : 3];
        new ReferenceRecurrence(r.cell(), r.reverse(), r.active(), all).backward(in, out);
      }
    }
  }

  /** How many steps a row is at work: the first ones, as {@code active} never rises. */
  private int length(int row) {
    if (active.length == 0) return steps;
    int t = 0;
    while (t < steps && active[t] > row) t++;
    return t;
  }

  /** The time of a row's step number s. */
  private int time(int s, int length) {
    return reverse ? length - 1 - s : s;
  }

  private void forward(Tensor[] in, Tensor[] out) {
    boolean lstm = cell == Cell.LSTM;
    for (int row = 0; row < batch; row++) {
      var hidden = row(in[3], row);
      var memory = lstm ? row(in[4], row) : new double[0];
      int length = length(row);
      for (int s = 0; s < length; s++) {
        int at = time(s, length) * batch + row;
        var x = row(in[0], at);
        var q = recurrent(numbers(in[1]), numbers(in[2]), hidden);
        switch (cell) {
          case TANH, RELU -> {
            var f = cell == Cell.TANH ? Function.TANH : Function.RELU;
            for (int j = 0; j < h; j++) hidden[j] = f.at(x[j] + q[j], 0);
          }
          case LSTM -> {
            var gates = lstm(x, q, hidden, memory);
            put(gates, out[3], at);
            put(memory, out[4], at);
          }
          case GRU -> put(gru(x, q, hidden), out[2], at);
        }
        put(hidden, out[0], at);
      }
      put(hidden, out[1], row);
      if (lstm) put(memory, out[2], row);
    }
  }

  /** U·h + b. */
  private double[] recurrent(double[] u, double[] b, double[] hidden) {
    var q = b.clone();
    for (int i = 0; i < q.length; i++) for (int j = 0; j < h; j++) q[i] += u[i * h + j] * hidden[j];
    return q;
  }

  /** One step of an LSTM, which changes h and c; returns the gates i, f, g, o. */
  private double[] lstm(double[] x, double[] q, double[] hidden, double[] memory) {
    var gates = new double[4 * h];
    for (int k = 0; k < 4 * h; k++) {
      var f = k / h == 2 ? Function.TANH : Function.SIGMOID;
      gates[k] = f.at(x[k] + q[k], 0);
    }
    for (int j = 0; j < h; j++) {
      memory[j] = gates[h + j] * memory[j] + gates[j] * gates[2 * h + j];
      hidden[j] = gates[3 * h + j] * Math.tanh(memory[j]);
    }
    return gates;
  }

  /** One step of a GRU, which changes h; returns r, z, n and q of n. */
  private double[] gru(double[] x, double[] q, double[] hidden) {
    var kept = new double[4 * h];
    for (int j = 0; j < h; j++) {
      double r = Function.SIGMOID.at(x[j] + q[j], 0);
      double z = Function.SIGMOID.at(x[h + j] + q[h + j], 0);
      double n = Math.tanh(x[2 * h + j] + r * q[2 * h + j]);
      hidden[j] = (1 - z) * n + z * hidden[j];
      kept[j] = r;
      kept[h + j] = z;
      kept[2 * h + j] = n;
      kept[3 * h + j] = q[2 * h + j];
    }
    return kept;
  }

  private void backward(Tensor[] in, Tensor[] out) {
    boolean lstm = cell == Cell.LSTM;
    int last = in.length - (lstm ? 2 : 1); // the gradient of the last h
    var hs = in[lstm ? 4 : 3];
    var kept = lstm ? in[5] : in[4];
    var u = numbers(in[0]);
    for (int row = 0; row < batch; row++) {
      var dh = row(in[last], row);
      var dc = lstm ? row(in[last + 1], row) : new double[0];
      int length = length(row);
      for (int s = length - 1; s >= 0; s--) {
        int at = time(s, length) * batch + row;
        int previous = time(s - 1, length) * batch + row;
        var before = s == 0 ? row(in[2], row) : row(hs, previous);
        var g = row(in[last - 1], at);
        for (int j = 0; j < h; j++) dh[j] += g[j];
        // gradients of x (the sums before the gates), of q = U·h + b, and of h directly
        var dx = new double[cell.gates() * h];
        var dq = dx;
        var direct = new double[h];
        switch (cell) {
          case TANH, RELU -> {
            var f = cell == Cell.TANH ? Function.TANH : Function.RELU;
            var y = row(hs, at); // the slopes of both follow from the value
            for (int j = 0; j < h; j++) dx[j] = dh[j] * f.slope(y[j], y[j], 0);
          }
          case LSTM -> {
            var c = s == 0 ? row(in[3], row) : row(in[6], previous);
            lstmGrad(row(kept, at), c, row(in[6], at), dh, dc, dx);
          }
          case GRU -> {
            dq = new double[dx.length];
            gruGrad(row(kept, at), before, dh, dx, dq, direct);
          }
        }
        put(dx, out[0], at);
        dh = direct;
        for (int k = 0; k < dq.length; k++) {
          numbers(out[2])[k] += dq[k];
          for (int j = 0; j < h; j++) {
            numbers(out[1])[k * h + j] += dq[k] * before[j];
            dh[j] += dq[k] * u[k * h + j];
          }
        }
      }
      put(dh, out[3], row);
      if (lstm) put(dc, out[4], row);
    }
  }

  /** From the gates i, f, g, o, c before and after the step: dx, and dc of the step before. */
  private void lstmGrad(
      double[] gates, double[] before, double[] after, double[] dh, double[] dc, double[] dx) {
    for (int j = 0; j < h; j++) {
      double i = gates[j];
      double f = gates[h + j];
      double g = gates[2 * h + j];
      double o = gates[3 * h + j];
      double t = Math.tanh(after[j]);
      double d = dc[j] + dh[j] * o * (1 - t * t);
      dx[j] = d * g * i * (1 - i);
      dx[h + j] = d * before[j] * f * (1 - f);
      dx[2 * h + j] = d * i * (1 - g * g);
      dx[3 * h + j] = dh[j] * t * o * (1 - o);
      dc[j] = d * f;
    }
  }

  /** From r, z, n, q and h before the step: dx, dq, and what h gets past the gates. */
  private void gruGrad(
      double[] kept, double[] before, double[] dh, double[] dx, double[] dq, double[] direct) {
    for (int j = 0; j < h; j++) {
      double r = kept[j];
      double z = kept[h + j];
      double n = kept[2 * h + j];
      double q = kept[3 * h + j];
      double dn = dh[j] * (1 - z) * (1 - n * n);
      dx[j] = dn * q * r * (1 - r);
      dx[h + j] = dh[j] * (before[j] - n) * z * (1 - z);
      dx[2 * h + j] = dn;
      dq[j] = dx[j];
      dq[h + j] = dx[h + j];
      dq[2 * h + j] = dn * r;
      direct[j] = dh[j] * z;
    }
  }

  /** A copy of row i, a row being the last axis. */
  private static double[] row(Tensor x, int i) {
    int n = x.dim(-1);
    return Arrays.copyOfRange(numbers(x), i * n, (i + 1) * n);
  }

  private static void put(double[] row, Tensor x, int i) {
    System.arraycopy(row, 0, numbers(x), i * row.length, row.length);
  }
}
