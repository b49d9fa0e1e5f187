package millrace.nlp.topics;

import java.util.Arrays;
import millrace.run.Run;
import org.apache.commons.math3.special.Gamma;

/**
 * The topics of {@link OnlineLda} while they are learned. The documents of a batch are inferred in
 * blocks; then each word collects, in the order of the documents, what they say of it: nothing is
 * merged, so neither blocks nor threads change a bit.
 */
final class VariationalTopics {
  private static final int DOCUMENTS = 64;
  private static final int WORDS = 128;

  /** Batches are taken in groups of so many documents, whose mixtures are in memory together. */
  private static final int GROUP = 1 << 14;

  private final OnlineLda lda;
  private final Documents documents;
  private final int topics;
  private final int words;
  private final Run run;
  private final boolean random;

  /** Lambda, the parameters of the topics' distributions over words: word by word. */
  final double[] lambda;

  /** exp(E[log p(word | topic)]), word by word. */
  private final double[] expected;

  /**
   * @param lambda kept and changed
   * @param random whether documents start at random in training, or with gammas of 1
   */
  VariationalTopics(OnlineLda lda, Documents documents, double[] lambda, boolean random, Run run) {
    this.lda = lda;
    this.documents = documents;
    this.lambda = lambda;
    this.random = random;
    this.run = run;
    topics = lda.topics();
    words = documents.words().size();
    expected = new double[lambda.length];
    expect();
  }

  /** Gammas of shape 100 and mean 1, as Hoffman starts. */
  static double[] start(int words, int topics, Run run) {
    var draws = new TopicInference(new double[0], topics, 1, 1, 1);
    var random = run.random("topics");
    var lambda = new double[Math.multiplyExact(words, topics)];
    for (int w = 0; w < words; w++) {
      draws.startRandom(random);
      System.arraycopy(draws.gamma, 0, lambda, w * topics, topics);
    }
    return lambda;
  }

  /** The sums of lambda over the words. */
  static double[] sums(double[] lambda, int topics) {
    var sums = new double[topics];
    for (int at = 0; at < lambda.length; at += topics)
      for (int k = 0; k < topics; k++) sums[k] += lambda[at + k];
    return sums;
  }

  /** ψ(Σ lambda) of each topic, and what a word's lambda expects with it. */
  record Sums(double[] digamma, double[] scale) {
    static Sums of(double[] lambda, int topics) {
      var digamma = Arrays.stream(sums(lambda, topics)).map(Digamma::of).toArray();
      return new Sums(digamma, Arrays.stream(digamma).map(s -> Math.exp(-s)).toArray());
    }

    /** exp(ψ(lambda) - ψ(Σ lambda)) of one word. */
    void expect(double[] lambda, int word, double[] out) {
      int at = word * scale.length;
      for (int k = 0; k < scale.length; k++)
        out[at + k] = Digamma.exp(lambda[at + k], digamma[k], scale[k]);
    }
  }

  private void expect() {
    var sums = Sums.of(lambda, topics);
    byWords(
        (from, to) -> {
          for (int w = from; w < to; w++) sums.expect(lambda, w, expected);
        });
  }

  private interface Range {
    void of(int from, int to);
  }

  private void byWords(Range work) {
    blocks(0, words, WORDS, work);
  }

  private void blocks(int from, int to, int size, Range work) {
    int n = to - from;
    run.map(
        (n + size - 1) / size,
        b -> {
          work.of(from + b * size, Math.min(to, from + b * size + size));
          return b;
        });
  }

  TopicInference inference() {
    return new TopicInference(
        expected, topics, lda.documentPrior(), lda.meanChangeTol(), lda.maxDocUpdateIter());
  }

  /**
   * Learns from the documents from (inclusive) to (exclusive).
   *
   * @param number of the batch, from 0: for the random numbers
   * @param share of what there was that is replaced: 1 in a batch of all documents
   */
  void learn(int from, int to, long number, double share) {
    var learned = new double[lambda.length];
    for (int at = from; at < to; at += GROUP)
      collect(at, Math.min(to, at + GROUP), number, learned);
    double weight = share * ((double) documents.size() / (to - from));
    double prior = share * lda.wordPrior();
    byWords(
        (first, last) -> {
          for (int i = first * topics; i < last * topics; i++) {
            double kept = share == 1 ? 0 : lambda[i] * (1 - share);
            lambda[i] = kept + (prior + weight * (learned[i] * expected[i]));
          }
        });
    expect();
  }

  private void collect(int from, int to, long number, double[] learned) {
    var starts = documents.starts();
    int first = starts[from];
    var mixtures = new double[(to - from) * topics];
    var ratios = new double[starts[to] - first];
    blocks(
        from,
        to,
        DOCUMENTS,
        (a, b) -> {
          var inference = inference();
          for (int d = a; d < b; d++) {
            if (random) inference.startRandom(run.random("document", number, d));
            else inference.startEqual();
            int n = starts[d + 1] - starts[d];
            inference.infer(documents.word(), documents.count(), starts[d], starts[d + 1], true);
            System.arraycopy(inference.mixture, 0, mixtures, (d - from) * topics, topics);
            System.arraycopy(inference.ratio, 0, ratios, starts[d] - first, n);
          }
        });
    var at = new int[words + 1];
    for (int i = first; i < starts[to]; i++) at[documents.word()[i] + 1]++;
    for (int w = 0; w < words; w++) at[w + 1] += at[w];
    var entry = new int[ratios.length];
    var document = new int[ratios.length];
    var next = at.clone();
    for (int d = from; d < to; d++) {
      for (int i = starts[d]; i < starts[d + 1]; i++) {
        int p = next[documents.word()[i]]++;
        entry[p] = i - first;
        document[p] = d - from;
      }
    }
    byWords(
        (a, b) -> {
          for (int w = a; w < b; w++)
            for (int p = at[w]; p < at[w + 1]; p++)
              add(learned, w * topics, mixtures, document[p] * topics, ratios[entry[p]]);
        });
  }

  private void add(double[] to, int at, double[] from, int row, double factor) {
    for (int k = 0; k < topics; k++) to[at + k] += factor * from[row + k];
  }

  /** The gammas of all documents, each started with ones: documents × topics. */
  double[] gammas() {
    var starts = documents.starts();
    return Mixtures.byBlocks(
        documents.size(),
        topics,
        run,
        (from, to, out) -> {
          var inference = inference();
          for (int d = from; d < to; d++) {
            inference.startEqual();
            inference.infer(documents.word(), documents.count(), starts[d], starts[d + 1], false);
            System.arraycopy(inference.gamma, 0, out, d * topics, topics);
          }
        });
  }

  /** exp(-bound per word), the bound being the variational one on the documents' likelihood. */
  double perplexity(double[] gammas) {
    double score = 0;
    var starts = documents.starts();
    var sums = sums(lambda, topics);
    var mixture = new double[topics];
    var logs = new double[topics];
    for (int d = 0; d < documents.size(); d++) {
      double sum = 0;
      for (int k = 0; k < topics; k++) sum += gammas[d * topics + k];
      double all = Digamma.of(sum);
      for (int k = 0; k < topics; k++) {
        double gamma = gammas[d * topics + k];
        logs[k] = Digamma.of(gamma) - all;
        mixture[k] = Math.exp(logs[k]);
        score += (lda.documentPrior() - gamma) * logs[k];
        score += Gamma.logGamma(gamma) - Gamma.logGamma(lda.documentPrior());
      }
      score += Gamma.logGamma(lda.documentPrior() * topics) - Gamma.logGamma(sum);
      for (int i = starts[d]; i < starts[d + 1]; i++)
        score += documents.count()[i] * log(documents.word()[i], mixture, logs, sums);
    }
    double eta = lda.wordPrior();
    for (int k = 0; k < topics; k++) {
      double all = Digamma.of(sums[k]);
      for (int i = k; i < lambda.length; i += topics) {
        score += (eta - lambda[i]) * (Digamma.of(lambda[i]) - all);
        score += Gamma.logGamma(lambda[i]) - Gamma.logGamma(eta);
      }
      score += Gamma.logGamma(eta * words) - Gamma.logGamma(sums[k]);
    }
    return Math.exp(-score / Arrays.stream(documents.count()).sum());
  }

  /** log Σ_k exp(E[log mixture_k] + E[log p(word | k)]). */
  private double log(int word, double[] mixture, double[] logs, double[] sums) {
    double sum = 0;
    for (int k = 0; k < topics; k++) sum += mixture[k] * expected[word * topics + k];
    if (sum > Double.MIN_NORMAL) return Math.log(sum);
    double most = Double.NEGATIVE_INFINITY;
    var terms = new double[topics];
    for (int k = 0; k < topics; k++) {
      terms[k] = logs[k] + Digamma.of(lambda[word * topics + k]) - Digamma.of(sums[k]);
      most = Math.max(most, terms[k]);
    }
    for (double t : terms) sum += Math.exp(t - most);
    return most + Math.log(sum);
  }
}
