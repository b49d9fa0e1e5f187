package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.TreeMap;
import millrace.preprocess.Tiles;
import millrace.run.Run;

/**
 * How alike rows are, with a diagonal of 0, scaled by the roots of the row sums: D^-1/2 A D^-1/2,
 * whose top eigenvectors are the bottom ones of the normalised Laplacian. Dense, or sparse by rows.
 */
final class Affinities implements TopVectors.Matrix {
  private static final int ROWS = 64;

  private final int n;
  private final Run run;

  /** Dense: whole rows. Sparse: the entries that stand in {@link #index}. */
  private final double[][] value;

  private final int[][] index;

  /** The root of each row sum, 1 for a row that is like no other. */
  final double[] root;

  private Affinities(double[][] value, int[][] index, Run run) {
    this.value = value;
    this.index = index;
    this.run = run.silent();
    n = value.length;
    root = new double[n];
    for (int i = 0; i < n; i++) {
      double s = Vectors.sum(value[i]);
      root[i] = s > 0 ? Math.sqrt(s) : 1;
    }
    for (int i = 0; i < n; i++) {
      var v = value[i];
      for (int k = 0; k < v.length; k++)
        v[k] /= root[i] * root[index.length == 0 ? k : index[i][k]];
    }
  }

  /** exp(−gamma ‖a − b‖²). */
  static Affinities rbf(Tiles x, double gamma, Run run) {
    int n = x.rows();
    var value = new double[n][n];
    run.map(
        "row",
        x.count(),
        t -> {
          var point = new double[x.width()];
          var room = new double[Tiles.SIZE];
          for (int i = t * Tiles.SIZE; i < t * Tiles.SIZE + x.size(t); i++) {
            x.row(i, point, 0);
            for (int s = 0; s < x.count(); s++) {
              Tiles.squaredDistances(room, point, 0, x.tile(s), x.size(s));
              for (int j = 0; j < x.size(s); j++)
                value[i][s * Tiles.SIZE + j] = Math.exp(-gamma * room[j]);
            }
            value[i][i] = 0;
          }
          return t;
        });
    return new Affinities(value, new int[0][], run);
  }

  /** 1 where each is among the other's nearest rows (itself counted), 1/2 where only one is. */
  static Affinities neighbours(Tiles x, int count, Run run) {
    int n = x.rows();
    var nearest = new int[n][];
    run.map(
        "row",
        x.count(),
        t -> {
          var point = new double[x.width()];
          var room = new double[Tiles.SIZE];
          var all = new double[n];
          for (int i = t * Tiles.SIZE; i < t * Tiles.SIZE + x.size(t); i++) {
            x.row(i, point, 0);
            for (int s = 0; s < x.count(); s++) {
              Tiles.squaredDistances(room, point, 0, x.tile(s), x.size(s));
              System.arraycopy(room, 0, all, s * Tiles.SIZE, x.size(s));
            }
            all[i] = -1; // itself comes first
            nearest[i] = least(all, count);
          }
          return t;
        });
    return symmetric(nearest, run);
  }

  /** The places of the least numbers, of equals the first; places rise. */
  private static int[] least(double[] v, int count) {
    var heap = new int[count]; // sorted by insertion: count is small
    int size = 0;
    for (int j = 0; j < v.length; j++) {
      if (size == count && !(v[j] < v[heap[size - 1]])) continue;
      int at = size < count ? size++ : size - 1;
      while (at > 0 && v[j] < v[heap[at - 1]]) {
        heap[at] = heap[at - 1];
        at--;
      }
      heap[at] = j;
    }
    var out = Arrays.copyOf(heap, size);
    Arrays.sort(out);
    return out;
  }

  private static Affinities symmetric(int[][] nearest, Run run) {
    int n = nearest.length;
    var rows = new ArrayList<TreeMap<Integer, Double>>();
    for (int i = 0; i < n; i++) rows.add(new TreeMap<>());
    for (int i = 0; i < n; i++) {
      for (int j : nearest[i]) {
        if (i == j) continue;
        rows.get(i).merge(j, 0.5, Double::sum);
        rows.get(j).merge(i, 0.5, Double::sum);
      }
    }
    var index = new int[n][];
    var value = new double[n][];
    for (int i = 0; i < n; i++) {
      index[i] = rows.get(i).keySet().stream().mapToInt(Integer::intValue).toArray();
      value[i] = rows.get(i).values().stream().mapToDouble(Double::doubleValue).toArray();
    }
    return new Affinities(value, index, run);
  }

  @Override
  public double[][] times(double[][] vectors) {
    var out = new double[vectors.length][n];
    int blocks = (n + ROWS - 1) / ROWS;
    int parts = Math.min(blocks, 16);
    int each = (blocks + parts - 1) / parts * ROWS;
    boolean small = (long) n * vectors.length * (index.length == 0 ? n : 20) < 1 << 22;
    (small ? run.threads(1) : run)
        .map(
            parts,
            b -> {
              for (int i = b * each; i < Math.min(n, (b + 1) * each); i++) row(i, vectors, out);
              return b;
            });
    return out;
  }

  private void row(int i, double[][] vectors, double[][] out) {
    for (int c = 0; c < vectors.length; c++) {
      if (index.length == 0) {
        out[c][i] = Vectors.dot(value[i], vectors[c]);
        continue;
      }
      double s = 0;
      for (int k = 0; k < index[i].length; k++) s += value[i][k] * vectors[c][index[i][k]];
      out[c][i] = s;
    }
  }
}
