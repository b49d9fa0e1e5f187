package millrace.nlp.topics;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.TopicModel;
import millrace.preprocess.Step;
import millrace.run.Crew;
import millrace.run.Run;
import millrace.store.Checkpoint;

/**
 * Latent Dirichlet allocation by collapsed Gibbs sampling: each document mixes topics, each topic
 * is a distribution over words, and each token is of one topic. A sweep draws a new topic for each
 * token from
 *
 * <pre>
 * p(z = k | all others) ∝ (n_dk + alpha_k) (n_kw + beta) / (n_k + V beta)
 * </pre>
 *
 * with n_dk tokens of the document in topic k, n_kw of the word, n_k in all, the token itself not
 * counted. The draws are exact; they cost O(topics of the document + √topics), as the document's
 * topics are summed and the rest is bounded (see the sources for the idea of cutting the sum).
 *
 * <p>Every {@code optimizeInterval} sweeps after {@code burnIn} the priors are fitted to the state,
 * as MALLET does: alpha a number for each topic, so that some topics may be everywhere, beta one
 * number. Off for {@code optimizeInterval} 0. The defaults are MALLET's, except that alpha is a
 * number per topic as scikit-learn and gensim have it (MALLET's 5 in all are 0.1 for 50 topics),
 * and topics are 10 as in scikit-learn.
 *
 * <p>The documents are sampled in {@code shards} at once, each with the counts of the sweep before
 * and its own changes. The result depends on the number of shards, never on the threads: more
 * threads than shards do not help, and 1 is the textbook's sequential sampler. Topics found with 1
 * and with 4 shards are as good.
 *
 * <p>The first Tokens column is read, or else the first Sparse one (whole counts), or {@code
 * column}; it becomes a Dense column of the topics' shares. Long runs keep their state in {@link
 * Run#checkpoints(java.nio.file.Path)} and resume to the same bytes. Progress tells tokens/s and
 * from time to time ln p(words, topics) per token.
 *
 * <p>Cost: a sweep is O(tokens × topics of a document + shards × words × topics); memory 20 bytes a
 * token and (shards + 1) × words × topics × 5 bytes.
 *
 * @param topics how many, K (default 10)
 * @param alpha how much of every topic a document has at first, for each topic (default 0.1)
 * @param beta how much of every word a topic has at first (default 0.01)
 * @param iterations sweeps (default 1000)
 * @param optimizeInterval sweeps between two fits of alpha and beta; 0: never (default 50)
 * @param burnIn sweeps before the first fit of alpha and beta (default 200)
 * @param shards parts that are sampled at once (default 4)
 * @param column what to read; empty (default): see above
 * @see "T. Griffiths, M. Steyvers, Finding scientific topics, PNAS 101, 2004"
 * @see "L. Yao, D. Mimno, A. McCallum, Efficient Methods for Topic Model Inference on Streaming
 *     Document Collections, KDD 2009"
 * @see "A. Li, A. Ahmed, S. Ravi, A. Smola, Reducing the Sampling Complexity of Topic Models, KDD
 *     2014"
 * @see "H. Wallach, D. Mimno, A. McCallum, Rethinking LDA: Why Priors Matter, NIPS 2009"
 */
@About(
    value = "topics of documents, by Gibbs sampling",
    cite =
        "D. Blei, A. Ng, M. Jordan, Latent Dirichlet Allocation, JMLR 3, 2003; T. Griffiths, M."
            + " Steyvers, Finding scientific topics, PNAS 101, 2004")
public record Lda(
    @Param(
            value = "how many topics",
            min = 1,
            max = 65536,
            tune = {5, 200},
            log = true)
        int topics,
    @Param(
            value = "how much of every topic a document has at first",
            min = 1e-9,
            max = 1e6,
            tune = {0.01, 1},
            log = true)
        double alpha,
    @Param(
            value = "how much of every word a topic has at first",
            min = 1e-9,
            max = 1e6,
            tune = {0.001, 0.1},
            log = true)
        double beta,
    @Param(value = "sweeps", min = 1) int iterations,
    @Param(value = "sweeps between two fits of alpha and beta; 0: never", min = 0)
        int optimizeInterval,
    @Param(value = "sweeps before the first fit of alpha and beta", min = 0) int burnIn,
    @Param(value = "parts that are sampled at once", min = 1, max = 1024) int shards,
    @Param("the column of documents; empty: the first of tokens, else the first sparse one")
        String column)
    implements Step<Lda.Fitted> {
  private static final int LIKELIHOOD_EVERY = 50;

  public Lda {
    Spec.check(
        Lda.class, topics, alpha, beta, iterations, optimizeInterval, burnIn, shards, column);
  }

  public Lda() {
    this(10, 0.1, 0.01, 1000, 50, 200, 4, "");
  }

  public Lda topics(int topics) {
    return Spec.with(this, "topics", topics);
  }

  public Lda alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public Lda beta(double beta) {
    return Spec.with(this, "beta", beta);
  }

  public Lda iterations(int iterations) {
    return Spec.with(this, "iterations", iterations);
  }

  public Lda optimizeInterval(int optimizeInterval) {
    return Spec.with(this, "optimizeInterval", optimizeInterval);
  }

  public Lda burnIn(int burnIn) {
    return Spec.with(this, "burnIn", burnIn);
  }

  public Lda shards(int shards) {
    return Spec.with(this, "shards", shards);
  }

  public Lda column(String column) {
    return Spec.with(this, "column", column);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class, Column.Sparse.class);
  }

  /**
   * Where a fit is: all else follows from it.
   *
   * @param sweeps done
   * @param assigned the topic of each token
   */
  record State(int sweeps, int[] assigned, double[] alpha, double beta) {}

  /**
   * @throws millrace.data.DataException if no document has a word, a count is not whole, or words ×
   *     topics is more than an array can hold
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var name = Documents.column(train, column, this);
    if (name.isEmpty()) {
      run.step("sweep", iterations, iterations);
      return new Fitted("", Vocabulary.empty(), new double[0], beta, new int[0], new int[0], 0);
    }
    var tokens = Documents.train(train, name, this).tokens(this);
    var checkpoint = Checkpoint.of(run, this, train, State.class);
    var state = checkpoint.resume().orElseGet(() -> start(tokens, run));
    var sampler = new LdaSampler(tokens, state.assigned, state.alpha, state.beta, shards);
    int done = state.sweeps;
    try (var crew = new Crew(run.threads())) {
      for (; done < iterations && told(run, sampler, done); done++) {
        int sweep = done;
        sampler.sweep(shard -> run.seedFor("sweep", sweep, shard), crew);
        int now = done + 1;
        if (optimizeInterval > 0 && now > burnIn && now % optimizeInterval == 0)
          LdaPriors.optimise(sampler);
        if (checkpoint.due()) checkpoint.save(state(now, sampler));
      }
    }
    double likelihood = LdaPriors.logLikelihood(sampler);
    run.step("sweep", iterations, iterations, "log-likelihood/token", likelihood);
    checkpoint.done();
    return new Fitted(
        name,
        tokens.words(),
        sampler.alpha,
        sampler.beta,
        sampler.counts,
        sampler.totals,
        likelihood);
  }

  private State start(Documents tokens, Run run) {
    var assigned = LdaSampler.start(tokens.word().length, topics, run.seedFor("start"));
    var alphas = new double[topics];
    Arrays.fill(alphas, alpha);
    return new State(0, assigned, alphas, beta);
  }

  private static State state(int sweeps, LdaSampler s) {
    return new State(sweeps, s.assigned.clone(), s.alpha.clone(), s.beta);
  }

  private boolean told(Run run, LdaSampler sampler, int done) {
    if (done == 0) return run.step("sweep", done, iterations);
    double speed = sampler.tokensPerSecond();
    if (done % LIKELIHOOD_EVERY != 0) return run.step("sweep", done, iterations, "tokens/s", speed);
    double likelihood = LdaPriors.logLikelihood(sampler);
    return run.step(
        "sweep", done, iterations, "tokens/s", speed, "log-likelihood/token", likelihood);
  }

  /**
   * The topics.
   *
   * @param column the column of documents
   * @param alpha the prior of each topic's share
   * @param beta the prior of each word's share
   * @param counts how often word w is in topic k: {@code counts[w * topics() + k]}
   * @param tokens how many tokens are in each topic
   * @param logLikelihood ln p(words, topics | alpha, beta) of the training documents, a token
   */
  public record Fitted(
      String column,
      Vocabulary words,
      double[] alpha,
      double beta,
      int[] counts,
      int[] tokens,
      double logLikelihood)
      implements TopicModel {

    @Override
    public int topics() {
      return alpha.length;
    }

    /** (n_kw + beta) / (n_k + V beta). */
    @Override
    public double[] topicWords() {
      int k = topics();
      int v = words.size();
      var sizes = sizes();
      var out = new double[k * v];
      for (int w = 0; w < v; w++)
        for (int t = 0; t < k; t++) out[t * v + w] = (counts[w * k + t] + beta) / sizes[t];
      return out;
    }

    double[] sizes() {
      return Arrays.stream(tokens).mapToDouble(n -> n + words.size() * beta).toArray();
    }

    /** The share of the training tokens. */
    @Override
    public double[] weights() {
      double all = Arrays.stream(tokens).asLongStream().sum();
      return Arrays.stream(tokens).mapToDouble(n -> n / all).toArray();
    }

    /** See {@link LdaMixtures}: O(rounds × different words × topics) a document. */
    @Override
    public double[] mixtures(Frame frame, Run run) {
      int k = topics();
      if (k == 0) return new double[0];
      var bags = Documents.of(frame, column, words).bags();
      return Mixtures.byBlocks(
          bags.size(),
          k,
          run,
          (from, to, out) -> {
            var work = new LdaMixtures(this);
            for (int d = from; d < to; d++) work.fill(bags, d, out, d * k);
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
