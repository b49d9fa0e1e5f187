package millrace.embeddings;

import java.util.SplittableRandom;
import millrace.neural.compute.Function;
import millrace.neural.compute.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * The output side of word2vec and its relatives for one shard: inputs learn to tell a word from
 * noise words, or to find its way through the tree of words. Inputs that have the same target share
 * its noise words, so that both sides are used several times when they have been loaded.
 *
 * @see "T. Mikolov et al., Distributed Representations of Words and Phrases and their
 *     Compositionality, NIPS 2013"
 * @see "S. Ji, N. Satish, S. Li, P. Dubey, Parallelizing Word2Vec in Shared and Distributed Memory,
 *     IEEE TPDS 30, 2019"
 */
final class Outputs {
  private static final int GROUP = Kernels.PAIRS_GROUP;

  /** Noise words are drawn for a stretch, so many; each is then used several times. */
  private static final int POOL = 1 << 11;

  private final Kernels kernels;
  private final Share words;
  private final Share nodes;
  private final @Nullable Noise noise;
  private final @Nullable Huffman tree;
  private final int negatives;
  private final int sink; // a row of zeros, which fills up a group
  private final boolean fixed;
  private final int[] pool = new int[POOL];
  private final int[] group = new int[GROUP];
  private final int[] at = new int[GROUP];
  private float[] g = new float[0];
  private int next;

  /**
   * @param words the rows of {@link Targets#words}
   * @param nodes the rows of {@link Targets#nodes}
   * @param fixed whether only inputs learn
   */
  Outputs(Kernels kernels, Share words, Share nodes, Targets targets, boolean fixed) {
    this.kernels = kernels;
    this.words = words;
    this.nodes = nodes;
    noise = targets.noise();
    tree = targets.tree();
    negatives = targets.negatives();
    sink = targets.sink();
    this.fixed = fixed;
  }

  Share words() {
    return words;
  }

  Share nodes() {
    return nodes;
  }

  /** Draws the noise of a stretch. */
  void begin(SplittableRandom random) {
    if (noise == null) return;
    for (int i = 0; i < POOL; i++) pool[i] = noise.draw(random);
    next = random.nextInt(POOL);
  }

  /**
   * One step of n inputs towards a target.
   *
   * @param xs where the inputs begin in x, which change
   */
  void step(float[] x, int[] xs, int n, int target, float rate) {
    if (noise != null) negative(x, xs, n, target, rate);
    if (tree != null) path(tree, x, xs, n, target, rate);
  }

  private void negative(float[] x, int[] xs, int n, int target, float rate) {
    int left = negatives;
    group[0] = target;
    int size = 1;
    boolean first = true;
    do {
      for (; size < GROUP && left > 0; left--) {
        int word = draw(target, size);
        if (word >= 0) group[size++] = word;
      }
      groupStep(words, x, xs, n, size, first ? 1 : 0, rate);
      first = false;
      size = 0;
    } while (left > 0);
  }

  /**
   * The next of the pool that is neither the target nor in this group; −1 if there is none near.
   */
  private int draw(int target, int size) {
    for (int tries = 0; tries < GROUP; tries++) {
      int word = pool[next++ & POOL - 1];
      boolean known = word == target;
      for (int j = 0; j < size; j++) known |= group[j] == word;
      if (!known) return word;
    }
    return -1;
  }

  private void path(Huffman tree, float[] x, int[] xs, int n, int target, float rate) {
    int end = tree.starts()[target + 1];
    for (int from = tree.starts()[target]; from < end; from += GROUP) {
      int size = Math.min(GROUP, end - from);
      int ones = 0; // a branch 0 is a one, as in word2vec.c
      for (int j = 0; j < size; j++) {
        group[j] = tree.points()[from + j];
        if (tree.codes()[from + j] == 0) ones |= 1 << j;
      }
      groupStep(nodes, x, xs, n, size, ones, rate);
    }
  }

  /**
   * One step of n inputs with a group of outputs.
   *
   * @param ones the outputs, as bits, that shall be 1; the others shall be 0
   */
  private void groupStep(Share out, float[] x, int[] xs, int n, int size, int ones, float rate) {
    for (int j = 0; j < size; j++) at[j] = out.at(group[j], n);
    for (int j = size; j < GROUP; j++) at[j] = out.at(sink, 0);
    int all = n * GROUP;
    if (g.length < all + Kernels.PAIRS_UNIT) g = new float[2 * all + Kernels.PAIRS_UNIT];
    int width = out.stride();
    var y = out.values();
    kernels.pairs().dots(x, xs, n, y, at, 0, width, g);
    kernels.elements().apply(Function.SIGMOID, 0, g, 0, g, 0, all);
    for (int i = 0; i < all; i += GROUP) {
      for (int j = 0; j < size; j++) g[i + j] = ((ones >> j & 1) - g[i + j]) * rate;
      for (int j = size; j < GROUP; j++) g[i + j] = 0;
    }
    if (fixed) towards(x, xs, n, y, size, width);
    else kernels.pairs().exchange(x, xs, n, y, at, 0, width, g);
  }

  /** Inputs learn, outputs do not. */
  private void towards(float[] x, int[] xs, int n, float[] y, int size, int width) {
    for (int i = 0; i < n; i++)
      for (int j = 0; j < size; j++)
        kernels.elements().mix(1, x, xs[i], g[i * GROUP + j], y, at[j], 0, x, xs[i], width);
  }
}
