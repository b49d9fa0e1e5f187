package millrace.nlp.topics;

import java.util.Arrays;
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
 * The biterm topic model: topics of short texts from pairs of words ("biterms") of the whole corpus
 * rather than from documents, which are too short to tell. All biterms share one distribution over
 * topics; each has one topic, from which both its words are drawn. Collapsed Gibbs sampling draws
 * the topic of biterm (v, w), taken out of the counts, in proportion to
 *
 * <pre>
 * (n_z + alpha) · (n_z^v + beta) (n_z^w + beta) / ((2 n_z + V beta) (2 n_z + V beta + 1))
 * </pre>
 *
 * with n_z biterms of topic z and n_z^w times the word w in them. A document's mixture is that of
 * its biterms, Σ_b p(z | b) p(b | d); of its words where it has no biterm.
 *
 * <p>A biterm is two different words at most {@code window} tokens apart. The authors' program
 * leaves out the "+ 1" above.
 *
 * <p>The first Tokens column is read, or else the first Sparse one (whole counts; all words of a
 * document are then side by side), or {@code column}; it becomes a Dense column of mixtures. Cost:
 * O(biterms × topics) a sweep; memory 12 bytes a biterm, and words × topics integers for each
 * shard. With {@code shards} above 1 the parts of the biterms are sampled side by side, each with
 * the counts of the sweep before: an approximation for several threads, whose result depends on the
 * shards but not on the threads. Long runs keep their state in {@link
 * Run#checkpoints(java.nio.file.Path)}.
 *
 * @param topics how many, K (default 20)
 * @param alpha prior of the topics; 0 (default): 50 / topics
 * @param beta prior of a topic's words (default 0.01)
 * @param iterations sweeps (default 200)
 * @param window tokens that a biterm may span, both counted (default 15); 0: the whole document
 * @param shards parts of the biterms that are sampled side by side (default 1: exact)
 * @param column what to read; empty (default): see above
 * @see "X. Yan, J. Guo, Y. Lan, X. Cheng, A Biterm Topic Model for Short Texts, WWW 2013"
 */
@About(
    value = "topics of short texts from pairs of words",
    cite = "X. Yan, J. Guo, Y. Lan, X. Cheng, A Biterm Topic Model for Short Texts, WWW 2013")
public record Btm(
    @Param(
            value = "how many topics",
            min = 1,
            max = 1e5,
            tune = {5, 200},
            log = true)
        int topics,
    @Param(value = "prior of the topics; 0: 50 / topics", min = 0, max = 1e6) double alpha,
    @Param(
            value = "prior of a topic's words",
            min = 1e-9,
            max = 1e6,
            tune = {1e-3, 0.1},
            log = true)
        double beta,
    @Param(value = "sweeps of sampling", min = 1) int iterations,
    @Param(value = "tokens that a biterm may span; 0: the whole document", min = 0) int window,
    @Param(value = "parts that are sampled side by side", min = 1, max = 1024) int shards,
    @Param("the column of documents; empty: the first of tokens, else the first sparse one")
        String column)
    implements Step<Btm.Fitted> {
  public Btm {
    Spec.check(Btm.class, topics, alpha, beta, iterations, window, shards, column);
    if (window == 1)
      throw new IllegalArgumentException("Btm window must be 0 or at least 2 but is 1");
  }

  public Btm() {
    this(20, 0, 0.01, 200, 15, 1, "");
  }

  public Btm topics(int topics) {
    return Spec.with(this, "topics", topics);
  }

  public Btm alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public Btm beta(double beta) {
    return Spec.with(this, "beta", beta);
  }

  public Btm iterations(int iterations) {
    return Spec.with(this, "iterations", iterations);
  }

  public Btm window(int window) {
    return Spec.with(this, "window", window);
  }

  public Btm shards(int shards) {
    return Spec.with(this, "shards", shards);
  }

  public Btm column(String column) {
    return Spec.with(this, "column", column);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Tokens.class, Column.Sparse.class);
  }

  /**
   * Where a fit is.
   *
   * @param topic of each biterm
   */
  record State(int sweeps, int[] topic) {}

  private double prior() {
    return alpha == 0 ? 50.0 / topics : alpha;
  }

  /**
   * @throws DataException if no document has two different words, or a count is not whole
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var name = Documents.column(train, column, this);
    if (name.isEmpty()) {
      run.step("sweep", iterations, iterations);
      return new Fitted("", Vocabulary.empty(), prior(), beta, window, new int[0], new int[0]);
    }
    var documents = Documents.train(train, name, this).tokens(this);
    var biterms = Biterms.of(documents, span(train, name, window));
    if (biterms.size() == 0) {
      throw new DataException(
          "Btm: no document of column '%s' has two different words".formatted(name));
    }
    int v = documents.words().size();
    if ((long) v * BtmSampler.stride(topics) > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "Btm: %d words times %d topics are more counts than an array holds: take fewer topics or drop rare words"
              .formatted(v, topics));
    }
    var checkpoint = Checkpoint.of(run, this, train, State.class);
    var state = checkpoint.resume().orElseGet(() -> new State(0, start(biterms.size(), run)));
    var topic = state.topic;
    var all = new BtmSampler(biterms, v, topics, prior(), beta);
    for (int b = 0; b < topic.length; b++) all.count(b, topic[b], 1);
    var parts = new BtmSampler[shards];
    for (int s = 0; s < shards; s++)
      parts[s] = shards == 1 ? all : new BtmSampler(biterms, v, topics, prior(), beta);
    for (int done = state.sweeps;
        done < iterations && run.step("sweep", done, iterations);
        done++) {
      sweep(all, parts, topic, done, run);
      if (checkpoint.due()) checkpoint.save(new State(done + 1, topic));
    }
    run.step("sweep", iterations, iterations);
    checkpoint.done();
    return fitted(name, documents.words(), all);
  }

  private int[] start(int size, Run run) {
    return run.random("start").ints(size, 0, topics).toArray();
  }

  private void sweep(BtmSampler all, BtmSampler[] parts, int[] topic, int sweep, Run run) {
    int size = topic.length;
    run.map(
        shards,
        s -> {
          if (shards > 1) parts[s].copy(all);
          int from = (int) ((long) size * s / shards);
          int to = (int) ((long) size * (s + 1) / shards);
          return parts[s].sweep(topic, from, to, run.random("sweep", sweep, s));
        });
    if (shards == 1) return;
    merge(all.counts, parts, true);
    merge(all.sizes, parts, false);
  }

  /** before + Σ (part - before). */
  private static void merge(int[] into, BtmSampler[] parts, boolean counts) {
    for (int i = 0; i < into.length; i++) {
      int sum = -(parts.length - 1) * into[i];
      for (var p : parts) sum += counts ? p.counts[i] : p.sizes[i];
      into[i] = sum;
    }
  }

  private Fitted fitted(String name, Vocabulary words, BtmSampler sampler) {
    int v = words.size();
    int stride = BtmSampler.stride(topics);
    var counts = new int[v * topics];
    for (int w = 0; w < v; w++)
      System.arraycopy(sampler.counts, w * stride, counts, w * topics, topics);
    var sizes = Arrays.copyOf(sampler.sizes, topics);
    return new Fitted(name, words, prior(), beta, window, sizes, counts);
  }

  /** A Sparse column has no order. */
  private static int span(Frame frame, String column, int window) {
    return frame.column(column) instanceof Column.Sparse ? 0 : window;
  }

  /**
   * The topics.
   *
   * @param column the column of documents
   * @param alpha prior of the topics
   * @param beta prior of a topic's words
   * @param window tokens that a biterm may span
   * @param biterms how many biterms each topic has
   * @param counts how often word w has topic k: {@code counts[w * topics() + k]}
   */
  public record Fitted(
      String column,
      Vocabulary words,
      double alpha,
      double beta,
      int window,
      int[] biterms,
      int[] counts)
      implements TopicModel {
    @Override
    public int topics() {
      return biterms.length;
    }

    /** (n_z^w + beta) / (2 n_z + V beta). */
    @Override
    public double[] topicWords() {
      int k = topics();
      int v = words.size();
      var out = new double[k * v];
      for (int w = 0; w < v; w++)
        for (int t = 0; t < k; t++)
          out[t * v + w] = (counts[w * k + t] + beta) / (2.0 * biterms[t] + v * beta);
      return out;
    }

    /** (n_z + alpha) / (biterms + K alpha). */
    @Override
    public double[] weights() {
      int k = topics();
      double all = k * alpha;
      for (int n : biterms) all += n;
      var out = new double[k];
      for (int t = 0; t < k; t++) out[t] = (biterms[t] + alpha) / all;
      return out;
    }

    @Override
    public double[] mixtures(Frame frame, Run run) {
      int k = topics();
      if (k == 0) return new double[0];
      var read = Documents.of(frame, column, words).tokens(this);
      int window = span(frame, column, this.window);
      var prior = weights();
      var perWord = new double[k]; // what turns the count of a word into its probability
      for (int t = 0; t < k; t++) perWord[t] = 1 / (2.0 * biterms[t] + words.size() * beta);
      var forPair = new double[k];
      var forWord = new double[k];
      for (int t = 0; t < k; t++) {
        forWord[t] = prior[t] * perWord[t];
        forPair[t] = forWord[t] * perWord[t];
      }
      return Mixtures.byBlocks(
          read.size(),
          k,
          run,
          (from, to, out) -> {
            var p = new double[k];
            for (int d = from; d < to; d++) {
              int at = d * k;
              long pairs = Biterms.each(read, d, window, (_, _) -> {});
              Biterms.each(
                  read,
                  d,
                  window,
                  (first, second) -> {
                    int x = first * k;
                    int y = second * k;
                    for (int t = 0; t < k; t++)
                      p[t] = forPair[t] * ((counts[x + t] + beta) * (counts[y + t] + beta));
                    add(p, 1.0 / pairs, out, at);
                  });
              if (pairs > 0) continue;
              int first = read.starts()[d];
              int last = read.starts()[d + 1];
              for (int i = first; i < last; i++) {
                int x = read.word()[i] * k;
                for (int t = 0; t < k; t++) p[t] = forWord[t] * (counts[x + t] + beta);
                add(p, 1.0 / (last - first), out, d * k);
              }
              if (last == first) System.arraycopy(prior, 0, out, d * k, k);
            }
          });
    }

    /** Adds p, normalised, times {@code share}. */
    private static void add(double[] p, double share, double[] out, int at) {
      double sum = 0;
      for (double v : p) sum += v;
      double scale = share / sum;
      for (int t = 0; t < p.length; t++) out[at + t] += scale * p[t];
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
