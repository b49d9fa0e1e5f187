package millrace.neural.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How rows are divided into batches of one size. The last batch has what is left; a single row that
 * would be left joins the batch before, since batch norm can do nothing with it.
 *
 * @param size at least 1
 * @param lengths of each row, if rows of similar length shall share a batch, so that little is
 *     padding; else empty
 */
public record Batches(int size, int... lengths) {
  /** Rows are sorted by length within pools of this many batches. */
  private static final int POOL = 50;

  public Batches {
    if (size < 1) throw new IllegalArgumentException("a batch has at least 1 row, not " + size);
  }

  /** The number of batches that n rows make. */
  public int count(int n) {
    int full = n / size;
    int left = n - full * size;
    return left == 0 || (left == 1 && full > 0) ? full : full + 1;
  }

  /**
   * The rows in random order. With lengths: pools of batches are drawn, the rows of a pool sorted
   * by length and divided, and then all batches are put in random order.
   */
  public List<int[]> shuffled(int[] rows, RandomGenerator random) {
    var order = rows.clone();
    for (int i = order.length - 1; i > 0; i--) swap(order, i, random.nextInt(i + 1));
    return pooled(order, random);
  }

  /** So many rows, each drawn from all of them; else as {@link #shuffled}. */
  public List<int[]> drawn(int[] rows, int n, RandomGenerator random) {
    var order = new int[n];
    for (int i = 0; i < n; i++) order[i] = rows[random.nextInt(rows.length)];
    return pooled(order, random);
  }

  private List<int[]> pooled(int[] order, RandomGenerator random) {
    if (lengths.length == 0) return divided(order);
    int pool = (int) Math.min(Integer.MAX_VALUE, (long) size * POOL);
    for (int from = 0; from < order.length; from = (int) Math.min(order.length, (long) from + pool))
      sort(order, from, (int) Math.min(order.length, (long) from + pool));
    var out = new ArrayList<>(divided(order));
    for (int i = out.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      out.set(i, out.set(j, out.get(i)));
    }
    return out;
  }

  /** The rows as they are, or with lengths the shortest first. */
  public List<int[]> inOrder(int[] rows) {
    var order = rows.clone();
    if (lengths.length > 0) sort(order, 0, order.length);
    return divided(order);
  }

  private List<int[]> divided(int[] order) {
    int n = count(order.length);
    var out = new ArrayList<int[]>(n);
    for (int i = 0; i < n; i++)
      out.add(Arrays.copyOfRange(order, i * size, i == n - 1 ? order.length : (i + 1) * size));
    return out;
  }

  /** By length; rows of one length stay in their order. */
  private void sort(int[] order, int from, int to) {
    var sorted =
        IntStream.range(from, to)
            .mapToLong(i -> ((long) lengths[order[i]] << 32) | (i - from))
            .sorted()
            .mapToInt(key -> order[from + (int) key])
            .toArray();
    System.arraycopy(sorted, 0, order, from, sorted.length);
  }

  private static void swap(int[] a, int i, int j) {
    int t = a[i];
    a[i] = a[j];
    a[j] = t;
  }
}
