package millrace.preprocess;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;

/**
 * Linear functions of the rows of columns as they are. Each row's sum is taken in an order that
 * depends on the columns alone.
 */
final class LinearProduct {
  /** Rows whose scores stay in the fastest cache while the columns go by. */
  private static final int BLOCK = 256;

  private LinearProduct() {}

  /** Adds one function's values to {@code out}. */
  static void add(List<Column> columns, int[] offset, int rows, double[] weights, double[] out) {
    int four = 0; // numeric columns from here to j wait for one pass
    for (int j = 0; j <= columns.size(); j++) {
      boolean numeric = j < columns.size() && columns.get(j) instanceof Column.Numeric;
      if (numeric && j - four < 3) continue;
      if (numeric) {
        addFour(columns, four, weights, offset[four], 0, rows, out, 0);
        four = j + 1;
        continue;
      }
      for (; four < j; four++)
        addNumeric(weights[offset[four]], values(columns, four), 0, rows, out, 0);
      four = j + 1;
      if (j < columns.size()) addVectors(columns.get(j), offset[j], rows, weights, out);
    }
  }

  private static void addVectors(
      Column column, int offset, int rows, double[] weights, double[] out) {
    switch (column) {
      case Column.Dense c -> {
        int k = c.width();
        var v = c.values();
        for (int i = 0; i < rows; i++) out[i] += dot(weights, offset, v, i * k, k);
      }
      case Column.Sparse c -> {
        var starts = c.starts();
        var index = c.index();
        var value = c.value();
        for (int i = 0; i < rows; i++) {
          double s = 0;
          for (int e = starts[i]; e < starts[i + 1]; e++)
            s += weights[offset + index[e]] * value[e];
          out[i] += s;
        }
      }
      default -> throw new AssertionError("Features.of() lets no others in");
    }
  }

  static double[] of(
      List<Column> columns, int[] offset, int rows, double[] weights, double[] intercepts) {
    int k = intercepts.length;
    var out = new double[Math.multiplyExact(rows, k)];
    if (k == 1) {
      Arrays.fill(out, intercepts[0]);
      add(columns, offset, rows, weights, out);
      return out;
    }
    int p = offset[columns.size()];
    var byFeature = new double[p * k];
    for (int c = 0; c < k; c++)
      for (int f = 0; f < p; f++) byFeature[f * k + c] = weights[c * p + f];
    var z = new double[BLOCK * k];
    for (int from = 0; from < rows; from += BLOCK) {
      int n = Math.min(BLOCK, rows - from);
      for (int c = 0; c < k; c++) Arrays.fill(z, c * BLOCK, c * BLOCK + n, intercepts[c]);
      addNumeric(columns, offset, p, weights, k, from, n, z);
      for (int i = 0; i < n; i++)
        for (int c = 0, o = (from + i) * k; c < k; c++) out[o + c] = z[c * BLOCK + i];
      for (int j = 0; j < columns.size(); j++)
        addVectors(columns.get(j), offset[j], byFeature, k, from, n, out);
    }
    return out;
  }

  /** All numeric columns, to {@code z[c * BLOCK + i]}. */
  private static void addNumeric(
      List<Column> columns, int[] offset, int p, double[] w, int k, int from, int n, double[] z) {
    int four = 0;
    for (int j = 0; j <= columns.size(); j++) {
      boolean numeric = j < columns.size() && columns.get(j) instanceof Column.Numeric;
      if (numeric && j - four < 3) continue;
      if (numeric) {
        for (int c = 0; c < k; c++)
          addFour(columns, four, w, c * p + offset[four], from, n, z, c * BLOCK);
      } else {
        for (; four < j; four++)
          for (int c = 0; c < k; c++)
            addNumeric(w[c * p + offset[four]], values(columns, four), from, n, z, c * BLOCK);
      }
      four = j + 1;
    }
  }

  /** Rows of a dense or sparse column, to {@code out[row * k + c]}; nothing of others. */
  private static void addVectors(
      Column column, int offset, double[] byFeature, int k, int from, int n, double[] out) {
    switch (column) {
      case Column.Dense c -> {
        int w = c.width();
        var v = c.values();
        for (int i = from; i < from + n; i++)
          for (int f = 0; f < w; f++)
            addScaled(v[i * w + f], byFeature, (offset + f) * k, out, i * k, k);
      }
      case Column.Sparse c -> {
        var starts = c.starts();
        var index = c.index();
        var value = c.value();
        for (int i = from; i < from + n; i++) {
          int o = i * k;
          if (k == 2) {
            addPair(byFeature, offset, starts[i], starts[i + 1], index, value, out, o);
            continue;
          }
          for (int e = starts[i]; e < starts[i + 1]; e++)
            addScaled(value[e], byFeature, (offset + index[e]) * k, out, o, k);
        }
      }
      default -> {}
    }
  }

  private static void addPair(
      double[] w, int offset, int from, int to, int[] index, double[] value, double[] out, int o) {
    double a = 0;
    double b = 0;
    for (int e = from; e < to; e++) {
      int f = 2 * (offset + index[e]);
      a += w[f] * value[e];
      b += w[f + 1] * value[e];
    }
    out[o] += a;
    out[o + 1] += b;
  }

  private static void addScaled(double v, double[] w, int from, double[] out, int at, int k) {
    for (int c = 0; c < k; c++) out[at + c] += v * w[from + c];
  }

  private static double[] values(List<Column> columns, int j) {
    return ((Column.Numeric) columns.get(j)).values();
  }

  private static void addNumeric(double w, double[] v, int from, int n, double[] z, int at) {
    for (int i = 0; i < n; i++) z[at + i] += w * v[from + i];
  }

  /** Four columns in one pass: z is read and written once for four products. */
  private static void addFour(
      List<Column> columns, int j, double[] w, int at, int from, int n, double[] z, int to) {
    addFour(
        w[at],
        values(columns, j),
        w[at + 1],
        values(columns, j + 1),
        w[at + 2],
        values(columns, j + 2),
        w[at + 3],
        values(columns, j + 3),
        from,
        n,
        z,
        to);
  }

  private static void addFour(
      double a,
      double[] p,
      double b,
      double[] q,
      double c,
      double[] r,
      double d,
      double[] s,
      int from,
      int n,
      double[] z,
      int to) {
    for (int i = 0; i < n; i++)
      z[to + i] += (a * p[from + i] + b * q[from + i]) + (c * r[from + i] + d * s[from + i]);
  }

  private static double dot(double[] w, int at, float[] v, int from, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int f = 0;
    for (; f + 3 < n; f += 4) {
      s0 += w[at + f] * v[from + f];
      s1 += w[at + f + 1] * v[from + f + 1];
      s2 += w[at + f + 2] * v[from + f + 2];
      s3 += w[at + f + 3] * v[from + f + 3];
    }
    for (; f < n; f++) s0 += w[at + f] * v[from + f];
    return (s0 + s1) + (s2 + s3);
  }
}
