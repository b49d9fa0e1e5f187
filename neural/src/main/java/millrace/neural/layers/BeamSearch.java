package millrace.neural.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds likely sequences of tokens, a token at a time: keeps the {@code width} most likely
 * beginnings of each sequence. A beginning that ends leaves the beam and makes it narrower. Width 1
 * is greedy decoding. Among equals the earlier beginning, then the smaller token goes first, so
 * that the result is always the same. A token of probability 0 goes on with nothing.
 *
 * @param width at least 1
 * @param steps how many tokens at most, the end included
 * @param start the token that stands before the first
 * @param end the token that ends a sequence
 * @param lengthPower results are ordered by log-probability / length^lengthPower; 0: as they are
 * @see "Y. Wu et al., Google's neural machine translation system, arXiv:1609.08144, section 7"
 */
public record BeamSearch(int width, int steps, int start, int end, double lengthPower) {
  public BeamSearch {
    if (width < 1 || steps < 1 || !(lengthPower >= 0))
      throw new IllegalArgumentException(
          "BeamSearch needs a width and steps of at least 1 and a length power of at least 0, but has %d, %d and %s"
              .formatted(width, steps, lengthPower));
  }

  /** Takes the most likely token each time. */
  public static BeamSearch greedy(int steps, int start, int end) {
    return new BeamSearch(1, steps, start, end, 0);
  }

  /** What is searched. */
  @FunctionalInterface
  public interface Decoder {
    /**
     * The log-probabilities of the next token, [rows, tokens]. Row i continues row {@code
     * parents[i]} of the call before by {@code tokens[i]}; at first it is sequence i of the batch.
     */
    double[] next(int[] parents, int[] tokens);
  }

  /**
   * A sequence.
   *
   * @param tokens without start and end
   * @param ended whether its end was found within the steps allowed
   */
  public record Found(int[] tokens, double logProbability, double score, boolean ended) {}

  /** A beginning: a token behind another beginning. */
  private record Beginning(
      @Nullable Beginning before,
      int owner,
      int row,
      int token,
      int length,
      double logProbability) {
    int[] tokens(int end) {
      int n = token == end ? length - 1 : length;
      var out = new int[n];
      var at = token == end ? before : this;
      for (int i = n - 1; at != null && i >= 0; i--) {
        out[i] = at.token;
        at = at.before;
      }
      return out;
    }
  }

  private static final Comparator<Beginning> BEST =
      Comparator.comparingDouble((Beginning b) -> -b.logProbability)
          .thenComparingInt(b -> b.row)
          .thenComparingInt(b -> b.token);

  /** For each sequence of the batch what was found, at most {@code width}, the best first. */
  public List<List<Found>> search(int batch, Decoder decoder) {
    var found = new ArrayList<List<Found>>();
    var live = new ArrayList<Beginning>();
    for (int i = 0; i < batch; i++) {
      found.add(new ArrayList<>());
      live.add(new Beginning(null, i, i, start, 0, 0));
    }
    for (int step = 0; step < steps && !live.isEmpty(); step++) {
      var parents = live.stream().mapToInt(b -> b.row).toArray();
      var tokens = live.stream().mapToInt(b -> b.token).toArray();
      var next = extend(live, decoder.next(parents, tokens), found);
      live.clear();
      for (var b : next) {
        if (b.token == end) found.get(b.owner).add(result(b));
        else live.add(b);
      }
    }
    for (var b : live) found.get(b.owner).add(result(b));
    for (var each : found) each.sort(Comparator.comparingDouble((Found s) -> -s.score)); // stable
    return found;
  }

  /** The best continuations of each sequence, as many as its beam still has places. */
  private List<Beginning> extend(List<Beginning> live, double[] logs, List<List<Found>> found) {
    int n = logs.length / live.size();
    var out = new ArrayList<Beginning>();
    for (int from = 0, to; from < live.size(); from = to) {
      int owner = live.get(from).owner;
      int places = width - found.get(owner).size();
      var best = new ArrayList<Beginning>();
      for (to = from; to < live.size() && live.get(to).owner == owner; to++) {
        var b = live.get(to);
        for (int token : top(logs, to * n, n, places)) {
          double p = b.logProbability + logs[to * n + token];
          if (p > Double.NEGATIVE_INFINITY)
            best.add(new Beginning(b, owner, to, token, b.length + 1, p));
        }
      }
      best.sort(BEST);
      out.addAll(best.subList(0, Math.min(places, best.size())));
    }
    return out;
  }

  /** The tokens of the k largest numbers, the largest first. */
  private static int[] top(double[] logs, int from, int n, int k) {
    var out = new int[Math.min(k, n)];
    int size = 0;
    for (int token = 0; token < n; token++) {
      double v = logs[from + token];
      if (size == out.length && !(v > logs[from + out[size - 1]])) continue;
      int at = size < out.length ? size++ : size - 1;
      while (at > 0 && v > logs[from + out[at - 1]]) {
        out[at] = out[at - 1];
        at--;
      }
      out[at] = token;
    }
    return Arrays.copyOf(out, size);
  }

  private Found result(Beginning b) {
    double score = b.logProbability / Math.pow(b.length, lengthPower);
    return new Found(b.tokens(end), b.logProbability, score, b.token == end);
  }
}
