package millrace.trainers;

import java.util.Arrays;

/**
 * Sums over all sequences of labels of one row: the forward-backward algorithm. Instead of
 * logarithms, each place is scaled to a sum of 1, which takes one exponential per label and place.
 *
 * <p>Each place and each label has a small array of its own: a loop in which all arrays have the
 * same index is one that the compiler does several entries at a time. They are kept from row to
 * row.
 *
 * @see "L. R. Rabiner, A tutorial on hidden Markov models, Proc. IEEE 77, 1989, part V.A"
 */
final class CrfLattice {
  private final int n;

  /** {@code exp(transition - greatest transition)} by the label before, and by the one after. */
  private final double[][] step;

  private final double[][] back;
  private double shift;

  // by place
  private double[][] emit = {};
  private double[][] alpha = {};
  private double[][] beta = {};
  private double[] scale = {};

  /** What is left from a place on, as seen from the place before. */
  private double[][] rest = {};

  /** The sum over places of {@code alpha before × rest}: transitions but for their factor. */
  private final double[][] pairs;

  CrfLattice(int labels) {
    n = labels;
    step = new double[n][n];
    back = new double[n][n];
    pairs = new double[n][n];
  }

  /** Takes these weights {@code [label before * labels + label]}, and forgets all transitions. */
  void transitions(double[] w, int at) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n * n; i++) most = Math.max(most, w[at + i]);
    shift = most;
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        step[a][b] = Math.exp(w[at + a * n + b] - most);
        back[b][a] = step[a][b];
      }
      Arrays.fill(pairs[a], 0);
    }
  }

  /**
   * The logarithm of the sum over all sequences; the marginals can be asked for after it.
   *
   * @param scores {@code [place * labels + label]}
   */
  double run(double[] scores, int length) {
    if (scale.length < length) {
      alpha = new double[length][n];
      beta = new double[length][n];
      rest = new double[length][n];
      emit = new double[length][n];
      scale = new double[length];
    }
    double log = 0;
    for (int t = 0; t < length; t++) log += forward(scores, t);
    Arrays.fill(beta[length - 1], 1);
    for (int t = length - 1; t > 0; t--) {
      times(emit[t], beta[t], 1 / scale[t], rest[t]);
      Arrays.fill(beta[t - 1], 0);
      addRows(rest[t], back, beta[t - 1]);
    }
    return log;
  }

  /** One place; the logarithm of its scale. */
  private double forward(double[] scores, int t) {
    var e = emit[t];
    var a = alpha[t];
    System.arraycopy(scores, t * n, e, 0, n);
    double most = Double.NEGATIVE_INFINITY;
    for (double v : e) most = Math.max(most, v);
    for (int l = 0; l < e.length; l++) e[l] = Math.exp(e[l] - most);
    Arrays.fill(a, t == 0 ? 1 : 0);
    if (t > 0) addRows(alpha[t - 1], step, a);
    double sum = Vectors.dot(a, e);
    times(a, e, 1 / sum, a);
    scale[t] = sum;
    return Math.log(sum) + most + (t > 0 ? shift : 0);
  }

  private static void times(double[] x, double[] y, double factor, double[] out) {
    for (int l = 0; l < out.length; l++) out[l] = x[l] * y[l] * factor;
  }

  /** Adds these rows, each times its entry of {@code c}, to {@code out}. */
  private static void addRows(double[] c, double[][] rows, double[] out) {
    int a = 0;
    for (; a + 3 < c.length; a += 4) {
      add4(c[a], rows[a], c[a + 1], rows[a + 1], c[a + 2], rows[a + 2], c[a + 3], rows[a + 3], out);
    }
    for (; a < c.length; a++) Vectors.add(c[a], rows[a], out);
  }

  private static void add4(
      double c0,
      double[] x0,
      double c1,
      double[] x1,
      double c2,
      double[] x2,
      double c3,
      double[] x3,
      double[] out) {
    for (int b = 0; b < out.length; b++)
      out[b] += (c0 * x0[b] + c1 * x1[b]) + (c2 * x2[b] + c3 * x3[b]);
  }

  /**
   * The probability of each label at each place of the last row: {@code [place * labels + label]}.
   */
  void places(int length, double[] out) {
    for (int t = 0; t < length; t++)
      for (int l = 0; l < n; l++) out[t * n + l] = alpha[t][l] * beta[t][l];
  }

  /** Takes the transitions of the last row into account. */
  void countTransitions(int length) {
    int t = 1;
    for (; t + 3 < length; t += 4) {
      for (int a = 0; a < n; a++) {
        add4(
            alpha[t - 1][a],
            rest[t],
            alpha[t][a],
            rest[t + 1],
            alpha[t + 1][a],
            rest[t + 2],
            alpha[t + 2][a],
            rest[t + 3],
            pairs[a]);
      }
    }
    for (; t < length; t++)
      for (int a = 0; a < n; a++) Vectors.add(alpha[t - 1][a], rest[t], pairs[a]);
  }

  /**
   * Adds the expected number of each transition in all rows counted to {@code out[at + before *
   * labels + after]}.
   */
  void addTransitions(double[] out, int at) {
    for (int a = 0; a < n; a++)
      for (int b = 0; b < n; b++) out[at + a * n + b] += step[a][b] * pairs[a][b];
  }
}
