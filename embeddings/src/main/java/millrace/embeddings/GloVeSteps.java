package millrace.embeddings;

import java.util.Arrays;
import java.util.SplittableRandom;
import millrace.neural.compute.Kernels;
import millrace.run.Run;

/** The parameters of GloVe and its steps of AdaGrad, pair by pair. */
final class GloVeSteps {
  private final GloVe how;
  private final Kernels kernels = Kernels.best();
  private final Weights words;
  private final Weights contexts;
  private final float[] wordBias;
  private final float[] contextBias;
  private final float[] wordSquares; // sums of squared steps, as of AdaGrad
  private final float[] contextSquares;
  private final float[] wordBiasSquares;
  private final float[] contextBiasSquares;

  GloVeSteps(GloVe how, int n, Run run) {
    this.how = how;
    words = Weights.of(n, how.width()).uniform(run.random("word vectors"));
    contexts = Weights.of(n, how.width()).uniform(run.random("context vectors"));
    var bias = run.random("biases");
    wordBias = new float[n];
    contextBias = new float[n];
    for (int i = 0; i < n; i++) wordBias[i] = (bias.nextFloat() - 0.5f) / how.width();
    for (int i = 0; i < n; i++) contextBias[i] = (bias.nextFloat() - 0.5f) / how.width();
    wordSquares = ones(words.values().length);
    contextSquares = ones(contexts.values().length);
    wordBiasSquares = ones(n);
    contextBiasSquares = ones(n);
  }

  private static float[] ones(int n) {
    var out = new float[n];
    Arrays.fill(out, 1);
    return out;
  }

  /**
   * One step for each pair of a pile, in random order.
   *
   * @return the sum of the pairs' costs, each before its step
   */
  double learn(Pile pile, long seed) {
    var random = new SplittableRandom(seed);
    double cost = 0;
    int room = (int) Math.min(pile.size(), 2 * Cooccurrences.PILE);
    var pairs = new long[room];
    var sums = new float[room];
    int n;
    for (long from = 0; from < pile.size(); from += n) {
      n = pile.read(from, pairs, sums);
      for (int left = n; left > 0; left--) { // drawn without replacement
        int k = random.nextInt(left);
        cost += step((int) (pairs[k] >>> 32), (int) pairs[k], sums[k]);
        pairs[k] = pairs[left - 1];
        sums[k] = sums[left - 1];
      }
    }
    return cost;
  }

  /** ½ f(x) (w·w̃ + b + b̃ − ln x)², and a step down from there. */
  private double step(int word, int context, float x) {
    int i = words.at(word);
    int j = contexts.at(context);
    int width = words.stride();
    double product = kernels.sums().dot(words.values(), i, contexts.values(), j, width);
    double apart = product + wordBias[word] + contextBias[context] - Math.log(x);
    double weight = x < how.most() ? Math.pow(x / how.most(), how.exponent()) : 1;
    float c = (float) (weight * apart * how.rate());
    kernels
        .pairs()
        .adaGrad(c, words.values(), wordSquares, i, contexts.values(), contextSquares, j, width);
    wordBias[word] -= c / (float) Math.sqrt(wordBiasSquares[word]);
    contextBias[context] -= c / (float) Math.sqrt(contextBiasSquares[context]);
    wordBiasSquares[word] += c * c;
    contextBiasSquares[context] += c * c;
    return weight * apart * apart / 2;
  }

  /** The sums of both vectors of each word. */
  float[] vectors() {
    var out = words.packed(words.count());
    var more = contexts.packed(words.count());
    for (int i = 0; i < out.length; i++) out[i] += more[i];
    return out;
  }
}
