package millrace.neural.layers;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Looks something up in a memory: the mean of its values, weighed by how well their keys match a
 * query. Batches come first here: [B, steps, width].
 */
public sealed interface Attention permits DotAttention, AdditiveAttention {
  /**
   * What is looked into, made ready once for many queries.
   *
   * @param keys [B, S, ..]
   * @param values [B, S, width]
   * @param mask see {@link Masks}: repeated to [B, T, S]; null: all may be seen
   */
  record Memory(Tensor keys, Tensor values, @Nullable Tensor mask) {
    /** The memories of these rows of the batch, in this order, rows being repeated at will. */
    public Memory rows(Ops f, int... ids) {
      boolean perRow = mask != null && mask.rank() == 3 && mask.dim(0) > 1;
      var m = perRow ? f.rows(mask, ids) : mask;
      var k = f.rows(keys, ids);
      return new Memory(k, keys.equals(values) ? k : f.rows(values, ids), m);
    }
  }

  /** Keys for these values [B, S, width]. */
  Tensor keys(Ops f, Tensor values);

  /** How well each query [B, T, ..] matches each key: [B, T, S]. */
  Tensor scores(Ops f, Tensor queries, Tensor keys);

  /** Makes values [B, S, width] ready. */
  default Memory memory(Ops f, Tensor values, @Nullable Tensor mask) {
    return new Memory(keys(f, values), values, mask);
  }

  /** softmax(scores + mask): where each query [B, T, ..] looks, [B, T, S]. */
  default Tensor weights(Ops f, Tensor queries, Memory memory) {
    var s = scores(f, queries, memory.keys);
    return f.softmax(memory.mask == null ? s : f.add(s, memory.mask));
  }

  /** What each query [B, T, ..] finds: [B, T, width]. */
  default Tensor attend(Ops f, Tensor queries, Memory memory) {
    return f.matmul(weights(f, queries, memory), false, memory.values, false);
  }
}
