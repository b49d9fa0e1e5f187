package millrace.nlp.topics;

/**
 * Draws an index in proportion to weights. The sums go up in eights, so that the processor has
 * eight independent additions to do; the order of additions is fixed, so the same weights and the
 * same random number always give the same index.
 */
final class Choice {
  static final int EIGHT = 8;

  private final double[] upTo;

  /**
   * @param most the greatest number of weights
   */
  Choice(int most) {
    upTo = new double[padded(most) / EIGHT];
  }

  /** The next multiple of eight: arrays of weights have this length, filled up with zeros. */
  static int padded(int n) {
    return (n + EIGHT - 1) / EIGHT * EIGHT;
  }

  /**
   * The sum of the first {@code n} weights. Beyond n, up to the next multiple of eight, they must
   * be 0.
   */
  double total(double[] weight, int n) {
    double sum = 0;
    for (int b = 0, i = 0; i < n; b++, i += EIGHT) {
      double low = (weight[i] + weight[i + 1]) + (weight[i + 2] + weight[i + 3]);
      double high = (weight[i + 4] + weight[i + 5]) + (weight[i + 6] + weight[i + 7]);
      sum += low + high;
      upTo[b] = sum;
    }
    return sum;
  }

  /**
   * The index at {@code at}, from 0 (inclusive) to the sum that {@link #total} has just given.
   * Rounding never leads to a weight of 0.
   */
  int at(double at, double[] weight, int n) {
    int b = 0;
    int last = (n - 1) / EIGHT;
    while (b < last && upTo[b] <= at) b++;
    double left = b == 0 ? at : at - upTo[b - 1];
    int found = -1;
    for (int i = b * EIGHT; i < Math.min(n, b * EIGHT + EIGHT); i++) {
      if (weight[i] <= 0) continue;
      found = i;
      left -= weight[i];
      if (left < 0) break;
    }
    return found;
  }
}
