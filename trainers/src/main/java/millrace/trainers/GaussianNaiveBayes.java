package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Naive Bayes for numbers: within a level each feature is normal and independent of the others. To
 * every variance {@code varSmoothing} times the greatest variance of any feature is added, so that
 * a feature that is constant within a level does not decide alone. Means and variances count rows
 * by their weights; the greatest variance does not, as in scikit-learn.
 *
 * <p>Sparse columns, which scikit-learn refuses, are read as what they stand for, without being
 * unfolded. Cost: two passes over the entries; to predict, O(entries × levels).
 *
 * @param varSmoothing share of the greatest variance that is added to all (default 1e-9)
 * @param priors the prior of each level as {@code level=probability}; empty (default): its share of
 *     the rows
 * @see "H. Zhang, The optimality of naive Bayes, FLAIRS 2004"
 * @see "scikit-learn 1.2, sklearn.naive_bayes.GaussianNB"
 */
@About(
    value = "naive Bayes for numbers that are normal within each level",
    cite = "H. Zhang, The optimality of naive Bayes, FLAIRS 2004; scikit-learn GaussianNB")
public record GaussianNaiveBayes(
    @Param(
            value = "share of the greatest variance added to all",
            min = 0,
            max = 1e100,
            tune = {1e-12, 1e-1},
            log = true)
        double varSmoothing,
    @Param("prior probabilities, level=probability each; empty: shares of the rows")
        List<String> priors)
    implements Trainer<GaussianNaiveBayes.Fitted> {
  /** A variance of 0 would make a density infinite. */
  private static final double LEAST_VARIANCE = 1e-300;

  public GaussianNaiveBayes {
    Spec.check(GaussianNaiveBayes.class, varSmoothing, priors);
    priors = List.copyOf(priors);
    Priors.check(GaussianNaiveBayes.class, priors);
  }

  public GaussianNaiveBayes() {
    this(1e-9, List.of());
  }

  public GaussianNaiveBayes varSmoothing(double varSmoothing) {
    return Spec.with(this, "varSmoothing", varSmoothing);
  }

  public GaussianNaiveBayes priors(List<String> priors) {
    return Spec.with(this, "priors", priors);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("moments", 0, 1);
    var x = Sheet.of(train);
    var y = Classes.of(train, this);
    var moments = ClassMoments.of(x, y, Weights.of(train));
    double more = varSmoothing * greatestVariance(x, y, train, moments);
    var variance = moments.squares().clone();
    for (int j = 0; j < variance.length; j++) {
      double w = moments.weight()[j / x.width];
      variance[j] = Math.max(LEAST_VARIANCE, (w == 0 ? 0 : variance[j] / w) + more);
    }
    var priors = Priors.of(this.priors, y.levels(), moments.weight());
    run.step("moments", 1, 1);
    return new Fitted(x.columns, x.names, y.levels(), moments.mean(), variance, priors);
  }

  /** Over all rows, which count alike: from the moments of the levels where they do so there. */
  private static double greatestVariance(Sheet x, Classes y, Frame train, ClassMoments weighted) {
    var m = weighted;
    if (train.weightsName().isPresent()) {
      var ones = new double[x.rows];
      Arrays.fill(ones, 1);
      m = ClassMoments.of(x, y, ones);
    }
    double most = 0;
    int p = x.width;
    for (int f = 0; f < p; f++) {
      double mean = 0;
      for (int c = 0; c < y.count(); c++) mean += m.weight()[c] / x.rows * m.mean()[c * p + f];
      double squares = 0;
      for (int c = 0; c < y.count(); c++) {
        double d = m.mean()[c * p + f] - mean;
        squares += m.squares()[c * p + f] + m.weight()[c] * d * d;
      }
      most = Math.max(most, squares / x.rows);
    }
    return most;
  }

  /**
   * A normal distribution for each feature and level.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param mean level by level, one per feature
   * @param variance level by level, one per feature
   * @param prior of each level
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] mean,
      double[] variance,
      double[] prior)
      implements Predictor<Labels> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * @throws millrace.data.DataException when a column is not there, gives other features, or has
     *     a cell that is missing or infinite
     */
    @Override
    public Labels predict(Frame frame) {
      var x = Sheet.of(frame, columns, features);
      int k = levels.size();
      int p = features.size();
      var half = new double[k * p]; // of one over the variance, negative
      var start = new double[k];
      for (int c = 0; c < k; c++) {
        start[c] = Math.log(prior[c]);
        for (int j = c * p; j < (c + 1) * p; j++) {
          start[c] -= Math.log(2 * Math.PI * variance[j]) / 2;
          half[j] = -0.5 / variance[j];
        }
      }
      var scores = x.sparse() ? sparse(x, half, start) : dense(x, half, start);
      return Scoring.softmax(scores, x.rows, levels);
    }

    private double[] dense(Sheet x, double[] half, double[] start) {
      int k = start.length;
      var out = new double[x.rows * k];
      var z = new double[Sheet.BLOCK];
      for (int at = 0; at < x.rows; at += Sheet.BLOCK) {
        int n = Math.min(Sheet.BLOCK, x.rows - at);
        for (int c = 0; c < k; c++) {
          Arrays.fill(z, 0, n, start[c]);
          for (int f = 0, j = c * x.width; f < x.width; f++, j++)
            addSquares(half[j], mean[j], x.column[f], at, z, n);
          for (int i = 0; i < n; i++) out[(at + i) * k + c] = z[i];
        }
      }
      return out;
    }

    private static void addSquares(
        double half, double mean, double[] v, int at, double[] z, int n) {
      for (int i = 0; i < n; i++) {
        double d = v[at + i] - mean;
        z[i] += half * d * d;
      }
    }

    /** The score of a row of zeros, and what each entry changes in it. */
    private double[] sparse(Sheet x, double[] half, double[] start) {
      int k = start.length;
      int p = x.width;
      var zeros = start.clone();
      for (int j = 0; j < k * p; j++) zeros[j / p] += half[j] * mean[j] * mean[j];
      var out = new double[x.rows * k];
      var csr = x.csr();
      for (int i = 0; i < x.rows; i++) {
        for (int c = 0; c < k; c++) {
          double z = zeros[c];
          for (int e = csr.starts()[i]; e < csr.starts()[i + 1]; e++) {
            int j = c * p + csr.index()[e];
            double v = csr.value()[e];
            z += half[j] * v * (v - 2 * mean[j]);
          }
          out[i * k + c] = z;
        }
      }
      return out;
    }
  }
}
