package millrace.trainers;

import java.util.Arrays;
import millrace.run.Run;
import org.jspecify.annotations.Nullable;

/**
 * A weighted mean loss of k linear functions of the scaled columns of a {@link Design}, plus {@code
 * l2 ‖w‖² / 2} in the frame's units.
 *
 * <p>The variables are {@code v[f * k + c]}, the weight of feature f for class c in units of one
 * over the root of the column's variance plus the penalty (as a share of the loss's curvature),
 * then k intercepts. Where it pays (few features beside the rows), the columns are decorrelated,
 * too: {@code v} then stands for {@code L'} times these weights, L being the Cholesky factor of the
 * columns' correlations plus the penalty. All this leaves the minimum where it is, but makes the
 * way there short.
 *
 * <p>Rows are cut into parts whose number depends on the shape alone and whose sums are added in
 * order: the same bits on any number of threads.
 */
final class LinearLoss implements Lbfgs.Objective {
  static final int BLOCK = 256;

  /** The loss of rows. */
  interface Rows {
    /**
     * Replaces scores by the loss's slopes.
     *
     * @param z the scores of function c stand from {@code c * BLOCK} on
     * @param at the first row, a multiple of BLOCK
     * @param n how many, at most BLOCK
     * @return the sum of the losses
     */
    double slopes(double[] z, int at, int n);
  }

  /** Multiplications that are worth a part of their own, and the most numbers in all sums. */
  private static final long WORK = 400_000;

  private static final long SPACE = 1 << 22;
  private static final int MOST_PARTS = 16;

  /** The widest matrix of correlations that is factorised. */
  private static final int MOST_DECORRELATED = 1000;

  private final Design x;
  private final Rows loss;

  /** The number of linear functions. */
  final int k;

  private final double total;
  private final double penalty;
  private final boolean intercept;
  private final Run run;
  private final double[] scale;
  private final @Nullable Cholesky factor;
  private final int rowsOfPart;
  private final double[][] sums;

  /**
   * @param total the sum of weights, which makes the sum of losses a mean
   * @param penalty on half the squared weights, beside the mean loss
   * @param curvature about that of the mean loss by the score; tells how much the penalty weighs
   */
  LinearLoss(
      Design x,
      int k,
      Rows loss,
      double total,
      double penalty,
      double curvature,
      boolean intercept,
      Run run) {
    this.x = x;
    this.k = k;
    this.loss = loss;
    this.total = total;
    this.penalty = penalty;
    this.intercept = intercept;
    this.run = run;
    scale = new double[x.width];
    for (int f = 0; f < scale.length; f++)
      scale[f] = x.norm[f] > 0 ? Math.sqrt(x.rows) / x.norm[f] : 0;
    long work = ((long) x.index.length + (long) x.rows * (x.dense.length + 8)) * k;
    long most = Math.max(4, SPACE / (size() + 1));
    long wanted = Math.clamp(work / WORK, 1, Math.min(MOST_PARTS, most));
    int each = Math.max(BLOCK, (int) ((x.rows + wanted - 1) / wanted));
    rowsOfPart = (each + BLOCK - 1) / BLOCK * BLOCK;
    sums = new double[(x.rows + rowsOfPart - 1) / rowsOfPart][size() + 1];
    factor = decorrelates() ? factor(curvature) : null;
    if (factor == null) weighPenalty(curvature);
  }

  /**
   * Without the factor, scales by the root of the whole curvature, the penalty's included. For
   * words that are in few rows the penalty is most of it: in units of their deviation alone it
   * would bend some directions a thousand times as much as others, and the search would crawl.
   */
  private void weighPenalty(double curvature) {
    for (int f = 0; f < scale.length; f++)
      scale[f] /= Math.sqrt(1 + penalty / curvature * scale[f] * scale[f]);
  }

  /** Whether the correlations cost less than the iterations they save. */
  private boolean decorrelates() {
    int p = x.width;
    double entries = (double) x.index.length / x.rows + x.dense.length;
    return p > 1 && p <= MOST_DECORRELATED && 4L * p <= x.rows && entries <= 100 * k;
  }

  private Cholesky factor(double curvature) {
    int p = x.width;
    var g = x.gram(run.silent());
    var use = new boolean[p];
    for (int i = 0; i < p; i++) {
      use[i] = scale[i] > 0;
      for (int j = 0; j < p; j++) g[i * p + j] *= scale[i] * scale[j] / x.rows;
      g[i * p + i] += penalty / curvature * scale[i] * scale[i] + 1e-6;
    }
    return new Cholesky(g, p, use, 0);
  }

  int size() {
    return (x.width + 1) * k;
  }

  /** The weights of the frame's columns, feature by feature: {@code w[f * k + c]}. */
  private double[] unscaled(double[] v) {
    var w = new double[x.width * k];
    if (factor == null) {
      for (int f = 0; f < x.width; f++)
        for (int c = 0; c < k; c++) w[f * k + c] = v[f * k + c] * scale[f];
      return w;
    }
    for (int c = 0; c < k; c++) {
      var z = new double[factor.rank];
      for (int j = 0; j < z.length; j++) z[j] = v[j * k + c];
      var u = factor.backward(z);
      for (int f = 0; f < x.width; f++) w[f * k + c] = u[f] * scale[f];
    }
    return w;
  }

  /** Turns a gradient by {@link #unscaled} weights into one by the variables, in its place. */
  private void rescale(double[] gradient) {
    if (factor == null) {
      for (int f = 0; f < x.width; f++) for (int c = 0; c < k; c++) gradient[f * k + c] *= scale[f];
      return;
    }
    var b = new double[x.width];
    for (int c = 0; c < k; c++) {
      for (int f = 0; f < x.width; f++) b[f] = gradient[f * k + c] * scale[f];
      var z = factor.forward(b);
      for (int j = 0; j < x.width; j++) gradient[j * k + c] = j < z.length ? z[j] : 0;
    }
  }

  /** The weights in the frame's units, class by class: {@code w[c * width + f]}. */
  double[] weights(double[] v) {
    var u = unscaled(v);
    var w = new double[x.width * k];
    for (int f = 0; f < x.width; f++) for (int c = 0; c < k; c++) w[c * x.width + f] = u[f * k + c];
    return w;
  }

  /** The intercepts in the frame's units. */
  double[] intercepts(double[] v) {
    var u = unscaled(v);
    var b = new double[k];
    for (int c = 0; c < k; c++) {
      b[c] = v[x.width * k + c];
      for (int f = 0; f < x.width; f++) b[c] -= x.mean[f] * u[f * k + c];
    }
    return b;
  }

  @Override
  public double value(double[] v, double[] gradient) {
    int p = x.width;
    var w = unscaled(v);
    var shift = Arrays.copyOfRange(v, p * k, p * k + k);
    for (int f = 0; f < p; f++)
      if (x.sparseMean[f] != 0)
        for (int c = 0; c < k; c++) shift[c] -= x.sparseMean[f] * w[f * k + c];
    run.map(
        sums.length,
        i -> {
          part(w, shift, i * rowsOfPart, Math.min(x.rows, (i + 1) * rowsOfPart), sums[i]);
          return i;
        });
    Arrays.fill(gradient, 0);
    double loss = 0;
    for (var part : sums) {
      Vectors.add(1, part, 0, gradient, 0, gradient.length);
      loss += part[gradient.length];
    }
    double squares = 0;
    for (int f = 0; f < p; f++) {
      for (int c = 0; c < k; c++) {
        int j = f * k + c;
        double g = (gradient[j] - x.sparseMean[f] * gradient[p * k + c]) / total;
        gradient[j] = g + penalty * w[j];
        squares += w[j] * w[j];
      }
    }
    rescale(gradient);
    for (int c = 0; c < k; c++) gradient[p * k + c] = intercept ? gradient[p * k + c] / total : 0;
    return loss / total + penalty * squares / 2;
  }

  /** The gradient's sums over some rows, then their loss. */
  private void part(double[] w, double[] shift, int from, int to, double[] sums) {
    Arrays.fill(sums, 0);
    var z = new double[k * BLOCK];
    var room = new double[k];
    for (int at = from; at < to; at += BLOCK) {
      int n = Math.min(BLOCK, to - at);
      scores(w, shift, at, n, z, room);
      sums[size()] += loss.slopes(z, at, n);
      addGradient(z, at, n, sums, room);
    }
  }

  /** {@code z[c * BLOCK + i]}: the linear functions of n rows. */
  private void scores(double[] w, double[] shift, int at, int n, double[] z, double[] room) {
    for (int c = 0; c < k; c++) Arrays.fill(z, c * BLOCK, c * BLOCK + n, shift[c]);
    var x = this.x.dense;
    var id = this.x.denseId;
    int d = 0;
    for (; d + 3 < x.length; d += 4) {
      int f0 = id[d] * k;
      int f1 = id[d + 1] * k;
      int f2 = id[d + 2] * k;
      int f3 = id[d + 3] * k;
      for (int c = 0; c < k; c++) {
        Vectors.add4(
            w[f0 + c], x[d], w[f1 + c], x[d + 1], w[f2 + c], x[d + 2], w[f3 + c], x[d + 3], at, z,
            c * BLOCK, n);
      }
    }
    for (; d < x.length; d++)
      for (int c = 0; c < k; c++) Vectors.add(w[id[d] * k + c], x[d], at, z, c * BLOCK, n);
    if (this.x.index.length > 0) addSparseScores(w, at, n, z, room);
  }

  private void addSparseScores(double[] w, int at, int n, double[] z, double[] room) {
    var index = x.index;
    var value = x.value;
    for (int i = 0; i < n; i++) {
      int from = x.starts[at + i];
      int to = x.starts[at + i + 1];
      if (k == 1) {
        double s = 0;
        for (int e = from; e < to; e++) s += w[index[e]] * value[e];
        z[i] += s;
        continue;
      }
      Arrays.fill(room, 0);
      for (int e = from; e < to; e++) Vectors.add(value[e], w, index[e] * k, room, 0, k);
      for (int c = 0; c < k; c++) z[c * BLOCK + i] += room[c];
    }
  }

  private void addGradient(double[] r, int at, int n, double[] sums, double[] room) {
    addDenseGradient(r, at, n, sums);
    var index = x.index;
    var value = x.value;
    for (int i = 0; i < n && index.length > 0; i++) {
      int from = x.starts[at + i];
      int to = x.starts[at + i + 1];
      if (k == 1) {
        double v = r[i];
        for (int e = from; e < to; e++) sums[index[e]] += v * value[e];
        continue;
      }
      for (int c = 0; c < k; c++) room[c] = r[c * BLOCK + i];
      for (int e = from; e < to; e++) Vectors.add(value[e], room, 0, sums, index[e] * k, k);
    }
    int b = x.width * k;
    for (int c = 0; c < k; c++) for (int i = 0; i < n; i++) sums[b + c] += r[c * BLOCK + i];
  }

  private void addDenseGradient(double[] r, int at, int n, double[] sums) {
    var x = this.x.dense;
    var id = this.x.denseId;
    int d = 0;
    for (; d + 1 < x.length && k >= 4; d += 2) {
      int a = id[d] * k;
      int b = id[d + 1] * k;
      int c = 0;
      for (; c + 3 < k; c += 4)
        Vectors.dots2x4(x[d], x[d + 1], at, r, c * BLOCK, BLOCK, n, sums, a + c, b + c);
      for (; c < k; c++) {
        sums[a + c] += Vectors.dot(x[d], at, r, c * BLOCK, n);
        sums[b + c] += Vectors.dot(x[d + 1], at, r, c * BLOCK, n);
      }
    }
    for (; d < x.length; d++)
      for (int c = 0; c < k; c++) sums[id[d] * k + c] += Vectors.dot(x[d], at, r, c * BLOCK, n);
  }
}
