package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Grows one classification or regression tree, greedily and exactly: every cut between two values
 * that occur in a node is tried. For one thread and one tree.
 *
 * <p>A feature's cells in a node are first summed up per distinct value (by counting where there
 * are fewer values than rows, else by sorting), then one pass over those groups finds the best cut:
 * least squares for numbers, Gini for levels. O(rows × (dense features + stored sparse cells) ×
 * depth), with a logarithm only in small nodes.
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
   */
  record Growth(int maxDepth, int minSplit, int minLeaf, int tried, boolean random) {}

  /**
   * What is to be predicted.
   *
   * @param y per row a number, or the code of its level
   * @param levels how many levels; 0 for numbers
   * @param centre subtracted from numbers before they are squared
   */
  record Target(double[] y, int levels, double centre) {
    int statistics() {
      return levels == 0 ? 1 : levels;
    }
  }

  private final TreeColumns x;
  private final Target target;
  private final Growth growth;
  private final RandomGenerator random;
  private final TreesBuilder out;

  /** Rows in the tree and how often each was drawn. */
  private final int[] rows;

  private final int[] weight;
  private final int stats;

  // Groups of equal value of one feature in one node.
  private int groups;
  private int[] groupRank = new int[64];
  private double[] groupWeight = new double[64];
  private double[] groupSum;

  // Sums per rank: cleared after use.
  private final double[] rankWeight;
  private final double[] rankSum;

  // Stored cells of sparse features in one node, put together by feature.
  private final int[] cells;
  private final int[] cellsFrom;
  private int[] touched = new int[16];
  private int touchedCount;
  private long[] bucket = new long[64];
  private long[] keys = new long[64];

  private final double[] total;
  private final double[] left;
  private double totalWeight;
  private final int[] dense;
  private final int[] order;

  private double bestScore;
  private int bestFeature;
  private int bestRank;
  private double bestThreshold;

  Cart(
      TreeColumns x,
      Target target,
      int[] weight,
      Growth growth,
      RandomGenerator random,
      TreesBuilder out) {
    this.x = x;
    this.target = target;
    this.weight = weight;
    this.growth = growth;
    this.random = random;
    this.out = out;
    stats = target.statistics();
    rows = drawn(weight);
    groupSum = new double[64 * stats];
    int most = 1;
    for (int f = 0; f < x.width; f++)
      if (x.rank[f] != null) most = Math.max(most, x.values[f].length);
    most = Math.min(most, Math.max(1, rows.length));
    rankWeight = new double[most];
    rankSum = new double[most * stats];
    cells = new int[x.width];
    cellsFrom = new int[x.width];
    total = new double[stats];
    left = new double[stats];
    order = new int[x.width];
    dense = IntStream.range(0, x.width).filter(f -> x.rank[f] != null).toArray();
  }

  private static int[] drawn(int[] weight) {
    var rows = new int[weight.length];
    int n = 0;
    for (int i = 0; i < weight.length; i++) if (weight[i] > 0) rows[n++] = i;
    return Arrays.copyOf(rows, n);
  }

  /** Adds the tree to the builder, its leaves from output 0 on. */
  void grow() {
    var stack = new int[64 * 4];
    int top = push(stack, 0, out.tree(0), 0, rows.length, 0);
    while (top > 0) {
      top -= 4;
      int node = stack[top];
      int from = stack[top + 1];
      int to = stack[top + 2];
      int depth = stack[top + 3];
      if (!split(from, to, depth)) {
        out.leaf(node, leaf(from, to));
        continue;
      }
      int child = out.split(node, bestFeature, bestThreshold, false);
      int middle = partition(from, to);
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

  /** The mean, or the share of each level. */
  private double[] leaf(int from, int to) {
    var value = new double[stats];
    if (target.levels() == 0) {
      double y = target.y()[rows[from]];
      boolean same = true;
      for (int i = from + 1; i < to; i++) same &= target.y()[rows[i]] == y;
      value[0] = same ? y : target.centre() + total[0] / totalWeight;
    } else {
      for (int c = 0; c < stats; c++) value[c] = total[c] / totalWeight;
    }
    return value;
  }

  /** Looks for the best cut of the rows {@code from .. to}; false if there is none. */
  private boolean split(int from, int to, int depth) {
    boolean pure = sumUp(from, to);
    if (pure
        || totalWeight < Math.max(growth.minSplit(), 2.0 * growth.minLeaf())
        || (growth.maxDepth() > 0 && depth >= growth.maxDepth())) return false;
    collectCells(from, to);
    bestFeature = -1;
    bestScore = Double.NEGATIVE_INFINITY;
    int candidates = candidates();
    int tried = 0;
    for (int j = 0; j < candidates && tried < growth.tried(); j++) {
      // Always in random order: of equal cuts the first is taken, and in small nodes many are
      // equal.
      int k = j + random.nextInt(candidates - j);
      int f = order[k];
      order[k] = order[j];
      order[j] = f;
      if (x.rank[f] != null) denseGroups(f, from, to);
      else sparseGroups(f);
      if (groups < 2) continue;
      tried++;
      if (growth.random()) cutAnywhere(f);
      else cutBest(f);
    }
    for (int k = 0; k < touchedCount; k++) cells[touched[k]] = 0;
    return bestFeature >= 0;
  }

  /**
   * Lists the features that may differ within the node: all dense ones and the stored sparse ones.
   */
  private int candidates() {
    System.arraycopy(dense, 0, order, 0, dense.length);
    System.arraycopy(touched, 0, order, dense.length, touchedCount);
    return dense.length + touchedCount;
  }

  /** Sums over a node; true if all its targets are equal. */
  private boolean sumUp(int from, int to) {
    Arrays.fill(total, 0);
    totalWeight = 0;
    var y = target.y();
    boolean pure = true;
    for (int i = from; i < to; i++) {
      int r = rows[i];
      pure &= y[r] == y[rows[from]];
      totalWeight += weight[r];
      add(total, 0, r);
    }
    return pure;
  }

  private void add(double[] sums, int at, int row) {
    if (target.levels() == 0) sums[at] += weight[row] * (target.y()[row] - target.centre());
    else sums[at + (int) target.y()[row]] += weight[row];
  }

  /** Puts the stored cells of sparse features in this node together by feature. */
  private void collectCells(int from, int to) {
    touchedCount = 0;
    int n = 0;
    for (int i = from; i < to; i++) {
      for (int k = x.start[rows[i]]; k < x.start[rows[i] + 1]; k++, n++) {
        int f = x.feature[k];
        if (cells[f]++ == 0) {
          if (touchedCount == touched.length) touched = Arrays.copyOf(touched, 2 * touchedCount);
          touched[touchedCount++] = f;
        }
      }
    }
    if (n > bucket.length) bucket = new long[Math.max(n, 2 * bucket.length)];
    int at = 0;
    for (int k = 0; k < touchedCount; k++) {
      cellsFrom[touched[k]] = at;
      at += cells[touched[k]];
      cells[touched[k]] = 0;
    }
    for (int i = from; i < to; i++) {
      for (int k = x.start[rows[i]]; k < x.start[rows[i] + 1]; k++) {
        int f = x.feature[k];
        bucket[cellsFrom[f] + cells[f]++] = ((long) x.cellRank[k] << 32) | rows[i];
      }
    }
  }

  private void denseGroups(int f, int from, int to) {
    var rank = x.rank[f];
    int distinct = x.values[f].length;
    groups = 0;
    if ((long) distinct * stats > 4L * (to - from) || distinct > rankWeight.length) {
      int n = to - from;
      if (n > keys.length) keys = new long[Math.max(n, 2 * keys.length)];
      for (int i = 0; i < n; i++) {
        int r = rows[from + i];
        keys[i] = ((long) rank[r] << 32) | r;
      }
      Arrays.sort(keys, 0, n);
      group(keys, 0, n, -1);
      return;
    }
    for (int i = from; i < to; i++) {
      int r = rows[i];
      int c = rank[r];
      rankWeight[c] += weight[r];
      add(rankSum, c * stats, r);
    }
    for (int c = 0; c < distinct; c++) {
      if (rankWeight[c] == 0) continue;
      int g = newGroup(c);
      groupWeight[g] = rankWeight[c];
      System.arraycopy(rankSum, c * stats, groupSum, g * stats, stats);
      rankWeight[c] = 0;
      Arrays.fill(rankSum, c * stats, (c + 1) * stats, 0);
    }
  }

  private void sparseGroups(int f) {
    groups = 0;
    int n = cells[f];
    if (n == 0) return; // all cells are zero
    int from = cellsFrom[f];
    if (x.values[f].length > 2) Arrays.sort(bucket, from, from + n);
    group(bucket, from, from + n, x.zero[f]);
  }

  /**
   * Sums up rows that stand sorted by rank.
   *
   * @param zero the rank of the node's other rows, or -1 if there are none
   */
  private void group(long[] sorted, int from, int to, int zero) {
    int zeroGroup = -1;
    for (int k = from; k < to; k++) {
      int rank = (int) (sorted[k] >>> 32);
      int row = (int) sorted[k];
      if (groups == 0 || groupRank[groups - 1] != rank) {
        if (zero >= 0 && zeroGroup < 0 && zero < rank) zeroGroup = newGroup(zero);
        newGroup(rank);
      }
      groupWeight[groups - 1] += weight[row];
      add(groupSum, (groups - 1) * stats, row);
    }
    if (zero < 0) return;
    if (zeroGroup < 0) zeroGroup = newGroup(zero);
    double w = totalWeight;
    System.arraycopy(total, 0, left, 0, stats);
    for (int g = 0; g < groups; g++) {
      w -= groupWeight[g];
      for (int s = 0; s < stats; s++) left[s] -= groupSum[g * stats + s];
    }
    groupWeight[zeroGroup] = w;
    System.arraycopy(left, 0, groupSum, zeroGroup * stats, stats);
    if (w == 0) removeGroup(zeroGroup);
  }

  private int newGroup(int rank) {
    if (groups == groupRank.length) {
      groupRank = Arrays.copyOf(groupRank, 2 * groups);
      groupWeight = Arrays.copyOf(groupWeight, 2 * groups);
      groupSum = Arrays.copyOf(groupSum, 2 * groups * stats);
    }
    groupRank[groups] = rank;
    groupWeight[groups] = 0;
    Arrays.fill(groupSum, groups * stats, (groups + 1) * stats, 0);
    return groups++;
  }

  private void removeGroup(int g) {
    int after = groups - g - 1;
    System.arraycopy(groupRank, g + 1, groupRank, g, after);
    System.arraycopy(groupWeight, g + 1, groupWeight, g, after);
    System.arraycopy(groupSum, (g + 1) * stats, groupSum, g * stats, after * stats);
    groups--;
  }

  /** Tries every cut between two groups. */
  private void cutBest(int f) {
    Arrays.fill(left, 0);
    double w = 0;
    for (int g = 0; g < groups - 1; g++) {
      w += groupWeight[g];
      for (int s = 0; s < stats; s++) left[s] += groupSum[g * stats + s];
      double score = score(w);
      if (score > bestScore) {
        bestScore = score;
        bestFeature = f;
        bestRank = groupRank[g];
        double low = x.values[f][bestRank];
        double high = x.values[f][groupRank[g + 1]];
        double middle = low + (high - low) / 2;
        bestThreshold = middle < high ? middle : low;
      }
    }
  }

  /** Tries one cut, drawn evenly between the least and the greatest value. */
  private void cutAnywhere(int f) {
    double low = x.values[f][groupRank[0]];
    double high = x.values[f][groupRank[groups - 1]];
    double cut = low + (high - low) * random.nextDouble();
    if (!(cut < high)) cut = low;
    Arrays.fill(left, 0);
    double w = 0;
    int g = 0;
    for (; x.values[f][groupRank[g]] <= cut; g++) {
      w += groupWeight[g];
      for (int s = 0; s < stats; s++) left[s] += groupSum[g * stats + s];
    }
    double score = score(w);
    if (score > bestScore) {
      bestScore = score;
      bestFeature = f;
      bestRank = groupRank[g - 1];
      bestThreshold = cut;
    }
  }

  /**
   * What least squares and Gini both come to: the sum of squares of each side's sums over its
   * weight.
   */
  private double score(double w) {
    double other = totalWeight - w;
    if (w < growth.minLeaf() || other < growth.minLeaf()) return Double.NEGATIVE_INFINITY;
    double a = 0;
    double b = 0;
    for (int s = 0; s < stats; s++) {
      double r = total[s] - left[s];
      a += left[s] * left[s];
      b += r * r;
    }
    return a / w + b / other;
  }

  /** Puts the rows that go left first; gives where the others begin. */
  private int partition(int from, int to) {
    int i = from;
    int j = to;
    while (i < j) {
      int r = rows[i];
      if (x.rank(bestFeature, r) <= bestRank) {
        i++;
      } else {
        rows[i] = rows[--j];
        rows[j] = r;
      }
    }
    return i;
  }
}
