package millrace.neural.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.Init;
import millrace.neural.layers.LayerNorm;

/**
 * BERT: tokens that see all of their row, to a vector for each.
 *
 * @param tokens a vector per token
 * @param positions a vector per place [context, width]
 * @param types a vector per kind of segment [types, width]
 * @param norm of the sum of these
 * @param blocks of attention and feed-forward layers, norms behind them
 * @param dropout of the sum, in training
 * @see "J. Devlin et al., BERT: Pre-training of deep bidirectional transformers, NAACL 2019"
 */
public record Encoder(
    Embedding tokens,
    Tensor positions,
    Tensor types,
    LayerNorm norm,
    List<Block> blocks,
    double dropout) {
  public Encoder {
    blocks = List.copyOf(blocks);
  }

  /** First weights: N(0, .02²), biases 0. */
  public static Encoder of(Ops f, Bert size, RandomGenerator random) {
    int width = size.width();
    var init = Init.normal(0, 0.02);
    var tokens = Embedding.of(f, size.vocabulary(), width, -1, init, random);
    var positions = init.of(f, random, size.context(), width);
    var types = init.of(f, random, size.types(), width);
    var blocks = new ArrayList<Block>();
    for (int i = 0; i < size.layers(); i++)
      blocks.add(
          new Block(
              norm(f, size),
              MultiHead.of(f, width, size.heads(), size.dropout(), init, init, random),
              norm(f, size),
              FeedForward.of(f, width, size.hidden(), size.function(), init, init, random),
              false,
              size.dropout()));
    return new Encoder(tokens, positions, types, norm(f, size), blocks, size.dropout());
  }

  private static LayerNorm norm(Ops f, Bert size) {
    var norm = LayerNorm.of(f, size.width());
    return new LayerNorm(norm.gain(), norm.bias(), size.eps());
  }

  /** The most tokens of a row. */
  public int context() {
    return positions.dim(0);
  }

  /** How many numbers a token's vector has. */
  public int width() {
    return positions.dim(1);
  }

  /** {@link #forward(Ops, int[], int[], int, int...)} of one kind of segment. */
  public Tensor forward(Ops f, int[] ids, int batch, int... lengths) {
    return forward(f, ids, new int[ids.length], batch, lengths);
  }

  /**
   * [batch, T, width].
   *
   * @param ids of one row behind the other, batch · T
   * @param kinds of segment, one for each token
   * @param lengths how many tokens of each row are there, the rest being padding; empty: all
   * @throws IllegalArgumentException if there are more tokens than places, or an id that is none
   */
  public Tensor forward(Ops f, int[] ids, int[] kinds, int batch, int... lengths) {
    return blocks(f, embed(f, ids, kinds, batch), 0, blocks.size(), lengths);
  }

  /**
   * What the first block gets, [batch, T, width]: the sum of each token's vectors, with its norm.
   * Parameters as in {@link #forward(Ops, int[], int[], int, int...)}.
   */
  public Tensor embed(Ops f, int[] ids, int[] kinds, int batch) {
    if (batch < 1 || ids.length % batch != 0 || kinds.length != ids.length)
      throw new IllegalArgumentException(
          "%d tokens of %d kinds do not make %d rows of one length"
              .formatted(ids.length, kinds.length, batch));
    int length = ids.length / batch;
    if (length > context())
      throw new IllegalArgumentException(
          "there are %d places, but %d tokens in a row".formatted(context(), length));
    var x = tokens.forward(f, ids, batch, length);
    x = f.add(x, f.slice(positions, 0, 0, length));
    x = f.add(x, segments(f, kinds, batch, length));
    return new Dropout(dropout).forward(f, norm.forward(f, x));
  }

  /**
   * What some of the blocks make of x [batch, T, width]: the same shape.
   *
   * @param from the first of them
   * @param to behind the last of them
   * @param lengths how many tokens of each row are there; empty: all
   */
  public Tensor blocks(Ops f, Tensor x, int from, int to, int... lengths) {
    var sight = Sight.all(lengths);
    for (int i = from; i < to; i++)
      x = f.training() ? blocks.get(i).forward(f, x, sight, i) : alone(f, x, sight, i);
    return x;
  }

  /** Where nothing is remembered, the next block may use the arrays of this one again. */
  private Tensor alone(Ops f, Tensor x, Sight sight, int i) {
    try (var scope = f.scope()) {
      return scope.keep(blocks.get(i).forward(f, x, sight, i));
    }
  }

  private Tensor segments(Ops f, int[] kinds, int batch, int length) {
    if (Arrays.stream(kinds).allMatch(k -> k == kinds[0])) return f.rows(types, kinds[0]);
    return f.reshape(f.rows(types, kinds), batch, length, width());
  }
}
