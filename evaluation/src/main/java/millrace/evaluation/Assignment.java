package millrace.evaluation;

import java.util.Arrays;

/**
 * The assignment of rows to columns, one to one, of the largest total gain: the Hungarian method in
 * its form of shortest augmenting paths. O(rows² columns).
 *
 * @see "Kuhn 1955, The Hungarian method for the assignment problem; Jonker, Volgenant 1987, A
 *     shortest augmenting path algorithm for dense and sparse linear assignment problems"
 */
final class Assignment {
  private Assignment() {}

  /**
   * The column of each row.
   *
   * @param gain row-major, finite; not more rows than columns
   */
  static int[] best(double[] gain, int rows, int columns) {
    if (rows > columns) throw new IllegalArgumentException(rows + " rows, " + columns + " columns");
    // Potentials of rows u and columns v keep all reduced costs −gain − u − v at 0 or above, and at
    // 0 for assigned pairs. Place 0 stands for "none", so that rows and columns count from 1.
    var u = new double[rows + 1];
    var v = new double[columns + 1];
    var rowOf = new int[columns + 1];
    var from = new int[columns + 1];
    var distance = new double[columns + 1];
    var done = new boolean[columns + 1];
    for (int r = 1; r <= rows; r++) {
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      Arrays.fill(done, false);
      rowOf[0] = r;
      int column = 0;
      while (rowOf[column] != 0) {
        done[column] = true;
        int row = rowOf[column];
        double least = Double.POSITIVE_INFINITY;
        int next = 0;
        for (int c = 1; c <= columns; c++) {
          if (done[c]) continue;
          double reduced = -gain[(row - 1) * columns + c - 1] - u[row] - v[c];
          if (reduced < distance[c]) {
            distance[c] = reduced;
            from[c] = column;
          }
          if (distance[c] < least) {
            least = distance[c];
            next = c;
          }
        }
        for (int c = 0; c <= columns; c++) {
          if (done[c]) {
            u[rowOf[c]] += least;
            v[c] -= least;
          } else {
            distance[c] -= least;
          }
        }
        column = next;
      }
      while (column != 0) {
        rowOf[column] = rowOf[from[column]];
        column = from[column];
      }
    }
    var out = new int[rows];
    for (int c = 1; c <= columns; c++) if (rowOf[c] > 0) out[rowOf[c] - 1] = c - 1;
    return out;
  }
}
