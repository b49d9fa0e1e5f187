package millrace.neural.transformer;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Attending.Attend;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.neural.layers.Linear;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads: out(concat over heads of softmax(q·kᵀ / √d)·v), q, k and v being
 * linear in what is given; [B, T, width] to [B, T, width]. Fused: memory is linear in T.
 *
 * @param query [heads·d, width]
 * @param key [groups·d, width]
 * @param value [groups·d, width]
 * @param out [width, heads·d]
 * @param heads of queries
 * @param groups of keys and values that heads share; as many as heads: multi-head attention
 * @param dropout of weights, in training
 * @param rotary how queries and keys are turned by their places; null: not
 * @see "A. Vaswani et al., Attention is all you need, NeurIPS 2017, section 3.2.2"
 * @see "J. Ainslie et al., GQA, EMNLP 2023"
 */
public record MultiHead(
    Layer query,
    Layer key,
    Layer value,
    Layer out,
    int heads,
    int groups,
    int width,
    double dropout,
    @Nullable Rotary rotary) {
  public MultiHead {
    if (heads < 1 || groups < 1 || heads % groups != 0 || width % heads != 0)
      throw new IllegalArgumentException(
          "heads must divide the width and groups the heads, not width %d, heads %d, groups %d"
              .formatted(width, heads, groups));
  }

  /** With biases, weights by {@code init}, those of the last layer by {@code last}. */
  public static MultiHead of(
      Ops f, int width, int heads, double dropout, Init init, Init last, RandomGenerator random) {
    return new MultiHead(
        Linear.of(f, width, width, init, random),
        Linear.of(f, width, width, init, random),
        Linear.of(f, width, width, init, random),
        Linear.of(f, width, width, last, random),
        heads,
        heads,
        width,
        dropout,
        null);
  }

  /** Grouped, with rotary positions and without biases: Llama's. */
  public static MultiHead grouped(
      Ops f, int width, int heads, int groups, Rotary rotary, Init init, RandomGenerator random) {
    int keys = width / heads * groups;
    return new MultiHead(
        Linear.of(f, width, width, init, random).withoutBias(),
        Linear.of(f, width, keys, init, random).withoutBias(),
        Linear.of(f, width, keys, init, random).withoutBias(),
        Linear.of(f, width, width, init, random).withoutBias(),
        heads,
        groups,
        width,
        0,
        rotary);
  }

  /** How many numbers the keys of a token have, all groups together; and the values. */
  int keyWidth() {
    return width / heads * groups;
  }

  /**
   * Tokens look at each other.
   *
   * @param block which of the cache's blocks this is
   */
  Tensor forward(Ops f, Tensor x, Sight sight, int block) {
    int from = sight.from();
    var q = query.forward(f, x);
    var k = key.forward(f, x);
    var v = value.forward(f, x);
    if (rotary != null) {
      q = rotary.turn(f, q, heads, from);
      k = rotary.turn(f, k, groups, from);
    }
    var cache = sight.cache();
    if (cache != null) {
      var all = cache.put(f, block, k, v);
      k = all[0];
      v = all[1];
    }
    return attend(f, q, k, v, sight.onlyBefore() ? from : -1, sight.lengths());
  }

  /** Keys and values of a memory [B, S, width], of which so many tokens of each row are there. */
  CrossKeys keys(Ops f, Tensor memory, int... lengths) {
    return new CrossKeys(key.forward(f, memory), value.forward(f, memory), lengths);
  }

  /** Tokens x [B, T, width] look at a memory. */
  Tensor across(Ops f, Tensor x, CrossKeys memory) {
    var q = query.forward(f, x);
    return attend(f, q, memory.keys(), memory.values(), -1, memory.lengths());
  }

  private Tensor attend(Ops f, Tensor q, Tensor k, Tensor v, int from, int[] lengths) {
    double scale = 1 / Math.sqrt((double) width / heads);
    boolean drops = dropout > 0 && f.training();
    var op =
        new Attend(
            heads, groups, from, scale, lengths, drops ? dropout : 0, drops ? f.nextSeed() : 0);
    return out.forward(f, f.run(op, q, k, v)[0]);
  }
}
