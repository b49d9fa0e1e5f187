package millrace.trainers;

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
    int left = add();
    add();
    next[node] = left;
    return left;
  }

  /** Makes {@code node} a leaf of {@code leafWidth} numbers. */
  public void leaf(int node, double... numbers) {
    int at = leaves * leafWidth;
    if (at + leafWidth > value.length) {
      value = Arrays.copyOf(value, Math.max(2 * value.length, at + leafWidth));
    }
    System.arraycopy(numbers, 0, value, at, leafWidth);
    feature[node] = -1;
    next[node] = leaves++;
  }

  private int add() {
    if (nodes == feature.length) {
      feature = Arrays.copyOf(feature, 2 * nodes);
      threshold = Arrays.copyOf(threshold, 2 * nodes);
      next = Arrays.copyOf(next, 2 * nodes);
      missingLeft = Arrays.copyOf(missingLeft, 2 * nodes);
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
      }
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
        value);
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
