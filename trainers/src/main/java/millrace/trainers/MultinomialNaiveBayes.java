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
 * Naive Bayes for counts: a row's features are drawn from its level's distribution over them, with
 * {@code P(f | level) = (count of f + alpha) / (count of all + alpha × features)}, the counts being
 * sums over the level's training rows, times the weights of the rows. Fractions such as TF-IDF work
 * too. As {@code MultinomialNB} in scikit-learn, an alpha below 1e-10 counts as 1e-10.
 *
 * <p>Cost: one pass over the entries; to predict, O(entries × levels).
 *
 * @param alpha additive smoothing: 1 is Laplace's (default), less is Lidstone's
 * @param fitPrior whether levels have their share of the rows as prior (default true), or all the
 *     same
 * @param priors the prior of each level as {@code level=probability}; empty (default): see fitPrior
 * @see "C. Manning, P. Raghavan, H. Schütze, Introduction to Information Retrieval, 2008, chapter
 *     13.2"
 * @see "scikit-learn 1.2, sklearn.naive_bayes.MultinomialNB"
 */
@About(
    value = "naive Bayes for counts and other features that are not negative",
    cite =
        "C. Manning et al., Introduction to Information Retrieval, 2008, 13.2; scikit-learn"
            + " MultinomialNB")
public record MultinomialNaiveBayes(
    @Param(
            value = "additive smoothing (alpha)",
            min = 0,
            max = 1e100,
            tune = {1e-3, 10},
            log = true)
        double alpha,
    @Param("whether the levels' shares are learned; else all are alike") boolean fitPrior,
    @Param("prior probabilities, level=probability each; empty: see fitPrior") List<String> priors)
    implements Trainer<MultinomialNaiveBayes.Fitted> {
  public MultinomialNaiveBayes {
    Spec.check(MultinomialNaiveBayes.class, alpha, fitPrior, priors);
    priors = List.copyOf(priors);
    Priors.check(MultinomialNaiveBayes.class, priors);
  }

  public MultinomialNaiveBayes() {
    this(1, true, List.of());
  }

  public MultinomialNaiveBayes alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public MultinomialNaiveBayes fitPrior(boolean fitPrior) {
    return Spec.with(this, "fitPrior", fitPrior);
  }

  public MultinomialNaiveBayes priors(List<String> priors) {
    return Spec.with(this, "priors", priors);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("count", 0, 1);
    var x = Sheet.of(train);
    CountBayes.refuseNegative(x, this);
    var counted = CountBayes.of(x, train, this);
    int p = x.width;
    double smooth = CountBayes.alpha(alpha);
    var w = counted.count;
    for (int c = 0; c < counted.y.count(); c++) {
      double all = 0;
      for (int f = c * p; f < (c + 1) * p; f++) all += w[f] += smooth;
      for (int f = c * p; f < (c + 1) * p; f++) w[f] = Math.log(w[f]) - Math.log(all);
    }
    run.step("count", 1, 1);
    return new Fitted(
        x.columns, x.names, counted.y.levels(), w, counted.logPriors(priors, fitPrior));
  }

  /**
   * A linear function for each level, whose softmax is the probability.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param weights the logarithm of the probability of each feature, level by level
   * @param intercepts the logarithm of the prior of each level
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] weights,
      double[] intercepts)
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
      return Scoring.softmax(
          Linear.values(frame, columns, features, weights, intercepts), frame.size(), levels);
    }
  }
}
