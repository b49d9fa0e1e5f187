package millrace.neural.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Function;
import millrace.neural.compute.Loss;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Scope;
import millrace.neural.compute.Tensor;

/**
 * Sequence to sequence: a recurrent encoder in both directions reads the source; the decoder, whose
 * first states follow from the encoder's last ones, writes the target; what it says at each step is
 * made of its state h and of what it sees in the source with it, c: out(tanh(combine([c; h]))). As
 * the attention follows the recurrence (Luong), training on known targets is one recurrence over
 * all steps; with {@link AdditiveAttention} the scores are Bahdanau's.
 *
 * @param bridge from the encoder's last states to the decoder's first ones: the hidden states of
 *     each level, then for an LSTM the cells of each
 * @see "M.-T. Luong, H. Pham, C. D. Manning, Effective approaches to attention-based neural machine
 *     translation, EMNLP 2015"
 */
public record EncoderDecoder(
    Embedding source,
    Recurrent encoder,
    List<Linear> bridge,
    Embedding target,
    Recurrent decoder,
    Attention attention,
    Linear combine,
    Linear out) {
  public EncoderDecoder {
    bridge = List.copyOf(bridge);
  }

  /** Sizes: of both vocabularies, of embeddings, of hidden states, and the number of levels. */
  public static EncoderDecoder of(
      Ops f,
      Cell cell,
      int sources,
      int targets,
      int width,
      int hidden,
      int levels,
      Attention attention,
      RandomGenerator random) {
    var bridge = new ArrayList<Linear>();
    for (int i = 0; i < levels; i++)
      bridge.add(Linear.of(f, 2 * hidden, hidden, random).then(Function.TANH));
    if (cell == Cell.LSTM)
      for (int i = 0; i < levels; i++) bridge.add(Linear.of(f, 2 * hidden, hidden, random));
    return new EncoderDecoder(
        Embedding.of(f, sources, width, random),
        Recurrent.of(f, cell, width, hidden, levels, true, random),
        bridge,
        Embedding.of(f, targets, width, random),
        Recurrent.of(f, cell, width, hidden, levels, false, random),
        attention,
        Linear.of(f, 3 * hidden, hidden, random).then(Function.TANH),
        Linear.of(f, hidden, targets, random));
  }

  /**
   * What is known of the sources.
   *
   * @param state of the decoder, before its first step
   */
  public record Encoded(Attention.Memory memory, Recurrent.State state) {}

  /** Reads sources, none of them empty. */
  public Encoded encode(Ops f, int[][] sources) {
    var packed = Packed.of(sources);
    var lengths = new int[sources.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = sources[i].length;
      if (lengths[i] == 0) throw new IllegalArgumentException("source %d is empty".formatted(i));
    }
    var x = source.forward(f, packed.ids(sources), packed.steps(), packed.rows());
    var read = encoder.run(f, x, packed.active(), null);
    var mask = Masks.padding(f, lengths, packed.steps());
    var memory = attention.memory(f, packed.batchFirst(f, read.all()), mask);
    var hidden = bridged(f, packed, read.last().hidden(), 0);
    var cells = bridged(f, packed, read.last().cells(), hidden.size());
    return new Encoded(memory, new Recurrent.State(hidden, cells));
  }

  private List<Tensor> bridged(Ops f, Packed packed, List<Tensor> states, int from) {
    var out = new ArrayList<Tensor>();
    for (int i = 0; i < states.size(); i += 2) {
      var both = packed.restore(f, f.concat(1, states.get(i), states.get(i + 1)));
      out.add(bridge.get(from + i / 2).forward(f, both));
    }
    return out;
  }

  /**
   * Teacher forcing: the logits [B·T, targets] of every token of the targets but the first, given
   * the true ones before it. Targets begin with a start token and finish with an end token; T is
   * the length of the longest without its first. {@link #expected} says what should come out.
   */
  public Tensor logits(Ops f, int[][] sources, int[][] targets) {
    int steps = steps(targets);
    int batch = targets.length;
    var ids = new int[steps * batch];
    Arrays.fill(ids, -1);
    for (int b = 0; b < batch; b++)
      for (int t = 0; t < targets[b].length - 1; t++) ids[t * batch + b] = targets[b][t];
    var encoded = encode(f, sources);
    var x = target.forward(f, ids, steps, batch);
    var h = f.permute(decoder.run(f, x, new int[0], encoded.state).all(), 1, 0, 2);
    return f.reshape(say(f, h, encoded.memory), batch * steps, -1);
  }

  /** The tokens that {@link #logits} should find, [B·T]; what does not count is to be ignored. */
  public static int[] expected(int[][] targets) {
    int steps = steps(targets);
    var out = new int[targets.length * steps];
    Arrays.fill(out, Loss.CrossEntropy.IGNORE);
    for (int b = 0; b < targets.length; b++)
      System.arraycopy(targets[b], 1, out, b * steps, targets[b].length - 1);
    return out;
  }

  private static int steps(int[][] targets) {
    int steps = 0;
    for (var t : targets) {
      if (t.length < 2)
        throw new IllegalArgumentException(
            "a target needs a start and an end token, but has %d tokens".formatted(t.length));
      steps = Math.max(steps, t.length - 1);
    }
    return steps;
  }

  /** Logits [B, T, targets] for states [B, T, hidden]. */
  private Tensor say(Ops f, Tensor h, Attention.Memory memory) {
    var seen = attention.attend(f, h, memory);
    return out.forward(f, combine.forward(f, f.concat(2, seen, h)));
  }

  /** The most likely targets of each source; {@link BeamSearch#greedy} is the fastest search. */
  public List<List<BeamSearch.Found>> decode(Ops f, int[][] sources, BeamSearch search) {
    try (var _ = f.scope()) {
      return search.search(sources.length, new Writer(f, encode(f, sources)));
    }
  }

  /** The decoder at work: its states are those of the beginnings that the search follows. */
  private final class Writer implements BeamSearch.Decoder {
    private final Ops f;
    private final Encoded encoded;
    private Recurrent.State state;
    private int[] owners;
    private Attention.Memory memory;

    Writer(Ops f, Encoded encoded) {
      this.f = f;
      this.encoded = encoded;
      state = encoded.state;
      memory = encoded.memory;
      owners = new int[memory.values().dim(0)];
      for (int i = 0; i < owners.length; i++) owners[i] = i;
    }

    @Override
    public double[] next(int[] parents, int[] tokens) {
      try (var step = f.scope()) {
        follow(parents, step);
        var before =
            new Recurrent.State(rows(state.hidden(), parents), rows(state.cells(), parents));
        var x = target.forward(f, tokens, 1, tokens.length);
        var run = decoder.run(f, x, new int[0], before);
        run.last().hidden().forEach(step::keep);
        run.last().cells().forEach(step::keep);
        state = run.last();
        var h = f.permute(run.all(), 1, 0, 2);
        return f.doubles(f.logSoftmax(say(f, h, memory)));
      }
    }

    private List<Tensor> rows(List<Tensor> states, int[] parents) {
      return states.stream().map(s -> f.rows(s, parents)).toList();
    }

    /** Each row looks into the memory of its own source. */
    private void follow(int[] parents, Scope step) {
      var now = new int[parents.length];
      for (int i = 0; i < now.length; i++) now[i] = owners[parents[i]];
      if (Arrays.equals(now, owners)) return;
      owners = now;
      memory = encoded.memory.rows(f, now);
      step.keep(memory.keys());
      if (!memory.values().equals(memory.keys())) step.keep(memory.values());
      var mask = memory.mask();
      if (mask != null && !mask.equals(encoded.memory.mask())) step.keep(mask);
    }
  }
}
