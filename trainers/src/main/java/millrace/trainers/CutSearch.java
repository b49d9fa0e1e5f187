package millrace.trainers;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Looks for the best cut of the rows of one node, feature by feature; for one thread.
 *
 * <p>A dense feature of few values is summed up per value, and one pass over those groups finds the
 * best cut. One of many values is sorted (by counting or by digits, since ranks are whole numbers)
 * and one pass over the rows finds it, in which each row changes a cut's score in constant time,
 * however many levels there are. A sparse feature's stored cells are grouped, and what they do not
 * hold makes a group of its own.
 */
final class CutSearch {
  private static final int INSERTION = 40;
  private static final int COMPARISON = 100;

  private final TreeColumns x;
  private final CartTarget target;
  private final boolean numbers;
  private final int minLeaf;
  private final int[] draws;
  private final int stats;

  // The node: rows, and what they weigh.
  private int[] rows = new int[0];
  private int from;
  private int n;
  private int[] count = new int[0];
  private double[] weight = new double[0];
  private double[] sum = new double[0];
  private int[] code = new int[0];
  final double[] total;
  double totalWeight;
  int totalCount;

  // One feature in the node.
  private int[] rank = new int[0];
  private int[] order = new int[0];
  private int[] spare = new int[0];
  private long[] keys = new long[COMPARISON];
  private int[] counts = new int[256];
  private final double[] left;

  // Groups of equal value of one feature.
  private int groups;
  private int[] groupRank = new int[64];
  private int[] groupCount = new int[64];
  private double[] groupWeight = new double[64];
  private double[] groupSum;
  private double[] rankWeight = new double[64];
  private int[] rankCount = new int[64];
  private double[] rankSum;

  // Stored cells of sparse features, put together by feature.
  private final int[] cells;
  private final int[] cellsFrom;
  int[] touched = new int[16];
  int touchedCount;
  private long[] bucket = new long[64];

  // The best cut so far: between the values of these two ranks, or at a value that was drawn.
  double bestScore;
  int bestFeature;
  int bestRank;
  private int bestNext;
  private double bestCut;

  CutSearch(TreeColumns x, CartTarget target, int[] draws, int minLeaf) {
    this.x = x;
    this.target = target;
    this.draws = draws;
    this.minLeaf = minLeaf;
    numbers = target.levels() == 0;
    stats = target.statistics();
    total = new double[stats];
    left = new double[stats];
    groupSum = new double[64 * stats];
    rankSum = new double[64 * stats];
    cells = new int[x.width];
    cellsFrom = new int[x.width];
  }

  /** Reads the rows of a node; true if all their targets are equal. */
  boolean enter(int[] rows, int from, int to) {
    this.rows = rows;
    this.from = from;
    n = to - from;
    if (count.length < n) grow(n);
    Arrays.fill(total, 0);
    totalWeight = 0;
    totalCount = 0;
    bestFeature = -1;
    bestScore = Double.NEGATIVE_INFINITY;
    return numbers ? enterNumbers() : enterLevels();
  }

  private void grow(int n) {
    count = new int[n];
    weight = new double[n];
    rank = new int[n];
    order = new int[n];
    spare = new int[n];
    if (numbers) sum = new double[n];
    else code = new int[n];
  }

  private boolean enterNumbers() {
    var y = target.y();
    double centre = target.centre();
    double first = y[rows[from]];
    boolean pure = true;
    double s = 0;
    for (int i = 0; i < n; i++) {
      int r = rows[from + i];
      pure &= y[r] == first;
      double w = weigh(i, r);
      double v = w * (y[r] - centre);
      sum[i] = v;
      s += v;
    }
    total[0] = s;
    return pure;
  }

  private boolean enterLevels() {
    var codes = target.code();
    int first = codes[rows[from]];
    boolean pure = true;
    for (int i = 0; i < n; i++) {
      int r = rows[from + i];
      int c = codes[r];
      pure &= c == first;
      total[c] += weigh(i, r);
      code[i] = c;
    }
    return pure;
  }

  private double weigh(int i, int row) {
    int c = draws[row];
    double w = target.weighted() ? c * target.weight()[row] : c;
    count[i] = c;
    weight[i] = w;
    totalCount += c;
    totalWeight += w;
    return w;
  }

  /** The score of the node as it is. */
  double nodeScore() {
    return side(total, totalWeight);
  }

  private double side(double[] sums, double w) {
    double s = 0;
    switch (target.impurity()) {
      case SQUARED, GINI -> {
        for (double v : sums) s += v * v;
        return s / w;
      }
      case ENTROPY -> {
        for (double v : sums) s += target.xlogx(v);
        return s - target.xlogx(w);
      }
      case POISSON -> {
        return sums[0] <= 0 ? 0 : sums[0] * Math.log(sums[0] / w);
      }
    }
    throw new AssertionError(target.impurity());
  }

  /** Where the best cut stands. */
  double threshold() {
    if (bestNext < 0) return bestCut;
    double low = x.values[bestFeature][bestRank];
    double high = x.values[bestFeature][bestNext];
    double middle = low + (high - low) / 2;
    return middle < high ? middle : low;
  }

  /** Tries the cuts of one feature; false if it is constant in the node. */
  boolean tryBest(int f) {
    if (x.rank[f] == null) {
      sparseGroups(f);
      if (groups < 2) return false;
      cutGroups(f);
      return true;
    }
    int low = Integer.MAX_VALUE;
    int high = -1;
    var column = x.rank[f];
    for (int i = 0; i < n; i++) {
      int k = column[rows[from + i]];
      rank[i] = k;
      low = Math.min(low, k);
      high = Math.max(high, k);
    }
    if (low == high) return false;
    int range = high - low + 1;
    if ((long) range * stats <= 2L * n) {
      histogram(low, range);
      cutGroups(f);
    } else {
      sort(low, range);
      if (numbers) scanNumbers(f);
      else scanLevels(f);
    }
    return true;
  }

  /** Tries one cut, drawn evenly between the least and the greatest value; false if constant. */
  boolean tryAnywhere(int f, RandomGenerator random) {
    if (x.rank[f] == null) {
      sparseGroups(f);
      if (groups < 2) return false;
      cutGroupsAnywhere(f, random);
      return true;
    }
    int low = Integer.MAX_VALUE;
    int high = -1;
    var column = x.rank[f];
    for (int i = 0; i < n; i++) {
      int k = column[rows[from + i]];
      rank[i] = k;
      low = Math.min(low, k);
      high = Math.max(high, k);
    }
    if (low == high) return false;
    var values = x.values[f];
    double cut = draw(values[low], values[high], random);
    int at = Arrays.binarySearch(values, low, high, cut);
    int last = at >= 0 ? at : -at - 2;
    Arrays.fill(left, 0);
    double w = 0;
    int c = 0;
    if (numbers) {
      double s = 0;
      for (int i = 0; i < n; i++) {
        if (rank[i] > last) continue;
        s += sum[i];
        w += weight[i];
        c += count[i];
      }
      left[0] = s;
    } else {
      for (int i = 0; i < n; i++) {
        if (rank[i] > last) continue;
        left[code[i]] += weight[i];
        w += weight[i];
        c += count[i];
      }
    }
    consider(f, last, -1, cut, w, c);
    return true;
  }

  private static double draw(double low, double high, RandomGenerator random) {
    double cut = low + (high - low) * random.nextDouble();
    return cut < high ? cut : low;
  }

  /** Puts the node's row numbers into {@link #order}, by rank. */
  private void sort(int low, int range) {
    if (n <= INSERTION) {
      insertion();
    } else if (range <= 4 * n) {
      digit(low, 0, range, rank, order);
    } else if (n <= COMPARISON) {
      for (int i = 0; i < n; i++) keys[i] = ((long) rank[i] << 32) | i;
      Arrays.sort(keys, 0, n);
      for (int i = 0; i < n; i++) order[i] = (int) keys[i];
    } else {
      int bits = 32 - Integer.numberOfLeadingZeros(range - 1);
      int passes = (bits + (n < 2000 ? 7 : 10)) / (n < 2000 ? 8 : 11);
      int each = (bits + passes - 1) / passes;
      digits(low, each, passes);
    }
  }

  private void insertion() {
    for (int i = 0; i < n; i++) {
      int r = rank[i];
      int k = i;
      for (; k > 0 && rank[order[k - 1]] > r; k--) order[k] = order[k - 1];
      order[k] = i;
    }
  }

  /** One pass over all ranks, which lie in {@code low .. low + range}. */
  private void digit(int low, int shift, int range, int[] rank, int[] order) {
    if (counts.length < range + 1) counts = new int[Math.max(range + 1, 2 * counts.length)];
    Arrays.fill(counts, 0, range + 1, 0);
    for (int i = 0; i < n; i++) counts[((rank[i] - low) >>> shift) + 1]++;
    for (int k = 0; k < range; k++) counts[k + 1] += counts[k];
    for (int i = 0; i < n; i++) order[counts[(rank[i] - low) >>> shift]++] = i;
  }

  private void digits(int low, int bits, int passes) {
    int mask = (1 << bits) - 1;
    if (counts.length < mask + 2) counts = new int[mask + 2];
    for (int p = 0; p < passes; p++) {
      int shift = p * bits;
      Arrays.fill(counts, 0, mask + 2, 0);
      for (int i = 0; i < n; i++) counts[((rank[i] - low) >>> shift & mask) + 1]++;
      for (int k = 0; k < mask; k++) counts[k + 1] += counts[k];
      var into = spare;
      if (p == 0) {
        for (int i = 0; i < n; i++) into[counts[(rank[i] - low) & mask]++] = i;
      } else {
        for (int k = 0; k < n; k++) {
          int i = order[k];
          into[counts[(rank[i] - low) >>> shift & mask]++] = i;
        }
      }
      spare = order;
      order = into;
    }
  }

  private void scanNumbers(int f) {
    boolean poisson = target.impurity() == CartTarget.Impurity.POISSON;
    double all = total[0];
    double s = 0;
    double w = 0;
    int c = 0;
    int before = rank[order[0]];
    for (int k = 0; k < n; k++) {
      int i = order[k];
      int r = rank[i];
      if (r != before) {
        if (totalCount - c < minLeaf) break;
        if (c >= minLeaf) {
          double t = all - s;
          double score;
          if (!poisson) score = s * s / w + t * t / (totalWeight - w);
          else if (s <= 0 || t <= 0) score = Double.NEGATIVE_INFINITY;
          else score = s * Math.log(s / w) + t * Math.log(t / (totalWeight - w));
          if (score > bestScore) take(f, before, r, 0, score);
        }
        before = r;
      }
      s += sum[i];
      w += weight[i];
      c += count[i];
    }
  }

  private void scanLevels(int f) {
    boolean gini = target.impurity() == CartTarget.Impurity.GINI;
    Arrays.fill(left, 0);
    double a = 0;
    double b = 0;
    for (double v : total) b += gini ? v * v : target.xlogx(v);
    double w = 0;
    int c = 0;
    int before = rank[order[0]];
    for (int k = 0; k < n; k++) {
      int i = order[k];
      int r = rank[i];
      if (r != before) {
        if (totalCount - c < minLeaf) break;
        if (c >= minLeaf) {
          double other = totalWeight - w;
          double score = gini ? a / w + b / other : a - target.xlogx(w) + b - target.xlogx(other);
          if (score > bestScore) take(f, before, r, 0, score);
        }
        before = r;
      }
      int level = code[i];
      double v = weight[i];
      double l = left[level];
      double t = total[level] - l;
      if (gini) {
        a += v * (2 * l + v);
        b -= v * (2 * t - v);
      } else {
        a += target.xlogx(l + v) - target.xlogx(l);
        b += target.xlogx(t - v) - target.xlogx(t);
      }
      left[level] = l + v;
      w += v;
      c += count[i];
    }
  }

  private void take(int f, int last, int next, double cut, double score) {
    bestScore = score;
    bestFeature = f;
    bestRank = last;
    bestNext = next;
    bestCut = cut;
  }

  /** Weighs the cut whose left sums stand in {@link #left}. */
  private void consider(int f, int last, int next, double cut, double w, int c) {
    if (c < minLeaf || totalCount - c < minLeaf) return;
    double other = totalWeight - w;
    double score;
    switch (target.impurity()) {
      case SQUARED, GINI -> {
        double a = 0;
        double b = 0;
        for (int s = 0; s < stats; s++) {
          double r = total[s] - left[s];
          a += left[s] * left[s];
          b += r * r;
        }
        score = a / w + b / other;
      }
      case ENTROPY -> {
        score = -target.xlogx(w) - target.xlogx(other);
        for (int s = 0; s < stats; s++)
          score += target.xlogx(left[s]) + target.xlogx(total[s] - left[s]);
      }
      case POISSON -> {
        double r = total[0] - left[0];
        if (left[0] <= 0 || r <= 0) return;
        score = left[0] * Math.log(left[0] / w) + r * Math.log(r / other);
      }
      default -> throw new AssertionError(target.impurity());
    }
    if (score > bestScore) take(f, last, next, cut, score);
  }

  private void histogram(int low, int range) {
    if (rankWeight.length < range) {
      rankWeight = new double[range];
      rankCount = new int[range];
      rankSum = new double[range * stats];
    }
    boolean weighted = target.weighted();
    if (numbers) {
      for (int i = 0; i < n; i++) {
        int k = rank[i] - low;
        rankWeight[k] += weight[i];
        rankSum[k] += sum[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        int k = rank[i] - low;
        rankWeight[k] += weight[i];
        rankSum[k * stats + code[i]] += weight[i];
      }
    }
    if (weighted) for (int i = 0; i < n; i++) rankCount[rank[i] - low] += count[i];
    groups = 0;
    for (int k = 0; k < range; k++) {
      if (rankWeight[k] == 0) continue;
      int g = newGroup(low + k);
      groupWeight[g] = rankWeight[k];
      groupCount[g] = weighted ? rankCount[k] : (int) rankWeight[k];
      System.arraycopy(rankSum, k * stats, groupSum, g * stats, stats);
    }
    Arrays.fill(rankWeight, 0, range, 0);
    Arrays.fill(rankCount, 0, range, 0);
    Arrays.fill(rankSum, 0, range * stats, 0);
  }

  /** Puts the stored cells of sparse features in this node together by feature. */
  void collectCells() {
    touchedCount = 0;
    if (x.feature.length == 0) return;
    int all = 0;
    for (int i = from; i < from + n; i++) {
      for (int k = x.start[rows[i]]; k < x.start[rows[i] + 1]; k++, all++) {
        int f = x.feature[k];
        if (cells[f]++ == 0) {
          if (touchedCount == touched.length) touched = Arrays.copyOf(touched, 2 * touchedCount);
          touched[touchedCount++] = f;
        }
      }
    }
    if (all > bucket.length) bucket = new long[Math.max(all, 2 * bucket.length)];
    int at = 0;
    for (int k = 0; k < touchedCount; k++) {
      cellsFrom[touched[k]] = at;
      at += cells[touched[k]];
      cells[touched[k]] = 0;
    }
    for (int i = 0; i < n; i++) {
      int row = rows[from + i];
      for (int k = x.start[row]; k < x.start[row + 1]; k++) {
        int f = x.feature[k];
        bucket[cellsFrom[f] + cells[f]++] = ((long) x.cellRank[k] << 32) | i;
      }
    }
  }

  /** Forgets the stored cells, as must be done after a node. */
  void forgetCells() {
    for (int k = 0; k < touchedCount; k++) cells[touched[k]] = 0;
  }

  private void sparseGroups(int f) {
    groups = 0;
    int stored = cells[f];
    if (stored == 0) return; // all cells are zero
    int at = cellsFrom[f];
    if (x.values[f].length > 2) Arrays.sort(bucket, at, at + stored);
    int zero = stored < n ? x.zero[f] : -1;
    int zeroGroup = -1;
    for (int k = at; k < at + stored; k++) {
      int r = (int) (bucket[k] >>> 32);
      int i = (int) bucket[k];
      if (groups == 0 || groupRank[groups - 1] != r) {
        if (zero >= 0 && zeroGroup < 0 && zero < r) zeroGroup = newGroup(zero);
        newGroup(r);
      }
      int g = groups - 1;
      groupWeight[g] += weight[i];
      groupCount[g] += count[i];
      if (numbers) groupSum[g] += sum[i];
      else groupSum[g * stats + code[i]] += weight[i];
    }
    if (zero < 0) return;
    if (zeroGroup < 0) zeroGroup = newGroup(zero);
    double w = totalWeight;
    int c = totalCount;
    System.arraycopy(total, 0, left, 0, stats);
    for (int g = 0; g < groups; g++) {
      w -= groupWeight[g];
      c -= groupCount[g];
      for (int s = 0; s < stats; s++) left[s] -= groupSum[g * stats + s];
    }
    groupWeight[zeroGroup] = w;
    groupCount[zeroGroup] = c;
    System.arraycopy(left, 0, groupSum, zeroGroup * stats, stats);
  }

  private int newGroup(int rank) {
    if (groups == groupRank.length) {
      groupRank = Arrays.copyOf(groupRank, 2 * groups);
      groupCount = Arrays.copyOf(groupCount, 2 * groups);
      groupWeight = Arrays.copyOf(groupWeight, 2 * groups);
      groupSum = Arrays.copyOf(groupSum, 2 * groups * stats);
    }
    groupRank[groups] = rank;
    groupCount[groups] = 0;
    groupWeight[groups] = 0;
    Arrays.fill(groupSum, groups * stats, (groups + 1) * stats, 0);
    return groups++;
  }

  private void cutGroups(int f) {
    Arrays.fill(left, 0);
    double w = 0;
    int c = 0;
    for (int g = 0; g < groups - 1; g++) {
      w += groupWeight[g];
      c += groupCount[g];
      for (int s = 0; s < stats; s++) left[s] += groupSum[g * stats + s];
      consider(f, groupRank[g], groupRank[g + 1], 0, w, c);
    }
  }

  private void cutGroupsAnywhere(int f, RandomGenerator random) {
    var values = x.values[f];
    double cut = draw(values[groupRank[0]], values[groupRank[groups - 1]], random);
    Arrays.fill(left, 0);
    double w = 0;
    int c = 0;
    int g = 0;
    for (; values[groupRank[g]] <= cut; g++) {
      w += groupWeight[g];
      c += groupCount[g];
      for (int s = 0; s < stats; s++) left[s] += groupSum[g * stats + s];
    }
    consider(f, groupRank[g - 1], -1, cut, w, c);
  }
}
