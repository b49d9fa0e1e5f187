package millrace.trainers;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Collects nodes into {@link Trees}. A tree is written root first: {@link #tree} makes its root,
 * {@link #split} turns a node into a question and makes its two children, {@link #leaf} ends one. A
 * builder is for one thread; forests grown in parallel are joined by {@link #join}.
 */
public final class TreesBuilder {
  private final Trees.Question question;
  private final int outputs;
  private final int leafWidth;
  private int[] root = new int[16];
  private int[] output = new int[16];
  private int trees;
  private int[] feature = new int[256];
  private double[] threshold = new double[256];
  private int[] next = new int[256];
  private boolean[] missingLeft = new boolean[256];
  private double[] cover = new double[256];
  private double[] gain = new double[256];
  private int[] set = new int[256];
  private long[] sets = new long[0];
  private boolean told;
  private int nodes;
  private double[] value = new double[256];
  private int leaves;

  public TreesBuilder(Trees.Question question, int outputs, int leafWidth) {
    this.question = question;
    this.outputs = outputs;
    this.leafWidth = leafWidth;
  }

  /** Begins a tree whose leaves add to the outputs from {@code firstOutput} on; gives its root. */
  public int tree(int firstOutput) {
    if (trees == root.length) {
      root = Arrays.copyOf(root, 2 * trees);
      output = Arrays.copyOf(output, 2 * trees);
    }
    root[trees] = add();
    output[trees++] = firstOutput;
    return root[trees - 1];
  }

  /** Makes {@code node} a question; gives its left child, after which the right child stands. */
  public int split(int node, int feature, double threshold, boolean missingLeft) {
    this.feature[node] = feature;
    this.threshold[node] = threshold;
    this.missingLeft[node] = missingLeft;
    this.set[node] = -1;
    int left = add();
    add();
    next[node] = left;
    return left;
  }

  /**
   * Makes {@code node} a question for levels, as {@link #split} does for a threshold.
   *
   * @param levels bits: a row whose level's bit is set goes left
   */
  public int splitLevels(int node, int feature, long[] levels, boolean missingLeft) {
    int left = split(node, feature, 0, missingLeft);
    set[node] = sets.length;
    int at = sets.length;
    sets = Arrays.copyOf(sets, at + 1 + levels.length);
    sets[at] = levels.length;
    System.arraycopy(levels, 0, sets, at + 1, levels.length);
    return left;
  }

  /**
   * Says of a node how much its training rows weigh and what its question gains (0 for a leaf): of
   * all nodes of all trees, or of none.
   */
  public void tell(int node, double cover, double gain) {
    this.cover[node] = cover;
    this.gain[node] = gain;
    told = true;
  }

  /** Makes {@code node} a leaf of {@code leafWidth} numbers. */
  public void leaf(int node, double... numbers) {
    int at = leaves * leafWidth;
    if (at + leafWidth > value.length) {
      value = Arrays.copyOf(value, Math.max(2 * value.length, at + leafWidth));
    }
    System.arraycopy(numbers, 0, value, at, leafWidth);
    feature[node] = -1;
    set[node] = -1;
    next[node] = leaves++;
  }

  /**
   * The one tree in here, pruned to the smallest subtree of least {@code impurity + alpha ×
   * leaves}, each leaf's impurity weighted. From the leaves up: a node stays a question if what
   * that and all below it gain is more than {@code alpha} for each leaf it adds. A node that
   * becomes a leaf gets the mean of its leaves. O(nodes).
   *
   * @see "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984, section 3.3"
   */
  TreesBuilder pruned(double alpha) {
    var worth = new double[nodes];
    var mean = new double[nodes * leafWidth];
    var leaf = new boolean[nodes];
    for (int i = nodes - 1; i >= 0; i--) {
      leaf[i] = feature[i] < 0;
      int from = next[i];
      for (int k = 0; k < leafWidth; k++) {
        if (leaf[i]) {
          mean[i * leafWidth + k] = value[from * leafWidth + k];
        } else {
          double a = mean[from * leafWidth + k];
          double b = mean[(from + 1) * leafWidth + k];
          mean[i * leafWidth + k] = a + (b - a) * (cover[from + 1] / cover[i]);
        }
      }
      if (leaf[i]) continue;
      worth[i] = gain[i] - alpha + worth[from] + worth[from + 1];
      leaf[i] = worth[i] <= 0;
      if (leaf[i]) worth[i] = 0;
    }
    var out = new TreesBuilder(question, outputs, leafWidth);
    copy(root[0], out.tree(output[0]), leaf, mean, out);
    return out;
  }

  private void copy(int root, int to, boolean[] leaf, double[] mean, TreesBuilder out) {
    var pending = new ArrayDeque<int[]>();
    pending.push(new int[] {root, to});
    while (!pending.isEmpty()) {
      var p = pending.pop();
      int i = p[0];
      out.tell(p[1], cover[i], leaf[i] ? 0 : gain[i]);
      if (leaf[i]) {
        out.leaf(p[1], Arrays.copyOfRange(mean, i * leafWidth, (i + 1) * leafWidth));
        continue;
      }
      int left = out.split(p[1], feature[i], threshold[i], missingLeft[i]);
      pending.push(new int[] {next[i] + 1, left + 1});
      pending.push(new int[] {next[i], left});
    }
  }

  private int add() {
    if (nodes == feature.length) {
      feature = Arrays.copyOf(feature, 2 * nodes);
      threshold = Arrays.copyOf(threshold, 2 * nodes);
      next = Arrays.copyOf(next, 2 * nodes);
      missingLeft = Arrays.copyOf(missingLeft, 2 * nodes);
      cover = Arrays.copyOf(cover, 2 * nodes);
      gain = Arrays.copyOf(gain, 2 * nodes);
      set = Arrays.copyOf(set, 2 * nodes);
    }
    return nodes++;
  }

  public Trees build() {
    return join(question, outputs, leafWidth, List.of(this));
  }

  /** All trees of several builders, in their order. */
  public static Trees join(
      Trees.Question question, int outputs, int leafWidth, List<TreesBuilder> parts) {
    int nodes = parts.stream().mapToInt(p -> p.nodes).reduce(0, Math::addExact);
    int leaves = parts.stream().mapToInt(p -> p.leaves).sum();
    var root = new int[parts.stream().mapToInt(p -> p.trees).sum()];
    var output = new int[root.length];
    var feature = new int[nodes];
    var threshold = new double[nodes];
    var next = new int[nodes];
    var missingLeft = new boolean[nodes];
    var value = new double[Math.multiplyExact(leaves, leafWidth)];
    boolean told = parts.stream().allMatch(p -> p.told);
    var cover = new float[told ? nodes : 0];
    var gain = new float[told ? nodes : 0];
    boolean levels = parts.stream().anyMatch(p -> p.sets.length > 0);
    var set = new int[levels ? nodes : 0];
    var sets = new long[parts.stream().mapToInt(p -> p.sets.length).reduce(0, Math::addExact)];
    int word = 0;
    int tree = 0;
    int node = 0;
    int leaf = 0;
    for (var p : parts) {
      for (int t = 0; t < p.trees; t++, tree++) {
        root[tree] = p.root[t] + node;
        output[tree] = p.output[t];
      }
      for (int i = 0; i < p.nodes; i++) {
        feature[node + i] = p.feature[i];
        next[node + i] = p.next[i] + (p.feature[i] < 0 ? leaf : node);
        if (levels) set[node + i] = p.set[i] < 0 ? -1 : p.set[i] + word;
        if (!told) continue;
        cover[node + i] = (float) p.cover[i];
        gain[node + i] = (float) p.gain[i];
      }
      System.arraycopy(p.sets, 0, sets, word, p.sets.length);
      word += p.sets.length;
      System.arraycopy(p.threshold, 0, threshold, node, p.nodes);
      System.arraycopy(p.missingLeft, 0, missingLeft, node, p.nodes);
      System.arraycopy(p.value, 0, value, leaf * leafWidth, p.leaves * leafWidth);
      node += p.nodes;
      leaf += p.leaves;
    }
    var used = renumber(feature);
    return new Trees(
        question,
        outputs,
        leafWidth,
        used,
        root,
        output,
        feature,
        threshold,
        next,
        missingLeft,
        value,
        cover,
        gain,
        set,
        sets);
  }

  /** Turns feature ids into positions in the rising list of those that occur, which it returns. */
  private static int[] renumber(int[] feature) {
    int most = IntStream.of(feature).max().orElse(-1);
    var position = new int[most + 1];
    for (int f : feature) if (f >= 0) position[f] = 1;
    var used = IntStream.rangeClosed(0, most).filter(f -> position[f] == 1).toArray();
    for (int j = 0; j < used.length; j++) position[used[j]] = j;
    for (int i = 0; i < feature.length; i++) if (feature[i] >= 0) feature[i] = position[feature[i]];
    return used;
  }
}
