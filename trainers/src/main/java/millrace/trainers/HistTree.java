package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import millrace.run.Crew;
import org.jspecify.annotations.Nullable;

/**
 * Grows regression trees on binned features: the leaf whose split lowers the loss most is split
 * first. A node's histograms hold, per feature and bin, the sums of gradients, rows and hessians;
 * of two children those of the smaller one are summed up, those of the other are what is left of
 * the parent's. Buffers are kept from tree to tree.
 *
 * @see "G. Ke et al.: LightGBM: A Highly Efficient Gradient Boosting Decision Tree, NIPS 2017"
 */
final class HistTree {
  /**
   * @param maxLeaves most leaves; 0: no limit
   * @param maxDepth 0: no limit
   */
  record Growth(int maxLeaves, int maxDepth, int minLeaf, double l2, double learningRate) {}

  /** A node, and the split it could have. */
  static final class Node implements Comparable<Node> {
    final int id;
    final int from;
    final int to;
    final int depth;
    final double gradient;
    final double hessian;
    double[] histogram = new double[0];
    Split split = Split.NONE;
    @Nullable Node left;
    @Nullable Node right;
    double value;

    Node(int id, int from, int to, int depth, double gradient, double hessian) {
      this.id = id;
      this.from = from;
      this.to = to;
      this.depth = depth;
      this.gradient = gradient;
      this.hessian = hessian;
    }

    @Override
    public int compareTo(Node o) {
      int c = Double.compare(o.split.gain, split.gain);
      return c != 0 ? c : Integer.compare(id, o.id);
    }
  }

  /**
   * @param bin the last bin that goes left
   * @param set the levels that go left; empty for numbers
   */
  record Split(
      double gain,
      int feature,
      int bin,
      boolean missingLeft,
      double gradient,
      double hessian,
      int rows,
      long[] set) {
    static final Split NONE = new Split(0, -1, 0, false, 0, 0, 0, new long[0]);
  }

  private static final double LEAST_HESSIAN = 1e-3;
  private static final double SMOOTH = 10;
  private static final double TINY = 1e-15;

  /** Fewer cells than this are summed up sooner than another thread wakes. */
  private static final int PARALLEL = 1 << 16;

  private final Bins bins;
  private final Growth growth;
  private final Crew crew;
  private final int stride;

  /** Where a feature's histogram begins, in bins. */
  private final int[] offset;

  private final int[] rows;
  private final int[] spare;
  private final double[] gradientOf;
  private final double[] hessianOf;
  private final Split[] found;
  private final List<double[]> free = new ArrayList<>();
  private double[] gradient = new double[0];
  private double[] hessian = new double[0];
  private Node root = new Node(0, 0, 0, 0, 0, 0);

  /**
   * @param samples how many rows a tree has at most
   * @param constant whether all hessians are 1
   */
  HistTree(Bins bins, Growth growth, int samples, boolean constant, Crew crew) {
    this.bins = bins;
    this.growth = growth;
    this.crew = crew;
    stride = constant ? 2 : 3;
    offset = new int[bins.width + 1];
    for (int f = 0; f < bins.width; f++) offset[f + 1] = offset[f] + bins.count[f] + 1;
    rows = new int[samples];
    spare = new int[samples];
    gradientOf = new double[samples];
    hessianOf = new double[constant ? 0 : samples];
    found = new Split[bins.width];
  }

  /**
   * Grows a tree.
   *
   * @param samples the rows in it
   * @param gradient per row of the table
   * @param hessian the same; not read where all are 1
   * @return its leaves; each with the range of its rows in {@link #row}
   */
  List<Node> grow(int[] samples, double[] gradient, double[] hessian) {
    this.gradient = gradient;
    this.hessian = hessian;
    System.arraycopy(samples, 0, rows, 0, samples.length);
    double g = 0;
    double h = 0;
    for (int i : samples) g += gradient[i];
    if (stride == 2) h = samples.length;
    else for (int i : samples) h += hessian[i];
    int ids = 0;
    root = new Node(ids++, 0, samples.length, 0, g, h);
    var leaves = new ArrayList<Node>();
    var open = new PriorityQueue<Node>();
    if (mayBeSplit(root)) {
      root.histogram = take();
      sumUp(root);
      find(root);
    }
    place(root, open, leaves);
    while (!open.isEmpty()) {
      var node = open.poll();
      if (growth.maxLeaves() > 0 && leaves.size() + open.size() + 1 >= growth.maxLeaves()) {
        leaves.add(node);
        give(node);
        continue;
      }
      var s = node.split;
      int middle = partition(node);
      var left = new Node(ids++, node.from, middle, node.depth + 1, s.gradient(), s.hessian());
      var right =
          new Node(
              ids++,
              middle,
              node.to,
              node.depth + 1,
              node.gradient - s.gradient(),
              node.hessian - s.hessian());
      node.left = left;
      node.right = right;
      histograms(node, left, right);
      place(left, open, leaves);
      place(right, open, leaves);
    }
    for (var leaf : leaves)
      leaf.value = -growth.learningRate() * leaf.gradient / (leaf.hessian + growth.l2() + TINY);
    return leaves;
  }

  int row(int i) {
    return rows[i];
  }

  private boolean mayBeSplit(Node n) {
    return n.to - n.from >= 2 * growth.minLeaf()
        && n.to - n.from > 1
        && (growth.maxDepth() == 0 || n.depth < growth.maxDepth());
  }

  private void place(Node node, PriorityQueue<Node> open, List<Node> leaves) {
    if (node.split.gain() > 0) {
      open.add(node);
    } else {
      leaves.add(node);
      give(node);
    }
  }

  private double[] take() {
    return free.isEmpty() ? new double[offset[bins.width] * stride] : free.removeLast();
  }

  private void give(Node node) {
    if (node.histogram.length > 0) free.add(node.histogram);
    node.histogram = new double[0];
  }

  /** The smaller child's are summed up, the other's are the rest of the parent's. */
  private void histograms(Node parent, Node left, Node right) {
    boolean l = mayBeSplit(left);
    boolean r = mayBeSplit(right);
    if (!l && !r) {
      give(parent);
      return;
    }
    var small = left.to - left.from < right.to - right.from ? left : right;
    var large = small == left ? right : left;
    small.histogram = take();
    sumUp(small);
    large.histogram = parent.histogram;
    parent.histogram = new double[0];
    if (large == left ? l : r) {
      var a = large.histogram;
      var b = small.histogram;
      for (int i = 0; i < a.length; i++) a[i] -= b[i];
      find(large);
    }
    if (small == left ? l : r) find(small);
  }

  private void sumUp(Node node) {
    int n = node.to - node.from;
    for (int i = 0; i < n; i++) gradientOf[i] = gradient[rows[node.from + i]];
    if (stride == 3) for (int i = 0; i < n; i++) hessianOf[i] = hessian[rows[node.from + i]];
    if ((long) n * bins.width < PARALLEL) {
      for (int f = 0; f < bins.width; f++) sumUp(node, f);
    } else {
      crew.run(bins.width, f -> sumUp(node, f));
    }
  }

  private void sumUp(Node node, int f) {
    var sums = node.histogram;
    int at = offset[f] * stride;
    Arrays.fill(sums, at, offset[f + 1] * stride, 0);
    if (stride == 2)
      sumUp2(sums, at, bins.bin[f], rows, node.from, gradientOf, node.to - node.from);
    else sumUp3(sums, at, bins.bin[f], rows, node.from, gradientOf, hessianOf, node.to - node.from);
  }

  private static void sumUp2(
      double[] sums, int at, byte[] bin, int[] rows, int from, double[] g, int n) {
    for (int i = 0; i < n; i++) {
      int k = at + 2 * (bin[rows[from + i]] & 255);
      sums[k] += g[i];
      sums[k + 1] += 1;
    }
  }

  private static void sumUp3(
      double[] sums, int at, byte[] bin, int[] rows, int from, double[] g, double[] h, int n) {
    for (int i = 0; i < n; i++) {
      int k = at + 3 * (bin[rows[from + i]] & 255);
      sums[k] += g[i];
      sums[k + 1] += 1;
      sums[k + 2] += h[i];
    }
  }

  private void find(Node node) {
    if (offset[bins.width] < PARALLEL / 4) {
      for (int f = 0; f < bins.width; f++) found[f] = find(node, f);
    } else {
      crew.run(bins.width, f -> found[f] = find(node, f));
    }
    var best = Split.NONE;
    for (var s : found) if (s.gain() > best.gain()) best = s;
    node.split = best;
  }

  private Split find(Node node, int f) {
    return bins.categories.get(f).size() > 0 ? levels(node, f) : numbers(node, f);
  }

  private double loss(double g, double h) {
    return g * g / (h + growth.l2() + TINY);
  }

  private Split numbers(Node node, int f) {
    var sums = node.histogram;
    int base = offset[f] * stride;
    int count = bins.count[f];
    int all = node.to - node.from;
    double parent = loss(node.gradient, node.hessian);
    double best = 0;
    int bestBin = -1;
    boolean bestMissing = false;
    double bestG = 0;
    double bestH = 0;
    int bestRows = 0;
    double g = 0;
    double h = 0;
    int n = 0;
    int end = bins.missing[f] ? count : count - 1;
    for (int b = 0, at = base; b < end; b++, at += stride) {
      g += sums[at];
      n += (int) sums[at + 1];
      h += sums[at + stride - 1];
      if (n < growth.minLeaf() || h < LEAST_HESSIAN) continue;
      if (all - n < growth.minLeaf() || node.hessian - h < LEAST_HESSIAN) break;
      double gain = loss(g, h) + loss(node.gradient - g, node.hessian - h) - parent;
      if (gain > best) {
        best = gain;
        bestBin = b;
        bestG = g;
        bestH = h;
        bestRows = n;
      }
    }
    if (bins.missing[f]) {
      double gr = 0;
      double hr = 0;
      int nr = 0;
      for (int b = count - 2, at = base + (count - 1) * stride; b >= 0; b--, at -= stride) {
        gr += sums[at];
        nr += (int) sums[at + 1];
        hr += sums[at + stride - 1];
        if (nr < growth.minLeaf() || hr < LEAST_HESSIAN) continue;
        if (all - nr < growth.minLeaf() || node.hessian - hr < LEAST_HESSIAN) break;
        double gain = loss(node.gradient - gr, node.hessian - hr) + loss(gr, hr) - parent;
        if (gain > best) {
          best = gain;
          bestBin = b;
          bestMissing = true;
          bestG = node.gradient - gr;
          bestH = node.hessian - hr;
          bestRows = all - nr;
        }
      }
    }
    if (bestBin < 0) return Split.NONE;
    boolean missingLeft = bins.missing[f] ? bestMissing : bestRows > all - bestRows;
    return new Split(best, f, bestBin, missingLeft, bestG, bestH, bestRows, new long[0]);
  }

  /**
   * Levels in the order of their mean gradient, of which some first or some last go left: the best
   * set is among those (Fisher 1958). Levels of too few rows stay together with the others' side.
   */
  private Split levels(Node node, int f) {
    var sums = node.histogram;
    int base = offset[f] * stride;
    int count = bins.count[f] + (bins.missing[f] ? 1 : 0);
    int all = node.to - node.from;
    double support = all / node.hessian;
    var keys = new double[count];
    var used = new Integer[count];
    int n = 0;
    for (int b = 0; b < count; b++) {
      int at = base + b * stride;
      double h = sums[at + stride - 1];
      if (h * support < SMOOTH || sums[at + 1] == 0) continue;
      keys[b] = sums[at] / (h + SMOOTH);
      used[n++] = b;
    }
    if (n <= 1) return Split.NONE;
    Arrays.sort(used, 0, n, (a, b) -> Double.compare(keys[a], keys[b]));
    double parent = loss(node.gradient, node.hessian);
    double best = 0;
    int bestCount = 0;
    boolean bestUp = true;
    double bestG = 0;
    double bestH = 0;
    int bestRows = 0;
    int middle = (n + 1) / 2;
    for (int direction = 0; direction < 2; direction++) {
      double g = 0;
      double h = 0;
      int rowsLeft = 0;
      for (int k = 0; k < middle; k++) {
        int at = base + used[direction == 0 ? k : n - 1 - k] * stride;
        g += sums[at];
        rowsLeft += (int) sums[at + 1];
        h += sums[at + stride - 1];
        if (rowsLeft < growth.minLeaf() || h < LEAST_HESSIAN) continue;
        if (all - rowsLeft < growth.minLeaf() || node.hessian - h < LEAST_HESSIAN) break;
        double gain = loss(g, h) + loss(node.gradient - g, node.hessian - h) - parent;
        if (gain > best) {
          best = gain;
          bestCount = k + 1;
          bestUp = direction == 0;
          bestG = g;
          bestH = h;
          bestRows = rowsLeft;
        }
      }
    }
    if (bestCount == 0) return Split.NONE;
    var set = new long[(bins.count[f] + 64) / 64];
    for (int k = 0; k < bestCount; k++) {
      int b = used[bestUp ? k : n - 1 - k];
      set[b >>> 6] |= 1L << b;
    }
    boolean missingLeft = bins.missing[f] ? has(set, bins.count[f]) : bestRows > all - bestRows;
    return new Split(best, f, 0, missingLeft, bestG, bestH, bestRows, set);
  }

  private static boolean has(long[] set, int b) {
    return (set[b >>> 6] >>> b & 1) != 0;
  }

  /** Whether a row of the table goes left. */
  private boolean left(Split s, int row) {
    int b = bins.bin[s.feature()][row] & 255;
    if (b == bins.count[s.feature()]) return s.missingLeft();
    return s.set().length > 0 ? has(s.set(), b) : b <= s.bin();
  }

  private int partition(Node node) {
    var s = node.split;
    int i = node.from;
    int others = 0;
    if (s.set().length == 0) {
      var bin = bins.bin[s.feature()];
      int absent = bins.count[s.feature()];
      // The bin of missing values is the last: they go right unless they are sent left.
      int alsoLeft = s.missingLeft() ? absent : -1;
      for (int k = node.from; k < node.to; k++) {
        int r = rows[k];
        int b = bin[r] & 255;
        boolean goesLeft = b <= s.bin() || b == alsoLeft;
        rows[i] = r;
        spare[others] = r;
        i += goesLeft ? 1 : 0;
        others += goesLeft ? 0 : 1;
      }
    } else {
      for (int k = node.from; k < node.to; k++) {
        int r = rows[k];
        if (left(s, r)) rows[i++] = r;
        else spare[others++] = r;
      }
    }
    System.arraycopy(spare, 0, rows, i, others);
    return i;
  }

  /** What the last tree says of a row of the table that was not in it. */
  double predict(int row) {
    var node = root;
    while (node.left != null && node.right != null)
      node = left(node.split, row) ? node.left : node.right;
    return node.value;
  }

  /** Writes the last tree. */
  void write(TreesBuilder out, int output) {
    write(root, out.tree(output), out);
  }

  private void write(Node node, int at, TreesBuilder out) {
    var s = node.split;
    if (node.left == null || node.right == null) {
      out.tell(at, node.to - node.from, 0);
      out.leaf(at, node.value);
      return;
    }
    out.tell(at, node.to - node.from, s.gain());
    int f = s.feature();
    int child;
    if (s.set().length > 0) {
      child = out.splitLevels(at, f, s.set(), s.missingLeft());
    } else {
      boolean last = s.bin() >= bins.cuts[f].length; // all that is there goes left
      double cut = last ? Double.POSITIVE_INFINITY : bins.cuts[f][s.bin()];
      child = out.split(at, f, cut, s.missingLeft());
    }
    write(node.left, child, out);
    write(node.right, child + 1, out);
  }
}
