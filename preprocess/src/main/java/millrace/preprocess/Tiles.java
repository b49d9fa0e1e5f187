package millrace.preprocess;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.data.Frame;

/**
 * A dense matrix in tiles of at most {@value #SIZE} rows, each tile feature by feature: {@code
 * tile(t)[feature][row - t * SIZE]}. A tile fits the cache, and every loop below runs over whole
 * arrays from 0 on, which is the form that the JIT compiles to vector instructions. The sum of each
 * row is taken in the same order whatever rows stand beside it, so results do not depend on the
 * tiling.
 */
public final class Tiles {
  /** Rows of a tile; the last may have fewer. */
  public static final int SIZE = 256;

  private final double[][][] tiles;
  private final int rows;
  private final int width;

  private Tiles(double[][][] tiles, int rows, int width) {
    this.tiles = tiles;
    this.rows = rows;
    this.width = width;
  }

  /**
   * The features, which must be finite. O(rows × width).
   *
   * @param who the trainer or step, named in messages
   * @throws DataException naming feature and row of a cell that is not finite
   */
  public static Tiles of(Features features, String who) {
    var out = ofColumns(features.columnArrays(), features.rows());
    for (int t = 0; t < out.count(); t++) {
      for (int f = 0; f < out.width; f++) {
        var v = out.tiles[t][f];
        double s = 0;
        for (double x : v) s += x * 0;
        if (s == 0) continue;
        for (int i = 0; i < v.length; i++) {
          if (Double.isFinite(v[i])) continue;
          throw new DataException(
              "%s: feature '%s' is %s in row %d, but must be finite: put new Impute() before, or leave the row out"
                  .formatted(who, features.names().name(f), v[i], t * SIZE + i));
        }
      }
    }
    return out;
  }

  /** All feature columns of a frame: see {@link #of(Features, String)}. */
  public static Tiles of(Frame frame, String who) {
    return of(Features.of(frame), who);
  }

  /** Copies of these columns. */
  public static Tiles ofColumns(double[][] columns, int rows) {
    int count = (rows + SIZE - 1) / SIZE;
    var tiles = new double[count][columns.length][];
    for (int t = 0; t < count; t++) {
      int to = Math.min(rows, (t + 1) * SIZE);
      for (int f = 0; f < columns.length; f++)
        tiles[t][f] = Arrays.copyOfRange(columns[f], t * SIZE, to);
    }
    return new Tiles(tiles, rows, columns.length);
  }

  /** Copies of these rows, all of one width. */
  public static Tiles ofRows(double[] rowMajor, int width) {
    int rows = width == 0 ? 0 : rowMajor.length / width;
    var out = zeros(rows, width);
    for (int t = 0; t < out.count(); t++) {
      var tile = out.tiles[t];
      for (int i = 0, at = t * SIZE * width; i < out.size(t); i++)
        for (int f = 0; f < width; f++, at++) tile[f][i] = rowMajor[at];
    }
    return out;
  }

  /** A matrix of zeros, to be written through {@link #tile}. */
  public static Tiles zeros(int rows, int width) {
    int count = (rows + SIZE - 1) / SIZE;
    var tiles = new double[count][width][];
    for (int t = 0; t < count; t++)
      for (int f = 0; f < width; f++) tiles[t][f] = new double[Math.min(SIZE, rows - t * SIZE)];
    return new Tiles(tiles, rows, width);
  }

  public int rows() {
    return rows;
  }

  public int width() {
    return width;
  }

  /** The number of tiles. */
  public int count() {
    return tiles.length;
  }

  /** The rows of tile {@code t}. */
  public int size(int t) {
    return Math.min(SIZE, rows - t * SIZE);
  }

  /** The arrays themselves, one for each feature. */
  public double[][] tile(int t) {
    return tiles[t];
  }

  public double get(int row, int feature) {
    return tiles[row / SIZE][feature][row % SIZE];
  }

  /** Copies one row to {@code out[at …]}. */
  public void row(int row, double[] out, int at) {
    var tile = tiles[row / SIZE];
    int i = row % SIZE;
    for (int f = 0; f < width; f++) out[at + f] = tile[f][i];
  }

  /** A copy as rows, row-major. */
  public double[] rowMajor() {
    var out = new double[Math.multiplyExact(rows, width)];
    for (int t = 0; t < tiles.length; t++) {
      var tile = tiles[t];
      for (int i = 0, at = t * SIZE * width; i < size(t); i++)
        for (int f = 0; f < width; f++, at++) out[at] = tile[f][i];
    }
    return out;
  }

  /** A copy of one feature, all rows. */
  public double[] column(int feature) {
    var out = new double[rows];
    for (int t = 0; t < tiles.length; t++)
      System.arraycopy(tiles[t][feature], 0, out, t * SIZE, size(t));
    return out;
  }

  /** A copy, one feature after the other. */
  double[] columnMajor() {
    var out = new double[Math.multiplyExact(rows, width)];
    for (int t = 0; t < tiles.length; t++)
      for (int f = 0; f < width; f++)
        System.arraycopy(tiles[t][f], 0, out, f * rows + t * SIZE, size(t));
    return out;
  }

  /** The same matrix with rows and columns exchanged. */
  public Tiles transposed() {
    var columns = new double[rows][width];
    for (int t = 0; t < tiles.length; t++)
      for (int f = 0; f < width; f++)
        for (int i = 0; i < size(t); i++) columns[t * SIZE + i][f] = tiles[t][f][i];
    return ofColumns(columns, width);
  }

  /** The mean of each feature. */
  public double[] means() {
    var out = new double[width];
    for (int f = 0; f < width; f++) {
      double s = 0;
      for (var tile : tiles) for (double v : tile[f]) s += v;
      out[f] = s / rows;
    }
    return out;
  }

  /**
   * {@code out[i] += Σ weights[at + f] * x[first + f][i]} over {@code terms} arrays of {@code x}
   * and the first {@code n} rows: one row of a matrix product. Terms are added one after the other,
   * so that all ways to compute it give the same bits.
   */
  public static void combine(
      double[] out, double[] weights, int at, double[][] x, int first, int terms, int n) {
    int f = 0;
    for (; f + 7 < terms; f += 8) combine8(out, weights, at + f, x, first + f, n);
    for (; f < terms; f++) combine1(out, weights[at + f], x[first + f], n);
  }

  /**
   * {@link #combine} for several outs, that of number c with the weights from {@code at + c *
   * stride} on: two at a time, so that each number loaded is used twice.
   */
  public static void combineAll(
      double[][] out, double[] weights, int at, int stride, double[][] x, int terms, int n) {
    int c = 0;
    for (; c + 1 < out.length; c += 2)
      combinePair(out[c], out[c + 1], weights, at + c * stride, at + (c + 1) * stride, x, terms, n);
    if (c < out.length) combine(out[c], weights, at + c * stride, x, 0, terms, n);
  }

  /** {@link #combine} for two outs, with the weights from {@code a} and from {@code b} on. */
  static void combinePair(
      double[] p, double[] q, double[] weights, int a, int b, double[][] x, int terms, int n) {
    int f = 0;
    for (; f + 3 < terms; f += 4) combine4(p, q, weights, a + f, b + f, x, f, n);
    for (; f < terms; f++) {
      combine1(p, weights[a + f], x[f], n);
      combine1(q, weights[b + f], x[f], n);
    }
  }

  private static void combine8(double[] out, double[] w, int at, double[][] x, int f, int n) {
    double w0 = w[at];
    double w1 = w[at + 1];
    double w2 = w[at + 2];
    double w3 = w[at + 3];
    double w4 = w[at + 4];
    double w5 = w[at + 5];
    double w6 = w[at + 6];
    double w7 = w[at + 7];
    var x0 = x[f];
    var x1 = x[f + 1];
    var x2 = x[f + 2];
    var x3 = x[f + 3];
    var x4 = x[f + 4];
    var x5 = x[f + 5];
    var x6 = x[f + 6];
    var x7 = x[f + 7];
    for (int i = 0; i < n; i++) {
      double s = Math.fma(w1, x1[i], Math.fma(w0, x0[i], out[i]));
      s = Math.fma(w3, x3[i], Math.fma(w2, x2[i], s));
      s = Math.fma(w5, x5[i], Math.fma(w4, x4[i], s));
      out[i] = Math.fma(w7, x7[i], Math.fma(w6, x6[i], s));
    }
  }

  private static void combine4(
      double[] p, double[] q, double[] w, int a, int b, double[][] x, int f, int n) {
    double a0 = w[a];
    double a1 = w[a + 1];
    double a2 = w[a + 2];
    double a3 = w[a + 3];
    double b0 = w[b];
    double b1 = w[b + 1];
    double b2 = w[b + 2];
    double b3 = w[b + 3];
    var x0 = x[f];
    var x1 = x[f + 1];
    var x2 = x[f + 2];
    var x3 = x[f + 3];
    for (int i = 0; i < n; i++) {
      double v0 = x0[i];
      double v1 = x1[i];
      double v2 = x2[i];
      double v3 = x3[i];
      p[i] = Math.fma(a3, v3, Math.fma(a2, v2, Math.fma(a1, v1, Math.fma(a0, v0, p[i]))));
      q[i] = Math.fma(b3, v3, Math.fma(b2, v2, Math.fma(b1, v1, Math.fma(b0, v0, q[i]))));
    }
  }

  private static void combine1(double[] out, double w, double[] x, int n) {
    for (int i = 0; i < n; i++) out[i] = Math.fma(w, x[i], out[i]);
  }

  /**
   * {@code out[i] = Σ (x[f][i] - point[at + f])²} over all arrays of {@code x} and the first {@code
   * n} rows: squared distances to a point, without the cancellation of expanding the square. Terms
   * are added one after the other, so that all ways to compute it give the same bits.
   */
  public static void squaredDistances(double[] out, double[] point, int at, double[][] x, int n) {
    Arrays.fill(out, 0, n, 0);
    int p = x.length;
    int f = 0;
    for (; f + 7 < p; f += 8) distances8(out, point, at + f, x, f, n);
    for (; f < p; f++) distances1(out, point[at + f], x[f], n);
  }

  /**
   * {@link #squaredDistances(double[], double[], int, double[][], int)} to two points, that from
   * {@code a} and that from {@code b} on: each number loaded is used twice.
   */
  public static void squaredDistances(
      double[] p, double[] q, double[] points, int a, int b, double[][] x, int n) {
    Arrays.fill(p, 0, n, 0);
    Arrays.fill(q, 0, n, 0);
    int f = 0;
    for (; f + 3 < x.length; f += 4) distances4(p, q, points, a + f, b + f, x, f, n);
    for (; f < x.length; f++) {
      distances1(p, points[a + f], x[f], n);
      distances1(q, points[b + f], x[f], n);
    }
  }

  private static void distances8(double[] out, double[] c, int at, double[][] x, int f, int n) {
    double c0 = c[at];
    double c1 = c[at + 1];
    double c2 = c[at + 2];
    double c3 = c[at + 3];
    double c4 = c[at + 4];
    double c5 = c[at + 5];
    double c6 = c[at + 6];
    double c7 = c[at + 7];
    var x0 = x[f];
    var x1 = x[f + 1];
    var x2 = x[f + 2];
    var x3 = x[f + 3];
    var x4 = x[f + 4];
    var x5 = x[f + 5];
    var x6 = x[f + 6];
    var x7 = x[f + 7];
    for (int i = 0; i < n; i++) {
      double d0 = x0[i] - c0;
      double d1 = x1[i] - c1;
      double d2 = x2[i] - c2;
      double d3 = x3[i] - c3;
      double d4 = x4[i] - c4;
      double d5 = x5[i] - c5;
      double d6 = x6[i] - c6;
      double d7 = x7[i] - c7;
      double s = Math.fma(d1, d1, Math.fma(d0, d0, out[i]));
      s = Math.fma(d3, d3, Math.fma(d2, d2, s));
      s = Math.fma(d5, d5, Math.fma(d4, d4, s));
      out[i] = Math.fma(d7, d7, Math.fma(d6, d6, s));
    }
  }

  private static void distances4(
      double[] p, double[] q, double[] c, int a, int b, double[][] x, int f, int n) {
    double a0 = c[a];
    double a1 = c[a + 1];
    double a2 = c[a + 2];
    double a3 = c[a + 3];
    double b0 = c[b];
    double b1 = c[b + 1];
    double b2 = c[b + 2];
    double b3 = c[b + 3];
    var x0 = x[f];
    var x1 = x[f + 1];
    var x2 = x[f + 2];
    var x3 = x[f + 3];
    for (int i = 0; i < n; i++) {
      double v0 = x0[i];
      double v1 = x1[i];
      double v2 = x2[i];
      double v3 = x3[i];
      double d0 = v0 - a0;
      double d1 = v1 - a1;
      double d2 = v2 - a2;
      double d3 = v3 - a3;
      double e0 = v0 - b0;
      double e1 = v1 - b1;
      double e2 = v2 - b2;
      double e3 = v3 - b3;
      p[i] = Math.fma(d3, d3, Math.fma(d2, d2, Math.fma(d1, d1, Math.fma(d0, d0, p[i]))));
      q[i] = Math.fma(e3, e3, Math.fma(e2, e2, Math.fma(e1, e1, Math.fma(e0, e0, q[i]))));
    }
  }

  private static void distances1(double[] out, double c, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      double d = x[i] - c;
      out[i] = Math.fma(d, d, out[i]);
    }
  }

  /**
   * {@code out[at + a * stride + b] += Σ left[a][i] * right[b][i]} over the first {@code n} rows:
   * inner products of all arrays with all, four by four so that each number loaded is used four
   * times.
   *
   * @param triangle only pairs with b from the block of a on are wanted: for symmetric results, of
   *     which the upper triangle is complete then
   */
  public static void products(
      double[][] left,
      double[][] right,
      int n,
      double[] out,
      int at,
      int stride,
      boolean triangle) {
    for (int a = 0; a < left.length; a += 4) {
      for (int b = triangle ? a : 0; b < right.length; b += 4) {
        if (a + 4 <= left.length && b + 4 <= right.length) {
          products4(left, a, right, b, n, out, at + a * stride + b, stride);
          continue;
        }
        for (int c = a; c < Math.min(a + 4, left.length); c++)
          for (int d = b; d < Math.min(b + 4, right.length); d++)
            out[at + c * stride + d] += dot(left[c], right[d], n);
      }
    }
  }

  private static void products4(
      double[][] l, int a, double[][] r, int b, int n, double[] out, int at, int stride) {
    products2(l[a], l[a + 1], r[b], r[b + 1], r[b + 2], r[b + 3], n, out, at, stride);
    products2(
        l[a + 2], l[a + 3], r[b], r[b + 1], r[b + 2], r[b + 3], n, out, at + 2 * stride, stride);
  }

  private static void products2(
      double[] p,
      double[] q,
      double[] b0,
      double[] b1,
      double[] b2,
      double[] b3,
      int n,
      double[] out,
      int at,
      int stride) {
    double p0 = 0;
    double p1 = 0;
    double p2 = 0;
    double p3 = 0;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    for (int i = 0; i < n; i++) {
      double v = p[i];
      double w = q[i];
      p0 = Math.fma(v, b0[i], p0);
      p1 = Math.fma(v, b1[i], p1);
      p2 = Math.fma(v, b2[i], p2);
      p3 = Math.fma(v, b3[i], p3);
      q0 = Math.fma(w, b0[i], q0);
      q1 = Math.fma(w, b1[i], q1);
      q2 = Math.fma(w, b2[i], q2);
      q3 = Math.fma(w, b3[i], q3);
    }
    out[at] += p0;
    out[at + 1] += p1;
    out[at + 2] += p2;
    out[at + 3] += p3;
    out[at + stride] += q0;
    out[at + stride + 1] += q1;
    out[at + stride + 2] += q2;
    out[at + stride + 3] += q3;
  }

  private static double dot(double[] a, double[] b, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++) s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
  }
}
