package millrace.trainers;

import java.util.Arrays;
import millrace.run.Run;

/**
 * The mean log loss of a softmax (or, for two classes, a sigmoid) over the scaled columns of a
 * {@link Design}, plus {@code ‖w‖² / (2 C n)} in the frame's units.
 *
 * <p>The variables are {@code v[f * k + c]}, the weight of feature f for class c in units of one
 * over the column's standard deviation, then k intercepts. Centring and scaling leave the minimum
 * where it is, but make the way there short. Rows are cut into blocks of fixed size, whose sums are
 * added in order: the same bits on any number of threads.
 */
final class LogisticLoss implements Lbfgs.Objective {
  private static final int BLOCK = 256;
  private static final int BLOCKS_A_PART = 8;

  private final Design x;
  private final int[] code;

  /** The number of linear functions: 1 for two classes, else one per class. */
  final int k;

  private final double penalty;
  private final boolean intercept;
  private final Run run;
  private final double[] scale;

  /**
   * @param code the class of each row
   * @param classes at least 2
   */
  LogisticLoss(Design x, int[] code, int classes, double c, boolean intercept, Run run) {
    this.x = x;
    this.code = code;
    this.intercept = intercept;
    this.run = run;
    k = classes == 2 ? 1 : classes;
    penalty = 1 / (c * x.rows);
    scale = new double[x.width];
    for (int f = 0; f < scale.length; f++)
      scale[f] = x.norm[f] > 0 ? Math.sqrt(x.rows) / x.norm[f] : 0;
  }

  int size() {
    return (x.width + 1) * k;
  }

  /** The weights in the frame's units, class by class: {@code w[c * width + f]}. */
  double[] weights(double[] v) {
    var w = new double[x.width * k];
    for (int f = 0; f < x.width; f++)
      for (int c = 0; c < k; c++) w[c * x.width + f] = v[f * k + c] * scale[f];
    return w;
  }

  /** The intercepts in the frame's units. */
  double[] intercepts(double[] v) {
    var b = new double[k];
    for (int c = 0; c < k; c++) {
      b[c] = v[x.width * k + c];
      for (int f = 0; f < x.width; f++) b[c] -= x.mean[f] * v[f * k + c] * scale[f];
    }
    return b;
  }

  @Override
  public double value(double[] v, double[] gradient) {
    int p = x.width;
    var w = new double[p * k];
    var shift = Arrays.copyOfRange(v, p * k, p * k + k);
    for (int f = 0; f < p; f++) {
      for (int c = 0; c < k; c++) {
        w[f * k + c] = v[f * k + c] * scale[f];
        shift[c] -= x.sparseMean[f] * w[f * k + c];
      }
    }
    int rows = BLOCK * BLOCKS_A_PART;
    var parts =
        run.map(
            (x.rows + rows - 1) / rows,
            i -> part(w, shift, i * rows, Math.min(x.rows, (i + 1) * rows)));
    Arrays.fill(gradient, 0);
    double loss = 0;
    for (var part : parts) {
      Vectors.add(1, part, 0, gradient, 0, gradient.length);
      loss += part[gradient.length];
    }
    double squares = 0;
    for (int f = 0; f < p; f++) {
      for (int c = 0; c < k; c++) {
        int j = f * k + c;
        double g = (gradient[j] - x.sparseMean[f] * gradient[p * k + c]) / x.rows;
        gradient[j] = (g + penalty * w[j]) * scale[f];
        squares += w[j] * w[j];
      }
    }
    for (int c = 0; c < k; c++) gradient[p * k + c] = intercept ? gradient[p * k + c] / x.rows : 0;
    return loss / x.rows + penalty * squares / 2;
  }

  /** The gradient's sums over some rows, then their loss. */
  private double[] part(double[] w, double[] shift, int from, int to) {
    var sums = new double[size() + 1];
    var z = new double[k * BLOCK];
    for (int at = from; at < to; at += BLOCK) {
      int n = Math.min(BLOCK, to - at);
      scores(w, shift, at, n, z);
      sums[size()] += k == 1 ? sigmoid(z, at, n) : softmax(z, at, n);
      addGradient(z, at, n, sums);
    }
    return sums;
  }

  /** {@code z[c * BLOCK + i]}: the linear functions of n rows. */
  private void scores(double[] w, double[] shift, int at, int n, double[] z) {
    for (int c = 0; c < k; c++) Arrays.fill(z, c * BLOCK, c * BLOCK + n, shift[c]);
    for (int d = 0; d < x.dense.length; d++)
      for (int c = 0; c < k; c++)
        Vectors.add(w[x.denseId[d] * k + c], x.dense[d], at, z, c * BLOCK, n);
    for (int i = 0; i < n; i++) {
      for (int e = x.starts[at + i]; e < x.starts[at + i + 1]; e++) {
        int f = x.index[e] * k;
        double value = x.value[e];
        for (int c = 0; c < k; c++) z[c * BLOCK + i] += w[f + c] * value;
      }
    }
  }

  /** Scores become probability minus truth; the loss. */
  private double sigmoid(double[] z, int at, int n) {
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double towards = code[at + i] == 1 ? z[i] : -z[i];
      double e = Math.exp(-Math.abs(z[i]));
      loss += Math.log1p(e) + Math.max(0, -towards);
      double p = z[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
      z[i] = code[at + i] == 1 ? (z[i] >= 0 ? -e / (1 + e) : -1 / (1 + e)) : p;
    }
    return loss;
  }

  /** Scores become probability minus truth; the loss. */
  private double softmax(double[] z, int at, int n) {
    double loss = 0;
    for (int i = 0; i < n; i++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) most = Math.max(most, z[c * BLOCK + i]);
      int truth = code[at + i] * BLOCK + i;
      double score = z[truth] - most;
      double sum = 0;
      for (int c = 0; c < k; c++) {
        double e = Math.exp(z[c * BLOCK + i] - most);
        z[c * BLOCK + i] = e;
        sum += e;
      }
      loss += Math.log(sum) - score;
      for (int c = 0; c < k; c++) z[c * BLOCK + i] /= sum;
      z[truth] -= 1;
    }
    return loss;
  }

  private void addGradient(double[] r, int at, int n, double[] sums) {
    for (int d = 0; d < x.dense.length; d++)
      for (int c = 0; c < k; c++)
        sums[x.denseId[d] * k + c] += Vectors.dot(x.dense[d], at, r, c * BLOCK, n);
    for (int i = 0; i < n; i++) {
      for (int e = x.starts[at + i]; e < x.starts[at + i + 1]; e++) {
        int f = x.index[e] * k;
        double value = x.value[e];
        for (int c = 0; c < k; c++) sums[f + c] += r[c * BLOCK + i] * value;
      }
    }
    int b = x.width * k;
    for (int c = 0; c < k; c++) for (int i = 0; i < n; i++) sums[b + c] += r[c * BLOCK + i];
  }
}
