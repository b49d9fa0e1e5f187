package millrace.preprocess;

import java.util.Arrays;
import millrace.preprocess.Features.Csr;
import millrace.preprocess.Nmf.Loss;
import millrace.preprocess.Nmf.Solver;

/** Finds the row of W that belongs to a row of X, H being given. */
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
    gram = Factors.gram(Tiles.ofRows(h, k));
    l1 = nmf.alphaW() * nmf.l1Ratio() * p;
    l2 = nmf.alphaW() * (1 - nmf.l1Ratio()) * p;
  }

  double[] solve(Csr x, int row) {
    var product = new double[k];
    for (int e = x.starts()[row]; e < x.starts()[row + 1]; e++)
      for (int c = 0; c < k; c++) product[c] += x.value()[e] * h[x.index()[e] * k + c];
    var w = new double[k];
    if (nmf.solver() == Solver.COORDINATE_DESCENT) descend(product, w);
    else multiply(x, row, product, w);
    return w;
  }

  private double times(int c, double[] w) {
    double s = 0;
    for (int d = 0; d < k; d++) s += gram[c * k + d] * w[d];
    return s;
  }

  private void descend(double[] product, double[] w) {
    double first = 0;
    for (int i = 0; i < nmf.maxIter(); i++) {
      double violation = 0;
      for (int c = 0; c < k; c++) {
        double g = l1 - product[c] + times(c, w) + l2 * w[c];
        double hessian = gram[c * k + c] + l2;
        violation += Math.abs(w[c] == 0 ? Math.min(0, g) : g);
        if (hessian != 0) w[c] = Math.max(w[c] - g / hessian, 0);
      }
      if (i == 0) first = violation;
      if (first == 0 || violation / first <= nmf.tol()) return;
    }
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
