package millrace.preprocess;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * z = (x - mean) / sd per feature, with the mean and the population standard deviation (divisor n)
 * of the training rows. A feature that is constant up to rounding keeps the scale 1, by
 * scikit-learn's rule: var ≤ n ε var + (n ε mean)².
 *
 * <p>Numeric columns are computed in double. Features of Dense columns are treated alike and stored
 * in single precision. Sparse columns are divided by their standard deviation but never centred,
 * since that would fill them. Missing cells are left out of the statistics and stay missing; a
 * feature without any value is left as it is.
 *
 * @param withMean centre (not Sparse columns)
 * @param withSd divide by the standard deviation
 * @see "scikit-learn 1.2, sklearn.preprocessing.StandardScaler"
 */
@About(
    value = "each numeric feature with mean 0 and standard deviation 1",
    cite = "scikit-learn StandardScaler")
public record Standardize(
    @Param("centre on the mean; sparse columns never are") boolean withMean,
    @Param("divide by the standard deviation") boolean withSd)
    implements Step<Standardize.Fitted> {
  private static final double EPSILON = Math.ulp(1.0);

  public Standardize {
    Spec.check(Standardize.class, withMean, withSd);
  }

  /** Centred and scaled. */
  public Standardize() {
    this(true, true);
  }

  public Standardize withMean(boolean withMean) {
    return Spec.with(this, "withMean", withMean);
  }

  public Standardize withSd(boolean withSd) {
    return Spec.with(this, "withSd", withSd);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names =
        Columnwise.names(train, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    var features = Columnwise.features(train, names);
    var mean = new double[Columnwise.width(features)];
    var scale = new double[mean.length];
    Arrays.fill(scale, 1);
    int at = 0;
    for (int j = 0; j < names.size(); j++) {
      run.step("column", j, names.size());
      var column = train.column(names.get(j));
      int width = features.get(j).size();
      if (column instanceof Column.Sparse sparse) {
        if (withSd) sparse(names.get(j), sparse, scale, at);
      } else {
        for (int f = 0; f < width; f++)
          feature(Columnwise.present(names.get(j), column, f), mean, scale, at + f);
      }
      at += width;
    }
    run.step("column", names.size(), names.size());
    return new Fitted(names, features, mean, scale);
  }

  private void feature(double[] v, double[] mean, double[] scale, int at) {
    if (v.length == 0) return;
    double m = mean(v);
    if (withMean) mean[at] = m;
    if (withSd) scale[at] = scale(variance(v, m), m, v.length);
  }

  static double mean(double[] v) {
    double sum = 0;
    double lost = 0; // Kahan's compensation: a mean of millions of large years is exact to 1e-15
    for (double x : v) {
      double y = x - lost;
      double t = sum + y;
      lost = (t - sum) - y;
      sum = t;
    }
    return sum / v.length;
  }

  /** The population variance, two passes with the correction of Chan, Golub and LeVeque (1983). */
  static double variance(double[] v, double mean) {
    double squares = 0;
    double rest = 0;
    for (double x : v) {
      double d = x - mean;
      squares += d * d;
      rest += d;
    }
    return (squares - rest * rest / v.length) / v.length;
  }

  static double scale(double variance, double mean, int n) {
    double noise = n * mean * EPSILON;
    return variance <= n * EPSILON * variance + noise * noise ? 1 : Math.sqrt(variance);
  }

  /** The zeros that are not stored count. */
  private static void sparse(String name, Column.Sparse c, double[] scale, int at) {
    int w = c.features().size();
    int n = c.size();
    Columnwise.finite(name, c);
    var sum = new double[w];
    var stored = new int[w];
    for (int k = 0; k < c.index().length; k++) {
      sum[c.index()[k]] += c.value()[k];
      stored[c.index()[k]]++;
    }
    var squares = new double[w];
    for (int k = 0; k < c.index().length; k++) {
      double d = c.value()[k] - sum[c.index()[k]] / n;
      squares[c.index()[k]] += d * d;
    }
    for (int f = 0; f < w; f++) {
      double m = sum[f] / n;
      scale[at + f] = scale((squares[f] + (n - stored[f]) * m * m) / n, m, n);
    }
  }

  /** Mean (0 where not centred) and scale (1 where not scaled) of each feature of each column. */
  public record Fitted(
      List<String> columns, List<Vocabulary> features, double[] mean, double[] scale)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      return Columnwise.standardize(frame, columns, features, mean, scale);
    }
  }
}
