package millrace.nlp.topics;

import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import millrace.data.DataException;
import millrace.run.Crew;

/**
 * The state of {@link Lda}'s sampling. The documents are cut into shards of about as many tokens;
 * in a sweep each shard samples its own with a copy of the counts as they were at the beginning,
 * and then the changes of all are added up (D. Newman, A. Asuncion, P. Smyth, M. Welling,
 * Distributed Algorithms for Topic Models, JMLR 10, 2009). So the result depends on the number of
 * shards, never on that of threads. A single shard is the exact sequential sampler.
 */
final class LdaSampler {
  private static final int PIECES = 16;

  final int topics;
  final int words;
  final int[] starts;
  final int[] word;

  /** The topic of each token. */
  final int[] assigned;

  final double[] alpha;
  double beta;

  /** {@code counts[w * topics + k]}: how often word w is in topic k. */
  final int[] counts;

  /** Tokens of each topic. */
  final int[] totals;

  /** n_k + V beta, and alpha_k over it, at the beginning of the sweep. */
  final double[] sizes;

  final double[] weight;

  /** 2^shift topics are a group. */
  final int shift;

  final int groups;
  private final LdaShard[] shards;
  private long nanos = 1;

  LdaSampler(Documents tokens, int[] assigned, double[] alpha, double beta, int shards) {
    this.assigned = assigned.clone();
    this.alpha = alpha.clone();
    this.beta = beta;
    topics = alpha.length;
    words = tokens.words().size();
    starts = tokens.starts();
    word = tokens.word();
    if ((long) words * topics > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "Lda: %d words x %d topics are too many counts: leave rare words out with new DocumentFrequency()"
              .formatted(words, topics));
    }
    counts = new int[words * topics];
    totals = new int[topics];
    for (int i = 0; i < word.length; i++) {
      counts[word[i] * topics + assigned[i]]++;
      totals[assigned[i]]++;
    }
    sizes = new double[topics];
    weight = new double[topics];
    int bits = 3;
    while (1 << (2 * bits) < topics) bits++;
    shift = bits;
    groups = ((topics - 1) >> shift) + 1;
    int n = Math.max(1, Math.min(shards, tokens.size()));
    this.shards =
        IntStream.range(0, n)
            .mapToObj(
                s ->
                    new LdaShard(
                        this,
                        firstOf(s, n),
                        firstOf(s + 1, n),
                        n == 1 ? counts : new int[counts.length]))
            .toArray(LdaShard[]::new);
  }

  /** The document that shard s of n begins with. */
  private int firstOf(int s, int n) {
    long wanted = (long) word.length * s / n;
    int d = 0;
    while (d < starts.length - 1 && (s == n || starts[d] < wanted)) d++;
    return d;
  }

  /** SplitMix64's function of its state (Steele, Lea, Flood, OOPSLA 2014). */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Each token to any topic alike. */
  static int[] start(int tokens, int topics, long seed) {
    var out = new int[tokens];
    long state = seed;
    for (int i = 0; i < tokens; i++)
      out[i] = (int) (((mix(state += 0x9E3779B97F4A7C15L) >>> 32) * topics) >>> 32);
    return out;
  }

  /**
   * A new topic for each token. O(tokens × topics of a document + shards × words × topics).
   *
   * @param seeds the seed of each shard, for this sweep only
   */
  void sweep(IntToLongFunction seeds, Crew crew) {
    long begun = System.nanoTime();
    sample(seeds, crew);
    nanos = Math.max(1, System.nanoTime() - begun);
  }

  /** Of the last sweep. */
  double tokensPerSecond() {
    return word.length * 1e9 / nanos;
  }

  private void sample(IntToLongFunction seeds, Crew crew) {
    for (int k = 0; k < topics; k++) {
      sizes[k] = totals[k] + words * beta;
      weight[k] = alpha[k] / sizes[k];
    }
    crew.run(PIECES, this::share);
    crew.run(shards.length, s -> shards[s].sweep(seeds.applyAsLong(s)));
    crew.run(PIECES, this::merge);
    if (shards.length == 1) {
      System.arraycopy(shards[0].totals, 0, totals, 0, topics);
      return;
    }
    for (int k = 0; k < topics; k++) {
      int was = totals[k];
      for (var s : shards) totals[k] += s.totals[k] - was;
    }
  }

  private int wordOf(int piece) {
    return (int) ((long) words * piece / PIECES);
  }

  /** Gives all shards some words' counts, and what their smooth parts are. */
  private void share(int piece) {
    var first = shards[0];
    int from = wordOf(piece);
    int to = wordOf(piece + 1);
    for (int w = from; w < to; w++) {
      double sum = 0;
      for (int g = 0; g < groups; g++) {
        double part = 0;
        for (int k = g << shift, end = Math.min(topics, (g + 1) << shift); k < end; k++)
          part += weight[k] * (counts[w * topics + k] + beta);
        first.groups[w * groups + g] = part;
        sum += part;
      }
      first.smooth[w] = sum;
    }
    for (var s : shards) {
      if (s.counts != counts)
        System.arraycopy(counts, from * topics, s.counts, from * topics, (to - from) * topics);
      if (s == first) continue;
      System.arraycopy(first.smooth, from, s.smooth, from, to - from);
      System.arraycopy(first.groups, from * groups, s.groups, from * groups, (to - from) * groups);
    }
  }

  /** Adds up what the shards have changed of some words' counts. */
  private void merge(int piece) {
    if (shards.length == 1) return;
    int from = wordOf(piece) * topics;
    int to = wordOf(piece + 1) * topics;
    int others = shards.length - 1;
    for (int i = from; i < to; i++) counts[i] *= -others;
    for (var s : shards) {
      var theirs = s.counts;
      for (int i = from; i < to; i++) counts[i] += theirs[i];
    }
  }
}
