package millrace.trainers;

import java.util.List;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Features;

/**
 * Training rows, one after another: all features of each where no column is sparse, else those that
 * are not 0.
 *
 * @param starts where each row's entries start; empty where all features are there
 * @param index their features; empty where all features are there
 * @param value the entries
 */
record SgdRows(
    List<String> columns,
    Vocabulary names,
    int rows,
    int width,
    int[] starts,
    int[] index,
    double[] value) {
  /**
   * @throws millrace.data.DataException when a cell is infinite or not a number
   */
  static SgdRows of(Frame train) {
    var columns = List.copyOf(train.features().names());
    var x = Features.of(train, columns);
    if (x.sparse()) {
      var csr = x.csr();
      if (!Linear.finite(csr.value())) Design.checkFinite(csr, x.names(), 0);
      return new SgdRows(
          columns, x.names(), x.rows(), x.width(), csr.starts(), csr.index(), csr.value());
    }
    var dense = x.dense();
    if (!Linear.finite(dense)) Design.checkFinite(x.csr(), x.names(), 0);
    return new SgdRows(columns, x.names(), x.rows(), x.width(), new int[0], new int[0], dense);
  }

  boolean sparse() {
    return starts.length > 0;
  }

  double dot(double[] w, int row) {
    if (!sparse()) return Vectors.dot(value, row * width, w, 0, width);
    double s = 0;
    for (int e = starts[row]; e < starts[row + 1]; e++) s += value[e] * w[index[e]];
    return s;
  }

  /** Adds {@code c} times the row to {@code w}. */
  void add(double c, int row, double[] w) {
    if (!sparse()) {
      Vectors.add(c, value, row * width, w, 0, width);
      return;
    }
    for (int e = starts[row]; e < starts[row + 1]; e++) w[index[e]] += c * value[e];
  }
}
