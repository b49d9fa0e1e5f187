package millrace.trainers;

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
 * A linear-chain conditional random field, which labels each token of a sequence: {@code P(labels |
 * words) ∝ exp(Σ weights of the features present at each place for its label + Σ weights of each
 * label after the one before)}. It minimises {@code -log P + l2 · ‖w‖²} (CRFsuite's objective) by
 * L-BFGS.
 *
 * <p>Features are the words of every Tokens column within {@code window} places, and, with {@code
 * pairs}, each two neighbouring words that the place belongs to. Put shapes, prefixes or parts of
 * speech into columns of their own, and where neighbours are to be looked at in some columns only,
 * name those as {@code context}: of the others the word at the place itself is a feature. Only
 * labels that a feature was seen with in training have a weight for it, as in CRFsuite by default.
 * Beginning and end count as words.
 *
 * <p>Cost of an iteration: O(places × (features at a place × labels seen with them + labels²)), in
 * parallel by rows.
 *
 * @param l2 strength of the penalty (default 1, {@code c2} in CRFsuite)
 * @param window how far features look to both sides (default 2)
 * @param pairs whether two neighbouring words are a feature (default true)
 * @param context the columns whose neighbouring words are features too; empty, the default: all
 * @param minCount how often a feature must occur in training (default 1)
 * @param maxIter most iterations (default 100)
 * @param tol stops when no entry of the gradient, divided by the number of places, exceeds it
 *     (default 1e-5)
 * @see "J. Lafferty, A. McCallum, F. Pereira, Conditional random fields, ICML 2001"
 * @see "N. Okazaki, CRFsuite: a fast implementation of conditional random fields, 2007"
 */
@About(
    value = "linear-chain conditional random field over tokens",
    cite = "J. Lafferty, A. McCallum, F. Pereira, Conditional random fields, ICML 2001")
public record Crf(
    @Param(
            value = "strength of the squared penalty",
            min = 0,
            max = 1e6,
            tune = {1e-3, 10},
            log = true)
        double l2,
    @Param(value = "how far features look to both sides", min = 0, max = 10) int window,
    @Param("whether two neighbouring words are a feature") boolean pairs,
    @Param("columns whose neighbouring words are features too; empty: all") List<String> context,
    @Param(value = "how often a feature must occur in training", min = 1) int minCount,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "greatest entry of the gradient per place to stop at", min = 0) double tol)
    implements Trainer<Crf.Fitted> {
  public Crf {
    Spec.check(Crf.class, l2, window, pairs, context, minCount, maxIter, tol);
    context = List.copyOf(context);
  }

  public Crf() {
    this(1, 2, true, List.of(), 1, 100, 1e-5);
  }

  public Crf l2(double l2) {
    return Spec.with(this, "l2", l2);
  }

  public Crf window(int window) {
    return Spec.with(this, "window", window);
  }

  public Crf pairs(boolean pairs) {
    return Spec.with(this, "pairs", pairs);
  }

  public Crf context(List<String> columns) {
    return Spec.with(this, "context", columns);
  }

  public Crf context(String... columns) {
    return context(List.of(columns));
  }

  public Crf minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  public Crf maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Crf tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class).target(Column.Tokens.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var columns = List.copyOf(train.features().names());
    if (!columns.containsAll(context)) {
      throw new DataException(
          "Crf context is %s, but the columns are %s".formatted(context, columns));
    }
    var words = Sentences.vocabularies(train, columns);
    var x = Sentences.of(train, columns, words);
    if (x.places() == 0) {
      throw new DataException(
          "Crf was given no tokens: every row of '%s' is empty".formatted(columns.getFirst()));
    }
    var labels = Sentences.present((Column.Tokens) train.targetColumn());
    var y = Sentences.labels(train, columns, labels);
    var unseen = words.stream().map(Vocabulary::size).toList();
    var templates = CrfFeatures.learn(x, unseen, windows(columns), pairs, minCount);
    var present = CrfFeatures.present(x, templates, unseen);
    int features = templates.stream().mapToInt(t -> t.keys().length).sum();
    var shape = CrfLoss.weights(present, templates.size(), y, features, labels.size());
    var loss = new CrfLoss(shape, x.starts(), present, templates.size(), y, l2, run);
    var result =
        Lbfgs.minimise(
            loss,
            new double[shape.size()],
            maxIter,
            tol * x.places(),
            p -> run.step("iteration", p.iteration(), maxIter, "loss", p.value()));
    run.step("iteration", maxIter, maxIter, "loss", result.value());
    return new Fitted(
        columns,
        words,
        labels,
        templates,
        shape.starts(),
        shape.label(),
        result.x(),
        result.iterations(),
        result.value(),
        result.converged());
  }

  /** How far features look in each column. */
  private int[] windows(List<String> columns) {
    return columns.stream()
        .mapToInt(c -> context.isEmpty() || context.contains(c) ? window : 0)
        .toArray();
  }

  /**
   * The features known and their weights.
   *
   * @param words the words known, per column
   * @param starts where the weights of each feature begin
   * @param label the label of each feature's weight
   * @param weights those of the features, then {@code [label before * labels + label]}
   * @param loss the penalised loss at the end
   * @param converged whether the gradient came below the tolerance
   */
  public record Fitted(
      List<String> columns,
      List<Vocabulary> words,
      Vocabulary labels,
      List<Template> templates,
      int[] starts,
      int[] label,
      double[] weights,
      int iterations,
      double loss,
      boolean converged)
      implements Predictor<Sequences> {
    /**
     * The most probable labels of each row.
     *
     * @throws DataException if a column is not there, or columns differ in their rows' lengths
     */
    @Override
    public Sequences predict(Frame frame) {
      var x = Sentences.of(frame, columns, words);
      var shape = new CrfWeights(labels.size(), starts, label);
      var present = present(x);
      var viterbi = new Viterbi(labels.size(), shape.transitions(weights));
      var out = new int[x.places()];
      var scores = new double[0];
      for (int i = 0; i < x.size(); i++) {
        int from = x.starts()[i];
        int to = x.starts()[i + 1];
        if (scores.length < (to - from) * labels.size())
          scores = new double[(to - from) * labels.size()];
        shape.scores(weights, present, templates.size(), from, to, scores);
        viterbi.best(scores, to - from, out, from);
      }
      return new Sequences(new Column.Tokens(x.starts(), out, labels));
    }

    @Override
    public Sequences predict(Frame frame, Run run) {
      return Predictor.inBlocks(this, frame, run);
    }

    private int[] present(Sentences x) {
      return CrfFeatures.present(x, templates, words.stream().map(Vocabulary::size).toList());
    }

    /**
     * The probability of each label at each place, over all sequences of labels: {@code [place *
     * labels + label]}, the rows one after the other.
     */
    public double[] marginals(Frame frame) {
      var x = Sentences.of(frame, columns, words);
      var shape = new CrfWeights(labels.size(), starts, label);
      var present = present(x);
      int n = labels.size();
      var out = new double[x.places() * n];
      var lattice = new CrfLattice(n);
      lattice.transitions(weights, shape.transition(0, 0));
      for (int i = 0; i < x.size(); i++) {
        int from = x.starts()[i];
        int to = x.starts()[i + 1];
        if (from == to) continue;
        var scores = new double[(to - from) * n];
        shape.scores(weights, present, templates.size(), from, to, scores);
        lattice.run(scores, to - from);
        lattice.places(to - from, scores);
        System.arraycopy(scores, 0, out, from * n, scores.length);
      }
      return out;
    }
  }

  /**
   * One kind of feature.
   *
   * @param column whose words
   * @param offset how far from the place the first word stands
   * @param pair whether the word after it belongs to the feature
   * @param first the number of this template's first feature
   * @param keys the words of each feature, rising: {@code word}, or {@code word << 32 | next word}
   */
  public record Template(int column, int offset, boolean pair, int first, long[] keys) {
    /** The number of the feature at a place of {@code from .. to}, or -1 if it is none. */
    int at(int[] words, int unseen, int place, int from, int to) {
      long key = key(words, unseen, place, from, to);
      if (key < 0) return -1;
      int found = Arrays.binarySearch(keys, key);
      return found < 0 ? -1 : first + found;
    }

    /** Before the beginning and after the end there is a word of its own; of unseen words, -1. */
    long key(int[] words, int unseen, int place, int from, int to) {
      long one = word(words, unseen, place + offset, from, to);
      if (one < 0 || !pair) return one;
      long two = word(words, unseen, place + offset + 1, from, to);
      return two < 0 ? -1 : one << 32 | two;
    }

    private static long word(int[] words, int unseen, int place, int from, int to) {
      if (place < from) return unseen + 1L;
      if (place >= to) return unseen + 2L;
      return words[place] == unseen ? -1 : words[place];
    }
  }
}
