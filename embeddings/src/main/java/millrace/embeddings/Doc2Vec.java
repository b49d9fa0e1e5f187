package millrace.embeddings;

import java.util.Arrays;
import java.util.Optional;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Step;
import millrace.run.Run;

/**
 * Vectors of documents by paragraph vectors: each document has a vector that helps to predict its
 * words, as in {@link Word2Vec}, so that documents of similar words become similar.
 *
 * <ul>
 *   <li>PV-DM (distributed memory): the mean of the document's vector and those of the words near
 *       predicts the word, as CBOW does;
 *   <li>PV-DBOW (distributed bag of words): the document's vector alone predicts each word, as
 *       skip-gram does. Faster, and often better; with {@code trainWords} the words near predict it
 *       too, so that words and documents are comparable.
 * </ul>
 *
 * <p>The defaults are gensim's, whose PV-DM with concatenation is left out. What differs is what
 * does in {@link Word2Vec}: inputs share noise words, and shards learn in rounds, so that the same
 * seed gives the same bytes on any number of threads.
 *
 * <p>Each row of a column of text (cut into lower-case words) or tokens (taken as they are), or
 * each line of a corpus, is a document. As a step it replaces the column by vectors that are
 * inferred: a new vector learns for {@code inferEpochs} to predict the row's words while all else
 * stays as it is. Chance depends on the row's words only, so a document has the same vector
 * whatever is beside it. The vectors of the documents it was fitted to are in {@link
 * Fitted#documents}.
 *
 * <p>Cost: PV-DM O(words × (window + negatives) × width) an epoch, PV-DBOW O(words × negatives ×
 * width); memory 4 bytes × (2 words + documents) × width.
 *
 * @param algorithm DM or DBOW (default DM)
 * @param width length of a vector (default 100)
 * @param window the most words on either side that count as near (default 5)
 * @param trainWords whether DBOW learns vectors of words too (default false)
 * @param negatives noise words for each true one; 0: none, which needs {@code hierarchical}
 *     (default 5)
 * @param hierarchical whether to use hierarchical softmax (default false)
 * @param minCount rarer words are left out (default 5)
 * @param maxWords only so many words, the most frequent, are kept; 0: all (default 0)
 * @param sample the share of the text from which on words are passed over at random; 0: never
 *     (default 0.001)
 * @param exponent noise words are drawn in proportion to this power of their counts (default 0.75)
 * @param shrinkWindow whether windows are 1 to {@code window} words wide at random, else all are
 *     full (default true)
 * @param epochs passes over the corpus (default 10)
 * @param rate the first learning rate (default 0.025)
 * @param lastRate the last one (default 0.0001)
 * @param inferEpochs passes over a document whose vector is inferred, the rate falling from {@code
 *     rate} to {@code lastRate} (default 10)
 * @param shards parts that are learned at once (default 4)
 * @param hogwild whether shards work on the same matrix, the result depending on chance (default
 *     false)
 * @param column what to read; empty: the first column of tokens, else of text (default)
 * @see "Q. Le, T. Mikolov, Distributed Representations of Sentences and Documents, ICML 2014"
 * @see "J. H. Lau, T. Baldwin, An Empirical Evaluation of doc2vec with Practical Insights into
 *     Document Embedding Generation, Workshop on Representation Learning for NLP 2016"
 */
@About(
    value = "vectors of documents by paragraph vectors: PV-DM and PV-DBOW",
    cite = "Q. Le, T. Mikolov, Distributed Representations of Sentences and Documents, ICML 2014")
public record Doc2Vec(
    @Param("dm or dbow") Algorithm algorithm,
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
    @Param("whether dbow learns vectors of words too") boolean trainWords,
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
    @Param(value = "passes over a document that is inferred", min = 1, max = 1_000_000)
        int inferEpochs,
    @Param(value = "parts that are learned at once", min = 1, max = 1024) int shards,
    @Param("whether shards share a matrix, the result depending on chance") boolean hogwild,
    @Param("the column to read; empty: the first of tokens, else of text") String column)
    implements Step<Doc2Vec.Fitted> {
  /** What predicts a word. */
  public enum Algorithm {
    /** The mean of the document's vector and those of the words near. */
    DM,
    /** The document's vector. */
    DBOW
  }

  public Doc2Vec {
    Spec.check(
        Doc2Vec.class,
        algorithm,
        width,
        window,
        trainWords,
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
        inferEpochs,
        shards,
        hogwild,
        column);
  }

  /** The defaults of gensim 4. */
  public Doc2Vec() {
    this(
        Algorithm.DM,
        100,
        5,
        false,
        5,
        false,
        5,
        0,
        1e-3,
        0.75,
        true,
        10,
        0.025,
        1e-4,
        10,
        4,
        false,
        "");
  }

  public Doc2Vec algorithm(Algorithm algorithm) {
    return Spec.with(this, "algorithm", algorithm);
  }

  public Doc2Vec width(int width) {
    return Spec.with(this, "width", width);
  }

  public Doc2Vec window(int window) {
    return Spec.with(this, "window", window);
  }

  public Doc2Vec trainWords(boolean trainWords) {
    return Spec.with(this, "trainWords", trainWords);
  }

  public Doc2Vec negatives(int negatives) {
    return Spec.with(this, "negatives", negatives);
  }

  public Doc2Vec hierarchical(boolean hierarchical) {
    return Spec.with(this, "hierarchical", hierarchical);
  }

  public Doc2Vec minCount(int minCount) {
    return Spec.with(this, "minCount", minCount);
  }

  public Doc2Vec maxWords(int maxWords) {
    return Spec.with(this, "maxWords", maxWords);
  }

  public Doc2Vec sample(double sample) {
    return Spec.with(this, "sample", sample);
  }

  public Doc2Vec exponent(double exponent) {
    return Spec.with(this, "exponent", exponent);
  }

  public Doc2Vec shrinkWindow(boolean shrinkWindow) {
    return Spec.with(this, "shrinkWindow", shrinkWindow);
  }

  public Doc2Vec epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public Doc2Vec rate(double rate) {
    return Spec.with(this, "rate", rate);
  }

  public Doc2Vec lastRate(double lastRate) {
    return Spec.with(this, "lastRate", lastRate);
  }

  public Doc2Vec inferEpochs(int inferEpochs) {
    return Spec.with(this, "inferEpochs", inferEpochs);
  }

  public Doc2Vec shards(int shards) {
    return Spec.with(this, "shards", shards);
  }

  public Doc2Vec hogwild(boolean hogwild) {
    return Spec.with(this, "hogwild", hogwild);
  }

  public Doc2Vec column(String column) {
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
      var none = new WordCounts(Vocabulary.empty(), new long[0]);
      var empty = new float[0];
      return new Fitted("", this, none, empty, empty, empty, empty);
    }
    var tokens = Averages.tokens(train, name, run);
    return fit(name, Corpus.of(tokens), tokens.size(), run);
  }

  /**
   * Learns from a text that need not fit into memory; each line is a document. What comes out has
   * no column, so as a transform it changes nothing; {@link Fitted#infer} is what it is for.
   *
   * @throws DataException as {@link #fit(Frame, Run)}, and if a file cannot be read
   */
  public Fitted fit(Corpus corpus, Run run) {
    return fit("", corpus, -1, run);
  }

  private Fitted fit(String name, Corpus corpus, int size, Run run) {
    if (negatives == 0 && !hierarchical)
      throw new DataException(
          "Doc2Vec learns nothing: negatives is 0 and hierarchical false; set one of them");
    var words = corpus.count(minCount, maxWords, run);
    long documents = size < 0 ? documents(corpus, words) : size;
    int n = learnsWords() ? words.words().size() : 0;
    var inputs = Weights.of(n + documents, width).uniform(1, run.random("document vectors"));
    var targets = targets(words);
    var keep = Subsampling.keep(words, sample);
    int stretch = Rounds.stretch(words, shards);
    boolean direct = hogwild || shards == 1;
    var learners = new Learner[shards];
    Arrays.setAll(
        learners,
        _ ->
            new Windows(
                windows(false),
                new WordInputs(new Share(inputs, direct), n),
                targets.learned(direct),
                keep,
                stretch));
    new Rounds(epochs, rate, lastRate, stretch).run(corpus, words, learners, run);
    return new Fitted(
        name,
        this,
        words,
        inputs.packed(n),
        targets.words().packed(negatives > 0 ? words.words().size() : 0),
        targets.nodes().packed(hierarchical ? words.words().size() : 0),
        inputs.packed(n, (int) documents));
  }

  /** One more than the last document that has a word. */
  private static long documents(Corpus corpus, WordCounts words) {
    long size = 0;
    var stretch = new Stretch(Rounds.STRETCH);
    try (var reading = corpus.read(words)) {
      while (reading.next(stretch)) size = stretch.rows[stretch.sentences() - 1] + 1;
    }
    return size;
  }

  private boolean learnsWords() {
    return algorithm == Algorithm.DM || trainWords;
  }

  Targets targets(WordCounts words) {
    return Targets.of(words, width, negatives, exponent, hierarchical);
  }

  /**
   * @param fixed whether only documents learn
   */
  Windows.How windows(boolean fixed) {
    boolean dm = algorithm == Algorithm.DM;
    return new Windows.How(dm, dm || (trainWords && !fixed), window, shrinkWindow, fixed);
  }

  /**
   * What has been learned, and the column whose rows are documents.
   *
   * @param column empty: there was none
   * @param how the settings, which inference needs
   * @param words the words that are known
   * @param inputs the vectors of the words, row-major; empty in DBOW without {@code trainWords}
   * @param outputs the output vectors of the words, row-major; empty without negatives
   * @param nodes those of the tree, row-major, with an unused last one; empty without it
   * @param documents the vectors of the documents it was fitted to, row-major
   */
  public record Fitted(
      String column,
      Doc2Vec how,
      WordCounts words,
      float[] inputs,
      float[] outputs,
      float[] nodes,
      float[] documents)
      implements Transform {
    /** The vector of a document it was fitted to. */
    public float[] document(int row) {
      int from = Math.multiplyExact(row, how.width);
      return Arrays.copyOfRange(documents, from, from + how.width);
    }

    /** The vectors of the words, if they have been learned. */
    public Optional<WordVectors> wordVectors() {
      return inputs.length == 0
          ? Optional.empty()
          : Optional.of(
              new WordVectors(words.words(), how.width, inputs, words.counts(), Subwords.NONE));
    }

    /**
     * The vectors of new documents; those without a known word are zero. O(words known) at first,
     * so ask for many at once.
     */
    public Column.Dense infer(Column.Tokens documents, Run run) {
      return new Inference(this).of(documents, run);
    }

    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet().threads(1));
    }

    /** The threads of the run infer. */
    @Override
    public Frame apply(Frame frame, Run run) {
      if (column.isEmpty()) return frame;
      var tokens = Averages.tokens(frame, column, run);
      return Averages.replace(frame, column, infer(tokens, run));
    }
  }
}
