package millrace.trainers;

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
import millrace.run.Run;

/**
 * Naive Bayes for features that are there or not: {@code P(f | level) = (rows of the level with f +
 * alpha) / (rows of the level + 2 alpha)}, rows counting by their weights; that a feature is absent
 * speaks too. A feature is there when it exceeds {@code binarize}.
 *
 * <p>Cost: one pass over the entries; to predict, O(entries × levels).
 *
 * @param alpha additive smoothing (default 1); below 1e-10 it counts as 1e-10
 * @param binarize a feature is there above this (default 0); with sparse columns at least 0
 * @param fitPrior whether levels have their share of the rows as prior (default true), or all the
 *     same
 * @param priors the prior of each level as {@code level=probability}; empty (default): see fitPrior
 * @see "A. McCallum, K. Nigam, A comparison of event models for naive Bayes text classification,
 *     AAAI workshop 1998"
 * @see "scikit-learn 1.2, sklearn.naive_bayes.BernoulliNB"
 */
@About(
    value = "naive Bayes for features that are there or not",
    cite =
        "A. McCallum, K. Nigam, A comparison of event models for naive Bayes text classification,"
            + " 1998; scikit-learn BernoulliNB")
public record BernoulliNaiveBayes(
    @Param(
            value = "additive smoothing (alpha)",
            min = 0,
            max = 1e100,
            tune = {1e-3, 10},
            log = true)
        double alpha,
    @Param("a feature is there above this threshold") double binarize,
    @Param("whether the levels' shares are learned; else all are alike") boolean fitPrior,
    @Param("prior probabilities, level=probability each; empty: see fitPrior") List<String> priors)
    implements Trainer<BernoulliNaiveBayes.Fitted> {
  public BernoulliNaiveBayes {
    Spec.check(BernoulliNaiveBayes.class, alpha, binarize, fitPrior, priors);
    priors = List.copyOf(priors);
    Priors.check(BernoulliNaiveBayes.class, priors);
  }

  public BernoulliNaiveBayes() {
    this(1, 0, true, List.of());
  }

  public BernoulliNaiveBayes alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public BernoulliNaiveBayes binarize(double binarize) {
    return Spec.with(this, "binarize", binarize);
  }

  public BernoulliNaiveBayes fitPrior(boolean fitPrior) {
    return Spec.with(this, "fitPrior", fitPrior);
  }

  public BernoulliNaiveBayes priors(List<String> priors) {
    return Spec.with(this, "priors", priors);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  /**
   * @throws IllegalArgumentException when there are sparse columns and binarize is below 0: then
   *     what they do not store would be there
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("count", 0, 1);
    var x = Sheet.of(train);
    if (x.sparse() && binarize < 0) {
      throw new IllegalArgumentException(
          "BernoulliNaiveBayes binarize must be at least 0 with sparse columns, but is "
              + binarize);
    }
    x.binarise(binarize);
    var counted = CountBayes.of(x, train, this);
    int p = x.width;
    double smooth = CountBayes.alpha(alpha);
    var w = counted.count;
    var b = counted.logPriors(priors, fitPrior);
    for (int c = 0; c < b.length; c++) {
      double all = Math.log(counted.weight[c] + 2 * smooth);
      for (int j = c * p; j < (c + 1) * p; j++) {
        double there = Math.log(w[j] + smooth) - all;
        double absent = Math.log(Math.max(0, counted.weight[c] - w[j]) + smooth) - all;
        w[j] = there - absent;
        b[c] += absent;
      }
    }
    run.step("count", 1, 1);
    return new Fitted(x.columns, x.names, counted.y.levels(), w, b, binarize);
  }

  /**
   * A linear function for each level, whose softmax is the probability.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param weights of each feature that is there, level by level
   * @param intercepts for a row without any feature; a feature is there above {@code binarize}
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] weights,
      double[] intercepts,
      double binarize)
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
      x.binarise(binarize);
      return Scoring.softmax(x.linear(weights, intercepts), x.rows, levels);
    }
  }
}
