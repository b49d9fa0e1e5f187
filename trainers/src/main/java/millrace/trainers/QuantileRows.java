package millrace.trainers;

import java.util.Arrays;
import millrace.run.Run;

/**
 * The rows of quantile regression: those of a {@link Design} (dense columns centred, sparse ones
 * not) in units of the columns' norms, with an intercept as last column, times the rows' weights;
 * then, for a penalty, a row for each feature.
 */
final class QuantileRows implements InteriorPoint.Rows {
  private static final int MOST_PARTS = 8;

  private final Design x;
  private final double[] weight;
  private final double[] unit;
  private final double penalty;
  private final boolean intercept;
  private final Run run;
  private final int n;
  private final int p;

  /** Sums of the sparse columns do not matter here: their means stay in them. */
  QuantileRows(
      Design x, double[] weight, double[] unit, double penalty, boolean intercept, Run run) {
    this.x = x;
    this.weight = weight;
    this.unit = unit;
    this.penalty = penalty;
    this.intercept = intercept;
    this.run = run;
    n = x.rows;
    p = x.width;
  }

  @Override
  public int size() {
    return penalty > 0 ? n + p : n;
  }

  @Override
  public int width() {
    return intercept ? p + 1 : p;
  }

  @Override
  public void times(double[] b, double[] out) {
    for (int i = 0; i < n; i++) {
      double s = intercept ? b[p] : 0;
      for (int k = x.starts[i]; k < x.starts[i + 1]; k++)
        s += b[x.index[k]] * unit[x.index[k]] * x.value[k];
      out[i] = s;
    }
    for (int d = 0; d < x.dense.length; d++) {
      int f = x.denseId[d];
      Vectors.add(b[f] * unit[f], x.dense[d], 0, out, 0, n);
    }
    for (int i = 0; i < n; i++) out[i] *= weight[i];
    if (penalty > 0) for (int f = 0; f < p; f++) out[n + f] = penalty * unit[f] * b[f];
  }

  @Override
  public void transposeTimes(double[] r, double[] out) {
    Arrays.fill(out, 0);
    var v = new double[n];
    for (int i = 0; i < n; i++) v[i] = r[i] * weight[i];
    for (int i = 0; i < n; i++)
      for (int k = x.starts[i]; k < x.starts[i + 1]; k++)
        out[x.index[k]] += v[i] * x.value[k] * unit[x.index[k]];
    for (int d = 0; d < x.dense.length; d++)
      out[x.denseId[d]] += Vectors.dot(x.dense[d], v) * unit[x.denseId[d]];
    if (intercept) out[p] = Vectors.sum(v);
    if (penalty > 0) for (int f = 0; f < p; f++) out[f] += penalty * unit[f] * r[n + f];
  }

  @Override
  public double[] gram(double[] d) {
    int parts = Math.clamp((long) n * p * p / 4_000_000, 1, MOST_PARTS);
    int m = width();
    var root = new double[n];
    for (int i = 0; i < n; i++) root[i] = d[i] * weight[i] * weight[i];
    var sums =
        run.map(
            parts,
            b -> partial(root, (int) ((long) n * b / parts), (int) ((long) n * (b + 1) / parts)));
    var g = sums.getFirst();
    for (int b = 1; b < parts; b++) Vectors.add(1, sums.get(b), g);
    for (int i = 0; i < p; i++) {
      for (int j = i; j < m; j++) g[i * m + j] *= unit[i] * (j < p ? unit[j] : 1);
      if (penalty > 0) g[i * m + i] += d[n + i] * penalty * penalty * unit[i] * unit[i];
    }
    for (int i = 0; i < m; i++) for (int j = 0; j < i; j++) g[i * m + j] = g[j * m + i];
    return g;
  }

  /** The upper triangle over some rows. */
  private double[] partial(double[] d, int from, int to) {
    int m = width();
    var g = new double[m * m];
    var scaled = new double[to - from];
    var cross = new double[p];
    for (int i = from; i < to; i++) {
      for (int a = x.starts[i]; a < x.starts[i + 1]; a++) {
        double v = x.value[a] * d[i];
        int row = x.index[a] * m;
        for (int b = a; b < x.starts[i + 1]; b++) g[row + x.index[b]] += v * x.value[b];
        if (intercept) g[row + p] += v;
      }
      if (intercept) g[p * m + p] += d[i];
    }
    for (int a = 0; a < x.dense.length; a++) {
      int f = x.denseId[a];
      for (int i = from; i < to; i++) scaled[i - from] = x.dense[a][i] * d[i];
      for (int b = a; b < x.dense.length; b++)
        g[f * m + x.denseId[b]] += Vectors.dot(scaled, 0, x.dense[b], from, to - from);
      if (intercept) g[f * m + p] += Vectors.sum(scaled);
      if (x.index.length == 0) continue;
      Arrays.fill(cross, 0);
      for (int i = from; i < to; i++)
        for (int k = x.starts[i]; k < x.starts[i + 1]; k++)
          cross[x.index[k]] += scaled[i - from] * x.value[k];
      for (int j = 0; j < p; j++) g[Math.min(f, j) * m + Math.max(f, j)] += cross[j];
    }
    return g;
  }
}
