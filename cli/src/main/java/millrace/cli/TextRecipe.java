package millrace.cli;

import java.util.List;
import java.util.stream.Collectors;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Comparison.Task;
import millrace.learn.Trainer;
import millrace.nlp.BagOfWords;
import millrace.nlp.TfIdf;
import millrace.preprocess.Auto;
import millrace.preprocess.Dates;
import millrace.preprocess.Impute;
import millrace.preprocess.MinMax;
import millrace.preprocess.On;
import millrace.preprocess.Steps;
import millrace.preprocess.TruncatedSvd;
import millrace.trainers.Logistic;

/**
 * The recipe {@code text}: each column of text becomes features, the others are prepared as {@link
 * Auto} does.
 *
 * <ul>
 *   <li>Linear models get TF-IDF weights of single words and pairs, the logarithm of their counts,
 *       of those that are in two texts at least.
 *   <li>Naive Bayes models of counts and of levels get words and pairs as 0 and 1: how often a word
 *       stands in a text says less than that it does (Wang and Manning, Baselines and Bigrams, ACL
 *       2012).
 *   <li>Trees and distances cannot use so many features; they get the {@value #TOPICS} greatest
 *       singular vectors of the TF-IDF weights of single words: latent semantic analysis.
 *   <li>Networks over sequences ({@code lstm}, {@code gru}, {@code text-cnn}) read the words
 *       themselves, one after the other, and levels too; times become cycles, and missing numbers
 *       medians.
 * </ul>
 */
final class TextRecipe {
  static final String NAME = "text";

  /** For reports. */
  static final String FACT =
      "text: words and pairs of words (TF-IDF for linear models, 0 and 1 for naive Bayes, singular"
          + " vectors for trees and distances), learned from the training rows of each fold; other"
          + " columns as auto";

  private static final int TOPICS = 100;

  /** Penalties of 1 are too great for rows of length 1. */
  private static final double LOGISTIC_C = 10;

  private static final List<String> CLASSIFIERS =
      List.of("Majority", "Logistic", "LinearSvc", "MultinomialNaiveBayes", "ComplementNaiveBayes");

  private static final List<String> REGRESSORS = List.of("Mean", "Ridge", "LinearSvr");

  private TextRecipe() {}

  /** What is compared unless models are named. */
  static List<String> models(Task task) {
    return task == Task.REGRESSION ? REGRESSORS : CLASSIFIERS;
  }

  /** With parameters that suit texts. */
  static Trainer<?> usual(Trainer<?> t) {
    return t instanceof Logistic logistic ? logistic.c(LOGISTIC_C) : t;
  }

  /** The preparation for this model. */
  static Steps steps(Trainer<?> model) {
    if (LineUp.sequences(model)) return forSequences();
    var kind = LineUp.preparedFor(model);
    var rest = new Auto().model(kind);
    if (LineUp.counts(model) || model.getClass().getSimpleName().startsWith("Bernoulli")) {
      return Steps.of(
          new BagOfWords().ngramMax(2).binary(true),
          rest,
          On.of(new MinMax().clip(true), ":numeric"));
    }
    if (kind == Auto.Model.LINEAR)
      return Steps.of(new TfIdf().ngramMax(2).minDf(2).sublinearTf(true), rest);
    return Steps.of(
        new TfIdf().minDf(2).sublinearTf(true), new TruncatedSvd().components(TOPICS), rest);
  }

  /** What networks that read texts want of the other columns. */
  static Steps forSequences() {
    var impute = new Impute().strategy(Impute.Strategy.MEDIAN).indicator(true);
    return Steps.of(new Dates().cyclic(true), On.of(impute, ":numeric"));
  }

  /**
   * @throws DataException if no feature is text
   */
  static void check(Frame frame) {
    var x = frame.features();
    if (x.names().stream().anyMatch(n -> x.column(n) instanceof Column.Text)) return;
    throw new DataException(
        "--recipe text needs a column of text, but there %s; say --kind NAME=text for one that holds texts"
            .formatted(
                x.names().isEmpty()
                    ? "is none beside the target"
                    : "are "
                        + x.names().stream()
                            .map(n -> "'%s' (%s)".formatted(n, x.column(n).kind()))
                            .collect(Collectors.joining(", "))));
  }
}
