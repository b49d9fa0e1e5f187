package millrace.embeddings;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Word vectors by word2vec: words that occur among the same words become similar. Skip-gram learns
 * to tell, from each word I near a word O, that word from k noise words:
 *
 * <pre>
 * maximise  log σ(v'(O)·v(I)) + Σ j = 1 .. k: log σ(−v'(nⱼ)·v(I)),   nⱼ ~ count^¾
 * </pre>
 *
 * CBOW (continuous bag of words) does so from the mean of the vectors of all words near. With
 * {@code hierarchical} the word is (also) found through a Huffman tree. Frequent words are passed
 * over at random ({@code sample}), and the window is shrunk at random, so that near words count
 * more.
 *
 * <p>The defaults are gensim's ({@link #gensim}); {@link #wordToVecC} has those of word2vec.c. As
 * there, all parameters are single precision and one rate, falling linearly with the words read, is
 * used for all.
 *
 * <p>What differs from both: the inputs around a word share its noise words, so that rows which
 * were loaded are used several times (Ji et al.), and the noise words of some thousand words are
 * drawn from a pool. The corpus is learned by {@code shards} at a time, each with copies of the
 * rows that it changes; after some thousand words of each their changes are brought together. So
 * the same seed gives the same bytes on any number of threads; more threads than shards do not
 * help. With {@code hogwild} the shards write into the same matrix without waiting, as the
 * originals do: that needs no copies, and gives another result each time.
 *
 * <p>As a step it replaces a column of text (cut into lower-case words) or tokens (taken as they
 * are) by the mean of the vectors of its known words; {@link #fit(Corpus, Run)} learns from files
 * larger than memory.
 *
 * <p>Cost: O(words × window × (1 + negatives) × width) an epoch; memory 8 bytes × words × width.
 *
 * @param algorithm SKIP_GRAM or CBOW (default CBOW, as in gensim and word2vec.c)
 * @param width length of a vector (default 100)
 * @param window the most words on either side that count as near (default 5)
 * @param negatives noise words for each true one, k; 0: none, which needs {@code hierarchical}
 *     (default 5)
 * @param hierarchical whether to use hierarchical softmax (default false)
 * @param minCount rarer words are left out (default 5)
 * @param maxWords only so many words, the most frequent, are kept; 0: all (default 0)
 * @param sample the share of the text from which on words are passed over at random; 0: never
 *     (default 0.001)
 * @param exponent noise words are drawn in proportion to this power of their counts (default 0.75)
 * @param shrinkWindow whether windows are 1 to {@code window} words wide at random, else all are
 *     full (default true)
 * @param epochs passes over the corpus (default 5)
 * @param rate the first learning rate (default 0.025)
 * @param lastRate the last one (default 0.0001)
 * @param shards parts that are learned at once (default 4)
 * @param hogwild whether shards work on the same matrix, the result depending on chance (default
 *     false)
 * @param column what to read; empty: the first column of tokens, else of text (default)
 * @see "T. Mikolov, K. Chen, G. Corrado, J. Dean, Efficient Estimation of Word Representations in
 *     Vector Space, ICLR workshop 2013"
 * @see "T. Mikolov et al., Distributed Representations of Words and Phrases and their
 *     Compositionality, NIPS 2013"
 * @see "S. Ji, N. Satish, S. Li, P. Dubey, Parallelizing Word2Vec in Shared and Distributed Memory,
 *     IEEE TPDS 30, 2019"
 */
@About(
    value = "word vectors by word2vec: skip-gram and CBOW",
    cite =
        "T. Mikolov, I. Sutskever, K. Chen, G. Corrado, J. Dean, Distributed Representations of"
            + " Words and Phrases and their Compositionality, NIPS 2013")
public record Word2Vec(
    @Param("skip-gram or cbow") Algorithm algorithm,
    @Param(
            value = "length of a vector",
            min = 1,
            max = 65536,
            tune = {50, 300},
            log = true)
        int width,
    @Param(
            value = "the most words on either side that count as near",
            min = 1,
            max = 10000,
            tune = {2, 15})
        int window,
    @Param(
            value = "noise words for each true one",
            min = 0,
            max = 1000,
            tune = {3, 20})
        int negatives,
    @Param("whether to use hierarchical softmax") boolean hierarchical,
    @Param(value = "rarer words are left out", min = 1) int minCount,
    @Param(value = "the most words that are kept; 0: all", min = 0) int maxWords,
    @Param(
            value = "the share of the text from which on words are passed over; 0: never",
            min = 0,
            max = 1)
        double sample,
    @Param(value = "the power of counts by which noise is drawn", min = -10, max = 10)
        double exponent,
    @Param("whether windows are shrunk at random") boolean shrinkWindow,
    @Param(
            value = "passes over the corpus",
            min = 1,
            max = 1_000_000,
            tune = {3, 30},
            log = true)
        int epochs,
    @Param(
            value = "the first learning rate",
            min = 1e-9,
            max = 10,
            tune = {0.01, 0.1},
            log = true)
        double rate,
    @Param(value = "the last learning rate", min = 0, max = 10) double lastRate,
    @Param(value = "parts that are learned at once", min = 1, max = 1024) int shards,
    @Param("whether shards share a matrix, the result depending on chance") boolean hogwild,
    @Param("the column to read; empty: the first of tokens, else of text") String column)
    implements Step<Word2Vec.Fitted>, WordTrainer {
  /** What is predicted from what. */
  public enum Algorithm {
    /** Each word near predicts the word. */
    SKIP_GRAM,
    /** The mean of the words near predicts the word. */
    CBOW
  }

  public Word2Vec {
    Spec.check(
        Word2Vec.class,
        algorithm,
        width,
        window,
        negatives,
        hierarchical,
        minCount,
        maxWords,
        sample,
        exponent,
        shrinkWindow,
        epochs,
        rate,
        lastRate,
        shards,
        hogwild,
        column);
  }

  /** {@link #gensim}. */
  public Word2Vec() {
    this(Algorithm.CBOW, 100, 5, 5, false, 5, 0, 1e-3, 0.75, true, 5, 0.025, 1e-4, 4, false, "");
  }

  /** The defaults of gensim 4: CBOW, rate 0.025 to 0.0001. */
  public static Word2Vec gensim() {
    return new Word2Vec();
  }

  /** The defaults of word2vec.c: CBOW with a rate of 0.05, which falls to a ten-thousandth. */
  public static Word2Vec wordToVecC() {
    return new Word2Vec().rate(0.05).lastRate(5e-6);
  }

  /** Skip-gram, all else as in {@link #gensim}. */
  public static Word2Vec skipGram() {
    return new Word2Vec().algorithm(Algorithm.SKIP_GRAM);
  }

  public Word2Vec algorithm(Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  public Word2Vec width(int width) {
    return Spec.with(this, "width", width);
  }

  public Word2Vec window(int window) {
    return Spec.with(this, "window", window);
  }

  public Word2Vec negatives(int negatives) {
    return Spec.with(this, "negatives", negatives);
  }

  public Word2Vec hierarchical(boolean hierarchical) {
    return Spec.with(this, "hierarchical", hierarchical);
  }

  public Word2Vec minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  public Word2Vec maxWords(int maxWords) {
    return Spec.with(this, "maxWords", maxWords);
  }

  public Word2Vec sample(double sample) {
    return Spec.with(this, "sample", sample);
  }

  public Word2Vec exponent(double exponent) {
    return Spec.with(this, "exponent", exponent);
  }

  public Word2Vec shrinkWindow(boolean shrinkWindow) {
    return Spec.with(this, "shrinkWindow", shrinkWindow);
  }

  public Word2Vec epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public Word2Vec rate(double rate) {
    return Spec.with(this, "rate", rate);
  }

  public Word2Vec lastRate(double lastRate) {
    return Spec.with(this, "lastRate", lastRate);
  }

  public Word2Vec shards(int shards) {
    return Spec.with(this, "shards", shards);
  }

  public Word2Vec hogwild(boolean hogwild) {
    return Spec.with(this, "hogwild", hogwild);
  }

  public Word2Vec column(String column) {
    return Spec.with(this, "column", column);
  }

  @Override
  public Needs needs() {
    return Averages.needs();
  }

  /**
   * @throws DataException if no word is frequent enough, or the vectors are more than an array
   *     holds
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var name = Averages.column(train, column, this);
    if (name.isEmpty()) {
      run.step("word", 1, 1);
      return new Fitted("", WordVectors.none());
    }
    return new Fitted(name, fit(Corpus.of(Averages.tokens(train, name, run)), run));
  }

  @Override
  public WordVectors fit(Corpus corpus, Run run) {
    if (negatives == 0 && !hierarchical)
      throw new DataException(
          "Word2Vec learns nothing: negatives is 0 and hierarchical false; set one of them");
    var words = corpus.count(minCount, maxWords, run);
    int n = words.words().size();
    var inputs = Weights.of(n, width).uniform(run.random("word vectors"));
    var targets = Targets.of(words, width, negatives, exponent, hierarchical);
    var keep = Subsampling.keep(words, sample);
    var windows = new Windows.How(algorithm == Algorithm.CBOW, true, window, shrinkWindow, false);
    boolean direct = hogwild || shards == 1;
    var learners = new Learner[shards];
    Arrays.setAll(
        learners,
        _ ->
            new Windows(
                windows,
                new WordInputs(new Share(inputs, direct), -1),
                targets.learned(direct),
                keep,
                Rounds.STRETCH));
    new Rounds(epochs, rate, lastRate, Rounds.STRETCH).run(corpus, words, learners, run);
    return new WordVectors(words.words(), width, inputs.packed(n), words.counts(), Subwords.NONE);
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
