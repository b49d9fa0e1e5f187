package millrace.nlp.topics;

import java.util.random.RandomGenerator;

/**
 * The Gibbs sampler of {@link Btm} over a range of the biterms. Topics are held in rows of a
 * multiple of eight, so that {@link Choice} can take them in eights; the topics beyond have factor
 * 0.
 */
final class BtmSampler {
  private final Biterms biterms;
  private final int topics;
  private final int stride;
  private final double alpha;
  private final double beta;
  private final double allBeta;

  /** How often word w has topic k: {@code counts[w * stride + k]}. */
  final int[] counts;

  /** How many biterms have topic k. */
  final int[] sizes;

  private final double[] factor;
  private final double[] weight;
  private final Choice choice;

  BtmSampler(Biterms biterms, int words, int topics, double alpha, double beta) {
    this.biterms = biterms;
    this.topics = topics;
    this.alpha = alpha;
    this.beta = beta;
    allBeta = words * beta;
    stride = stride(topics);
    counts = new int[Math.multiplyExact(words, stride)];
    sizes = new int[stride];
    factor = new double[stride];
    weight = new double[stride];
    choice = new Choice(stride);
  }

  static int stride(int topics) {
    return Choice.padded(topics);
  }

  /** Takes the counts of another sampler. */
  void copy(BtmSampler from) {
    System.arraycopy(from.counts, 0, counts, 0, counts.length);
    System.arraycopy(from.sizes, 0, sizes, 0, sizes.length);
  }

  void count(int biterm, int topic, int sign) {
    counts[biterms.first()[biterm] * stride + topic] += sign;
    counts[biterms.second()[biterm] * stride + topic] += sign;
    sizes[topic] += sign;
  }

  /** Draws a topic for each of the biterms from (inclusive) to (exclusive). How many changed. */
  int sweep(int[] topic, int from, int to, RandomGenerator random) {
    for (int k = 0; k < topics; k++) factor(k);
    int moved = 0;
    for (int b = from; b < to; b++) {
      int old = topic[b];
      count(b, old, -1);
      factor(old);
      weigh(biterms.first()[b] * stride, biterms.second()[b] * stride);
      double total = choice.total(weight, topics);
      int drawn = choice.at(random.nextDouble() * total, weight, topics);
      topic[b] = drawn;
      count(b, drawn, 1);
      factor(drawn);
      if (drawn != old) moved++;
    }
    return moved;
  }

  private void weigh(int a, int b) {
    for (int k = 0; k < stride; k++)
      weight[k] = factor[k] * ((counts[a + k] + beta) * (counts[b + k] + beta));
  }

  private void factor(int k) {
    double words = 2.0 * sizes[k] + allBeta;
    factor[k] = (sizes[k] + alpha) / (words * (words + 1));
  }
}
