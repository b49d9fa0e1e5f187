package millrace.embeddings;

import java.nio.file.Path;
import java.util.Arrays;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.embeddings.Word2Vec.Algorithm;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Word vectors by fastText: word2vec in which a word is the mean of a vector of its own and those
 * of its pieces, all n-grams of {@code shortest} to {@code longest} characters of the word in angle
 * brackets. So words of one stem are similar, rare words learn from others, and unknown words have
 * vectors too.
 *
 * <pre>
 * h(w) = (v[w] + Σ z[g]) ÷ (1 + |pieces(w)|),   g ∈ pieces(w)
 * maximise  log σ(v'[c]·h(w)) + Σ log σ(−v'[n]·h(w)),   k noise words n ~ count^exponent
 * </pre>
 *
 * for words w and c near each other (skip-gram); with CBOW the mean of all rows of all words near
 * predicts the word. As in fastText, each of the rows of a mean gets the whole gradient.
 *
 * <p>The defaults are those of fastText 0.9.2 ({@code fasttext skipgram}); {@link #gensim} has
 * those of gensim 4. Both pass over frequent words alike: of one that makes up the share f of the
 * text √(t/f) + t/f is kept. But the rate falls to 0 in fastText and to 0.0001 in gensim, noise is
 * drawn by the square root of counts in fastText and by their power ¾ in gensim, and t is 0.0001 in
 * fastText and 0.001 in gensim.
 *
 * <p>What differs from both: the rows of a word learn from all words around it at once; noise words
 * are drawn from a pool; the end of a line is no word; buckets that no word of the corpus has stay
 * zero and take no memory. The corpus is learned by shards as {@link Word2Vec} does, so the same
 * seed gives the same bytes on any number of threads.
 *
 * <p>As a step it replaces a column of text (cut into lower-case words) or tokens (taken as they
 * are) by the mean of the vectors of its words, unknown ones composed; {@link #fit(Corpus, Run)}
 * learns from files larger than memory.
 *
 * <p>Cost: O(words × (window × (1 + negatives) + pieces) × width) an epoch; memory 4 bytes × (2
 * words + distinct buckets) × width, twice when it is done.
 *
 * @param algorithm SKIP_GRAM or CBOW (default SKIP_GRAM)
 * @param width length of a vector (default 100)
 * @param window the most words on either side that count as near (default 5)
 * @param negatives noise words for each true one, k (default 5)
 * @param shortest the shortest pieces, in characters (default 3)
 * @param longest the longest pieces; 0: there are none, which is word2vec (default 6)
 * @param buckets pieces are told apart by their hash modulo this (default 2,000,000)
 * @param minCount rarer words are left out (default 5)
 * @param maxWords only so many words, the most frequent, are kept; 0: all (default 0)
 * @param sample the share of the text from which on words are passed over at random, t; 0: never
 *     (default 0.0001)
 * @param exponent noise words are drawn in proportion to this power of their counts (default 0.5)
 * @param shrinkWindow whether windows are 1 to {@code window} words wide at random, else all are
 *     full (default true)
 * @param epochs passes over the corpus (default 5)
 * @param rate the first learning rate (default 0.05)
 * @param lastRate the last one (default 0)
 * @param shards parts that are learned at once (default 4)
 * @param hogwild whether shards work on the same matrix, the result depending on chance (default
 *     false)
 * @param column what to read; empty: the first column of tokens, else of text (default)
 * @see "P. Bojanowski, E. Grave, A. Joulin, T. Mikolov, Enriching Word Vectors with Subword
 *     Information, TACL 5, 2017"
 */
@About(
    value = "word vectors by fastText: word2vec over pieces of words",
    cite =
        "P. Bojanowski, E. Grave, A. Joulin, T. Mikolov, Enriching Word Vectors with Subword"
            + " Information, TACL 5, 2017")
public record FastText(
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
            min = 1,
            max = 1000,
            tune = {3, 20})
        int negatives,
    @Param(value = "the shortest pieces, in characters", min = 1, max = 1000) int shortest,
    @Param(value = "the longest pieces, in characters; 0: none", min = 0, max = 1000) int longest,
    @Param(value = "pieces are told apart by their hash modulo this", min = 1, max = 1_000_000_000)
        int buckets,
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
    implements Step<FastText.Fitted>, WordTrainer {
  public FastText {
    Spec.check(
        FastText.class,
        algorithm,
        width,
        window,
        negatives,
        shortest,
        longest,
        buckets,
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

  /** The defaults of fastText's skipgram. */
  public FastText() {
    this(
        Algorithm.SKIP_GRAM,
        100,
        5,
        5,
        3,
        6,
        2_000_000,
        5,
        0,
        1e-4,
        0.5,
        true,
        5,
        0.05,
        0,
        4,
        false,
        "");
  }

  /** The defaults of gensim 4: CBOW, rate 0.025 to 0.0001, sample 0.001, exponent 0.75. */
  public static FastText gensim() {
    return new FastText()
        .algorithm(Algorithm.CBOW)
        .sample(1e-3)
        .exponent(0.75)
        .rate(0.025)
        .lastRate(1e-4);
  }

  public FastText algorithm(Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  public FastText width(int width) {
    return Spec.with(this, "width", width);
  }

  public FastText window(int window) {
    return Spec.with(this, "window", window);
  }

  public FastText negatives(int negatives) {
    return Spec.with(this, "negatives", negatives);
  }

  public FastText shortest(int shortest) {
    return Spec.with(this, "shortest", shortest);
  }

  public FastText longest(int longest) {
    return Spec.with(this, "longest", longest);
  }

  public FastText buckets(int buckets) {
    return Spec.with(this, "buckets", buckets);
  }

  public FastText minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  public FastText maxWords(int maxWords) {
    return Spec.with(this, "maxWords", maxWords);
  }

  public FastText sample(double sample) {
    return Spec.with(this, "sample", sample);
  }

  public FastText exponent(double exponent) {
    return Spec.with(this, "exponent", exponent);
  }

  public FastText shrinkWindow(boolean shrinkWindow) {
    return Spec.with(this, "shrinkWindow", shrinkWindow);
  }

  public FastText epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public FastText rate(double rate) {
    return Spec.with(this, "rate", rate);
  }

  public FastText lastRate(double lastRate) {
    return Spec.with(this, "lastRate", lastRate);
  }

  public FastText shards(int shards) {
    return Spec.with(this, "shards", shards);
  }

  public FastText hogwild(boolean hogwild) {
    return Spec.with(this, "hogwild", hogwild);
  }

  public FastText column(String column) {
    return Spec.with(this, "column", column);
  }

  @Override
  public Needs needs() {
    return Averages.needs();
  }

  /**
   * @throws DataException if no word is frequent enough, the vectors are more than an array holds,
   *     or {@code shortest} is greater than {@code longest}
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var name = Averages.column(train, column, this);
    if (name.isEmpty()) {
      run.step("word", 1, 1);
      return new Fitted("", WordVectors.none(), new float[0]);
    }
    var learned = learn(Corpus.of(Averages.tokens(train, name, run)), run);
    return new Fitted(name, learned.vectors, learned.outputs);
  }

  @Override
  public WordVectors fit(Corpus corpus, Run run) {
    return learn(corpus, run).vectors;
  }

  /**
   * Learns from a text that need not fit into memory, and gives the output vectors too. What comes
   * out has no column, so as a transform it changes nothing.
   *
   * @throws DataException as {@link #fit(Frame, Run)}, and if a file cannot be read
   */
  public Fitted learn(Corpus corpus, Run run) {
    if (longest > 0 && shortest > longest)
      throw new DataException(
          "FastText has no pieces of %d to %d characters: lower shortest, or raise longest"
              .formatted(shortest, longest));
    var words = corpus.count(minCount, maxWords, run);
    var pieces = Pieces.of(words.words(), new SubwordHash(shortest, longest, buckets));
    int n = words.words().size();
    long rows = (long) n + pieces.kept().length;
    var inputs = Weights.of(rows, width).uniform(1, run.random("word vectors"));
    var targets = Targets.of(words, width, negatives, exponent, false);
    learn(corpus, words, inputs, pieces, targets, run);
    return new Fitted("", vectors(words, inputs, pieces), targets.words().packed(n));
  }

  private void learn(
      Corpus corpus, WordCounts words, Weights inputs, Pieces pieces, Targets targets, Run run) {
    var keep = Subsampling.keep(words, sample);
    int stretch = Rounds.stretch(words, shards);
    boolean direct = hogwild || shards == 1;
    var learners = new Learner[shards];
    Arrays.setAll(
        learners,
        _ ->
            new SubwordWindows(
                algorithm == Algorithm.CBOW,
                window,
                shrinkWindow,
                new Share(inputs, direct),
                pieces,
                targets.learned(direct),
                keep,
                stretch));
    new Rounds(epochs, rate, lastRate, stretch).run(corpus, words, learners, run);
  }

  /** Words composed of their rows. */
  private WordVectors vectors(WordCounts words, Weights inputs, Pieces pieces) {
    int n = words.words().size();
    var rows = inputs.packed(n, pieces.kept().length);
    var subwords =
        pieces.kept().length == 0
            ? Subwords.NONE
            : new Subwords(shortest, longest, buckets, pieces.kept(), rows);
    var hash = subwords.hash();
    var values = inputs.packed(n);
    for (int w = 0; w < n; w++)
      subwords.mean(hash.of(words.words().name(w)), 1, values, w * width, width);
    return new WordVectors(words.words(), width, values, words.counts(), subwords);
  }

  /**
   * The vectors, and the column whose words they stand for.
   *
   * @param column empty: there was none
   * @param outputs the output vectors of the words, row-major: what predicted words have been
   *     compared with, and training can go on from
   */
  public record Fitted(String column, WordVectors vectors, float[] outputs) implements HasVectors {
    /**
     * Writes what fastText and gensim read (.bin), with the outputs, so that training can go on.
     * The settings in it are fastText's defaults but for width, buckets and lengths of pieces.
     *
     * @throws DataException if the file cannot be written
     */
    public void write(Path file) {
      FastTextWriter.write(vectors, outputs, file);
    }

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
