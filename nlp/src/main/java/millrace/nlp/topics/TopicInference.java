package millrace.nlp.topics;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The variational distribution of one document given the topics: gamma, the parameters of its
 * mixture, by turns with what each of its words says of it. One for each thread. The words' rows
 * are held twice, by word and by topic, so that both products run along memory.
 */
final class TopicInference {
  /** numpy's eps: what scikit-learn adds to a probability that it divides by. */
  private static final double EPSILON = Math.ulp(1.0);

  /** The shape of the gamma distribution that training starts a document with; its mean is 1. */
  private static final double SHAPE = 100;

  private final int topics;
  private final double prior;
  private final double tolerance;
  private final int most;

  /** exp(E[log p(word | topic)]): word by word. */
  private final double[] words;

  /** The parameters of the mixture that {@link #infer} has found. */
  final double[] gamma;

  /** exp(E[log mixture]). */
  final double[] mixture;

  private final double[] before;

  /** For each of the document's words: its count over its probability under the mixture. */
  double[] ratio = new double[0];

  private double[] byWord = new double[0];
  private double[] byTopic = new double[0];

  TopicInference(double[] words, int topics, double prior, double tolerance, int most) {
    this.words = words;
    this.topics = topics;
    this.prior = prior;
    this.tolerance = tolerance;
    this.most = most;
    gamma = new double[topics];
    mixture = new double[topics];
    before = new double[topics];
  }

  /** Starts the next document with equal gammas of 1. */
  void startEqual() {
    Arrays.fill(gamma, 1);
  }

  /** Starts the next document with gammas around 1. Marsaglia and Tsang's method. */
  void startRandom(RandomGenerator random) {
    double d = SHAPE - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    for (int k = 0; k < topics; k++) {
      double drawn = 0;
      while (drawn == 0) {
        double x = random.nextGaussian();
        double v = 1 + c * x;
        if (v <= 0) continue;
        v = v * v * v;
        double u = random.nextDouble();
        if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v)))
          drawn = d * v;
      }
      gamma[k] = drawn / SHAPE;
    }
  }

  /**
   * Finds {@link #gamma} and {@link #mixture} of the document {@code word[from .. to)}; then, if
   * {@code rest}, {@link #ratio} with these.
   */
  void infer(int[] word, double[] count, int from, int to, boolean rest) {
    int n = to - from;
    read(word, from, n);
    expect();
    for (int i = 0; i < most; i++) {
      System.arraycopy(gamma, 0, before, 0, topics);
      ratios(count, from, n);
      Arrays.fill(gamma, 0);
      int w = 0;
      for (; w + 4 <= n; w += 4) add4(gamma, byWord, w * topics, topics, ratio, w);
      for (; w < n; w++) add(gamma, byWord, w * topics, topics, ratio[w]);
      for (int k = 0; k < topics; k++) gamma[k] = gamma[k] * mixture[k] + prior;
      expect();
      double change = 0;
      for (int k = 0; k < topics; k++) change += Math.abs(gamma[k] - before[k]);
      if (change / topics < tolerance) break;
    }
    if (rest) ratios(count, from, n);
  }

  private void read(int[] word, int from, int n) {
    if (byWord.length < n * topics) {
      byWord = new double[n * topics];
      byTopic = new double[n * topics];
      ratio = new double[n];
    }
    for (int w = 0; w < n; w++)
      System.arraycopy(words, word[from + w] * topics, byWord, w * topics, topics);
    for (int w = 0; w < n; w++)
      for (int k = 0; k < topics; k++) byTopic[k * n + w] = byWord[w * topics + k];
  }

  /** exp(ψ(gamma_k) - ψ(Σ gamma)). */
  private void expect() {
    double sum = 0;
    for (double g : gamma) sum += g;
    double all = Digamma.of(sum);
    double scale = Math.exp(-all);
    for (int k = 0; k < topics; k++) mixture[k] = Digamma.exp(gamma[k], all, scale);
  }

  private void ratios(double[] count, int from, int n) {
    Arrays.fill(ratio, 0, n, EPSILON);
    int k = 0;
    for (; k + 4 <= topics; k += 4) add4(ratio, byTopic, k * n, n, mixture, k);
    for (; k < topics; k++) add(ratio, byTopic, k * n, n, mixture[k]);
    for (int w = 0; w < n; w++) ratio[w] = count[from + w] / ratio[w];
  }

  /** Adds four rows of {@code rows} at once, each times its factor. */
  private static void add4(double[] to, double[] rows, int at, int n, double[] factor, int f) {
    double a = factor[f];
    double b = factor[f + 1];
    double c = factor[f + 2];
    double d = factor[f + 3];
    int at2 = at + n;
    int at3 = at2 + n;
    int at4 = at3 + n;
    for (int i = 0; i < n; i++)
      to[i] += (a * rows[at + i] + b * rows[at2 + i]) + (c * rows[at3 + i] + d * rows[at4 + i]);
  }

  private static void add(double[] to, double[] rows, int at, int n, double a) {
    for (int i = 0; i < n; i++) to[i] += a * rows[at + i];
  }
}
