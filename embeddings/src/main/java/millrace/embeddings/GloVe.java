package millrace.embeddings;

import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.preprocess.Step;
import millrace.run.Crew;
import millrace.run.Run;

/**
 * Word vectors by GloVe: the product of two words' vectors learns the logarithm of how often they
 * are near each other,
 *
 * <pre>
 * minimise ½ Σ f(xᵢⱼ) (wᵢ·w̃ⱼ + bᵢ + b̃ⱼ − ln xᵢⱼ)²,   f(x) = min(1, (x / most)^exponent)
 * </pre>
 *
 * where xᵢⱼ is the sum of 1/distance over all places where j is at most {@code window} words from
 * i. AdaGrad takes the pairs one by one in random order. The result is w + w̃, as the paper and its
 * program have it by default; the defaults, too, are the program's, except that {@code minCount} is
 * 5.
 *
 * <p>The words are cut into {@code shards} by their places in the vocabulary; pairs of shards that
 * have no word in common are learned at once. So nothing is learned from old values, and the same
 * seed gives the same bytes on any number of threads; more threads than shards do not help.
 *
 * <p>The pairs that do not fit into a quarter of the heap lie in temporary files while it learns
 * (12 bytes a pair; a text of 20 million words has some 50 million).
 *
 * <p>Cost: O(words × window) for counting, O(pairs × width) an epoch; memory 16 bytes × words ×
 * width, and 12 bytes a pair up to a quarter of the heap.
 *
 * @param width length of a vector (default 50)
 * @param window how far apart words count as near (default 15)
 * @param minCount rarer words are left out (default 5)
 * @param maxWords only so many words, the most frequent, are kept; 0: all (default 0)
 * @param most from which count on a pair has full weight, x max (default 100)
 * @param exponent how the weight of rarer pairs falls (default 0.75)
 * @param epochs passes over the pairs (default 25)
 * @param rate the learning rate of AdaGrad (default 0.05)
 * @param shards parts of the vocabulary (default 4)
 * @param column what to read; empty: the first column of tokens, else of text (default)
 * @see "J. Pennington, R. Socher, C. Manning, GloVe: Global Vectors for Word Representation, EMNLP
 *     2014"
 */
@About(
    value = "word vectors by GloVe: from how often words are near each other",
    cite =
        "J. Pennington, R. Socher, C. Manning, GloVe: Global Vectors for Word Representation, EMNLP"
            + " 2014")
public record GloVe(
    @Param(
            value = "length of a vector",
            min = 1,
            max = 65536,
            tune = {50, 300},
            log = true)
        int width,
    @Param(
            value = "how far apart words count as near",
            min = 1,
            max = 10000,
            tune = {5, 20})
        int window,
    @Param(value = "rarer words are left out", min = 1) int minCount,
    @Param(value = "the most words that are kept; 0: all", min = 0) int maxWords,
    @Param(
            value = "from which count on a pair has full weight",
            min = 1e-9,
            max = 1e12,
            tune = {10, 100},
            log = true)
        double most,
    @Param(value = "how the weight of rarer pairs falls", min = 0, max = 10) double exponent,
    @Param(
            value = "passes over the pairs",
            min = 1,
            max = 1_000_000,
            tune = {15, 100},
            log = true)
        int epochs,
    @Param(
            value = "the learning rate of AdaGrad",
            min = 1e-9,
            max = 10,
            tune = {0.01, 0.1},
            log = true)
        double rate,
    @Param(value = "parts of the vocabulary", min = 1, max = 64) int shards,
    @Param("the column to read; empty: the first of tokens, else of text") String column)
    implements Step<GloVe.Fitted>, WordTrainer {
  public GloVe {
    Spec.check(
        GloVe.class,
        width,
        window,
        minCount,
        maxWords,
        most,
        exponent,
        epochs,
        rate,
        shards,
        column);
  }

  public GloVe() {
    this(50, 15, 5, 0, 100, 0.75, 25, 0.05, 4, "");
  }

  public GloVe width(int width) {
    return Spec.with(this, "width", width);
  }

  public GloVe window(int window) {
    return Spec.with(this, "window", window);
  }

  public GloVe minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  public GloVe maxWords(int maxWords) {
    return Spec.with(this, "maxWords", maxWords);
  }

  public GloVe most(double most) {
    return Spec.with(this, "most", most);
  }

  public GloVe exponent(double exponent) {
    return Spec.with(this, "exponent", exponent);
  }

  public GloVe epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public GloVe rate(double rate) {
    return Spec.with(this, "rate", rate);
  }

  public GloVe shards(int shards) {
    return Spec.with(this, "shards", shards);
  }

  public GloVe column(String column) {
    return Spec.with(this, "column", column);
  }

  @Override
  public Needs needs() {
    return Averages.needs();
  }

  /**
   * @throws millrace.data.DataException if no word is frequent enough, or the vectors are more than
   *     an array holds
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var name = Averages.column(train, column, this);
    if (name.isEmpty()) {
      run.step("epoch", epochs, epochs);
      return new Fitted("", WordVectors.none());
    }
    return new Fitted(name, fit(Corpus.of(Averages.tokens(train, name, run)), run));
  }

  @Override
  public WordVectors fit(Corpus corpus, Run run) {
    var words = corpus.count(minCount, maxWords, run);
    long held = Runtime.getRuntime().maxMemory() / 4 / 12;
    try (var pairs = Cooccurrences.count(corpus, words, window, shards, held, run)) {
      var steps = new GloVeSteps(this, words.words().size(), run);
      learn(pairs, steps, run);
      return new WordVectors(words.words(), width, steps.vectors(), words.counts(), Subwords.NONE);
    }
  }

  private void learn(Cooccurrences pairs, GloVeSteps steps, Run run) {
    double cost = Double.NaN;
    try (var crew = new Crew(run.threads())) {
      for (int e = 0; e < epochs && run.step("epoch", e, epochs, "cost", cost); e++) {
        cost = 0;
        for (int q = 0; q < pairs.pilesOfBlock(); q++)
          for (int r = 0; r < shards; r++) cost += round(pairs, steps, e, q, r, crew, run);
        cost /= pairs.size();
      }
    }
    run.step("epoch", epochs, epochs, "cost", cost);
  }

  /** Blocks that have no word in common. */
  private double round(
      Cooccurrences pairs, GloVeSteps steps, int epoch, int index, int round, Crew crew, Run run) {
    var costs = new double[shards];
    crew.run(
        shards,
        a ->
            costs[a] =
                steps.learn(
                    pairs.pile(a, (a + round) % shards, index),
                    run.seedFor("pile", epoch, index, round, a)));
    double sum = 0;
    for (double c : costs) sum += c;
    return sum;
  }

  /**
   * The vectors, and the column whose words they stand for.
   *
   * @param column empty: there was none
   */
  public record Fitted(String column, WordVectors vectors) implements HasVectors {
    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet().threads(1));
    }

    /** The threads of the run cut texts. */
    @Override
    public Frame apply(Frame frame, Run run) {
      return Averages.apply(frame, column, vectors, run);
    }
  }
}
