package millrace.trainers;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.run.Run;

/**
 * The error of ridge regression at each row when it is left out, in closed form: the residual over
 * one minus the row's leverage, {@code r_i / (1 − h_i)}. With more rows than features the leverage
 * is {@code x_i' (X'X + alpha)⁻¹ x_i}, by triangular solves, else it comes from {@code (X X' +
 * alpha)⁻¹}; the intercept adds the row's share of the weight.
 *
 * @see "G. Golub, M. Heath, G. Wahba, Generalized cross-validation as a method for choosing a good
 *     ridge parameter, Technometrics 21, 1979"
 */
final class LeaveOneOut {
  private static final int BLOCK = 256;

  private final Design x;
  private final boolean intercept;

  LeaveOneOut(Design x, boolean intercept) {
    this.x = x;
    this.intercept = intercept;
  }

  /** Minus the mean squared error for each alpha, rows being multiplied by the root of weight. */
  double[] scores(double[] alphas, Run run) {
    boolean tall = x.width <= x.rows;
    int size = Math.min(x.width, x.rows);
    if (size > LeastSquares.MOST_DIRECT) {
      throw new DataException(
          "%d rows of %d features are too many for leaving one out: set cv of RidgeCV to 5"
              .formatted(x.rows, x.width));
    }
    var g = tall ? x.gram(run) : x.outerGram(run);
    var out = new double[alphas.length];
    for (int a = 0; a < alphas.length; a++) {
      run.step("alpha", a, alphas.length);
      out[a] = -(tall ? primal(g, alphas[a], run) : dual(g, alphas[a], run)) / x.rows;
    }
    run.step("alpha", alphas.length, alphas.length);
    return out;
  }

  /** The sum of squares of the errors of rows left out. */
  private double primal(double[] gram, double alpha, Run run) {
    int p = x.width;
    var unit = new double[p];
    var use = new boolean[p];
    for (int j = 0; j < p; j++) {
      use[j] = x.norm[j] > 0;
      unit[j] = Math.sqrt(gram[j * p + j] + alpha);
    }
    var factor = factor(gram, p, alpha, unit, use);
    var b = new double[p];
    x.transposeTimes(x.y, b);
    for (int j = 0; j < p; j++) b[j] /= unit[j];
    var v = factor.solve(b);
    int blocks = (x.rows + BLOCK - 1) / BLOCK;
    double sum = 0;
    for (double part :
        run.map(blocks, k -> primal(factor, unit, v, k * BLOCK, Math.min(x.rows, (k + 1) * BLOCK))))
      sum += part;
    return sum;
  }

  private double primal(Cholesky factor, double[] unit, double[] v, int from, int to) {
    int p = x.width;
    var columns = x.block(from, to);
    var row = new double[p];
    double sum = 0;
    for (int i = from; i < to; i++) {
      for (int j = 0; j < p; j++) row[j] = columns[j][i - from] / unit[j];
      var z = factor.forward(row);
      sum += square(x.y[i] - Vectors.dot(row, v), 1 - Vectors.dot(z, z), i);
    }
    return sum;
  }

  private double dual(double[] outer, double alpha, Run run) {
    int n = x.rows;
    var unit = new double[n];
    for (int i = 0; i < n; i++) unit[i] = Math.sqrt(outer[i * n + i] + alpha);
    var all = new boolean[n];
    Arrays.fill(all, true);
    var factor = factor(outer, n, alpha, unit, all);
    var b = new double[n];
    for (int i = 0; i < n; i++) b[i] = x.y[i] / unit[i];
    var c = factor.solve(b);
    var squares =
        run.map(
            n,
            i -> {
              var e = new double[n];
              e[i] = 1;
              var z = factor.forward(e);
              double inverse = Vectors.dot(z, z) / (unit[i] * unit[i]);
              return square(alpha * c[i] / unit[i], alpha * inverse, i);
            });
    double sum = 0;
    for (double s : squares) sum += s;
    return sum;
  }

  private double square(double residual, double left, int row) {
    double share = intercept ? x.root[row] * x.root[row] / x.total : 0;
    double error = residual / (left - share);
    return error * error;
  }

  private static Cholesky factor(
      double[] matrix, int p, double alpha, double[] unit, boolean[] use) {
    var g = matrix.clone();
    for (int i = 0; i < p; i++) {
      g[i * p + i] += alpha;
      for (int j = 0; j < p; j++) g[i * p + j] /= unit[i] * unit[j];
    }
    return new Cholesky(g, p, use, 0);
  }
}
