package millrace.trainers;

import java.util.Arrays;

/**
 * The triangular factor of a tall matrix with a right-hand side, by Householder reflections that
 * take in one block of rows after another: memory p², cost 2·n·p².
 *
 * @see "G. Golub, C. Van Loan, Matrix Computations, 4th ed. 2013, section 5.2"
 */
final class TallQr {
  final int p;

  /** Row-major and upper triangular; the last of its p + 1 columns is the right-hand side. */
  final double[] r;

  TallQr(int p) {
    this.p = p;
    r = new double[Math.multiplyExact(p, p + 1)];
  }

  double get(int row, int column) {
    return r[row * (p + 1) + column];
  }

  /**
   * Takes in rows.
   *
   * @param block p + 1 columns, the last the right-hand side; overwritten
   */
  void add(double[][] block) {
    int w = p + 1;
    int n = block[0].length;
    for (int k = 0; k < p; k++) {
      var v = block[k];
      double below = Vectors.norm(v);
      if (below == 0) continue;
      double alpha = r[k * w + k];
      double beta = -Math.copySign(Math.hypot(alpha, below), alpha);
      double tau = (beta - alpha) / beta;
      double scale = alpha - beta;
      for (int i = 0; i < n; i++) v[i] /= scale;
      r[k * w + k] = beta;
      for (int j = k + 1; j < w; j++) {
        double s = tau * (r[k * w + j] + Vectors.dot(v, 0, block[j], 0, n));
        r[k * w + j] -= s;
        Vectors.add(-s, v, 0, block[j], 0, n);
      }
    }
  }

  /** Takes in all that another one took in. */
  void add(TallQr other) {
    var block = new double[p + 1][p];
    for (int j = 0; j <= p; j++)
      for (int i = 0; i < Math.min(p, j + 1); i++) block[j][i] = other.get(i, j);
    add(block);
  }

  /**
   * What a rank-revealing factorisation says of the columns.
   *
   * @param basis the independent columns
   * @param weights a solution of least squares with these columns alone; 0 for the others
   * @param dependent the other columns
   * @param relations for each of these, its coefficients in terms of the basis, all p of them
   */
  record Ranked(int[] basis, double[] weights, int[] dependent, double[][] relations) {}

  /**
   * Factorises R once more, with column pivoting, and stops where what is left of every column is
   * within its noise. O(p³).
   *
   * @param noise per column, the size of its rounding error
   */
  Ranked ranked(boolean[] use, double[] noise, double tolerance) {
    var a = new double[p][p];
    for (int j = 0; j < p; j++) for (int i = 0; i <= j; i++) a[j][i] = get(i, j);
    var y = new double[p];
    for (int i = 0; i < p; i++) y[i] = get(i, p);
    int n = 0;
    for (boolean u : use) if (u) n++;
    var order = new int[n];
    n = 0;
    for (int j = 0; j < p; j++) if (use[j]) order[n++] = j;
    int k = 0;
    for (; k < n; k++) {
      int best = k;
      double most = -1;
      for (int c = k; c < n; c++) {
        var v = a[order[c]];
        double left = Vectors.dot(v, k, v, k, p - k);
        if (left > most) {
          most = left;
          best = c;
        }
      }
      most = Math.sqrt(most);
      int pivot = order[best];
      if (most <= tolerance) break;
      if (most <= 1e-6 && most <= noiseOf(a, order, k, pivot, noise)) break;
      order[best] = order[k];
      order[k] = pivot;
      reflect(a, order, k, y);
    }
    var relations = new double[n - k][];
    for (int d = k; d < n; d++) relations[d - k] = backSolve(a, order, k, a[order[d]]);
    return new Ranked(
        Arrays.copyOf(order, k),
        backSolve(a, order, k, y),
        Arrays.copyOfRange(order, k, n),
        relations);
  }

  /** The rounding error of what is left of a column: its own and that of what was taken off it. */
  private double noiseOf(double[][] a, int[] order, int k, int column, double[] noise) {
    var c = backSolve(a, order, k, a[column]);
    double total = noise[column];
    for (int i = 0; i < k; i++) total += Math.abs(c[order[i]]) * noise[order[i]];
    return total;
  }

  private void reflect(double[][] a, int[] order, int k, double[] y) {
    var v = a[order[k]];
    double alpha = v[k];
    double size = Math.sqrt(Vectors.dot(v, k, v, k, p - k));
    double beta = -Math.copySign(size, alpha);
    double tau = (beta - alpha) / beta;
    for (int i = k + 1; i < p; i++) v[i] /= alpha - beta;
    v[k] = 1;
    for (int c = k + 1; c <= order.length; c++) {
      var x = c == order.length ? y : a[order[c]];
      Vectors.add(-tau * Vectors.dot(v, k, x, k, p - k), v, k, x, k, p - k);
    }
    v[k] = beta;
  }

  private double[] backSolve(double[][] a, int[] order, int k, double[] b) {
    var x = new double[p];
    var rest = Arrays.copyOf(b, k);
    for (int i = k - 1; i >= 0; i--) {
      double v = rest[i] / a[order[i]][i];
      x[order[i]] = v;
      Vectors.add(-v, a[order[i]], 0, rest, 0, i);
    }
    return x;
  }
}
