package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Weights;

/** What the naive Bayes models of counts share. All arrays by class are class-major. */
final class CountBayes {
  /** Less smoothing would be lost in rounding; scikit-learn 1.2 has the same bound. */
  private static final double LEAST_ALPHA = 1e-10;

  final Sheet x;
  final Classes y;

  /** The summed weights of each class. */
  final double[] weight;

  /** The weighted sum of each feature in each class. */
  final double[] count;

  private CountBayes(Sheet x, Classes y, double[] w) {
    this.x = x;
    this.y = y;
    int k = y.count();
    int p = x.width;
    weight = new double[k];
    for (int i = 0; i < w.length; i++) weight[y.code()[i]] += w[i];
    count = new double[k * p];
    if (x.sparse()) {
      var csr = x.csr();
      for (int i = 0; i < x.rows; i++)
        for (int e = csr.starts()[i], at = y.code()[i] * p; e < csr.starts()[i + 1]; e++)
          count[at + csr.index()[e]] += w[i] * csr.value()[e];
    } else {
      var sum = new double[k];
      for (int f = 0; f < p; f++) {
        Arrays.fill(sum, 0);
        var v = x.column[f];
        for (int i = 0; i < v.length; i++) sum[y.code()[i]] += w[i] * v[i];
        for (int c = 0; c < k; c++) count[c * p + f] = sum[c];
      }
    }
  }

  static CountBayes of(Sheet x, Frame train, Record who) {
    return new CountBayes(x, Classes.of(train, who), Weights.of(train));
  }

  static double alpha(double alpha) {
    return Math.max(alpha, LEAST_ALPHA);
  }

  /**
   * @throws DataException naming the first cell below 0
   */
  static void refuseNegative(Sheet x, Record who) {
    if (x.sparse()) {
      var csr = x.csr();
      for (int i = 0; i < x.rows; i++)
        for (int e = csr.starts()[i]; e < csr.starts()[i + 1]; e++)
          if (csr.value()[e] < 0) throw negative(x, csr.index()[e], i, csr.value()[e], who);
      return;
    }
    for (int f = 0; f < x.width; f++)
      for (int i = 0; i < x.rows; i++)
        if (x.column[f][i] < 0) throw negative(x, f, i, x.column[f][i], who);
  }

  private static DataException negative(Sheet x, int feature, int row, double value, Record who) {
    return new DataException(
        "%s needs counts, but feature '%s' is %s in row %d: use GaussianNaiveBayes, or put new MinMax() before"
            .formatted(who.getClass().getSimpleName(), x.names.name(feature), value, row));
  }

  /** The logarithm of the prior of each class. */
  double[] logPriors(List<String> priors, boolean fitPrior) {
    var even = new double[y.count()];
    Arrays.fill(even, 1);
    var p = Priors.of(priors, y.levels(), fitPrior ? weight : even);
    for (int c = 0; c < p.length; c++) p[c] = Math.log(p[c]);
    return p;
  }
}
