package millrace.neural.layers;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * Additive attention: the score of query q and value v is wᵀ·tanh(Q·q + K·v).
 *
 * @param query Q
 * @param key K
 * @param score w, [1, width]
 * @see "D. Bahdanau, K. Cho, Y. Bengio, Neural machine translation by jointly learning to align and
 *     translate, ICLR 2015"
 */
public record AdditiveAttention(Linear query, Linear key, Linear score) implements Attention {
  /** Queries and values of any widths; only K has a bias. */
  public static AdditiveAttention of(
      Ops f, int queryWidth, int valueWidth, int width, RandomGenerator random) {
    return new AdditiveAttention(
        Linear.of(f, queryWidth, width, random).withoutBias(),
        Linear.of(f, valueWidth, width, random),
        Linear.of(f, width, 1, random).withoutBias());
  }

  @Override
  public Tensor keys(Ops f, Tensor values) {
    return key.forward(f, values);
  }

  @Override
  public Tensor scores(Ops f, Tensor queries, Tensor keys) {
    var q = query.forward(f, queries);
    int b = q.dim(0);
    int t = q.dim(1);
    int s = keys.dim(1);
    int width = q.dim(2);
    var sum = f.add(f.reshape(q, b, t, 1, width), f.reshape(keys, b, 1, s, width));
    return f.reshape(score.forward(f, f.tanh(sum)), b, t, s);
  }
}
