package millrace.neural.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Init;
import millrace.neural.layers.Layer;
import millrace.neural.layers.LayerNorm;
import millrace.neural.layers.Linear;
import millrace.neural.layers.RmsNorm;
import millrace.neural.layers.SwiGlu;
import org.jspecify.annotations.Nullable;

/**
 * A language model: tokens, each of which sees those before it, to scores of the next one. GPT-2
 * and Llama are this with different blocks.
 *
 * <pre>{@code
 * var net = Decoder.of(f, new Gpt(4, 4, 128, 65, 64), run.random("weights"));
 * var logits = net.logits(f, net.hidden(f, ids, batch, Sight.causal()));   // [batch, T, vocabulary]
 * }</pre>
 *
 * @param tokens a vector per token
 * @param positions a vector per place [context, width]; null: rotary, inside the blocks
 * @param blocks of attention and feed-forward layers
 * @param norm of what the blocks make
 * @param head scores from what the norm makes, [vocabulary, width]; null: the tokens' vectors
 *     themselves (tied)
 * @param context the most tokens of a row
 * @param dropout of the sum of vectors, in training
 */
public record Decoder(
    Embedding tokens,
    @Nullable Tensor positions,
    List<Block> blocks,
    Layer norm,
    @Nullable Layer head,
    int context,
    double dropout) {
  public Decoder {
    blocks = List.copyOf(blocks);
  }

  /**
   * GPT-2's, and its first weights: N(0, .02²), those of the layers that are added to the sum with
   * .02 / √(2·blocks), biases 0.
   *
   * @see "A. Radford et al., Language models are unsupervised multitask learners, OpenAI, 2019"
   */
  public static Decoder of(Ops f, Gpt size, RandomGenerator random) {
    int width = size.width();
    var init = Init.normal(0, 0.02);
    var last = Init.normal(0, 0.02 / Math.sqrt(2.0 * size.layers()));
    var tokens = Embedding.of(f, size.vocabulary(), width, -1, init, random);
    var positions = init.of(f, random, size.context(), width);
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < size.layers(); i++)
      blocks.add(
          new Block(
              LayerNorm.of(f, width),
              MultiHead.of(f, width, size.heads(), size.dropout(), init, last, random),
              LayerNorm.of(f, width),
              FeedForward.of(f, width, 4 * width, Function.GELU_TANH, init, last, random),
              true,
              size.dropout()));
    return new Decoder(
        tokens, positions, blocks, LayerNorm.of(f, width), null, size.context(), size.dropout());
  }

  /**
   * Llama's: RMS norms, grouped attention with rotary positions, gated feed-forward layers, no
   * biases. First weights: N(0, .02²).
   *
   * @see "H. Touvron et al., LLaMA: Open and efficient foundation language models, 2023"
   */
  public static Decoder of(Ops f, Llama size, RandomGenerator random) {
    int width = size.width();
    var init = Init.normal(0, 0.02);
    var rotary = new Rotary(size.base(), size.adjacent());
    var tokens = Embedding.of(f, size.vocabulary(), width, -1, init, random);
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < size.layers(); i++) {
      var feed =
          new SwiGlu(
              Linear.of(f, width, size.hidden(), init, random).withoutBias(),
              Linear.of(f, width, size.hidden(), init, random).withoutBias(),
              Linear.of(f, size.hidden(), width, init, random).withoutBias());
      blocks.add(
          new Block(
              root(f, size),
              MultiHead.grouped(f, width, size.heads(), size.groups(), rotary, init, random),
              root(f, size),
              feed,
              true,
              0));
    }
    var head =
        size.tied() ? null : Linear.of(f, width, size.vocabulary(), init, random).withoutBias();
    return new Decoder(tokens, null, blocks, root(f, size), head, size.context(), 0);
  }

  private static RmsNorm root(Ops f, Llama size) {
    return new RmsNorm(RmsNorm.of(f, size.width()).gain(), size.eps());
  }

  /** How many tokens there are to choose from. */
  public int vocabulary() {
    return tokens.table().dim(0);
  }

  /** How many numbers a token's vector has. */
  public int width() {
    return tokens.table().dim(1);
  }

  /**
   * What the last norm makes of tokens: [batch, T, width].
   *
   * @param ids of one row behind the other, batch · T
   * @throws IllegalArgumentException if there are more tokens than the context, or an id that is
   *     none
   */
  public Tensor hidden(Ops f, int[] ids, int batch, Sight sight) {
    if (batch < 1 || ids.length % batch != 0)
      throw new IllegalArgumentException(
          "%d tokens do not make %d rows of one length".formatted(ids.length, batch));
    int length = ids.length / batch;
    int from = sight.from();
    if (from + length > context)
      throw new IllegalArgumentException(
          "the context has room for %d tokens, but was given %d".formatted(context, from + length));
    var x = tokens.forward(f, ids, batch, length);
    if (positions != null) x = f.add(x, f.slice(positions, 0, from, from + length));
    x = new Dropout(dropout).forward(f, x);
    for (int i = 0; i < blocks.size(); i++) x = blocks.get(i).forward(f, x, sight, i);
    var cache = sight.cache();
    if (cache != null) cache.grow(length);
    return norm.forward(f, x);
  }

  /** Scores of the tokens that may come next: [.., width] to [.., vocabulary]. */
  public Tensor logits(Ops f, Tensor hidden) {
    return head == null ? f.matmul(hidden, false, tokens.table(), true) : head.forward(f, hidden);
  }

  /** The scores behind each token: [batch, T, vocabulary]. */
  public Tensor forward(Ops f, int[] ids, int batch, Sight sight) {
    return logits(f, hidden(f, ids, batch, sight));
  }
}
