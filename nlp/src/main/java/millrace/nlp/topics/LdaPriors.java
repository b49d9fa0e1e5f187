package millrace.nlp.topics;

import java.util.Arrays;

/**
 * The priors that suit the present assignments, and how likely those are.
 *
 * <p>alpha and beta are the parameters of Dirichlet-multinomials, found by Minka's fixed point over
 * histograms: with C_k(n) documents that have at least n tokens in topic k and C(n) documents that
 * have at least n tokens,
 *
 * <pre>
 * alpha_k ← (s − 1 + Σ_n C_k(n) alpha_k / (alpha_k + n − 1)) / (1/r + Σ_n C(n) / (Σ alpha + n − 1))
 * </pre>
 *
 * where a gamma prior of shape s = 1.001 and scale r = 1 keeps a topic without tokens above 0. beta
 * is found likewise from the words' counts in the topics, but is one number for all words (H.
 * Wallach, D. Mimno, A. McCallum, Rethinking LDA: Why Priors Matter, NIPS 2009).
 */
final class LdaPriors {
  private static final double SHAPE = 1.001;
  private static final double SCALE = 1;
  private static final int STEPS = 50;
  private static final double SETTLED = 1e-5;

  private LdaPriors() {}

  /** Improves alpha and beta in place. O(tokens + (documents + words) × topics). */
  static void optimise(LdaSampler s) {
    alpha(s);
    beta(s);
  }

  private static void alpha(LdaSampler s) {
    var lengths = new Tails();
    var tails = new Tails[s.topics];
    for (int k = 0; k < tails.length; k++) tails[k] = new Tails();
    var count = new int[s.topics];
    for (int d = 0; d < s.starts.length - 1; d++) {
      lengths.add(s.starts[d + 1] - s.starts[d]);
      documentCounts(s, d, count);
      for (int k = 0; k < count.length; k++) tails[k].add(count[k]);
    }
    lengths.finish();
    for (var t : tails) t.finish();
    for (int step = 0; step < STEPS; step++) {
      double below = 1 / SCALE + lengths.sum(Arrays.stream(s.alpha).sum());
      double change = 0;
      for (int k = 0; k < s.topics; k++) {
        double was = s.alpha[k];
        s.alpha[k] = (SHAPE - 1 + was * tails[k].sum(was)) / below;
        change = Math.max(change, Math.abs(s.alpha[k] - was) / was);
      }
      if (change < SETTLED) return;
    }
  }

  private static void beta(LdaSampler s) {
    var tail = new Tails();
    for (int c : s.counts) tail.add(c);
    tail.finish();
    double v = s.words;
    for (int step = 0; step < STEPS; step++) {
      double was = s.beta;
      double below = 0;
      for (int n : s.totals) below += digamma(n + v * was) - digamma(v * was);
      s.beta = (SHAPE - 1 + was * tail.sum(was)) / (1 / SCALE + v * below);
      if (Math.abs(s.beta - was) < SETTLED * was) return;
    }
  }

  /** How many tokens of document d are in each topic. */
  private static void documentCounts(LdaSampler s, int d, int[] count) {
    Arrays.fill(count, 0);
    for (int i = s.starts[d]; i < s.starts[d + 1]; i++) count[s.assigned[i]]++;
  }

  /**
   * ln p(words, topics | alpha, beta), a token: what MALLET calls LL/token. O(tokens + documents ×
   * topics + words × topics).
   */
  static double logLikelihood(LdaSampler s) {
    double all = Arrays.stream(s.alpha).sum();
    var begun = new double[s.topics];
    for (int k = 0; k < begun.length; k++) begun[k] = logGamma(s.alpha[k]);
    double sum = 0;
    var count = new int[s.topics];
    for (int d = 0; d < s.starts.length - 1; d++) {
      documentCounts(s, d, count);
      for (int k = 0; k < count.length; k++)
        if (count[k] > 0) sum += logGamma(s.alpha[k] + count[k]) - begun[k];
      sum += logGamma(all) - logGamma(all + s.starts[d + 1] - s.starts[d]);
    }
    double beta = logGamma(s.beta);
    for (int c : s.counts) if (c > 0) sum += logGamma(s.beta + c) - beta;
    double betas = s.words * s.beta;
    for (int n : s.totals) sum += logGamma(betas) - logGamma(betas + n);
    return sum / s.word.length;
  }

  /** How many of the added numbers are at least n, for each n from 1. */
  private static final class Tails {
    private int[] atLeast = new int[16];

    void add(int n) {
      if (n >= atLeast.length) atLeast = Arrays.copyOf(atLeast, Math.max(n + 1, 2 * n));
      atLeast[n]++;
    }

    /** After the last {@link #add}. */
    void finish() {
      for (int n = atLeast.length - 2; n > 0; n--) atLeast[n] += atLeast[n + 1];
    }

    /** Σ_n C(n) / (a + n − 1). */
    double sum(double a) {
      double sum = 0;
      for (int n = 1; n < atLeast.length && atLeast[n] > 0; n++) sum += atLeast[n] / (a + n - 1);
      return sum;
    }
  }

  /** Stirling's series from 8 on, below by the recurrence; to 1e-12. */
  static double logGamma(double x) {
    double product = 1;
    double z = x;
    for (; z < 8; z++) product *= z;
    double y = 1 / (z * z);
    double series =
        (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188))))) / z;
    return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
  }

  /** The derivative of {@link #logGamma}. */
  static double digamma(double x) {
    double below = 0;
    double z = x;
    for (; z < 8; z++) below += 1 / z;
    double y = 1 / (z * z);
    double series =
        y * (1.0 / 12 - y * (1.0 / 120 - y * (1.0 / 252 - y * (1.0 / 240 - y * (1.0 / 132)))));
    return Math.log(z) - 0.5 / z - series - below;
  }
}
