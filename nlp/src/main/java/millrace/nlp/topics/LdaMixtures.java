package millrace.nlp.topics;

/**
 * The mixture of a new document under topics that stand fast, by collapsed variational Bayes of
 * order zero: each word w of the document, there c times, has shares γ of the topics,
 *
 * <pre>
 * γ_wk ∝ p(w|k) (alpha_k + Σ_v c_v γ_vk − γ_wk),      θ_k ∝ alpha_k + Σ_w c_w γ_wk
 * </pre>
 *
 * found word after word, round after round, from γ ∝ p(w|k) alpha_k, until the sum of all changes
 * in a round is below {@link #SETTLED} of the document's tokens. Without chance; each document by
 * itself (A. Asuncion, M. Welling, P. Smyth, Y. W. Teh, On Smoothing and Inference for Topic
 * Models, UAI 2009).
 */
final class LdaMixtures {
  static final double SETTLED = 1e-4;
  static final int ROUNDS = 200;

  private final Lda.Fitted model;
  private final int topics;
  private final double[] sizes; // n_k + V beta
  private final double[] held; // alpha_k + what all words give to k
  private double[] words = new double[0]; // p(w|k) of the document's words
  private double[] shares = new double[0]; // γ

  LdaMixtures(Lda.Fitted model) {
    this.model = model;
    topics = model.topics();
    sizes = model.sizes();
    held = new double[topics];
  }

  /** The mixture of a bag's document d goes to {@code out} at {@code at}. */
  void fill(Documents bags, int d, double[] out, int at) {
    int k = topics;
    int from = bags.starts()[d];
    int n = bags.starts()[d + 1] - from;
    double length = begin(bags, from, n);
    double most = SETTLED * length;
    double change = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS && change > most; round++) {
      change = 0;
      for (int i = 0; i < n; i++)
        change += bags.count()[from + i] * update(i, bags.count()[from + i]);
    }
    double sum = 0;
    for (int t = 0; t < k; t++) sum += held[t];
    for (int t = 0; t < k; t++) out[at + t] = held[t] / sum;
  }

  private double begin(Documents bags, int from, int n) {
    int k = topics;
    if (words.length < n * k) {
      words = new double[Math.multiplyExact(n, k)];
      shares = new double[n * k];
    }
    var alpha = model.alpha();
    System.arraycopy(alpha, 0, held, 0, k);
    double length = 0;
    for (int i = 0; i < n; i++) {
      int row = bags.word()[from + i] * k;
      double c = bags.count()[from + i];
      double sum = 0;
      for (int t = 0; t < k; t++) {
        double p = (model.counts()[row + t] + model.beta()) / sizes[t];
        words[i * k + t] = p;
        double share = p * alpha[t];
        shares[i * k + t] = share;
        sum += share;
      }
      for (int t = 0; t < k; t++) {
        shares[i * k + t] /= sum;
        held[t] += c * shares[i * k + t];
      }
      length += c;
    }
    return length;
  }

  /** New shares of one word; by how much they have changed. */
  private double update(int i, double count) {
    int k = topics;
    int at = i * k;
    double own = Math.min(1, count);
    double sum = 0;
    for (int t = 0; t < k; t++) sum += words[at + t] * Math.max(0, held[t] - own * shares[at + t]);
    double change = 0;
    for (int t = 0; t < k; t++) {
      double was = shares[at + t];
      double now = words[at + t] * Math.max(0, held[t] - own * was) / sum;
      shares[at + t] = now;
      held[t] += count * (now - was);
      change += Math.abs(now - was);
    }
    return change;
  }
}
