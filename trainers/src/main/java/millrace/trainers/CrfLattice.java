package millrace.trainers;

/**
 * Sums over all sequences of labels of one row: the forward-backward algorithm. Instead of
 * logarithms, each place is scaled to a sum of 1, which takes one exponential per label and place.
 *
 * @see "L. R. Rabiner, A tutorial on hidden Markov models, Proc. IEEE 77, 1989, part V.A"
 */
final class CrfLattice {
  private final int n;

  /** {@code exp(transition - greatest transition)}, and transposed. */
  private final double[] step;

  private final double[] back;
  private final double shift;
  private double[] emit = new double[0];
  private double[] alpha = new double[0];
  private double[] beta = new double[0];
  private double[] scale = new double[0];
  private double[] both = new double[0];

  CrfLattice(int labels, double[] transitions) {
    n = labels;
    double most = Double.NEGATIVE_INFINITY;
    for (double v : transitions) most = Math.max(most, v);
    shift = most;
    step = new double[n * n];
    back = new double[n * n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        step[a * n + b] = Math.exp(transitions[a * n + b] - most);
        back[b * n + a] = step[a * n + b];
      }
    }
  }

  /** The logarithm of the sum over all sequences; the marginals can be asked for after it. */
  double run(double[] scores, int length) {
    if (alpha.length < length * n) {
      alpha = new double[length * n];
      beta = new double[length * n];
      both = new double[length * n];
      emit = new double[length * n];
      scale = new double[length];
    }
    double log = 0;
    for (int t = 0; t < length; t++) {
      int at = t * n;
      double most = Double.NEGATIVE_INFINITY;
      for (int l = 0; l < n; l++) most = Math.max(most, scores[at + l]);
      for (int l = 0; l < n; l++) emit[at + l] = Math.exp(scores[at + l] - most);
      double sum = 0;
      for (int l = 0; l < n; l++) {
        double s = t == 0 ? 1 : Vectors.dot(alpha, at - n, back, l * n, n);
        alpha[at + l] = s * emit[at + l];
        sum += alpha[at + l];
      }
      for (int l = 0; l < n; l++) alpha[at + l] /= sum;
      scale[t] = sum;
      log += Math.log(sum) + most + (t > 0 ? shift : 0);
    }
    for (int l = 0; l < n; l++) beta[(length - 1) * n + l] = 1;
    for (int t = length - 2; t >= 0; t--) {
      int next = (t + 1) * n;
      for (int l = 0; l < n; l++) both[next + l] = emit[next + l] * beta[next + l] / scale[t + 1];
      for (int l = 0; l < n; l++) beta[t * n + l] = Vectors.dot(step, l * n, both, next, n);
    }
    return log;
  }

  /** The probability of each label at each place of the last row, to be changed by the caller. */
  double[] places(int length) {
    var out = new double[length * n];
    for (int i = 0; i < out.length; i++) out[i] = alpha[i] * beta[i];
    return out;
  }

  /** Adds the expected number of each transition to {@code out[at + before * labels + after]}. */
  void addTransitions(int length, double[] out, int at) {
    for (int t = 1; t < length; t++) {
      int now = t * n;
      for (int a = 0; a < n; a++) {
        double from = alpha[now - n + a];
        for (int b = 0; b < n; b++) out[at + a * n + b] += from * step[a * n + b] * both[now + b];
      }
    }
  }
}
