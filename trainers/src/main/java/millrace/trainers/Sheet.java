package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Features;
import org.jspecify.annotations.Nullable;

/**
 * The features of a frame as columns, or as compressed rows where a column is sparse: copies that
 * an algorithm may change. Which of the two it is depends on the kinds of the columns alone, so
 * that a row alone gives what it gives among others.
 */
final class Sheet {
  /** Rows of a block: a few of its columns stay in the fastest cache. */
  static final int BLOCK = 256;

  final List<String> columns;
  final Vocabulary names;
  final int rows;
  final int width;

  /** A column per feature; empty where {@link #csr} is used. */
  final double[][] column;

  private final Features.@Nullable Csr csr;

  private Sheet(Features features, List<String> columns) {
    this.columns = columns;
    names = features.names();
    rows = features.rows();
    width = features.width();
    csr = features.sparse() ? features.csr() : null;
    column = csr == null ? features.columnArrays() : new double[0][];
  }

  /**
   * Of training rows.
   *
   * @throws DataException when a cell is infinite or not a number
   */
  static Sheet of(Frame train) {
    var columns = List.copyOf(train.features().names());
    var sheet = new Sheet(Features.of(train, columns), columns);
    sheet.checkFinite();
    return sheet;
  }

  /**
   * Of rows to predict.
   *
   * @throws DataException when a column is not there, gives other features, or has a cell that is
   *     infinite or not a number
   */
  static Sheet of(Frame frame, List<String> columns, Vocabulary trained) {
    var sheet = new Sheet(Features.of(frame, columns, trained), columns);
    sheet.checkFinite();
    return sheet;
  }

  boolean sparse() {
    return csr != null;
  }

  /** The compressed rows, where {@link #sparse}. */
  Features.Csr csr() {
    if (csr == null) throw new IllegalStateException("these are columns");
    return csr;
  }

  /** All columns, made of the compressed rows where there are those. O(rows × width). */
  double[][] asColumns() {
    if (csr == null) return column;
    var out = new double[width][rows];
    for (int i = 0; i < rows; i++)
      for (int e = csr.starts()[i]; e < csr.starts()[i + 1]; e++)
        out[csr.index()[e]][i] = csr.value()[e];
    return out;
  }

  private void checkFinite() {
    if (csr != null) {
      if (!Linear.finite(csr.value())) Design.checkFinite(csr, names, 0);
      return;
    }
    int row = Integer.MAX_VALUE;
    int feature = -1;
    for (int f = 0; f < width; f++) {
      if (Linear.finite(column[f])) continue;
      int i = 0;
      while (Double.isFinite(column[f][i])) i++;
      if (i < row) {
        row = i;
        feature = f;
      }
    }
    if (feature < 0) return;
    var cell =
        new Features.Csr(
            new int[] {0, 1}, new int[] {feature}, new double[] {column[feature][row]}, width);
    Design.checkFinite(cell, names, row);
  }

  /** Every cell becomes 1 above the threshold, else 0; absent entries must not lie above it. */
  void binarise(double threshold) {
    if (csr == null) {
      for (var c : column) for (int i = 0; i < c.length; i++) c[i] = c[i] > threshold ? 1 : 0;
    } else {
      var v = csr.value();
      for (int e = 0; e < v.length; e++) v[e] = v[e] > threshold ? 1 : 0;
    }
  }

  /**
   * {@code k} linear functions of every row, row-major. O(entries × k).
   *
   * @param weights function by function, one per feature
   * @param intercepts one per function
   */
  double[] linear(double[] weights, double[] intercepts) {
    int k = intercepts.length;
    var out = new double[Math.multiplyExact(rows, k)];
    if (csr == null) {
      var z = new double[BLOCK];
      for (int at = 0; at < rows; at += BLOCK) {
        int n = Math.min(BLOCK, rows - at);
        for (int c = 0; c < k; c++) {
          Arrays.fill(z, 0, n, intercepts[c]);
          addProduct(weights, c * width, column, width, at, z, n);
          for (int i = 0; i < n; i++) out[(at + i) * k + c] = z[i];
        }
      }
      return out;
    }
    var byFeature = new double[width * k];
    for (int c = 0; c < k; c++)
      for (int f = 0; f < width; f++) byFeature[f * k + c] = weights[c * width + f];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(intercepts, 0, out, i * k, k);
      for (int e = csr.starts()[i]; e < csr.starts()[i + 1]; e++)
        Vectors.add(csr.value()[e], byFeature, csr.index()[e] * k, out, i * k, k);
    }
    return out;
  }

  /**
   * Adds {@code Σ w[wo + f] * x[f][at + i]}, f below {@code p}, to {@code z[i]} for i below n: four
   * columns at a time, so that z is read and written once for four products.
   */
  static void addProduct(double[] w, int wo, double[][] x, int p, int at, double[] z, int n) {
    int f = 0;
    for (; f + 3 < p; f += 4) {
      add4(
          w[wo + f],
          x[f],
          w[wo + f + 1],
          x[f + 1],
          w[wo + f + 2],
          x[f + 2],
          w[wo + f + 3],
          x[f + 3],
          at,
          z,
          n);
    }
    for (; f < p; f++) Vectors.add(w[wo + f], x[f], at, z, 0, n);
  }

  private static void add4(
      double a,
      double[] p,
      double b,
      double[] q,
      double c,
      double[] r,
      double d,
      double[] s,
      int at,
      double[] z,
      int n) {
    for (int i = 0; i < n; i++)
      z[i] += (a * p[at + i] + b * q[at + i]) + (c * r[at + i] + d * s[at + i]);
  }
}
