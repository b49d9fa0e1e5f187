package millrace.neural.layers;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention: the score of query q and key k is q·k / √width.
 *
 * @param query makes queries out of what is given as such; null: they are that
 * @param key makes keys out of values; null: they are the values
 * @see "A. Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2.1"
 */
public record DotAttention(@Nullable Linear query, @Nullable Linear key) implements Attention {
  /** Queries and keys as they are. */
  public DotAttention() {
    this(null, null);
  }

  /** Queries and values of any widths, projected to a common one, without bias. */
  public static DotAttention of(
      Ops f, int queryWidth, int valueWidth, int width, RandomGenerator random) {
    return new DotAttention(
        Linear.of(f, queryWidth, width, random).withoutBias(),
        Linear.of(f, valueWidth, width, random).withoutBias());
  }

  @Override
  public Tensor keys(Ops f, Tensor values) {
    return key == null ? values : key.forward(f, values);
  }

  @Override
  public Tensor scores(Ops f, Tensor queries, Tensor keys) {
    var q = query == null ? queries : query.forward(f, queries);
    return f.matmul(f.scale(q, 1 / Math.sqrt(q.dim(-1))), false, keys, true);
  }
}
