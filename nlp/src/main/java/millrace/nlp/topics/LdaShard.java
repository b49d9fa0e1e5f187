package millrace.nlp.topics;

import java.util.Arrays;

/**
 * Some of the documents, sampled in order by one thread against a copy of the counts. A token of
 * word w in topic o goes, with the token itself taken out, to topic k in proportion to {@code (n_dk
 * + alpha_k) (n_kw + beta) / (n_k + V beta)}. That sum is cut in three:
 *
 * <ul>
 *   <li><b>stay</b>: topic o;
 *   <li><b>document</b>: n_dk (…) over the other topics of the document, few of all;
 *   <li><b>smooth</b>: alpha_k (…) over all others. It is not summed: {@link #smooth} holds it for
 *       each word in terms of the topics' sizes at the beginning of the sweep. Since then no size
 *       has changed by more than the factors {@link #least} and {@link #most}, which bounds the
 *       true sum. Only if the random number falls between the bounds is it summed.
 * </ul>
 *
 * A topic of the smooth part is drawn by rejection: from groups of topics in terms of the sizes at
 * the beginning, and accepted in proportion to what its size has made of it. So each draw is of the
 * exact conditional distribution, and costs O(topics of the document + √topics).
 */
final class LdaShard {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final int TRIES = 32;

  /** Topics are summed by so many: shares of 0 follow those that are used. */
  private static final int STRIDE = 4;

  private final LdaSampler all;
  private final int from;
  private final int to;

  /** {@code counts[w * topics + k]}: what this shard believes. */
  final int[] counts;

  /** Tokens of each topic. */
  final int[] totals;

  /** The smooth part of each word, and of each of its groups of topics. */
  final double[] smooth;

  final double[] groups;

  /** 1 / (n_k + V beta). */
  private final double[] inverse;

  private double least;
  private double most;
  private long random;

  // The document's topics, frequent ones first by and by: place[k] is where topic k is, or -1.
  private final int[] place;
  private final int[] topic;
  private final int[] count;
  private final double[] share; // count × inverse
  private int used;

  /**
   * @param from the first document
   * @param to after the last one
   * @param counts may be the sampler's own if there is no other shard
   */
  LdaShard(LdaSampler all, int from, int to, int[] counts) {
    this.all = all;
    this.from = from;
    this.to = to;
    this.counts = counts;
    int k = all.topics;
    totals = new int[k];
    smooth = new double[all.words];
    groups = new double[Math.multiplyExact(all.words, all.groups)];
    inverse = new double[k];
    place = new int[k];
    Arrays.fill(place, -1);
    topic = new int[k + STRIDE];
    count = new int[k];
    share = new double[k + STRIDE];
  }

  /** One new topic for each token; {@link LdaSampler} has brought the counts up to date. */
  void sweep(long seed) {
    random = seed;
    least = 1;
    most = 1;
    System.arraycopy(all.totals, 0, totals, 0, totals.length);
    for (int k = 0; k < inverse.length; k++) inverse[k] = 1 / all.sizes[k];
    for (int d = from; d < to; d++) {
      open(d);
      document(all.starts[d], all.starts[d + 1]);
      for (int j = 0; j < used; j++) place[topic[j]] = -1;
    }
  }

  private void open(int d) {
    var assigned = all.assigned;
    int n = 0;
    for (int i = all.starts[d], end = all.starts[d + 1]; i < end; i++) {
      int k = assigned[i];
      int j = place[k];
      if (j < 0) {
        j = n++;
        place[k] = j;
        topic[j] = k;
        count[j] = 0;
      }
      count[j]++;
    }
    used = n;
    for (int j = 0; j < n; j++) share[j] = count[j] * inverse[topic[j]];
    for (int j = n; j < n + STRIDE; j++) share[j] = 0;
  }

  private void document(int begin, int end) {
    var word = all.word;
    var assigned = all.assigned;
    int topics = all.topics;
    double beta = all.beta;
    double betas = all.words * beta;
    long r = random;
    for (int i = begin; i < end; i++) {
      int w = word[i];
      int row = w * topics;
      int old = assigned[i];
      int at = place[old];
      double here = counts[row + old] + beta;
      double held = share[at];
      share[at] = 0;
      double document = document(row, beta);
      double stay = (count[at] - 1 + all.alpha[old]) * (here - 1) / (totals[old] - 1 + betas);
      double rest = Math.max(0, smooth[w] - all.weight[old] * here);
      double known = stay + document;
      double u = unit(r += STEP);
      if (u * (known + rest * most) < stay) {
        share[at] = held;
        continue;
      }
      random = r;
      int now = move(w, row, old, u, stay, known, rest);
      r = random;
      share[at] = held;
      if (now != old) {
        assigned[i] = now;
        leave(row, old, betas);
        enter(row, now, betas);
        smooth[w] += all.weight[now] - all.weight[old];
        int g = w * all.groups;
        groups[g + (old >> all.shift)] -= all.weight[old];
        groups[g + (now >> all.shift)] += all.weight[now];
      }
    }
    random = r;
  }

  /** The document's part; what is to be left out has a share of 0. */
  private double document(int row, double beta) {
    var topic = this.topic;
    var share = this.share;
    var counts = this.counts;
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    for (int j = 0, n = used; j < n; j += STRIDE) {
      a += share[j] * (counts[row + topic[j]] + beta);
      b += share[j + 1] * (counts[row + topic[j + 1]] + beta);
      c += share[j + 2] * (counts[row + topic[j + 2]] + beta);
      d += share[j + 3] * (counts[row + topic[j + 3]] + beta);
    }
    return (a + b) + (c + d);
  }

  /** The topic to go to, if not the old one; the old one's share is 0. */
  private int move(int w, int row, int old, double u, double stay, double known, double rest) {
    double high = u * (known + rest * most);
    double low = u * (known + rest * least);
    boolean clear = low >= stay && (high < known || low >= known);
    if (!clear) {
      low = u * (known + smooth(row, old));
      high = low;
      if (low < stay) return old;
    }
    if (high >= known) return smoothTopic(w, row, old);
    double left = unit(random += STEP) * (known - stay);
    double beta = all.beta;
    var topic = this.topic;
    var share = this.share;
    var counts = this.counts;
    int n = used;
    for (int j = 0; j < n; j++) {
      left -= share[j] * (counts[row + topic[j]] + beta);
      if (left < 0) return topic[j];
    }
    // Rounding has left a little over: the last topic of the document but the old one.
    int last = n - 1;
    while (last > 0 && share[last] == 0) last--;
    return topic[last];
  }

  /** The smooth part without the old topic, summed. */
  private double smooth(int row, int old) {
    double sum = 0;
    for (int k = 0; k < inverse.length; k++) sum += k == old ? 0 : smoothOf(row, k);
    return sum;
  }

  private double smoothOf(int row, int k) {
    return all.alpha[k] * (counts[row + k] + all.beta) * inverse[k];
  }

  private int smoothTopic(int w, int row, int old) {
    for (int t = 0; t < TRIES; t++) {
      double left = unit(random += STEP) * smooth[w];
      int first = w * all.groups;
      int g = 0;
      while (g < all.groups - 1 && left >= groups[first + g]) left -= groups[first + g++];
      int end = Math.min(inverse.length, (g + 1) << all.shift) - 1;
      int k = g << all.shift;
      for (; k < end; k++) {
        left -= all.weight[k] * (counts[row + k] + all.beta);
        if (left < 0) break;
      }
      if (k != old && unit(random += STEP) * most < all.sizes[k] * inverse[k]) return k;
    }
    double left = unit(random += STEP) * smooth(row, old);
    int last = old;
    for (int k = 0; k < inverse.length; k++) {
      if (k == old) continue;
      last = k;
      left -= smoothOf(row, k);
      if (left < 0) break;
    }
    return last;
  }

  private void leave(int row, int k, double betas) {
    counts[row + k]--;
    resize(k, totals[k] - 1, betas);
    int at = place[k];
    if (--count[at] > 0) {
      share[at] = count[at] * inverse[k];
      return;
    }
    place[k] = -1;
    int last = --used;
    topic[at] = topic[last];
    count[at] = count[last];
    share[at] = share[last];
    share[last] = 0;
    if (at < last) place[topic[at]] = at;
  }

  private void enter(int row, int k, double betas) {
    counts[row + k]++;
    resize(k, totals[k] + 1, betas);
    int at = place[k];
    if (at < 0) {
      at = used++;
      place[k] = at;
      topic[at] = k;
      count[at] = 0;
    }
    int c = ++count[at];
    double held = c * inverse[k];
    if (at > 0 && count[at - 1] < c) { // more frequent topics stand first: they are found sooner
      topic[at] = topic[at - 1];
      count[at] = count[at - 1];
      share[at] = share[at - 1];
      place[topic[at]] = at;
      at--;
      topic[at] = k;
      count[at] = c;
      place[k] = at;
    }
    share[at] = held;
  }

  private void resize(int k, int total, double betas) {
    totals[k] = total;
    double i = 1 / (total + betas);
    inverse[k] = i;
    double factor = all.sizes[k] * i;
    if (factor > most) most = factor;
    if (factor < least) least = factor;
  }

  /** SplitMix64's next number, in [0, 1). */
  private static double unit(long state) {
    return (LdaSampler.mix(state) >>> 11) * 0x1p-53;
  }
}
