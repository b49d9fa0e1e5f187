package millrace.neural.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import millrace.neural.compute.Cpu;
import millrace.neural.transformer.Encoder;
import millrace.run.Run;

/**
 * Runs an encoder, without training it, over texts as ids. Texts of about one length go through it
 * together, in batches that the threads of the run share.
 *
 * <p>What comes out of a text does not depend on its neighbours, not even in the last bit: all rows
 * of a batch have the length that the text alone would be filled up to, and a product of matrices
 * is the same chain of sums for each of its rows.
 *
 * @param depth through how many of the blocks texts go
 */
record Encoding(Encoder encoder, int depth) {
  /** About so many tokens of a batch: products are large enough, and all of it near in memory. */
  private static final int TOKENS = 512;

  /** Lengths are filled up to multiples of this. */
  private static final int UNIT = 4;

  /** Takes what comes out of one text, on the thread that made it. */
  interface Sink {
    /**
     * @param block behind which of the blocks, counted from 1; 0: before the first
     * @param states of this text's tokens from {@code at} on, each as long as the encoder is wide
     */
    void take(int row, int block, float[] states, int at, int tokens);
  }

  /** Rows of a batch, and the length that they are filled up to. */
  private record Batch(int[] rows, int length) {}

  /**
   * @param ids of the tokens of each text, at least one
   * @param first behind which block states are given first; then behind all others
   * @param phase what the run's listener hears of, batch by batch
   */
  void run(List<int[]> ids, int first, Run run, String phase, Sink sink) {
    var batches = batches(ids);
    var idle = new ConcurrentLinkedQueue<Cpu>(); // each keeps the arrays that it works with
    try {
      run.map(
          phase,
          batches.size(),
          b -> {
            var taken = idle.poll();
            var f = taken == null ? new Cpu(1) : taken;
            try {
              one(f, batches.get(b), ids, first, sink);
            } finally {
              idle.add(f);
            }
            return b;
          });
    } finally {
      idle.forEach(Cpu::close);
    }
  }

  private void one(Cpu f, Batch batch, List<int[]> ids, int first, Sink sink) {
    int n = batch.rows().length;
    int length = batch.length();
    var all = new int[n * length];
    var lengths = new int[n];
    for (int i = 0; i < n; i++) {
      var row = ids.get(batch.rows()[i]);
      lengths[i] = row.length;
      System.arraycopy(row, 0, all, i * length, row.length);
    }
    try (var _ = f.scope()) {
      var x = encoder.embed(f, all, new int[all.length], n);
      for (int block = 0, next; block <= depth; block = next) {
        if (block >= first) {
          var states = f.floats(x);
          for (int i = 0; i < n; i++)
            sink.take(batch.rows()[i], block, states, i * length * encoder.width(), lengths[i]);
        }
        next = Math.max(first, block + 1);
        if (next <= depth) x = encoder.blocks(f, x, block, next, lengths);
      }
    }
  }

  private int filled(int length) {
    return Math.min(encoder.context(), (length + UNIT - 1) / UNIT * UNIT);
  }

  private List<Batch> batches(List<int[]> ids) {
    int[] order =
        IntStream.range(0, ids.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> filled(ids.get(i).length)))
            .mapToInt(Integer::intValue)
            .toArray();
    var out = new ArrayList<Batch>();
    for (int at = 0; at < order.length; ) {
      int length = filled(ids.get(order[at]).length);
      int most = Math.max(1, TOKENS / length);
      int end = at + 1;
      while (end < order.length && end - at < most && filled(ids.get(order[end]).length) == length)
        end++;
      out.add(new Batch(Arrays.copyOfRange(order, at, end), length));
      at = end;
    }
    return out;
  }
}
