package millrace.embeddings;

import java.util.Arrays;

/**
 * The rows of a matrix as one shard sees them. In a round each shard changes copies of the rows
 * that it touches, so that no shard sees another's work and the result does not depend on who is
 * faster; a shard without others, or one that need not care, works on the matrix itself.
 */
final class Share {
  private static final int FIRST = 256;

  /** How much of its way a row goes in a step at rate 1; by experiment. */
  private static final double CURVATURE = 0.1;

  private final Weights rows;
  private final boolean direct;
  private final int[] slots; // of each row of the matrix; −1: not touched in this round
  private float[] values;
  private int[] touched; // the row of each slot
  private int[] steps; // how often each slot was changed
  private int size;

  /**
   * @param direct whether to work on the matrix itself
   */
  Share(Weights rows, boolean direct) {
    this.rows = rows;
    this.direct = direct;
    slots = new int[direct ? 0 : rows.count()];
    Arrays.fill(slots, -1);
    values = direct ? rows.values() : new float[FIRST * rows.stride()];
    touched = new int[direct ? 0 : FIRST];
    steps = new int[direct ? 0 : FIRST];
  }

  /** What the offsets are in, until the next row is asked for. */
  float[] values() {
    return values;
  }

  int stride() {
    return rows.stride();
  }

  /**
   * Where a row is that is about to be changed.
   *
   * @param times how often
   */
  int at(int row, int times) {
    if (direct) return row * rows.stride();
    int slot = slots[row];
    if (slot < 0) slot = copy(row);
    steps[slot] += times;
    return slot * rows.stride();
  }

  private int copy(int row) {
    if (size == touched.length) {
      touched = Arrays.copyOf(touched, 2 * size);
      steps = Arrays.copyOf(steps, 2 * size);
      values = Arrays.copyOf(values, 2 * size * rows.stride());
    }
    int slot = size++;
    slots[row] = slot;
    touched[slot] = row;
    steps[slot] = 0;
    System.arraycopy(
        rows.values(), row * rows.stride(), values, slot * rows.stride(), rows.stride());
    return slot;
  }

  /**
   * Brings the changes of all shards to those rows of the matrix that this shard was the first to
   * touch: all shards may do so at once. What several have changed goes as far as if they had
   * followed one another: each has gone the share 1 − q of its way, q = exp(−steps · rate / 10), so
   * that all together should go 1 − qⁿ, where the sum of their changes would go n (1 − q). That is
   * the sum for rare words and the mean for frequent ones.
   *
   * @param all in a fixed order
   */
  void merge(Share[] all, int own, double rate) {
    var to = rows.values();
    int stride = rows.stride();
    for (int slot = 0; slot < size; slot++) {
      int row = touched[slot];
      if (!first(all, own, row)) continue;
      int sharers = 1;
      long changes = steps[slot];
      for (int s = own + 1; s < all.length; s++) {
        int other = all[s].slots[row];
        if (other < 0) continue;
        sharers++;
        changes += all[s].steps[other];
      }
      int from = slot * stride;
      int at = row * stride;
      if (sharers == 1) {
        System.arraycopy(values, from, to, at, stride);
        continue;
      }
      float part = part(sharers, changes * rate / sharers);
      for (int k = 0; k < stride; k++) values[from + k] -= to[at + k];
      for (int s = own + 1; s < all.length; s++) {
        int other = all[s].slots[row] * stride;
        if (other < 0) continue;
        var v = all[s].values;
        for (int k = 0; k < stride; k++) values[from + k] += v[other + k] - to[at + k];
      }
      for (int k = 0; k < stride; k++) to[at + k] = Math.fma(part, values[from + k], to[at + k]);
    }
  }

  private static boolean first(Share[] all, int own, int row) {
    for (int s = 0; s < own; s++) if (all[s].slots[row] >= 0) return false;
    return true;
  }

  /** (1 − qⁿ) / (n (1 − q)), q = exp(−steps · rate / 10). */
  private static float part(int n, double stepsTimesRate) {
    double z = stepsTimesRate * CURVATURE;
    if (z < 1e-6) return 1;
    return (float) (Math.expm1(-n * z) / (n * Math.expm1(-z)));
  }

  /** Forgets all copies. After all shards have merged. */
  void clear() {
    for (int slot = 0; slot < size; slot++) slots[touched[slot]] = -1;
    size = 0;
  }
}
