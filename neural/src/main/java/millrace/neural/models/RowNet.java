package millrace.neural.models;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.data.Frame;
import millrace.neural.compute.Cpu;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.run.Run;

/** A network that has one answer for each row. */
@FunctionalInterface
interface RowNet {
  /** The outputs [rows, outputs]. */
  Tensor forward(Ops f, InputRows data, int... rows);

  /** How the network of a trainer is built. */
  @FunctionalInterface
  interface Builder {
    RowNet build(Weights weights, Inputs inputs, int outputs);
  }

  /** Rows of a block of {@link #outputs}. */
  int BLOCK = 16;

  /**
   * The outputs of a model for each row of a frame, row-major.
   *
   * <p>What is said of a row may not depend on its neighbours, not even in the last bit. So rows go
   * through the network in blocks of one size, of rows that have sequences of the same lengths:
   * then every row meets the same shapes, whatever else was asked.
   */
  static float[] outputs(
      Builder builder, Inputs inputs, List<Weight> weights, int outputs, Frame frame) {
    var data = inputs.read(frame, Run.quiet().threads(1));
    var out = new float[Math.multiplyExact(data.size(), outputs)];
    var order = order(data);
    try (var f = new Cpu(1)) {
      var net = builder.build(Weights.of(weights), inputs, outputs);
      var rows = new int[BLOCK];
      for (int at = 0; at < order.length; ) {
        int n = 1;
        while (n < BLOCK && at + n < order.length && data.alike(order[at], order[at + n])) n++;
        Arrays.fill(rows, order[at]); // a block that is not full repeats its first row
        System.arraycopy(order, at, rows, 0, n);
        try (var block = f.scope()) {
          var y = f.floats(net.forward(f, data, rows));
          for (int i = 0; i < n; i++)
            System.arraycopy(y, i * outputs, out, rows[i] * outputs, outputs);
        }
        at += n;
      }
    }
    return out;
  }

  private static int[] order(InputRows data) {
    var rows = IntStream.range(0, data.size());
    if (data.sequences().isEmpty()) return rows.toArray();
    return rows.boxed().sorted(data::compare).mapToInt(Integer::intValue).toArray();
  }
}
