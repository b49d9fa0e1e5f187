package millrace.nlp.topics;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Which words tell what a topic is about.
 *
 * <pre>
 * p(w)            = Σ over topics t of p(t) p(w | t)
 * relevance(w, t) = λ log p(w | t) + (1 − λ) log( p(w | t) / p(w) )
 * saliency(w)     = p(w) Σ over t of p(t | w) log( p(t | w) / p(t) )
 * </pre>
 *
 * <p>p(t | w) is by Bayes' rule, p(t) p(w | t) / p(w). (pyLDAvis leaves p(t) out there, which is
 * the same only for topics of equal size.)
 *
 * @see "Sievert, Shirley 2014, LDAvis: A method for visualizing and interpreting topics"
 * @see "Chuang, Manning, Heer 2012, Termite: Visualization Techniques for Assessing Textual Topic
 *     Models"
 */
final class Relevance {
  /** The λ for which {@link #candidates} is exact: hundredths, which are the slider's steps. */
  private static final int STEPS = 100;

  private final double[] phi;
  private final double[] share;
  private final int width;
  private final double[] marginal;

  /**
   * @param phi p(word | topic), row-major
   * @param share p(topic), which sums to 1
   */
  Relevance(double[] phi, double[] share) {
    this.phi = phi;
    this.share = share;
    width = phi.length / share.length;
    marginal = new double[width];
    for (int t = 0; t < share.length; t++) {
      for (int w = 0; w < width; w++) marginal[w] += share[t] * phi[t * width + w];
    }
  }

  /** p(w) of each word. */
  double[] marginal() {
    return marginal;
  }

  double logProbability(int topic, int word) {
    return Math.log(phi[topic * width + word]);
  }

  double logLift(int topic, int word) {
    return Math.log(phi[topic * width + word] / marginal[word]);
  }

  double[] saliency() {
    var out = new double[width];
    for (int t = 0; t < share.length; t++) {
      if (share[t] == 0) continue;
      for (int w = 0; w < width; w++) {
        double p = phi[t * width + w];
        // p(w) p(t | w) log(p(t | w) / p(t)), without dividing by p(w)
        if (p > 0) out[w] += share[t] * p * Math.log(p / marginal[w]);
      }
    }
    return out;
  }

  /**
   * Every word that is among the {@code n} most relevant of the topic for some λ of 0, .01, .02, …
   * 1; words of no probability are never. O(100 words).
   *
   * @return rising
   */
  int[] candidates(int topic, int n) {
    var possible =
        IntStream.range(0, width)
            .filter(w -> phi[topic * width + w] > 0 && marginal[w] > 0)
            .toArray();
    var p = new double[possible.length];
    var lift = new double[possible.length];
    for (int k = 0; k < p.length; k++) {
      p[k] = logProbability(topic, possible[k]);
      lift[k] = logLift(topic, possible[k]);
    }
    var chosen = new BitSet(width);
    var best = new int[Math.min(n, p.length)];
    var score = new double[p.length];
    for (int step = 0; step <= STEPS; step++) {
      double lambda = (double) step / STEPS;
      for (int k = 0; k < p.length; k++) score[k] = lambda * p[k] + (1 - lambda) * lift[k];
      top(score, best);
      for (int k : best) chosen.set(possible[k]);
    }
    return chosen.stream().toArray();
  }

  /** The words of the largest saliency, the largest first. */
  int[] salient(int n) {
    var best = new int[Math.min(n, width)];
    top(saliency(), best);
    return best;
  }

  /**
   * Fills {@code best} with the places of the largest values, the largest first, of equals the
   * first. Values far from the top cost one comparison.
   */
  private static void top(double[] values, int[] best) {
    int n = 0;
    for (int k = 0; k < values.length; k++) {
      if (n == best.length) {
        if (n == 0 || !(values[k] > values[best[n - 1]])) continue;
        n--;
      }
      int at = n++;
      for (; at > 0 && values[k] > values[best[at - 1]]; at--) best[at] = best[at - 1];
      best[at] = k;
    }
  }
}
