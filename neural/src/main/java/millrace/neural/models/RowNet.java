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
    return outputs(builder, inputs, weights, outputs, frame, BLOCK);
  }

  /**
   * @param fewest rows of a block: fewer than {@link #BLOCK} only for networks whose sums do not
   *     depend on how many rows there are, if there are two
   */
  static float[] outputs(
      Builder builder, Inputs inputs, List<Weight> weights, int outputs, Frame frame, int fewest) {
    var data = inputs.read(frame, Run.quiet().threads(1));
    var out = new float[Math.multiplyExact(data.size(), outputs)];
    try (var f = new Cpu(1)) {
      var net = builder.build(Weights.of(weights), inputs, outputs);
      blocks(
          order(data.size(), data.sequences()),
          data.sequences(),
          fewest,
          (rows, n) -> {
            try (var _ = f.scope()) {
              var y = f.floats(net.forward(f, data, rows));
              for (int i = 0; i < n; i++)
                System.arraycopy(y, i * outputs, out, rows[i] * outputs, outputs);
            }
          });
    }
    return out;
  }

  /** What is done with a block. */
  interface Block {
    /**
     * @param rows at most {@link #BLOCK} rows
     * @param n how many of these are meant: the others repeat the first
     */
    void of(int[] rows, int n);
  }

  /** Rows as {@link #order} gave them, in blocks of one size and of equal lengths. */
  static void blocks(int[] order, List<SequenceRows> sequences, Block block) {
    blocks(order, sequences, BLOCK, block);
  }

  private static void blocks(int[] order, List<SequenceRows> sequences, int fewest, Block block) {
    for (int at = 0; at < order.length; ) {
      int n = 1;
      while (n < BLOCK
          && at + n < order.length
          && compare(sequences, order[at], order[at + n]) == 0) n++;
      var rows = new int[Math.max(fewest, n)];
      Arrays.fill(rows, order[at]);
      System.arraycopy(order, at, rows, 0, n);
      block.of(rows, n);
      at += n;
    }
  }

  /** The numbers below n, rows of equal lengths beside one another. */
  static int[] order(int n, List<SequenceRows> sequences) {
    var rows = IntStream.range(0, n);
    if (sequences.isEmpty()) return rows.toArray();
    return rows.boxed()
        .sorted((a, b) -> compare(sequences, a, b))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int compare(List<SequenceRows> sequences, int a, int b) {
    for (var s : sequences) {
      int c = Integer.compare(s.length(a), s.length(b));
      if (c != 0) return c;
    }
    return 0;
  }
}
