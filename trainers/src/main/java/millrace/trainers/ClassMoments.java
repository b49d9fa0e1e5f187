package millrace.trainers;

/**
 * Weighted means of the features by class, and sums of squared deviations from them, in two passes.
 * O(entries + classes × width).
 *
 * @param weight the sum of weights of each class
 * @param mean class by class, one per feature
 * @param squares class by class, one per feature: {@code Σ w (x − mean)²}
 */
record ClassMoments(double[] weight, double[] mean, double[] squares) {
  static ClassMoments of(Sheet x, Classes y, double[] w) {
    int k = y.count();
    int p = x.width;
    var weight = new double[k];
    for (int i = 0; i < w.length; i++) weight[y.code()[i]] += w[i];
    var mean = new double[k * p];
    var squares = new double[k * p];
    if (x.sparse()) sparse(x, y, w, weight, mean, squares);
    else for (int f = 0; f < p; f++) column(x.column[f], f, p, y.code(), w, weight, mean, squares);
    return new ClassMoments(weight, mean, squares);
  }

  private static void column(
      double[] v,
      int f,
      int p,
      int[] code,
      double[] w,
      double[] weight,
      double[] mean,
      double[] squares) {
    int k = weight.length;
    var sum = new double[k];
    for (int i = 0; i < v.length; i++) sum[code[i]] += w[i] * v[i];
    for (int c = 0; c < k; c++) sum[c] = weight[c] == 0 ? 0 : sum[c] / weight[c];
    var square = new double[k];
    var left = new double[k]; // what rounding left of the mean: large values far from 0
    for (int i = 0; i < v.length; i++) {
      double d = v[i] - sum[code[i]];
      square[code[i]] += w[i] * d * d;
      left[code[i]] += w[i] * d;
    }
    for (int c = 0; c < k; c++) {
      double rest = weight[c] == 0 ? 0 : left[c] / weight[c];
      mean[c * p + f] = sum[c] + rest;
      squares[c * p + f] = Math.max(0, square[c] - weight[c] * rest * rest);
    }
  }

  private static void sparse(
      Sheet x, Classes y, double[] w, double[] weight, double[] mean, double[] squares) {
    int p = x.width;
    var csr = x.csr();
    for (int i = 0; i < x.rows; i++)
      for (int e = csr.starts()[i], at = y.code()[i] * p; e < csr.starts()[i + 1]; e++)
        mean[at + csr.index()[e]] += w[i] * csr.value()[e];
    for (int j = 0; j < mean.length; j++)
      mean[j] = weight[j / p] == 0 ? 0 : mean[j] / weight[j / p];
    var present = new double[mean.length];
    for (int i = 0; i < x.rows; i++) {
      for (int e = csr.starts()[i], at = y.code()[i] * p; e < csr.starts()[i + 1]; e++) {
        int j = at + csr.index()[e];
        double d = csr.value()[e] - mean[j];
        squares[j] += w[i] * d * d;
        present[j] += w[i];
      }
    }
    for (int j = 0; j < mean.length; j++)
      squares[j] += Math.max(0, weight[j / p] - present[j]) * mean[j] * mean[j];
  }
}
