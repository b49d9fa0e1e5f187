package millrace.nlp.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import millrace.data.Vocabulary;
import millrace.run.Crew;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LdaSamplerTest {
  /**
   * All K^5 assignments of five tokens are weighed by the definition of the model, and the share of
   * each topic of each token, and of each pair of tokens that agree, is compared with 200,000
   * sweeps. Margin: 0.006, five standard errors of a share of one half if one sweep in two is worth
   * an independent draw. K = 20 needs groups of topics; so small a corpus stretches the bounds of
   * the smooth part as no real one would.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20})
  void drawsFromThePosterior(int topics) {
    var words = new int[] {0, 1, 0, 2, 0};
    var tokens = documents(new int[] {0, 3, 3, 5}, words, 3);
    var alpha = new double[topics];
    for (int k = 0; k < topics; k++) alpha[k] = 0.1 + 0.4 * (k % 3);
    double beta = 0.3;
    var expected = enumerate(tokens, alpha, beta);

    var sampler = new LdaSampler(tokens, new int[words.length], alpha, beta, 1);
    var shares = new double[expected.length];
    int sweeps = 200_000;
    try (var crew = new Crew(1)) {
      for (int i = 0; i < sweeps; i++) {
        long seed = Run.seeded(5).seedFor("sweep", i);
        sampler.sweep(s -> seed, crew);
        count(sampler.assigned, topics, 1.0 / sweeps, shares);
      }
    }
    assertArrayEquals(expected, shares, 0.006);
  }

  /** Shares of topics by token, then of agreeing pairs of tokens. */
  private static double[] enumerate(Documents tokens, double[] alpha, double beta) {
    int k = alpha.length;
    int n = tokens.word().length;
    var z = new int[n];
    var out = new double[n * k + n * n];
    double all = 0;
    for (int state = 0, states = (int) Math.pow(k, n); state < states; state++) {
      for (int i = 0, s = state; i < n; i++, s /= k) z[i] = s % k;
      double p = Math.exp(likelihood(tokens, z, alpha, beta));
      all += p;
      count(z, k, p, out);
    }
    for (int i = 0; i < out.length; i++) out[i] /= all;
    return out;
  }

  private static void count(int[] z, int k, double by, double[] out) {
    int n = z.length;
    for (int i = 0; i < n; i++) {
      out[i * k + z[i]] += by;
      for (int j = 0; j < n; j++) if (z[i] == z[j]) out[n * k + i * n + j] += by;
    }
  }

  /** ln p(w, z) token by token: the chain rule, no gamma function. */
  private static double likelihood(Documents tokens, int[] z, double[] alpha, double beta) {
    int k = alpha.length;
    int v = tokens.words().size();
    double alphas = Arrays.stream(alpha).sum();
    var inTopic = new int[k];
    var ofWord = new int[k * v];
    double sum = 0;
    for (int d = 0; d < tokens.size(); d++) {
      var here = new int[k];
      for (int i = tokens.starts()[d]; i < tokens.starts()[d + 1]; i++) {
        int before = i - tokens.starts()[d];
        int cell = z[i] * v + tokens.word()[i];
        sum += Math.log((here[z[i]]++ + alpha[z[i]]) / (before + alphas));
        sum += Math.log((ofWord[cell]++ + beta) / (inTopic[z[i]]++ + v * beta));
      }
    }
    return sum;
  }

  @Test
  void likelihoodIsThatOfTheChainRule() {
    var tokens = random(40, 30);
    var alpha = new double[] {0.1, 0.02, 3, 0.5, 1e-4};
    var z = LdaSampler.start(tokens.word().length, 5, 3);
    var sampler = new LdaSampler(tokens, z, alpha, 0.07, 2);
    assertEquals(
        likelihood(tokens, z, alpha, 0.07) / z.length, LdaPriors.logLikelihood(sampler), 1e-11);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void countsAreThoseOfTheAssignments(int shards) {
    var tokens = random(50, 40);
    var alpha = new double[30];
    Arrays.fill(alpha, 0.1);
    var z = LdaSampler.start(tokens.word().length, 30, 3);
    var sampler = new LdaSampler(tokens, z, alpha, 0.01, shards);
    try (var crew = new Crew(2)) {
      for (int i = 0; i < 20; i++) {
        long seed = i;
        sampler.sweep(s -> seed * 1000 + s, crew);
      }
    }
    var fresh = new LdaSampler(tokens, sampler.assigned, alpha, 0.01, 1);
    assertArrayEquals(fresh.counts, sampler.counts);
    assertArrayEquals(fresh.totals, sampler.totals);
    assertTrue(Arrays.stream(sampler.counts).allMatch(c -> c >= 0));
    assertTrue(
        IntStream.range(0, z.length).filter(i -> z[i] != sampler.assigned[i]).count()
            > z.length / 2);
  }

  /**
   * Counts drawn with known priors: the fixed point finds them again. Margin: a fifth, about three
   * standard errors with 2,000 documents.
   */
  @Test
  void priorsAreFoundAgain() {
    var random = Run.seeded(1).random("priors");
    var alpha = new double[] {0.05, 0.4, 2};
    int documents = 2000;
    int length = 50;
    int v = 200;
    double beta = 0.2;
    var starts = IntStream.rangeClosed(0, documents).map(d -> d * length).toArray();
    var word = new int[documents * length];
    var z = new int[word.length];
    var ofWord = new int[3][v];
    var inTopic = new int[3];
    for (int d = 0; d < documents; d++) {
      var here = new int[3];
      for (int i = d * length; i < (d + 1) * length; i++) {
        double u = random.nextDouble() * (i - d * length + 2.45);
        int k = 0;
        while (k < 2 && (u -= here[k] + alpha[k]) >= 0) k++;
        double x = random.nextDouble() * (inTopic[k] + v * beta);
        int w = 0;
        while (w < v - 1 && (x -= ofWord[k][w] + beta) >= 0) w++;
        here[k]++;
        inTopic[k]++;
        ofWord[k][w]++;
        z[i] = k;
        word[i] = w;
      }
    }
    var sampler = new LdaSampler(documents(starts, word, v), z, new double[] {1, 1, 1}, 1, 1);
    LdaPriors.optimise(sampler);
    for (int k = 0; k < 3; k++) assertEquals(alpha[k], sampler.alpha[k], alpha[k] / 5);
    assertEquals(beta, sampler.beta, beta / 5);
  }

  /** Values of scipy.special.gammaln and digamma, scipy 1.17.1. */
  @Test
  void gammaFunctions() {
    assertEquals(2.252712651734206, LdaPriors.logGamma(0.1), 1e-12);
    assertEquals(0.5723649429247, LdaPriors.logGamma(0.5), 1e-12);
    assertEquals(359.1342053695754, LdaPriors.logGamma(100), 1e-10);
    assertEquals(-10.423754940411076, LdaPriors.digamma(0.1), 1e-12);
    assertEquals(4.600161852738087, LdaPriors.digamma(100), 1e-12);
  }

  private static Documents random(int documents, int words) {
    var random = Run.seeded(2).random("documents");
    var starts = new int[documents + 1];
    for (int d = 0; d < documents; d++) starts[d + 1] = starts[d] + random.nextInt(60);
    var word = random.ints(starts[documents], 0, words).toArray();
    return documents(starts, word, words);
  }

  private static Documents documents(int[] starts, int[] word, int words) {
    var ones = new double[word.length];
    Arrays.fill(ones, 1);
    var names = IntStream.range(0, words).mapToObj(w -> "w" + w).toList();
    return new Documents(starts, word, ones, Vocabulary.of(names));
  }
}
