package millrace.preprocess;

import java.util.Arrays;
import millrace.preprocess.Features.Csr;
import millrace.preprocess.Nmf.Loss;
import millrace.preprocess.Nmf.Solver;
import millrace.run.Crew;

/**
 * Finds the rows of W that belong to rows of X, H being given: each until it has settled, whatever
 * rows stand beside it.
 */
final class NmfRows {
  private final Nmf nmf;
  private final int k;
  private final int p;

  /** H turned: feature by feature. */
  private final double[] h;

  private final double[] gram;
  private final double[] sums;
  private final double l1;
  private final double l2;

  NmfRows(Nmf nmf, double[] components, int k, int p) {
    this.nmf = nmf;
    this.k = k;
    this.p = p;
    h = new double[k * p];
    sums = new double[k];
    for (int c = 0; c < k; c++) {
      for (int f = 0; f < p; f++) {
        h[f * k + c] = components[c * p + f];
        sums[c] += components[c * p + f];
      }
    }
    try (var alone = new Crew(1)) {
      gram = Factors.gram(Tiles.ofRows(h, k), alone);
    }
    l1 = nmf.alphaW() * nmf.l1Ratio() * p;
    l2 = nmf.alphaW() * (1 - nmf.l1Ratio()) * p;
  }

  /** Component by component, an entry per row. */
  double[][] solve(Csr x) {
    var out = new double[k][x.rows()];
    if (nmf.solver() == Solver.COORDINATE_DESCENT) {
      for (int i = 0; i < x.rows(); i += Tiles.SIZE)
        descend(x, i, Math.min(Tiles.SIZE, x.rows() - i), out);
      return out;
    }
    for (int i = 0; i < x.rows(); i++) {
      var w = new double[k];
      multiply(x, i, product(x, i), w);
      for (int c = 0; c < k; c++) out[c][i] = w[c];
    }
    return out;
  }

  private double[] product(Csr x, int row) {
    var product = new double[k];
    for (int e = x.starts()[row]; e < x.starts()[row + 1]; e++) {
      double v = x.value()[e];
      int at = x.index()[e] * k;
      for (int c = 0; c < k; c++) product[c] += v * h[at + c];
    }
    return product;
  }

  private double times(int c, double[] w) {
    double s = 0;
    for (int d = 0; d < k; d++) s += gram[c * k + d] * w[d];
    return s;
  }

  /** Some rows side by side; those that have settled are put away. */
  private void descend(Csr x, int from, int rows, double[][] out) {
    var product = new double[k][rows];
    for (int i = 0; i < rows; i++) {
      var v = product(x, from + i);
      for (int c = 0; c < k; c++) product[c][i] = v[c];
    }
    var penalised = gram.clone();
    for (int c = 0; c < k; c++) penalised[c * k + c] += l2;
    var w = new double[k][rows];
    var row = new int[rows];
    for (int i = 0; i < rows; i++) row[i] = from + i;
    var first = new double[rows];
    var violation = new double[rows];
    var g = new double[rows];
    var q = new double[rows];
    int left = rows;
    for (int iteration = 0; iteration < nmf.maxIter() && left > 0; iteration++) {
      Arrays.fill(violation, 0, left, 0);
      NmfSolver.sweep(w, product, penalised, l1, left, violation, g, q);
      if (iteration == 0) System.arraycopy(violation, 0, first, 0, rows);
      int kept = 0;
      for (int i = 0; i < left; i++) {
        if (first[i] == 0 || violation[i] / first[i] <= nmf.tol()) {
          for (int c = 0; c < k; c++) out[c][row[i]] = w[c][i];
          continue;
        }
        if (kept < i) {
          row[kept] = row[i];
          first[kept] = first[i];
          for (int c = 0; c < k; c++) {
            w[c][kept] = w[c][i];
            product[c][kept] = product[c][i];
          }
        }
        kept++;
      }
      left = kept;
    }
    for (int i = 0; i < left; i++) for (int c = 0; c < k; c++) out[c][row[i]] = w[c][i];
  }

  private void multiply(Csr x, int row, double[] product, double[] w) {
    double total = 0;
    double squares = 0;
    for (int e = x.starts()[row]; e < x.starts()[row + 1]; e++) {
      total += x.value()[e];
      squares += x.value()[e] * x.value()[e];
    }
    Arrays.fill(w, Math.sqrt(total / p / k));
    double first = error(x, row, product, w, squares);
    double before = first;
    var above = product;
    var below = new double[k];
    for (int i = 1; i <= nmf.maxIter(); i++) {
      if (nmf.loss() == Loss.FROBENIUS) {
        for (int c = 0; c < k; c++) below[c] = times(c, w);
      } else {
        above = quotients(x, row, w);
        for (int c = 0; c < k; c++) below[c] = sums[c] == 0 ? NmfSolver.TINY : sums[c];
      }
      for (int c = 0; c < k; c++) {
        double d = below[c] + l1 + l2 * w[c];
        w[c] *= above[c] / (d == 0 ? NmfSolver.TINY : d);
      }
      if (nmf.tol() > 0 && i % 10 == 0) {
        double now = error(x, row, product, w, squares);
        if (first == 0 || (before - now) / first < nmf.tol()) return;
        before = now;
      }
    }
  }

  private double fitted(int feature, double[] w) {
    double s = 0;
    for (int c = 0; c < k; c++) s += h[feature * k + c] * w[c];
    return s == 0 ? NmfSolver.TINY : s;
  }

  private double[] quotients(Csr x, int row, double[] w) {
    var out = new double[k];
    for (int e = x.starts()[row]; e < x.starts()[row + 1]; e++) {
      double q = x.value()[e] / fitted(x.index()[e], w);
      for (int c = 0; c < k; c++) out[c] += q * h[x.index()[e] * k + c];
    }
    return out;
  }

  private double error(Csr x, int row, double[] product, double[] w, double squares) {
    double loss = 0;
    if (nmf.loss() == Loss.FROBENIUS) {
      loss = squares / 2;
      for (int c = 0; c < k; c++) loss += w[c] * (times(c, w) / 2 - product[c]);
    } else {
      for (int c = 0; c < k; c++) loss += w[c] * sums[c];
      for (int e = x.starts()[row]; e < x.starts()[row + 1]; e++) {
        double v = x.value()[e];
        if (v > NmfSolver.TINY) loss += v * Math.log(v / fitted(x.index()[e], w)) - v;
      }
    }
    return Math.sqrt(2 * Math.max(0, loss));
  }
}
