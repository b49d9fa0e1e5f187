package millrace.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Sequences;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * A hidden Markov model that labels each token of a sequence, learned from labelled sequences by
 * counting: {@code P(first label) · Π P(label | label before) · P(word | label)}, each with {@code
 * alpha} added to its counts. A word that training did not see counts as one further word. Of
 * several columns of tokens, each speaks for itself given the label. The most probable sequence of
 * labels is found by Viterbi's algorithm.
 *
 * <p>Cost: O(places) to learn; O(places × labels²) to predict.
 *
 * @param alpha what is added to each count (default 0.1); 0: none, and then a path that was never
 *     seen is impossible
 * @see "L. R. Rabiner, A tutorial on hidden Markov models, Proceedings of the IEEE 77, 1989"
 * @see "A. Viterbi, Error bounds for convolutional codes, IEEE Trans. Information Theory 13, 1967"
 */
@About(
    value = "hidden Markov model over tokens, counted from labelled sequences",
    cite = "L. R. Rabiner, A tutorial on hidden Markov models, Proc. IEEE 77, 1989")
public record Hmm(
    @Param(
            value = "what is added to each count",
            min = 0,
            max = 1e6,
            tune = {1e-3, 1},
            log = true)
        double alpha)
    implements Trainer<Hmm.Fitted> {
  public Hmm {
    Spec.check(Hmm.class, alpha);
  }

  public Hmm() {
    this(0.1);
  }

  public Hmm alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class).target(Column.Tokens.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var columns = List.copyOf(train.features().names());
    var words = Sentences.vocabularies(train, columns);
    var x = Sentences.of(train, columns, words);
    var labels = Sentences.present((Column.Tokens) train.targetColumn());
    if (labels.size() == 0) {
      throw new DataException(
          "Hmm was given no tokens: every row of '%s' is empty"
              .formatted(train.targetName().orElseThrow()));
    }
    var y = Sentences.labels(train, columns, labels);
    int n = labels.size();
    var first = new double[n];
    var next = new double[n * n];
    for (int i = 0; i < x.size(); i++) {
      run.step("sequence", i, x.size());
      for (int k = x.starts()[i]; k < x.starts()[i + 1]; k++) {
        if (k == x.starts()[i]) first[y[k]]++;
        else next[y[k - 1] * n + y[k]]++;
      }
    }
    run.step("sequence", x.size(), x.size());
    var emission = new ArrayList<double[]>();
    for (int c = 0; c < columns.size(); c++) {
      int width = words.get(c).size() + 1;
      var count = new double[n * width];
      for (int k = 0; k < y.length; k++) count[y[k] * width + x.words().get(c)[k]]++;
      emission.add(logShares(count, width));
    }
    return new Fitted(columns, words, labels, logShares(first, n), logShares(next, n), emission);
  }

  /** The logarithms of the shares in each row of counts, {@link #alpha} added. */
  private double[] logShares(double[] count, int width) {
    var out = new double[count.length];
    for (int row = 0; row < count.length; row += width) {
      double total = 0;
      for (int j = row; j < row + width; j++) total += count[j] + alpha;
      for (int j = row; j < row + width; j++)
        out[j] = total == 0 ? Double.NEGATIVE_INFINITY : Math.log((count[j] + alpha) / total);
    }
    return out;
  }

  /**
   * Logarithms of probabilities.
   *
   * @param words the words known, per column
   * @param first of each label at the beginning
   * @param next {@code [label before * labels + label]}
   * @param emission per column {@code [label * (words + 1) + word]}, the last for unseen words
   */
  public record Fitted(
      List<String> columns,
      List<Vocabulary> words,
      Vocabulary labels,
      double[] first,
      double[] next,
      List<double[]> emission)
      implements Predictor<Sequences> {
    /**
     * The most probable labels of each row.
     *
     * @throws DataException if a column is not there, or columns differ in their rows' lengths
     */
    @Override
    public Sequences predict(Frame frame) {
      var x = Sentences.of(frame, columns, words);
      var viterbi = new Viterbi(labels.size(), next);
      var out = new int[x.places()];
      int n = labels.size();
      for (int i = 0; i < x.size(); i++) {
        int from = x.starts()[i];
        int length = x.starts()[i + 1] - from;
        var score = new double[length * n];
        for (int t = 0; t < length; t++) emit(x, from + t, score, t * n);
        for (int l = 0; l < n && length > 0; l++) score[l] += first[l];
        viterbi.best(score, length, out, from);
      }
      return new Sequences(new Column.Tokens(x.starts(), out, labels));
    }

    @Override
    public Sequences predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    private void emit(Sentences x, int place, double[] score, int at) {
      int n = labels.size();
      for (int c = 0; c < emission.size(); c++) {
        int width = words.get(c).size() + 1;
        int word = x.words().get(c)[place];
        for (int l = 0; l < n; l++) score[at + l] += emission.get(c)[l * width + word];
      }
    }

    /** The logarithm of the probability of each row, over all labels: the forward algorithm. */
    public double[] logLikelihood(Frame frame) {
      var x = Sentences.of(frame, columns, words);
      int n = labels.size();
      var out = new double[x.size()];
      var now = new double[n];
      var then = new double[n];
      for (int i = 0; i < x.size(); i++) {
        for (int k = x.starts()[i]; k < x.starts()[i + 1]; k++) {
          Arrays.fill(now, 0);
          emit(x, k, now, 0);
          for (int l = 0; l < n; l++) now[l] += k == x.starts()[i] ? first[l] : logSumFrom(then, l);
          var swap = now;
          now = then;
          then = swap;
        }
        out[i] = x.starts()[i] == x.starts()[i + 1] ? 0 : logSum(then);
      }
      return out;
    }

    private double logSumFrom(double[] before, int label) {
      int n = labels.size();
      var terms = new double[n];
      for (int l = 0; l < n; l++) terms[l] = before[l] + next[l * n + label];
      return logSum(terms);
    }

    private static double logSum(double[] terms) {
      double most = Arrays.stream(terms).max().orElseThrow();
      if (most == Double.NEGATIVE_INFINITY) return most;
      double sum = 0;
      for (double t : terms) sum += Math.exp(t - most);
      return most + Math.log(sum);
    }
  }
}
