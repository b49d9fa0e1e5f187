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
 * Complement naive Bayes: each level is described by the counts of all <i>other</i> levels, which
 * suits levels of unequal size: the weight of a feature is {@code -log((count elsewhere + alpha) /
 * (count of all elsewhere + alpha × features))}, and the level that the row fits worst elsewhere is
 * chosen. There is no prior, as in scikit-learn 1.2, whose probabilities are these too (a softmax
 * of the scores, poorly calibrated).
 *
 * <p>Cost: one pass over the entries; to predict, O(entries × levels).
 *
 * @param alpha additive smoothing (default 1); below 1e-10 it counts as 1e-10
 * @param norm whether each level's weights are divided by their sum (default false), the paper's
 *     second normalisation
 * @see "J. Rennie et al., Tackling the poor assumptions of naive Bayes text classifiers, ICML 2003"
 * @see "scikit-learn 1.2, sklearn.naive_bayes.ComplementNB"
 */
@About(
    value = "naive Bayes for counts by the complement of each level, for uneven levels",
    cite =
        "J. Rennie et al., Tackling the poor assumptions of naive Bayes text classifiers, ICML"
            + " 2003; scikit-learn ComplementNB")
public record ComplementNaiveBayes(
    @Param(
            value = "additive smoothing (alpha)",
            min = 0,
            max = 1e100,
            tune = {1e-3, 10},
            log = true)
        double alpha,
    @Param("whether each level's weights are divided by their sum") boolean norm)
    implements Trainer<ComplementNaiveBayes.Fitted> {
  public ComplementNaiveBayes {
    Spec.check(ComplementNaiveBayes.class, alpha, norm);
  }

  public ComplementNaiveBayes() {
    this(1, false);
  }

  public ComplementNaiveBayes alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public ComplementNaiveBayes norm(boolean norm) {
    return Spec.with(this, "norm", norm);
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
    int k = counted.y.count();
    var all = new double[p];
    for (int j = 0; j < k * p; j++) all[j % p] += counted.count[j];
    double smooth = CountBayes.alpha(alpha);
    var w = new double[k * p];
    for (int c = 0; c < k; c++) {
      double sum = 0;
      for (int f = 0; f < p; f++) {
        // rounding may leave a little less than nothing elsewhere
        double elsewhere = Math.max(0, all[f] - counted.count[c * p + f]);
        w[c * p + f] = elsewhere + smooth;
        sum += elsewhere + smooth;
      }
      double logs = 0;
      for (int j = c * p; j < (c + 1) * p; j++) {
        w[j] = Math.log(w[j] / sum);
        logs += w[j];
      }
      for (int j = c * p; j < (c + 1) * p; j++) w[j] = !norm ? -w[j] : logs == 0 ? 0 : w[j] / logs;
    }
    run.step("count", 1, 1);
    return new Fitted(x.columns, x.names, counted.y.levels(), w, new double[k]);
  }

  /**
   * A linear function for each level, whose softmax is the probability.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param weights the weight of each feature, level by level
   * @param intercepts 0 for each level
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
