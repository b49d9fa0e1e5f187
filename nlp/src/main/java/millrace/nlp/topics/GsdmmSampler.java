package millrace.nlp.topics;

import java.util.random.RandomGenerator;
import millrace.data.DataException;

/**
 * The Gibbs sampler of {@link Gsdmm}. Clusters stand in slots, those in use first. All clusters
 * without documents are alike: one slot behind the used ones stands for all of them, so a sweep
 * costs what the used clusters cost, however many are allowed. Slots that fall empty during a sweep
 * are closed at its end.
 */
final class GsdmmSampler {
  /** A document without a word is in no cluster. */
  static final int NONE = -1;

  private final int[] starts;
  private final int[] word;
  private final int most;
  private final GsdmmWeights weights;
  private final Choice choice;

  /** The slot of each document. */
  final int[] cluster;

  private int used;

  /**
   * @param documents equal words side by side
   * @param most how many clusters are allowed
   * @param cluster where the documents are at first; kept and changed
   */
  GsdmmSampler(Documents documents, int most, double alpha, double beta, int[] cluster) {
    starts = documents.starts();
    word = documents.word();
    this.most = most;
    this.cluster = cluster;
    long cells = (long) documents.words().size() * most;
    if (cells > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "Gsdmm: %d words times %d clusters are more counts than an array holds: allow fewer clusters or drop rare words"
              .formatted(documents.words().size(), most));
    }
    weights = new GsdmmWeights(alpha, beta, new int[(int) cells], new int[most], new int[most]);
    choice = new Choice(most);
    for (int d = 0; d < cluster.length; d++) {
      if (cluster[d] == NONE) continue;
      count(d, cluster[d], 1);
      used = Math.max(used, cluster[d] + 1);
    }
    close();
  }

  /** How many slots are in use; after a sweep each has a document. */
  int used() {
    return used;
  }

  GsdmmWeights weights() {
    return weights;
  }

  private void count(int d, int c, int sign) {
    weights.documents[c] += sign;
    weights.tokens[c] += sign * (starts[d + 1] - starts[d]);
    for (int i = starts[d]; i < starts[d + 1]; i++)
      weights.counts[word[i] * weights.stride + c] += sign;
  }

  /** Draws a cluster for each document, in order. How many have another than before. */
  int sweep(RandomGenerator random) {
    int moved = 0;
    for (int d = 0; d < cluster.length; d++) {
      if (cluster[d] == NONE) continue;
      double at = random.nextDouble();
      count(d, cluster[d], -1);
      int n = Math.min(most, used + 1);
      weights.of(word, starts[d], starts[d + 1], n);
      if (used < most) weights.weight[used] *= most - used;
      double total = choice.total(weights.weight, n);
      if (total > 0) moved += put(d, choice.at(at * total, weights.weight, n));
      else count(d, cluster[d], 1); // alpha is 0, and no other cluster has a document
    }
    close();
    return moved;
  }

  /** Gives each document, in order, the cluster of greatest weight. How many changed. */
  int settle() {
    int moved = 0;
    for (int d = 0; d < cluster.length; d++) {
      if (cluster[d] == NONE) continue;
      count(d, cluster[d], -1);
      int n = Math.min(most, used + 1);
      weights.of(word, starts[d], starts[d + 1], n);
      int best = weights.best(n);
      // of equals its own, so that a lone document does not wander
      boolean stays = weights.weight[cluster[d]] == weights.weight[best];
      moved += put(d, stays ? cluster[d] : best);
    }
    close();
    return moved;
  }

  private int put(int d, int c) {
    int moved = c == cluster[d] ? 0 : 1;
    cluster[d] = c;
    count(d, c, 1);
    used = Math.max(used, c + 1);
    return moved;
  }

  /** Moves the clusters that have documents together, in their order. */
  private void close() {
    var to = new int[used];
    int n = 0;
    for (int c = 0; c < used; c++) to[c] = weights.documents[c] > 0 ? n++ : NONE;
    if (n == used) return;
    close(weights.documents, 0, to, n);
    close(weights.tokens, 0, to, n);
    for (int row = 0; row < weights.counts.length; row += weights.stride)
      close(weights.counts, row, to, n);
    for (int d = 0; d < cluster.length; d++) if (cluster[d] != NONE) cluster[d] = to[cluster[d]];
    used = n;
  }

  private static void close(int[] values, int row, int[] to, int n) {
    for (int c = 0; c < to.length; c++) if (to[c] != NONE) values[row + to[c]] = values[row + c];
    for (int c = n; c < to.length; c++) values[row + c] = 0;
  }
}
