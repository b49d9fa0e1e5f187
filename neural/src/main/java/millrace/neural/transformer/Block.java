package millrace.neural.transformer;

import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Layer;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a transformer: tokens look at each other, in a decoder with an encoder also at what
 * that has made, and are then changed one by one; each time the result is added to what was given.
 * Norms come before (GPT-2, Llama: x + layer(norm(x))) or after (BERT and the paper: norm(x +
 * layer(x))). [B, T, width] to [B, T, width].
 *
 * @param attentionNorm of attention
 * @param across to the encoder's output; null: there is no encoder
 * @param acrossNorm its norm
 * @param feedNorm of the feed-forward layer
 * @param feed {@link FeedForward} or {@link millrace.neural.layers.SwiGlu}
 * @param normFirst whether norms come before
 * @param dropout of what is added, in training
 * @see "R. Xiong et al., On layer normalization in the transformer architecture, ICML 2020"
 */
public record Block(
    Layer attentionNorm,
    MultiHead attention,
    @Nullable Layer acrossNorm,
    @Nullable MultiHead across,
    Layer feedNorm,
    Layer feed,
    boolean normFirst,
    double dropout) {
  /** Without an encoder. */
  public Block(
      Layer attentionNorm,
      MultiHead attention,
      Layer feedNorm,
      Layer feed,
      boolean normFirst,
      double dropout) {
    this(attentionNorm, attention, null, null, feedNorm, feed, normFirst, dropout);
  }

  public Block {
    if ((across == null) != (acrossNorm == null))
      throw new IllegalArgumentException("across and its norm come together");
  }

  private interface Part {
    Tensor of(Tensor x);
  }

  /**
   * @param at which block of the cache this is
   */
  Tensor forward(Ops f, Tensor x, Sight sight, int at) {
    var y = add(f, x, attentionNorm, v -> attention.forward(f, v, sight, at));
    return add(f, y, feedNorm, v -> feed.forward(f, v));
  }

  /** The same with a memory [B, S, width], of which so many tokens of each row are there. */
  Tensor forward(Ops f, Tensor x, Sight sight, int at, Tensor memory, int... lengths) {
    return forward(f, x, sight, at, keys(f, memory, lengths));
  }

  /** The same with keys and values of a memory. */
  Tensor forward(Ops f, Tensor x, Sight sight, int at, CrossKeys memory) {
    if (across == null || acrossNorm == null) throw alone();
    var y = add(f, x, attentionNorm, v -> attention.forward(f, v, sight, at));
    y = add(f, y, acrossNorm, v -> across.across(f, v, memory));
    return add(f, y, feedNorm, v -> feed.forward(f, v));
  }

  /** What this block looks at in a memory [B, S, width]. */
  CrossKeys keys(Ops f, Tensor memory, int... lengths) {
    if (across == null) throw alone();
    return across.keys(f, memory, lengths);
  }

  private static IllegalStateException alone() {
    return new IllegalStateException("this block has no attention to an encoder");
  }

  private Tensor add(Ops f, Tensor x, Layer norm, Part part) {
    var changed = part.of(normFirst ? norm.forward(f, x) : x);
    var sum = f.add(x, new Dropout(dropout).forward(f, changed));
    return normFirst ? sum : norm.forward(f, sum);
  }
}
