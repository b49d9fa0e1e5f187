package millrace.trainers;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Grows one classification or regression tree, greedily and exactly: every cut between two values
 * that occur in a node is tried ({@link CutSearch}). For one thread and one tree. O(rows × (dense
 * features + stored sparse cells) × depth).
 *
 * @see "L. Breiman, J. Friedman, R. Olshen, C. Stone: Classification and Regression Trees, 1984"
 * @see "P. Geurts, D. Ernst, L. Wehenkel: Extremely randomized trees, Machine Learning 63, 2006"
 */
final class Cart {
  /**
   * @param maxDepth no node lies deeper; 0: no limit
   * @param minSplit a node of fewer rows becomes a leaf
   * @param minLeaf fewest rows in a child
   * @param tried features tried for a split, not counting those constant in the node
   * @param random one cut per feature, drawn between least and greatest value, instead of the best
   * @param maxLeaves most leaves, the best split first; 0: no limit
   * @param minDecrease least decrease of the impurity, weighed by the node's share of all weight
   * @param ccpAlpha what a leaf costs when the tree is pruned; 0: it is not pruned
   */
  record Growth(
      int maxDepth,
      int minSplit,
      int minLeaf,
      int tried,
      boolean random,
      int maxLeaves,
      double minDecrease,
      double ccpAlpha) {}

  /** Gives the numbers of a leaf that has these rows. */
  @FunctionalInterface
  interface Leaf {
    double[] of(int[] rows, int from, int to);
  }

  private record Pending(
      int node, int from, int to, int depth, int feature, int rank, double threshold, double gain)
      implements Comparable<Pending> {
    /** The greatest gain first, of equals the node that was made first. */
    @Override
    public int compareTo(Pending o) {
      int c = Double.compare(o.gain, gain);
      return c != 0 ? c : Integer.compare(node, o.node);
    }
  }

  private final TreeColumns x;
  private final CartTarget target;
  private final Growth growth;
  private final RandomGenerator random;
  private final TreesBuilder out;
  private final CutSearch search;
  private final Leaf leaf;

  /** The rows in the tree; those of a node stand together, in rising order. */
  private final int[] rows;

  private final int[] spare;
  private final int[] dense;
  private final int[] order;
  private double rootWeight;
  private double gain;

  /**
   * @param draws how often each row is in the tree
   */
  Cart(
      TreeColumns x,
      CartTarget target,
      int[] draws,
      Growth growth,
      RandomGenerator random,
      TreesBuilder out) {
    this(x, target, draws, growth, random, out, null);
  }

  /**
   * @param leaf gives the leaves' numbers; null: the mean, or the share of each level
   */
  Cart(
      TreeColumns x,
      CartTarget target,
      int[] draws,
      Growth growth,
      RandomGenerator random,
      TreesBuilder out,
      @Nullable Leaf leaf) {
    this.x = x;
    this.target = target;
    this.growth = growth;
    this.random = random;
    this.out = out;
    this.leaf = leaf == null ? this::mean : leaf;
    search = new CutSearch(x, target, draws, growth.minLeaf());
    rows = drawn(draws, target.weight());
    spare = new int[rows.length];
    order = new int[x.width];
    dense = IntStream.range(0, x.width).filter(f -> x.rank[f] != null).toArray();
  }

  /** Rows that do not weigh anything are left out. */
  private static int[] drawn(int[] draws, double[] weight) {
    var rows = new int[draws.length];
    int n = 0;
    for (int i = 0; i < draws.length; i++)
      if (draws[i] > 0 && (weight.length == 0 || weight[i] > 0)) rows[n++] = i;
    return Arrays.copyOf(rows, n);
  }

  /** Adds the tree to the builder, its leaves from output {@code output} on; gives its weight. */
  double grow(int output) {
    int root = out.tree(output);
    if (growth.maxLeaves() == 0) growDeep(root);
    else growBest(root);
    return rootWeight;
  }

  private void growDeep(int root) {
    var stack = new int[64 * 4];
    int top = push(stack, 0, root, 0, rows.length, 0);
    while (top > 0) {
      top -= 4;
      int node = stack[top];
      int from = stack[top + 1];
      int to = stack[top + 2];
      int depth = stack[top + 3];
      boolean split = split(from, to, depth);
      out.tell(node, search.totalWeight, split ? gain : 0);
      if (!split) {
        out.leaf(node, leaf.of(rows, from, to));
        continue;
      }
      int child = out.split(node, search.bestFeature, search.threshold(), false);
      int middle = partition(from, to, search.bestFeature, search.bestRank);
      if (top + 8 > stack.length) stack = Arrays.copyOf(stack, 2 * stack.length);
      top = push(stack, top, child + 1, middle, to, depth + 1);
      top = push(stack, top, child, from, middle, depth + 1);
    }
  }

  private static int push(int[] stack, int top, int node, int from, int to, int depth) {
    stack[top] = node;
    stack[top + 1] = from;
    stack[top + 2] = to;
    stack[top + 3] = depth;
    return top + 4;
  }

  /** The split that gains most is made first, until there are enough leaves. */
  private void growBest(int root) {
    var pending = new PriorityQueue<Pending>();
    look(root, 0, rows.length, 0, pending);
    int leaves = 1;
    while (!pending.isEmpty()) {
      var p = pending.poll();
      if (leaves >= growth.maxLeaves()) {
        search.enter(rows, p.from, p.to);
        out.tell(p.node, search.totalWeight, 0);
        out.leaf(p.node, leaf.of(rows, p.from, p.to));
        continue;
      }
      leaves++;
      int child = out.split(p.node, p.feature, p.threshold, false);
      int middle = partition(p.from, p.to, p.feature, p.rank);
      look(child, p.from, middle, p.depth + 1, pending);
      look(child + 1, middle, p.to, p.depth + 1, pending);
    }
  }

  private void look(int node, int from, int to, int depth, PriorityQueue<Pending> pending) {
    boolean split = split(from, to, depth);
    out.tell(node, search.totalWeight, split ? gain : 0);
    if (!split) {
      out.leaf(node, leaf.of(rows, from, to));
      return;
    }
    pending.add(
        new Pending(
            node, from, to, depth, search.bestFeature, search.bestRank, search.threshold(), gain));
  }

  /** The mean, or the share of each level. */
  private double[] mean(int[] rows, int from, int to) {
    var value = new double[target.statistics()];
    if (target.levels() == 0) {
      double y = target.y()[rows[from]];
      boolean same = true;
      for (int i = from + 1; i < to; i++) same &= target.y()[rows[i]] == y;
      value[0] = same ? y : target.centre() + search.total[0] / search.totalWeight;
    } else {
      for (int c = 0; c < value.length; c++) value[c] = search.total[c] / search.totalWeight;
    }
    return value;
  }

  /** Looks for the best cut of the rows {@code from .. to}; false if there is none. */
  private boolean split(int from, int to, int depth) {
    boolean pure = search.enter(rows, from, to);
    if (depth == 0) rootWeight = search.totalWeight;
    if (pure
        || search.totalCount < Math.max(growth.minSplit(), 2.0 * growth.minLeaf())
        || (growth.maxDepth() > 0 && depth >= growth.maxDepth())) return false;
    search.collectCells();
    System.arraycopy(dense, 0, order, 0, dense.length);
    System.arraycopy(search.touched, 0, order, dense.length, search.touchedCount);
    int candidates = dense.length + search.touchedCount;
    int tried = 0;
    for (int j = 0; j < candidates && tried < growth.tried(); j++) {
      // Always in random order: of equal cuts the first is taken, and in small nodes many are
      // equal.
      int k = j + random.nextInt(candidates - j);
      int f = order[k];
      order[k] = order[j];
      order[j] = f;
      if (growth.random() ? search.tryAnywhere(f, random) : search.tryBest(f)) tried++;
    }
    search.forgetCells();
    if (search.bestFeature < 0) return false;
    gain = Math.max(0, (search.bestScore - search.nodeScore()) * target.unit());
    return gain / rootWeight + Math.ulp(1.0) >= growth.minDecrease();
  }

  /** Puts the rows that go left first; gives where the others begin. Each side keeps its order. */
  private int partition(int from, int to, int feature, int last) {
    int i = from;
    int others = 0;
    var rank = x.rank[feature];
    for (int k = from; k < to; k++) {
      int r = rows[k];
      if ((rank != null ? rank[r] : x.rank(feature, r)) <= last) rows[i++] = r;
      else spare[others++] = r;
    }
    System.arraycopy(spare, 0, rows, i, others);
    return i;
  }
}
