package millrace.preprocess;

import java.util.Arrays;

/**
 * A kd-tree in arrays. Node 0 is the root, 2 i + 1 and 2 i + 2 are the halves of node i, which hold
 * the lower and upper half of its rows along its longest side; so where a node's rows stand follows
 * from its number, and only its bounding box is stored.
 */
final class KdTree {
  /** The rows in the order of the tree, and the number each had. */
  final double[] points;

  final int[] ids;

  /** The bounding box of each node. */
  final double[] lower;

  final double[] upper;

  private final int width;

  KdTree(double[] points, int[] ids, double[] lower, double[] upper, int width) {
    this.points = points;
    this.ids = ids;
    this.lower = lower;
    this.upper = upper;
    this.width = width;
  }

  /** Median splits until no leaf has more than {@code leafSize} rows. O(n log n width). */
  static KdTree build(double[] rows, int width, int leafSize) {
    int n = rows.length / width;
    int leaves = 1;
    while ((n + leaves - 1) / leaves > leafSize) leaves *= 2;
    int nodes = 2 * leaves - 1;
    var ids = new int[n];
    for (int i = 0; i < n; i++) ids[i] = i;
    var lower = new double[Math.multiplyExact(nodes, width)];
    var upper = new double[nodes * width];
    split(rows, width, ids, new double[n], lower, upper, 0, 0, n);
    var points = new double[rows.length];
    for (int i = 0; i < n; i++) System.arraycopy(rows, ids[i] * width, points, i * width, width);
    return new KdTree(points, ids, lower, upper, width);
  }

  private static void split(
      double[] rows,
      int width,
      int[] ids,
      double[] key,
      double[] lower,
      double[] upper,
      int node,
      int from,
      int to) {
    int at = node * width;
    Arrays.fill(lower, at, at + width, Double.POSITIVE_INFINITY);
    Arrays.fill(upper, at, at + width, Double.NEGATIVE_INFINITY);
    for (int i = from; i < to; i++) {
      int r = ids[i] * width;
      for (int f = 0; f < width; f++) {
        double v = rows[r + f];
        lower[at + f] = Math.min(lower[at + f], v);
        upper[at + f] = Math.max(upper[at + f], v);
      }
    }
    if (at * 2 + 2 * width >= lower.length) return;
    int longest = 0;
    for (int f = 1; f < width; f++)
      if (upper[at + f] - lower[at + f] > upper[at + longest] - lower[at + longest]) longest = f;
    for (int i = from; i < to; i++) key[i] = rows[ids[i] * width + longest];
    int middle = (from + to) >>> 1;
    select(key, ids, from, to - 1, middle);
    split(rows, width, ids, key, lower, upper, 2 * node + 1, from, middle);
    split(rows, width, ids, key, lower, upper, 2 * node + 2, middle, to);
  }

  /**
   * Hoare's selection: afterwards nothing before {@code middle} is above it, nothing after below.
   */
  private static void select(double[] key, int[] ids, int low, int high, int middle) {
    while (low < high) {
      double pivot = medianOfThree(key[low], key[(low + high) >>> 1], key[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (key[i] < pivot) i++;
        while (key[j] > pivot) j--;
        if (i <= j) {
          double k = key[i];
          key[i] = key[j];
          key[j] = k;
          int id = ids[i];
          ids[i++] = ids[j];
          ids[j--] = id;
        }
      }
      if (middle <= j) high = j;
      else if (middle >= i) low = i;
      else return;
    }
  }

  private static double medianOfThree(double a, double b, double c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** Offers every row that may be among the hits. */
  void search(Distance distance, double[] query, int at, Hits hits) {
    search(distance, query, at, hits, 0, 0, ids.length);
  }

  private void search(
      Distance distance, double[] q, int qo, Hits hits, int node, int from, int to) {
    int left = 2 * node + 1;
    if (left * width >= lower.length) {
      for (int i = from; i < to; i++)
        hits.offer(distance.reduced(q, qo, points, i * width), ids[i]);
      return;
    }
    int middle = (from + to) >>> 1;
    double toLeft = distance.bound(q, qo, lower, upper, left * width);
    double toRight = distance.bound(q, qo, lower, upper, (left + 1) * width);
    if (toLeft <= toRight) {
      if (toLeft <= hits.limit()) search(distance, q, qo, hits, left, from, middle);
      if (toRight <= hits.limit()) search(distance, q, qo, hits, left + 1, middle, to);
    } else {
      if (toRight <= hits.limit()) search(distance, q, qo, hits, left + 1, middle, to);
      if (toLeft <= hits.limit()) search(distance, q, qo, hits, left, from, middle);
    }
  }
}
