package millrace.neural.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.learn.Spec;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.BeamSearch;
import millrace.neural.layers.Dropout;
import millrace.neural.layers.Embedding;
import millrace.neural.layers.EncoderDecoder;
import millrace.neural.layers.Init;
import millrace.neural.layers.LayerNorm;
import org.jspecify.annotations.Nullable;

/**
 * The transformer of the paper: an encoder whose tokens see all of the source, and a decoder whose
 * tokens see those before them and, by attention across, what the encoder made. Vectors of tokens
 * are multiplied by √width, and those of the targets also give the scores (tied).
 *
 * <pre>{@code
 * var net = Transformer.of(f, new Transformer.Size(2, 4, 64, 256, 30, 30, 50), run.random("weights"));
 * var logits = net.logits(f, sources, targets);                    // teacher forcing
 * var loss = new CrossEntropy().of(f, logits, EncoderDecoder.expected(targets));
 * var found = net.decode(f, sources, BeamSearch.greedy(50, start, end));
 * }</pre>
 *
 * @param sources a vector per token of the source
 * @param sourcePlaces a vector per place of it
 * @param encoder blocks
 * @param encoderNorm of what they make, where norms come first; else null
 * @param targets a vector per token of the target
 * @param targetPlaces a vector per place of it
 * @param decoder blocks with attention across
 * @param decoderNorm of what they make, where norms come first; else null
 * @param dropout of the sum of vectors, in training
 * @see "A. Vaswani et al., Attention is all you need, NeurIPS 2017"
 */
public record Transformer(
    Embedding sources,
    Positions sourcePlaces,
    List<Block> encoder,
    @Nullable LayerNorm encoderNorm,
    Embedding targets,
    Positions targetPlaces,
    List<Block> decoder,
    @Nullable LayerNorm decoderNorm,
    double dropout) {
  public Transformer {
    encoder = List.copyOf(encoder);
    decoder = List.copyOf(decoder);
  }

  /**
   * How large it is.
   *
   * @param layers blocks of the encoder, and of the decoder
   * @param heads of attention; divides the width
   * @param width of a token's vector
   * @param hidden of the feed-forward layers; 4 times the width in the paper
   * @param sources tokens of the source's vocabulary
   * @param targets tokens of the target's
   * @param context the most tokens of a row
   * @param function of the feed-forward layers (default RELU, as in the paper)
   * @param normFirst whether norms come before the layers (default), or after as in the paper
   * @param sinusoidal whether places are waves (default) or learned
   * @param dropout in training (default 0; .1 in the paper)
   */
  public record Size(
      int layers,
      int heads,
      int width,
      int hidden,
      int sources,
      int targets,
      int context,
      Function function,
      boolean normFirst,
      boolean sinusoidal,
      double dropout) {
    public Size {
      Sizes.positive("layers", layers);
      Sizes.positive("hidden", hidden);
      Sizes.positive("sources", sources);
      Sizes.positive("targets", targets);
      Sizes.positive("context", context);
      Sizes.heads(width, heads, heads);
      if (!(dropout >= 0 && dropout < 1))
        throw new IllegalArgumentException("dropout must be in [0, 1) but is " + dropout);
    }

    public Size(
        int layers, int heads, int width, int hidden, int sources, int targets, int context) {
      this(layers, heads, width, hidden, sources, targets, context, Function.RELU, true, true, 0);
    }

    public Size function(Function function) {
      return Spec.with(this, "function", function);
    }

    public Size normFirst(boolean normFirst) {
      return Spec.with(this, "normFirst", normFirst);
    }

    public Size sinusoidal(boolean sinusoidal) {
      return Spec.with(this, "sinusoidal", sinusoidal);
    }

    /** Fewer weights than this a network of the size does not have: its matrices' alone. */
    public long least() {
      long attention = 4L * width * width;
      long feed = 2L * width * hidden;
      return layers * (3 * attention + 2 * feed) + (long) (sources + targets) * width;
    }

    public Size dropout(double dropout) {
      return Spec.with(this, "dropout", dropout);
    }
  }

  /** First weights: matrices by Glorot, vectors of tokens and places N(0, 1/width), biases 0. */
  public static Transformer of(Ops f, Size size, RandomGenerator random) {
    var vectors = Init.normal(0, 1 / Math.sqrt(size.width()));
    return of(f, size, Init.glorotUniform(1), vectors, random);
  }

  /** First weights of matrices and of vectors by these; with zeros nothing is drawn. */
  public static Transformer of(
      Ops f, Size size, Init matrices, Init vectors, RandomGenerator random) {
    int width = size.width();
    var sources = Embedding.of(f, size.sources(), width, -1, vectors, random);
    var sourcePlaces = places(f, size, vectors, random);
    var encoder = new ArrayList<Block>();
    for (int i = 0; i < size.layers(); i++) encoder.add(block(f, size, false, matrices, random));
    var targets = Embedding.of(f, size.targets(), width, -1, vectors, random);
    var targetPlaces = size.sinusoidal() ? sourcePlaces : places(f, size, vectors, random);
    var decoder = new ArrayList<Block>();
    for (int i = 0; i < size.layers(); i++) decoder.add(block(f, size, true, matrices, random));
    return new Transformer(
        sources,
        sourcePlaces,
        encoder,
        size.normFirst() ? LayerNorm.of(f, width) : null,
        targets,
        targetPlaces,
        decoder,
        size.normFirst() ? LayerNorm.of(f, width) : null,
        size.dropout());
  }

  private static Positions places(Ops f, Size size, Init init, RandomGenerator random) {
    return size.sinusoidal()
        ? Positions.Sinusoidal.of(f, size.context(), size.width())
        : Positions.Learned.of(f, size.context(), size.width(), init, random);
  }

  private static Block block(Ops f, Size size, boolean across, Init init, RandomGenerator random) {
    int width = size.width();
    double drop = size.dropout();
    return new Block(
        LayerNorm.of(f, width),
        MultiHead.of(f, width, size.heads(), drop, init, init, random),
        across ? LayerNorm.of(f, width) : null,
        across ? MultiHead.of(f, width, size.heads(), drop, init, init, random) : null,
        LayerNorm.of(f, width),
        FeedForward.of(f, width, size.hidden(), size.function(), init, init, random),
        size.normFirst(),
        drop);
  }

  /** The most tokens of a row. */
  public int context() {
    return targetPlaces.table().dim(0);
  }

  /** What is known of sources: their keys and values, for each block of the decoder. */
  public record Encoded(List<CrossKeys> blocks) {
    public Encoded {
      blocks = List.copyOf(blocks);
    }

    /** Those of these rows of the batch, in this order, rows being repeated at will. */
    public Encoded rows(Ops f, int... ids) {
      return new Encoded(blocks.stream().map(b -> b.rows(f, ids)).toList());
    }
  }

  /**
   * Reads sources of any lengths up to the context.
   *
   * @throws IllegalArgumentException if one is empty or too long, or there is no such token
   */
  public Encoded encode(Ops f, int[][] sources) {
    int batch = sources.length;
    var lengths = new int[batch];
    for (int b = 0; b < batch; b++) {
      lengths[b] = sources[b].length;
      if (lengths[b] == 0) throw new IllegalArgumentException("source %d is empty".formatted(b));
    }
    int steps = Arrays.stream(lengths).max().orElseThrow();
    var x = vectors(f, this.sources, sourcePlaces, padded(sources, steps), batch, 0);
    var sight = Sight.all(lengths);
    for (int i = 0; i < encoder.size(); i++) x = encoder.get(i).forward(f, x, sight, i);
    var memory = encoderNorm == null ? x : encoderNorm.forward(f, x);
    return new Encoded(decoder.stream().map(b -> b.keys(f, memory, lengths)).toList());
  }

  /** Rows one behind the other, each of {@code steps} tokens, -1 where it has ended. */
  private static int[] padded(int[][] rows, int steps) {
    var out = new int[rows.length * steps];
    Arrays.fill(out, -1);
    for (int b = 0; b < rows.length; b++)
      System.arraycopy(rows[b], 0, out, b * steps, Math.min(steps, rows[b].length));
    return out;
  }

  private Tensor vectors(
      Ops f, Embedding tokens, Positions places, int[] ids, int batch, int from) {
    var x = tokens.forward(f, ids, batch, ids.length / batch);
    x = places.add(f, f.scale(x, Math.sqrt(x.dim(2))), from);
    return new Dropout(dropout).forward(f, x);
  }

  /**
   * What the decoder makes of the targets' tokens: [batch, T, width].
   *
   * @param ids of one row behind the other, batch · T; -1: nothing
   * @param sight {@link Sight#causal}, or {@link Sight#behind} what is in a cache
   * @throws IllegalArgumentException if there are more tokens than the context, or an id that is
   *     none
   */
  public Tensor hidden(Ops f, int[] ids, int batch, Sight sight, Encoded source) {
    if (batch < 1 || ids.length % batch != 0)
      throw new IllegalArgumentException(
          "%d tokens do not make %d rows of one length".formatted(ids.length, batch));
    var x = vectors(f, targets, targetPlaces, ids, batch, sight.from());
    for (int i = 0; i < decoder.size(); i++)
      x = decoder.get(i).forward(f, x, sight, i, source.blocks().get(i));
    var cache = sight.cache();
    if (cache != null) cache.grow(ids.length / batch);
    return decoderNorm == null ? x : decoderNorm.forward(f, x);
  }

  /** Scores of the tokens that may come next: [.., width] to [.., targets]. */
  public Tensor logits(Ops f, Tensor hidden) {
    return f.matmul(hidden, false, targets.table(), true);
  }

  /**
   * Teacher forcing: the logits [B·T, targets] of every token of the targets but the first, given
   * the true ones before it, as {@link EncoderDecoder#logits}; {@link EncoderDecoder#expected} says
   * what should come out. Targets begin with a start token; T is the length of the longest without
   * its first.
   */
  public Tensor logits(Ops f, int[][] sources, int[][] targets) {
    int batch = targets.length;
    int steps = EncoderDecoder.expected(targets).length / batch;
    var inputs = new int[batch][];
    for (int b = 0; b < batch; b++) inputs[b] = Arrays.copyOf(targets[b], targets[b].length - 1);
    var source = encode(f, sources);
    var hidden = hidden(f, padded(inputs, steps), batch, Sight.causal(), source);
    return f.reshape(logits(f, hidden), batch * steps, -1);
  }

  /**
   * The most likely targets of each source; {@link BeamSearch#greedy} is the fastest search. What
   * is said of a source does not depend on how long the others' answers are.
   *
   * @param never tokens that no target may hold
   * @throws IllegalArgumentException if the search has more steps than the context
   */
  public List<List<BeamSearch.Found>> decode(
      Ops f, int[][] sources, BeamSearch search, int... never) {
    if (search.steps() > context())
      throw new IllegalArgumentException(
          "the context has room for %d tokens, but the search has %d steps"
              .formatted(context(), search.steps()));
    try (var _ = f.scope()) {
      return search.search(sources.length, new Writer(f, this, sources, search, never));
    }
  }
}
