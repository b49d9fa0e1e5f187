package millrace.trainers.tribuo;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.mnb.MultinomialNaiveBayesTrainer;

/**
 * Naive Bayes for counts by Tribuo: {@code P(f | level) = (count of f + alpha) / (count of all +
 * alpha × features)}, all levels being equally likely beforehand: Tribuo learns no priors. Features
 * that are 0 in all training rows are not counted among the features, and say nothing of a new row.
 *
 * <p>Tribuo 4.3.2 itself predicts otherwise: for a feature that a level never had, it puts the sum
 * of the logarithms where that of the counts should be. Here such a feature has probability {@code
 * alpha / (count of all + alpha × features)}, as in {@link
 * millrace.trainers.MultinomialNaiveBayes}, whose fitted record predicts.
 *
 * <p>Cost: one pass over the entries; to predict, O(entries × levels).
 *
 * @param alpha additive smoothing: 1 is Laplace's (default), less is Lidstone's
 * @see "C. Manning, P. Raghavan, H. Schütze: Introduction to Information Retrieval, 2008, chapter
 *     13.2"
 * @see millrace.trainers.MultinomialNaiveBayes
 */
@About(
    value = "naive Bayes for counts and other features that are not negative",
    cite = "Manning, Raghavan, Schütze: Introduction to Information Retrieval, 2008, 13.2",
    engine = "Tribuo 4.3.2")
public record MultinomialNaiveBayes(
    @Param(
            value = "additive smoothing (alpha)",
            min = 1e-10,
            max = 1e100,
            tune = {1e-3, 10},
            log = true)
        double alpha)
    implements Trainer<millrace.trainers.MultinomialNaiveBayes.Fitted> {
  public MultinomialNaiveBayes {
    Spec.check(MultinomialNaiveBayes.class, alpha);
  }

  public MultinomialNaiveBayes() {
    this(1);
  }

  public MultinomialNaiveBayes alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public millrace.trainers.MultinomialNaiveBayes.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = LibLinear.levels(train, this);
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    run.step("model", 0, 1);
    var x = Features.of(train);
    var total = totals(x, codes, levels.size());
    var rows =
        TribuoRows.of(x, false, i -> new Label(Integer.toString(codes[i])), new LabelFactory());
    var model = new MultinomialNaiveBayesTrainer(alpha).train(rows);
    run.step("model", 1, 1);
    int p = x.width();
    int known = model.getFeatureIDMap().size();
    var weights = new double[levels.size() * p];
    // All of them: Tribuo tells the logarithms only as its top features.
    var logs = model.getTopFeatures(-1);
    for (int c = 0; c < levels.size(); c++) {
      double never = Math.log(alpha / (total[c] + known * alpha));
      for (int f : TribuoRows.features(model.getFeatureIDMap())) weights[c * p + f] = never;
      for (var log : logs.get(Integer.toString(c)))
        weights[c * p + Integer.parseInt(log.getA())] = log.getB();
    }
    var even = new double[levels.size()];
    Arrays.fill(even, -Math.log(even.length));
    return new millrace.trainers.MultinomialNaiveBayes.Fitted(
        List.copyOf(train.features().names()), x.names(), levels, weights, even);
  }

  /** What was counted in each level. */
  private static double[] totals(Features x, int[] codes, int levels) {
    var csr = x.csr();
    var total = new double[levels];
    for (int i = 0; i < x.rows(); i++) {
      for (int e = csr.starts()[i]; e < csr.starts()[i + 1]; e++) {
        double v = csr.value()[e];
        if (v < 0) {
          throw new DataException(
              "MultinomialNaiveBayes needs counts, but feature '%s' is %s in row %d: put new MinMax() before"
                  .formatted(x.names().name(csr.index()[e]), v, i + 1));
        }
        total[codes[i]] += v;
      }
    }
    return total;
  }
}
