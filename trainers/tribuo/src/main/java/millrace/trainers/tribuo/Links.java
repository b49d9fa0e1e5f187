package millrace.trainers.tribuo;

/** From margins to probabilities. */
final class Links {
  private Links() {}

  /** Turns {@code k} margins from {@code at} on into probabilities, in place. */
  static void softmax(double[] v, int at, int k) {
    double most = v[at];
    for (int c = 1; c < k; c++) most = Math.max(most, v[at + c]);
    double sum = 0;
    for (int c = 0; c < k; c++) {
      v[at + c] = Math.exp(v[at + c] - most);
      sum += v[at + c];
    }
    for (int c = 0; c < k; c++) v[at + c] /= sum;
  }

  /** Writes the probabilities of the first and second of two levels. */
  static void logistic(double margin, double[] out, int at) {
    double p = 1 / (1 + Math.exp(-Math.abs(margin)));
    out[at] = margin > 0 ? 1 - p : p;
    out[at + 1] = margin > 0 ? p : 1 - p;
  }

  /**
   * Turns {@code k} margins from {@code at} on into sigmoids divided by their sum, in place. By way
   * of logarithms, so that there is a sum even if every sigmoid is too small for a double.
   */
  static void sigmoids(double[] v, int at, int k) {
    for (int c = 0; c < k; c++) {
      double m = v[at + c];
      v[at + c] = Math.min(m, 0) - Math.log1p(Math.exp(-Math.abs(m)));
    }
    softmax(v, at, k);
  }
}
