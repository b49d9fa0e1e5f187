package millrace.nlp.topics;

import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.TopicModel;
import millrace.preprocess.Step;
import millrace.run.Run;
import millrace.store.Checkpoint;

/**
 * Latent Dirichlet allocation by variational Bayes, in batches of all documents or, "online", of a
 * few at a time. Topics are Dirichlet distributed over words with parameters lambda, documents over
 * topics with parameters gamma; both are fitted by turns:
 *
 * <pre>
 * gamma_dk  = docTopicPrior  + Σ_w n_dw φ_dwk          φ_dwk ∝ exp(E[log θ_dk] + E[log β_kw])
 * lambda_kw = topicWordPrior + Σ_d n_dw φ_dwk
 * </pre>
 *
 * Online, after batch t lambda goes the share ρ = (learningOffset + t)^(−learningDecay) of the way
 * to what the batch alone, taken for all documents, would give.
 *
 * <p>Names, defaults and results are those of scikit-learn's LatentDirichletAllocation (its digamma
 * approximation included); what differs are the random numbers of the start. As there, {@link
 * Fitted#mixtures} starts each document with gammas of 1 and is not random.
 *
 * <p>The first Tokens column is read, or else the first Sparse one (counts or weights, not below
 * 0), or {@code column}; it becomes a Dense column of the mixtures. Cost: O(entries × topics) for
 * each round of each document and iteration, documents in parallel; the result is the same for any
 * number of threads. Long runs keep their state in {@link Run#checkpoints(java.nio.file.Path)}.
 *
 * @param topics how many (scikit-learn's {@code n_components}; default 10)
 * @param docTopicPrior alpha; 0 (default): 1 / topics
 * @param topicWordPrior eta; 0 (default): 1 / topics
 * @param learningMethod BATCH (default) or ONLINE
 * @param learningDecay how fast later batches count less, 0.5 (exclusive) to 1 for convergence
 *     (default 0.7)
 * @param learningOffset what slows early batches down (default 10)
 * @param maxIter passes over the documents (default 10)
 * @param batchSize documents of an ONLINE batch (default 128)
 * @param evaluateEvery after so many passes the perplexity of the training documents is computed,
 *     and learning ends when it changes by less than {@code perpTol}; 0 (default): never
 * @param perpTol see there (default 0.1)
 * @param meanChangeTol a document's gammas are found when they change by less (default 1e-3)
 * @param maxDocUpdateIter most rounds for a document (default 100)
 * @param column what to read; empty (default): see above
 * @see "M. Hoffman, D. Blei, F. Bach, Online Learning for Latent Dirichlet Allocation, NIPS 2010"
 * @see "scikit-learn 1.2, sklearn.decomposition.LatentDirichletAllocation"
 */
@About(
    value = "topics by variational Bayes, all documents at once or batch by batch",
    cite =
        "M. Hoffman, D. Blei, F. Bach, Online Learning for Latent Dirichlet Allocation, NIPS 2010;"
            + " scikit-learn LatentDirichletAllocation")
public record OnlineLda(
    @Param(
            value = "how many topics",
            min = 1,
            max = 1e5,
            tune = {5, 200},
            log = true)
        int topics,
    @Param(value = "prior of a document's topics; 0: 1 / topics", min = 0, max = 1e6)
        double docTopicPrior,
    @Param(value = "prior of a topic's words; 0: 1 / topics", min = 0, max = 1e6)
        double topicWordPrior,
    @Param("all documents at once, or batch by batch") LearningMethod learningMethod,
    @Param(value = "how fast later batches count less", min = 0, max = 1) double learningDecay,
    @Param(value = "what slows early batches down", min = 0, max = 1e9) double learningOffset,
    @Param(value = "passes over the documents", min = 1) int maxIter,
    @Param(value = "documents of an online batch", min = 1) int batchSize,
    @Param(value = "passes between two looks at the perplexity; 0: never", min = 0)
        int evaluateEvery,
    @Param(value = "least change of the perplexity", min = 0, max = 1e9) double perpTol,
    @Param(value = "least change of a document's gammas", min = 0, max = 1e9) double meanChangeTol,
    @Param(value = "most rounds for a document", min = 1) int maxDocUpdateIter,
    @Param("the column of documents; empty: the first of tokens, else the first sparse one")
        String column)
    implements Step<OnlineLda.Fitted> {
  /** When lambda changes. */
  public enum LearningMethod {
    /** After each pass over all documents. */
    BATCH,
    /** After each {@link OnlineLda#batchSize} documents. */
    ONLINE
  }

  public OnlineLda {
    Spec.check(
        OnlineLda.class,
        topics,
        docTopicPrior,
        topicWordPrior,
        learningMethod,
        learningDecay,
        learningOffset,
        maxIter,
        batchSize,
        evaluateEvery,
        perpTol,
        meanChangeTol,
        maxDocUpdateIter,
        column);
  }

  public OnlineLda() {
    this(10, 0, 0, LearningMethod.BATCH, 0.7, 10, 10, 128, 0, 0.1, 1e-3, 100, "");
  }

  public OnlineLda topics(int topics) {
    return Spec.with(this, "topics", topics);
  }

  public OnlineLda docTopicPrior(double docTopicPrior) {
    return Spec.with(this, "docTopicPrior", docTopicPrior);
  }

  public OnlineLda topicWordPrior(double topicWordPrior) {
    return Spec.with(this, "topicWordPrior", topicWordPrior);
  }

  public OnlineLda learningMethod(LearningMethod learningMethod) {
    return Spec.with(this, "learningMethod", learningMethod);
  }

  public OnlineLda learningDecay(double learningDecay) {
    return Spec.with(this, "learningDecay", learningDecay);
  }

  public OnlineLda learningOffset(double learningOffset) {
    return Spec.with(this, "learningOffset", learningOffset);
  }

  public OnlineLda maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public OnlineLda batchSize(int batchSize) {
    return Spec.with(this, "batchSize", batchSize);
  }

  public OnlineLda evaluateEvery(int evaluateEvery) {
    return Spec.with(this, "evaluateEvery", evaluateEvery);
  }

  public OnlineLda perpTol(double perpTol) {
    return Spec.with(this, "perpTol", perpTol);
  }

  public OnlineLda meanChangeTol(double meanChangeTol) {
    return Spec.with(this, "meanChangeTol", meanChangeTol);
  }

  public OnlineLda maxDocUpdateIter(int maxDocUpdateIter) {
    return Spec.with(this, "maxDocUpdateIter", maxDocUpdateIter);
  }

  public OnlineLda column(String column) {
    return Spec.with(this, "column", column);
  }

  /** Alpha, its default put in. */
  double documentPrior() {
    return docTopicPrior == 0 ? 1.0 / topics : docTopicPrior;
  }

  /** Eta, its default put in. */
  double wordPrior() {
    return topicWordPrior == 0 ? 1.0 / topics : topicWordPrior;
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class, Column.Sparse.class);
  }

  /**
   * Where a fit is: {@code passes} over all documents and {@code batches} in all are done, the next
   * batch starts at document {@code from}.
   *
   * @param perplexity when it was last computed; 0: not yet
   */
  record State(int passes, int from, long batches, double perplexity, double[] lambda) {}

  /**
   * @throws DataException if no document has a word, a count is negative, or words × topics is more
   *     than an array can hold
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    return fit(train, new double[0], true, run);
  }

  /**
   * @param start lambda, word by word; empty: at random
   * @param random whether documents start at random, or with gammas of 1
   */
  Fitted fit(Frame train, double[] start, boolean random, Run run) {
    needs().check(train, this);
    var name = Documents.column(train, column, this);
    if (name.isEmpty()) {
      run.step("pass", maxIter, maxIter);
      return new Fitted(this, "", Vocabulary.empty(), new double[0], new double[0], 0, 0);
    }
    var documents = Documents.train(train, name, this).bags();
    int v = documents.words().size();
    if ((long) v * topics > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "OnlineLda: %d words times %d topics are more numbers than an array holds: take fewer topics or drop rare words"
              .formatted(v, topics));
    }
    var checkpoint = Checkpoint.of(run, this, train, State.class);
    var first = start.length > 0 ? start.clone() : VariationalTopics.start(v, topics, run);
    var state = checkpoint.resume().orElseGet(() -> new State(0, 0, 0, 0, first));
    var model = new VariationalTopics(this, documents, state.lambda, random, run);
    int n = documents.size();
    int size = learningMethod == LearningMethod.BATCH ? n : Math.min(n, batchSize);
    int perPass = (n + size - 1) / size;
    long total = (long) maxIter * perPass;
    int passes = state.passes;
    int from = state.from;
    long batches = state.batches;
    double last = state.perplexity;
    while (passes < maxIter && run.step("batch", batches, total)) {
      int to = Math.min(n, from + size);
      double share =
          learningMethod == LearningMethod.BATCH
              ? 1
              : Math.pow(learningOffset + batches + 1, -learningDecay);
      model.learn(from, to, batches, share);
      batches++;
      from = to < n ? to : 0;
      if (from == 0) {
        passes++;
        if (evaluateEvery > 0 && passes % evaluateEvery == 0) {
          double now = model.perplexity(model.gammas());
          if (last > 0 && Math.abs(last - now) < perpTol) break;
          last = now;
        }
      }
      if (checkpoint.due()) checkpoint.save(new State(passes, from, batches, last, model.lambda));
    }
    var gammas = model.gammas();
    double perplexity = model.perplexity(gammas);
    run.step("batch", total, total, "perplexity", perplexity);
    checkpoint.done();
    return new Fitted(
        this, name, documents.words(), model.lambda, shares(documents, gammas), perplexity, passes);
  }

  /** The mixtures, each as often as its document has words. */
  private double[] shares(Documents documents, double[] gammas) {
    var out = new double[topics];
    double all = 0;
    for (int d = 0; d < documents.size(); d++) {
      double length = 0;
      for (int i = documents.starts()[d]; i < documents.starts()[d + 1]; i++)
        length += documents.count()[i];
      double sum = 0;
      for (int k = 0; k < topics; k++) sum += gammas[d * topics + k];
      for (int k = 0; k < topics; k++) out[k] += length * gammas[d * topics + k] / sum;
      all += length;
    }
    for (int k = 0; k < topics; k++) out[k] /= all;
    return out;
  }

  /**
   * The topics.
   *
   * @param lda how documents are inferred
   * @param column the column of documents
   * @param lambda the topics' parameters, word by word: {@code lambda[w * topics + k]}
   *     (scikit-learn's {@code components_}, transposed)
   * @param shares of the topics in the training documents' tokens
   * @param perplexity of the training documents, by the variational bound
   * @param passes over the training documents
   */
  public record Fitted(
      OnlineLda lda,
      String column,
      Vocabulary words,
      double[] lambda,
      double[] shares,
      double perplexity,
      int passes)
      implements TopicModel {
    @Override
    public int topics() {
      return shares.length;
    }

    /** lambda, each topic divided by its sum. */
    @Override
    public double[] topicWords() {
      int k = topics();
      int v = words.size();
      if (k == 0) return new double[0];
      var sums = VariationalTopics.sums(lambda, k);
      var out = new double[lambda.length];
      for (int w = 0; w < v; w++)
        for (int t = 0; t < k; t++) out[t * v + w] = lambda[w * k + t] / sums[t];
      return out;
    }

    @Override
    public double[] weights() {
      return shares.clone();
    }

    @Override
    public double[] mixtures(Frame frame, Run run) {
      int k = topics();
      if (k == 0) return new double[0];
      var read = Documents.of(frame, column, words).bags();
      var sums = VariationalTopics.Sums.of(lambda, k);
      var expected = new double[lambda.length];
      var known = new boolean[words.size()];
      for (int w : read.word()) {
        if (!known[w]) sums.expect(lambda, w, expected);
        known[w] = true;
      }
      return Mixtures.byBlocks(
          read.size(),
          k,
          run,
          (from, to, out) -> {
            var inference =
                new TopicInference(
                    expected, k, lda.documentPrior(), lda.meanChangeTol(), lda.maxDocUpdateIter());
            for (int d = from; d < to; d++) {
              inference.startEqual();
              inference.infer(
                  read.word(), read.count(), read.starts()[d], read.starts()[d + 1], false);
              double sum = 0;
              for (int t = 0; t < k; t++) sum += inference.gamma[t];
              for (int t = 0; t < k; t++) out[d * k + t] = inference.gamma[t] / sum;
            }
          });
    }

    @Override
    public Frame apply(Frame frame) {
      return apply(frame, Run.quiet().threads(1));
    }

    /** The threads of the run share the documents. */
    @Override
    public Frame apply(Frame frame, Run run) {
      return Mixtures.apply(this, column, frame, run);
    }
  }
}
