package millrace.trainers;

import java.util.Arrays;
import java.util.Map;
import millrace.preprocess.Features;
import millrace.store.Version;

/**
 * Decision trees as flat arrays, whoever grew them: the one thing that predicts for every forest
 * and boosted model.
 *
 * <p>Node {@code i} with {@code feature[i] >= 0} asks one question of the feature {@code
 * used[feature[i]]}: a row goes to node {@code next[i]} if the answer is yes and to {@code next[i]
 * + 1} if not; a missing value goes to {@code next[i]} where {@code missingLeft[i]}. Node {@code i}
 * with {@code feature[i] == -1} is a leaf; its {@code leafWidth} numbers begin at {@code
 * value[next[i] * leafWidth]}. The leaf of tree {@code t} is added to the outputs from {@code
 * output[t]} on.
 *
 * <p>Predicting costs O(rows × trees × depth): a block of rows at a time walks through a tree at a
 * time, so that both stay in the processor's cache; nothing is allocated per row.
 *
 * @param question how a value is compared with a threshold
 * @param outputs numbers per row, at least 1
 * @param leafWidth numbers per leaf
 * @param used ids of the features that are asked for, rising: what a block of rows has to hold
 * @param root the first node of each tree
 * @param output the first output of each tree
 * @param feature per node: position in {@code used}, or -1 for a leaf
 * @param threshold per node; 0 for a leaf
 * @param next per node: its left child, or the number of its leaf
 * @param missingLeft per node: where a missing value goes
 * @param value the leaves' numbers
 * @param cover per node: the weight of the training rows that came by; empty if not known
 * @param gain per node: what its question took from the weighted impurity (or loss) of its rows, 0
 *     for a leaf; empty if not known
 * @param set per node: -1, or where in {@code sets} the levels begin that answer yes: then the
 *     question is not of a threshold, but whether the value is one of those levels; empty if there
 *     are no such questions
 * @param sets bits of levels: the first word of a set is the number of words that follow
 */
@Version(2)
public record Trees(
    Question question,
    int outputs,
    int leafWidth,
    int[] used,
    int[] root,
    int[] output,
    int[] feature,
    double[] threshold,
    int[] next,
    boolean[] missingLeft,
    double[] value,
    float[] cover,
    float[] gain,
    int[] set,
    long[] sets) {

  /** Files of version 1 knew neither covers nor gains nor sets. */
  static Trees upgrade(int from, Map<String, Object> tree) {
    if (from != 1) throw new IllegalArgumentException("there is no version " + from);
    return new Trees(
        Question.valueOf((String) tree.get("question")),
        ((Long) tree.get("outputs")).intValue(),
        ((Long) tree.get("leafWidth")).intValue(),
        (int[]) tree.get("used"),
        (int[]) tree.get("root"),
        (int[]) tree.get("output"),
        (int[]) tree.get("feature"),
        (double[]) tree.get("threshold"),
        (int[]) tree.get("next"),
        (boolean[]) tree.get("missingLeft"),
        (double[]) tree.get("value"),
        new float[0],
        new float[0],
        new int[0],
        new long[0]);
  }

  /** How a value is compared with a threshold. */
  public enum Question {
    /** {@code (float) x < (float) threshold}: XGBoost. */
    LESS_FLOAT,
    /** {@code x <= threshold} in double precision: CART, Tribuo, Smile. */
    AT_MOST,
    /** {@code (float) x <= threshold}: thresholds found on values rounded to float. */
    AT_MOST_FLOAT
  }

  /** Doubles in a block of rows: half a megabyte, to stay in the second-level cache. */
  private static final int BLOCK = 1 << 16;

  private static final int MOST_ROWS = 1024;

  /** The number of trees. */
  public int size() {
    return root.length;
  }

  /**
   * Adds every tree's leaf to the outputs of each row: {@code out[row * outputs + output]}.
   *
   * @param x as many features as the trees were grown on
   * @param absent what an entry is that a Sparse column does not store: 0, or {@code NaN} where the
   *     trees were grown with absent as missing
   * @param out {@code rows * outputs} numbers to add to
   */
  public void addTo(Features x, double absent, double[] out) {
    int width = Math.max(1, used.length);
    int rows = Math.clamp(BLOCK / width, 1, MOST_ROWS);
    rows = Math.min(rows, Math.max(1, x.rows()));
    var block = new double[rows * width];
    var slot = slots(x.width());
    for (int from = 0; from < x.rows(); from += rows) {
      int to = Math.min(from + rows, x.rows());
      x.gather(from, to, slot, width, absent, block);
      if (question != Question.AT_MOST) round(block);
      for (int t = 0; t < root.length; t++) {
        if (set.length == 0) walk(t, block, width, from, to, out);
        else walkSets(t, block, width, from, to, out);
      }
    }
  }

  private int[] slots(int features) {
    var slot = new int[features];
    Arrays.fill(slot, -1);
    for (int j = 0; j < used.length; j++) slot[used[j]] = j;
    return slot;
  }

  private static void round(double[] block) {
    for (int i = 0; i < block.length; i++) block[i] = (float) block[i];
  }

  /**
   * Four rows go down a tree together until the first of them arrives: their steps do not wait for
   * each other, and a question is answered without a jump that the processor would have to guess.
   */
  private void walk(int tree, double[] block, int width, int from, int to, double[] out) {
    var feature = this.feature;
    int equalRight = question == Question.LESS_FLOAT ? 1 : 0;
    int start = root[tree];
    int at = output[tree];
    int row = from;
    int base = 0;
    for (; row + 4 <= to; row += 4) {
      int a = start;
      int b = start;
      int c = start;
      int d = start;
      int baseB = base + width;
      int baseC = baseB + width;
      int baseD = baseC + width;
      while (true) {
        int fa = feature[a];
        int fb = feature[b];
        int fc = feature[c];
        int fd = feature[d];
        if ((fa | fb | fc | fd) < 0) break;
        a = child(a, block[base + fa], equalRight);
        b = child(b, block[baseB + fb], equalRight);
        c = child(c, block[baseC + fc], equalRight);
        d = child(d, block[baseD + fd], equalRight);
      }
      add(leaf(a, block, base, equalRight), row, at, out);
      add(leaf(b, block, baseB, equalRight), row + 1, at, out);
      add(leaf(c, block, baseC, equalRight), row + 2, at, out);
      add(leaf(d, block, baseD, equalRight), row + 3, at, out);
      base = baseD + width;
    }
    for (; row < to; row++, base += width) {
      add(leaf(start, block, base, equalRight), row, at, out);
    }
  }

  /** As {@link #walk}, for trees that ask for levels, too. */
  private void walkSets(int tree, double[] block, int width, int from, int to, double[] out) {
    int equalRight = question == Question.LESS_FLOAT ? 1 : 0;
    for (int row = from, base = 0; row < to; row++, base += width) {
      int node = root[tree];
      for (int f = feature[node]; f >= 0; f = feature[node]) {
        double x = block[base + f];
        if (set[node] < 0 || Double.isNaN(x)) node = child(node, x, equalRight);
        else node = next[node] + (has(set[node], (int) x) ? 0 : 1);
      }
      add(node, row, output[tree], out);
    }
  }

  /** Whether the set that begins at {@code at} holds a level. */
  boolean has(int at, int level) {
    int word = level >>> 6;
    return word < sets[at] && (sets[at + 1 + word] >>> level & 1) != 0;
  }

  /**
   * Per feature of {@code width}, the gains of the questions that ask for it, summed over all trees
   * and divided by their sum; all 0 where no tree asks anything.
   *
   * @param perTree whether each tree's gains are divided by their sum first, so that all trees
   *     count alike
   * @throws IllegalStateException if the gains are not known: the model file is of an earlier
   *     version, or the engine that grew the trees does not tell them
   */
  public double[] importances(int width, boolean perTree) {
    if (gain.length != feature.length) {
      throw new IllegalStateException(
          "these trees do not know what their questions gained: train the model again, or use"
              + " permutation importance");
    }
    var sum = new double[width];
    var one = new double[width];
    for (int t = 0; t < root.length; t++) {
      int to = t + 1 < root.length ? root[t + 1] : feature.length;
      if (perTree) Arrays.fill(one, 0);
      var into = perTree ? one : sum;
      for (int i = root[t]; i < to; i++) if (feature[i] >= 0) into[used[feature[i]]] += gain[i];
      if (!perTree) continue;
      double total = Vectors.sum(one);
      if (total > 0) Vectors.add(1 / total, one, sum);
    }
    double total = Vectors.sum(sum);
    if (total > 0) for (int f = 0; f < width; f++) sum[f] /= total;
    return sum;
  }

  private int leaf(int node, double[] block, int base, int equalRight) {
    for (int f = feature[node]; f >= 0; f = feature[node])
      node = child(node, block[base + f], equalRight);
    return node;
  }

  /** Where a value goes; one equal to the threshold goes right if {@code equalRight} is 1. */
  private int child(int node, double x, int equalRight) {
    double t = threshold[node];
    int right = x > t ? 1 : equalRight;
    right = x < t ? 0 : right;
    if (Double.isNaN(x)) right = missingLeft[node] ? 0 : 1;
    return next[node] + right;
  }

  private void add(int node, int row, int at, double[] out) {
    int leaf = next[node] * leafWidth;
    int target = row * outputs + at;
    for (int k = 0; k < leafWidth; k++) out[target + k] += value[leaf + k];
  }
}
