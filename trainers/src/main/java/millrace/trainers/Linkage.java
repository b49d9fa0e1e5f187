package millrace.trainers;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import millrace.preprocess.Tiles;
import millrace.run.Run;
import millrace.trainers.Agglomerative.Link;

/**
 * The merges of hierarchical clustering by chains of nearest neighbours: follow nearest neighbours
 * until two clusters are each other's, merge them, go on from what is left of the chain. The
 * distances are those below the diagonal, which the merges rewrite (Lance and Williams).
 *
 * @see "F. Murtagh, Complexities of hierarchic clustering algorithms, Computational Statistics
 *     Quarterly 1, 1984"
 */
final class Linkage {
  /**
   * A node per merge, lowest first: its two nodes (rows are 0 to n − 1, then merges in order) and
   * its height.
   */
  record Merges(int[] left, int[] right, double[] height) {}

  private final Link link;
  private final int n;

  /** Row i holds the distances to the rows before it; of Ward the squares. */
  private final double[][] d;

  private final int[] size;

  Linkage(Tiles x, Link link, Run run) {
    this.link = link;
    n = x.rows();
    d = new double[n][];
    size = new int[n];
    Arrays.fill(size, 1);
    run.map("row", x.count(), t -> distances(x, t));
  }

  private int distances(Tiles x, int t) {
    var point = new double[x.width()];
    var room = new double[Tiles.SIZE];
    for (int i = t * Tiles.SIZE; i < t * Tiles.SIZE + x.size(t); i++) {
      x.row(i, point, 0);
      var row = new double[i];
      for (int s = 0; s <= t; s++) {
        int count = Math.min(x.size(s), i - s * Tiles.SIZE);
        if (count <= 0) break;
        Tiles.squaredDistances(room, point, 0, x.tile(s), count);
        System.arraycopy(room, 0, row, s * Tiles.SIZE, count);
      }
      if (link != Link.WARD) for (int j = 0; j < i; j++) row[j] = Math.sqrt(row[j]);
      d[i] = row;
    }
    return t;
  }

  private double get(int a, int b) {
    return a > b ? d[a][b] : d[b][a];
  }

  private void set(int a, int b, double v) {
    if (a > b) d[a][b] = v;
    else d[b][a] = v;
  }

  Merges merges(Run run) {
    var first = new int[n - 1];
    var second = new int[n - 1];
    var height = new double[n - 1];
    var chain = new int[n];
    int length = 0;
    int any = 0;
    for (int m = 0; m < n - 1; m++) {
      if (m % 64 == 0) run.step("merge", m, n - 1L);
      if (length == 0) {
        while (size[any] == 0) any++;
        chain[length++] = any;
      }
      while (true) {
        int top = chain[length - 1];
        int next = nearest(top, length > 1 ? chain[length - 2] : -1);
        if (length > 1 && next == chain[length - 2]) break;
        chain[length++] = next;
      }
      int a = chain[--length];
      int b = chain[--length];
      first[m] = Math.min(a, b);
      second[m] = Math.max(a, b);
      height[m] = get(a, b);
      merge(first[m], second[m]);
    }
    run.step("merge", n - 1L, n - 1L);
    return sorted(first, second, height);
  }

  /** The nearest other cluster; of equals the one before in the chain, so that chains end. */
  private int nearest(int a, int before) {
    int best = before;
    double least = before < 0 ? Double.POSITIVE_INFINITY : get(a, before);
    var row = d[a];
    for (int j = 0; j < a; j++) {
      if (row[j] < least) {
        least = row[j];
        best = j;
      }
    }
    for (int j = a + 1; j < n; j++) {
      double v = d[j][a];
      if (v < least) {
        least = v;
        best = j;
      }
    }
    if (best >= 0) return best;
    for (int j = 0; j < n; j++) if (j != a && size[j] > 0) return j; // all infinitely far
    throw new AssertionError("a lone cluster has no neighbour");
  }

  /** The cluster of b takes both; a is no more, and infinitely far from all. */
  private void merge(int a, int b) {
    double between = get(a, b);
    double na = size[a];
    double nb = size[b];
    for (int j = 0; j < n; j++) {
      if (j == a || j == b || size[j] == 0) continue;
      double da = get(a, j);
      double db = get(b, j);
      double nj = size[j];
      set(
          b,
          j,
          switch (link) {
            case WARD ->
                Math.max(0, ((na + nj) * da + (nb + nj) * db - nj * between) / (na + nb + nj));
            case COMPLETE -> Math.max(da, db);
            case AVERAGE -> (na * da + nb * db) / (na + nb);
            case SINGLE -> Math.min(da, db);
          });
      set(a, j, Double.POSITIVE_INFINITY);
    }
    set(a, b, Double.POSITIVE_INFINITY);
    size[b] += size[a];
    size[a] = 0;
  }

  /** Chains do not find the merges in the order of height. */
  private Merges sorted(int[] first, int[] second, double[] height) {
    var order =
        IntStream.range(0, n - 1)
            .boxed()
            .sorted(Comparator.comparingDouble(m -> height[m]))
            .mapToInt(m -> m)
            .toArray();
    var sets = new Sets(2 * n - 1);
    var left = new int[n - 1];
    var right = new int[n - 1];
    var sorted = new double[n - 1];
    for (int m = 0; m < n - 1; m++) {
      int a = sets.root(first[order[m]]);
      int b = sets.root(second[order[m]]);
      left[m] = Math.min(a, b);
      right[m] = Math.max(a, b);
      sorted[m] = link == Link.WARD ? Math.sqrt(height[order[m]]) : height[order[m]];
      sets.parent[a] = n + m;
      sets.parent[b] = n + m;
    }
    return new Merges(left, right, sorted);
  }

  /** The cluster of each row after the first {@code kept} merges, numbered as rows meet them. */
  static int[] cut(Merges merges, int rows, int kept) {
    var sets = new Sets(2 * rows - 1);
    for (int m = 0; m < kept; m++) {
      sets.parent[merges.left[m]] = rows + m;
      sets.parent[merges.right[m]] = rows + m;
    }
    var number = new int[2 * rows - 1];
    Arrays.fill(number, -1);
    int count = 0;
    var out = new int[rows];
    for (int i = 0; i < rows; i++) {
      int root = sets.root(i);
      if (number[root] < 0) number[root] = count++;
      out[i] = number[root];
    }
    return out;
  }

  private static final class Sets {
    final int[] parent;

    Sets(int size) {
      parent = IntStream.range(0, size).toArray();
    }

    int root(int i) {
      int root = i;
      while (parent[root] != root) root = parent[root];
      while (parent[i] != root) {
        int next = parent[i];
        parent[i] = root;
        i = next;
      }
      return root;
    }
  }
}
