package millrace.neural.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;
import millrace.neural.layers.BeamSearch;
import millrace.run.Run;

/**
 * Goes on with sequences of tokens, one token at a time, keeping keys and values in a {@link
 * KvCache}.
 *
 * <pre>{@code
 * var how = new Generation(200, Sampling.plain().temperature(0.8).topP(0.95), 50256);
 * int[] more = how.of(f, net, prompt, run, id -> System.out.print(decoder.add(id)));
 * }</pre>
 *
 * <p>It ends after {@code most} tokens, at a stop token, which is not part of the result, when the
 * context is full, or when the listener says so. Rows of a batch get the tokens that each would get
 * alone: row i draws from {@code run.random("generation", i)}.
 *
 * @param most tokens that are added
 * @param sampling how each is chosen
 * @param stops tokens that end a sequence
 */
public record Generation(int most, Sampling sampling, int... stops) {
  public Generation {
    if (most < 0) throw new IllegalArgumentException("most must be 0 or more but is " + most);
  }

  /** Hears of each token as soon as it is chosen. */
  @FunctionalInterface
  public interface Listener {
    /** False to end the sequence behind this token. */
    boolean token(int id);
  }

  /** The tokens behind a prompt of one token or more. */
  public int[] of(Ops f, Decoder net, int[] prompt, Run run) {
    return of(f, net, prompt, run, _ -> true);
  }

  /** The tokens behind a prompt, told one by one. */
  public int[] of(Ops f, Decoder net, int[] prompt, Run run, Listener listener) {
    return group(f, net, List.of(prompt), new int[1], run, listener).getFirst();
  }

  /** The tokens behind each prompt; prompts of the same length are computed together. */
  public List<int[]> all(Ops f, Decoder net, List<int[]> prompts, Run run) {
    var groups = new LinkedHashMap<Integer, List<Integer>>();
    for (int i = 0; i < prompts.size(); i++)
      groups.computeIfAbsent(prompts.get(i).length, _ -> new ArrayList<>()).add(i);
    var out = new int[prompts.size()][];
    for (var group : groups.values()) {
      var rows = group.stream().mapToInt(Integer::intValue).toArray();
      var some = group.stream().map(prompts::get).toList();
      var found = group(f, net, some, rows, run, _ -> true);
      for (int i = 0; i < rows.length; i++) out[rows[i]] = found.get(i);
    }
    return List.of(out);
  }

  /** Prompts of one length; rows: their numbers, by which they draw. */
  private List<int[]> group(
      Ops f, Decoder net, List<int[]> prompts, int[] rows, Run run, Listener listener) {
    int length = prompts.getFirst().length;
    checkPrompt(net, length);
    int batch = prompts.size();
    int room = Math.min(most, net.context() - length);
    var sequences = new int[batch][];
    var randoms = new RandomGenerator[batch];
    for (int b = 0; b < batch; b++) {
      sequences[b] = Arrays.copyOf(prompts.get(b), length + room);
      randoms[b] = run.random("generation", rows[b]);
    }
    var ends = new int[batch];
    Arrays.fill(ends, -1);
    if (room == 0) Arrays.fill(ends, length);
    try (var _ = f.scope()) {
      var cache = KvCache.of(f, net, batch, length + Math.max(0, room - 1));
      var next = prompts.stream().flatMapToInt(Arrays::stream).toArray();
      for (int at = length; at < length + room; at++) {
        float[] scores = scores(f, net, cache, next, batch);
        next = new int[batch];
        int live = 0;
        for (int b = 0; b < batch; b++) {
          if (ends[b] >= 0) continue;
          var before = Arrays.copyOf(sequences[b], at);
          int v = net.vocabulary();
          int id = sampling.choose(scores, b * v, v, before, randoms[b]);
          if (contains(stops, id)) {
            ends[b] = at;
            continue;
          }
          sequences[b][at] = next[b] = id;
          if (!listener.token(id) || at + 1 == length + room) ends[b] = at + 1;
          else live++;
        }
        if (live == 0 || !run.step("token", at - length + 1L, room)) break;
      }
    }
    var out = new ArrayList<int[]>();
    for (int b = 0; b < batch; b++) {
      int end = ends[b] < 0 ? length : ends[b];
      out.add(Arrays.copyOfRange(sequences[b], length, end));
    }
    return out;
  }

  private static void checkPrompt(Decoder net, int length) {
    if (length < 1 || length > net.context())
      throw new IllegalArgumentException(
          "a prompt has 1 to %d tokens, but was given %d: cut it".formatted(net.context(), length));
  }

  private static boolean contains(int[] ids, int id) {
    for (int i : ids) if (i == id) return true;
    return false;
  }

  /** The scores behind the last token of each row: [batch · vocabulary]. */
  private static float[] scores(Ops f, Decoder net, KvCache cache, int[] ids, int batch) {
    try (var _ = f.scope()) {
      return f.floats(net.logits(f, last(f, net.hidden(f, ids, batch, Sight.behind(cache)))));
    }
  }

  private static Tensor last(Ops f, Tensor hidden) {
    int t = hidden.dim(1);
    return f.reshape(f.slice(hidden, 1, t - 1, t), hidden.dim(0), hidden.dim(2));
  }

  /**
   * The most probable continuations by beam search, at most {@code beams}, the best first; each
   * ends at {@code end} or after {@code most} tokens. The sampling is of no matter.
   *
   * @param lengthPower see {@link BeamSearch}
   */
  public List<BeamSearch.Found> beams(
      Ops f, Decoder net, int[] prompt, int beams, int end, double lengthPower) {
    checkPrompt(net, prompt.length);
    int steps = Math.min(most, net.context() - prompt.length);
    var search =
        new BeamSearch(beams, Math.max(1, steps), prompt[prompt.length - 1], end, lengthPower);
    try (var _ = f.scope()) {
      return search.search(1, new Beam(f, net, prompt, steps)).getFirst();
    }
  }

  /** The network as beam search asks it: rows of the cache follow their parents. */
  private static final class Beam implements BeamSearch.Decoder {
    private final Ops f;
    private final Decoder net;
    private KvCache cache;

    Beam(Ops f, Decoder net, int[] prompt, int steps) {
      this.f = f;
      this.net = net;
      cache = KvCache.of(f, net, 1, prompt.length + steps);
      if (prompt.length > 1) {
        try (var _ = f.scope()) {
          var begun = Arrays.copyOf(prompt, prompt.length - 1);
          net.hidden(f, begun, 1, Sight.behind(cache));
        }
      }
    }

    @Override
    public double[] next(int[] parents, int[] tokens) {
      cache = cache.rows(f, parents);
      try (var _ = f.scope()) {
        var hidden = last(f, net.hidden(f, tokens, tokens.length, Sight.behind(cache)));
        return f.doubles(f.logSoftmax(net.logits(f, hidden)));
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Generation g
        && most == g.most
        && sampling.equals(g.sampling)
        && Arrays.equals(stops, g.stops);
  }

  @Override
  public int hashCode() {
    return Map.entry(most, sampling).hashCode();
  }
}
