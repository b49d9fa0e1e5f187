package millrace.trainers;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * A design matrix as growing a tree wants it: each feature's distinct values in rising order, and
 * per cell the rank of its value among them. Made once, shared by all trees of a forest.
 *
 * <p>Features that are mostly zero are kept as compressed sparse rows of their other cells, so that
 * hundreds of one-hot features cost as much as the single column they came from.
 */
final class TreeColumns {
  /** Above this share of cells that are not zero, a feature is kept dense. */
  private static final double DENSE = 0.25;

  final int rows;
  final int width;

  /** Per feature: its distinct values, rising. */
  final double[][] values;

  /** Per feature: the rank of each row's value; null for a sparse feature. */
  final int[][] rank;

  /** Per feature: the rank of 0. */
  final int[] zero;

  /** The cells of sparse features that are not zero: row i has {@code start[i] .. start[i + 1]}. */
  final int[] start;

  final int[] feature;
  final int[] cellRank;

  /**
   * @throws DataException when a cell is infinite or not a number: no question would find it again
   */
  TreeColumns(Features x, Run run) {
    rows = x.rows();
    width = x.width();
    var csr = x.csr();
    var count = new int[width + 1];
    for (int f : csr.index()) count[f + 1]++;
    var from = count.clone();
    for (int f = 0; f < width; f++) from[f + 1] += from[f];
    var byFeature = new double[csr.index().length];
    var rowOf = new int[byFeature.length];
    var next = from.clone();
    for (int i = 0; i < rows; i++) {
      for (int k = csr.starts()[i]; k < csr.starts()[i + 1]; k++) {
        int at = next[csr.index()[k]]++;
        checkFinite(csr.value()[k], x, csr.index()[k], i);
        byFeature[at] = csr.value()[k];
        rowOf[at] = i;
      }
    }
    values = new double[width][];
    rank = new int[width][];
    zero = new int[width];
    run.map(
        width,
        f -> {
          rank(f, Arrays.copyOfRange(byFeature, from[f], from[f + 1]), rowOf, from[f]);
          return f;
        });
    start = new int[rows + 1];
    var index = new int[csr.index().length];
    var ranks = new int[index.length];
    int n = 0;
    for (int i = 0; i < rows; i++) {
      for (int k = csr.starts()[i]; k < csr.starts()[i + 1]; k++) {
        int f = csr.index()[k];
        if (rank[f] != null) continue;
        index[n] = f;
        ranks[n++] = rankOf(f, csr.value()[k]);
      }
      start[i + 1] = n;
    }
    feature = Arrays.copyOf(index, n);
    cellRank = Arrays.copyOf(ranks, n);
  }

  private static void checkFinite(double v, Features x, int feature, int row) {
    if (Double.isFinite(v)) return;
    throw new DataException(
        "feature '%s' is %s in row %d, but must be finite: leave the row out, or make the cell missing and put new Impute() before"
            .formatted(x.names().name(feature), v, row));
  }

  /** Finds the values of a feature and, unless it is sparse, the ranks of its cells. */
  private void rank(int f, double[] cells, int[] rowOf, int at) {
    boolean zeros = cells.length < rows;
    values[f] = distinct(cells, zeros);
    zero[f] = zeros ? Arrays.binarySearch(values[f], 0) : -1;
    if (cells.length <= DENSE * rows) return;
    var r = new int[rows];
    if (zeros) Arrays.fill(r, zero[f]);
    for (int k = 0; k < cells.length; k++) r[rowOf[at + k]] = rankOf(f, cells[k]);
    rank[f] = r;
  }

  private static double[] distinct(double[] cells, boolean zeros) {
    var sorted = Arrays.copyOf(cells, cells.length + (zeros ? 1 : 0));
    for (int i = 0; i < sorted.length; i++) sorted[i] += 0.0; // -0.0 becomes 0.0
    Arrays.sort(sorted);
    int n = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[n - 1]) sorted[n++] = sorted[i];
    }
    return Arrays.copyOf(sorted, n);
  }

  private int rankOf(int f, double value) {
    return values[f].length == 2 && values[f][0] == 0
        ? 1
        : Arrays.binarySearch(values[f], value + 0.0);
  }

  /** The rank of a cell. */
  int rank(int f, int row) {
    if (rank[f] != null) return rank[f][row];
    int k = Arrays.binarySearch(feature, start[row], start[row + 1], f);
    return k < 0 ? zero[f] : cellRank[k];
  }
}
