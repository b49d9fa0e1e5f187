package millrace.trainers;

/**
 * Platt's sigmoid {@code 1 / (1 + exp(a s + b))} of scores.
 *
 * @see "H.-T. Lin, C.-J. Lin, R. Weng, A note on Platt's probabilistic outputs for support vector
 *     machines, Machine Learning 68, 2007"
 */
final class Platt {
  private static final int MOST_STEPS = 200;

  private Platt() {}

  record Sigmoid(double a, double b) {}

  /**
   * The most likely sigmoid, by Newton's method with halved steps. The targets are (n₊ + 1)/(n₊ +
   * 2) and 1/(n₋ + 2), n being the weight of the positive and of the negative rows. O(n) a step.
   *
   * @param positive 1 or 0 per row
   */
  static Sigmoid fit(double[] score, double[] positive, double[] weight) {
    double more = 0;
    double less = 0;
    for (int i = 0; i < weight.length; i++) {
      if (positive[i] > 0) more += weight[i];
      else less += weight[i];
    }
    double high = (more + 1) / (more + 2);
    double low = 1 / (less + 2);
    // Scores as multiples of their largest: Newton's steps do not depend on their unit.
    double unit = Math.max(Vectors.maxAbs(score), Double.MIN_NORMAL);
    var s = new double[score.length];
    var t = new double[score.length];
    for (int i = 0; i < s.length; i++) {
      s[i] = score[i] / unit;
      t[i] = positive[i] > 0 ? high : low;
    }
    double a = 0;
    double b = Math.log((less + 1) / (more + 1));
    double loss = loss(s, t, weight, a, b);
    for (int step = 0; step < MOST_STEPS; step++) {
      double ga = 0;
      double gb = 0;
      double haa = 0;
      double hab = 0;
      double hbb = 0;
      for (int i = 0; i < s.length; i++) {
        double p = 1 / (1 + Math.exp(a * s[i] + b));
        double d = weight[i] * (t[i] - p);
        double h = weight[i] * p * (1 - p);
        ga += d * s[i];
        gb += d;
        haa += h * s[i] * s[i];
        hab += h * s[i];
        hbb += h;
      }
      double ridge = 1e-12 * (haa + hbb) + Double.MIN_NORMAL; // scores may all be equal
      haa += ridge;
      hbb += ridge;
      double det = haa * hbb - hab * hab;
      double da = -(hbb * ga - hab * gb) / det;
      double db = -(haa * gb - hab * ga) / det;
      double slope = ga * da + gb * db;
      double length = 1;
      double next = loss(s, t, weight, a + da, b + db);
      while (!(next <= loss + 1e-4 * length * slope) && length > 1e-12) {
        length /= 2;
        next = loss(s, t, weight, a + length * da, b + length * db);
      }
      if (!(next < loss)) break; // no lower: the rounding is reached
      a += length * da;
      b += length * db;
      loss = next;
    }
    return new Sigmoid(a / unit, b);
  }

  /** The weighted cross entropy, safe from overflow. */
  private static double loss(double[] s, double[] t, double[] weight, double a, double b) {
    double sum = 0;
    for (int i = 0; i < s.length; i++) {
      double f = a * s[i] + b;
      double entropy =
          f >= 0 ? t[i] * f + Math.log1p(Math.exp(-f)) : (t[i] - 1) * f + Math.log1p(Math.exp(f));
      sum += weight[i] * entropy;
    }
    return sum;
  }
}
