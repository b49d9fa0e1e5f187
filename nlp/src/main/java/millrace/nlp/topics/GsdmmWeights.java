package millrace.nlp.topics;

import java.util.Arrays;

/**
 * The conditional of {@link Gsdmm}: how much each cluster wants a document, for all clusters at
 * once. Equation 4 of the paper is a product of fractions, one for each token; numerators and
 * denominators of a few tokens are multiplied for all clusters side by side, which needs no
 * logarithm and which the processor does in vectors. Before a product can leave the range of
 * doubles, powers of two are set aside: the result is exact to rounding whatever the length of the
 * document.
 */
final class GsdmmWeights {
  private static final double SMALL = 0x1p-256;
  private static final int SHIFT = 512;
  private static final double UP = 0x1p512;

  /** A product of so many tokens' fractions falls by at most 2⁻⁵⁰⁰. */
  private static final double MOST_BITS = 500;

  final double alpha;
  final double beta;
  private final double allBeta;

  /** The number of clusters that {@link #counts} has room for. */
  final int stride;

  /** How often word w is in cluster c: {@code counts[w * stride + c]}. */
  final int[] counts;

  /** The documents and the tokens of each cluster. */
  final int[] documents;

  final int[] tokens;

  /** The weights that {@link #of} has found; 0 beyond the clusters it was asked for. */
  final double[] weight;

  private final double[] up;
  private final double[] down;
  private final int[] shifts;
  private final int block;

  GsdmmWeights(double alpha, double beta, int[] counts, int[] documents, int[] tokens) {
    this.alpha = alpha;
    this.beta = beta;
    this.counts = counts;
    this.documents = documents;
    this.tokens = tokens;
    stride = documents.length;
    int words = counts.length / stride;
    allBeta = words * beta;
    weight = new double[Choice.padded(stride)];
    up = new double[weight.length];
    down = new double[weight.length];
    shifts = new int[weight.length];
    // the same for any document, so that its weights do not depend on its neighbours
    double bits = log2(0x1p32 + allBeta) - Math.min(0, log2(beta));
    block = (int) Math.max(1, Math.min(16, MOST_BITS / bits));
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  /**
   * The weights of the clusters 0 to n - 1 for a document that is not counted in any of them,
   * scaled by a common power of two.
   *
   * @param word the document is {@code word[from .. to)}, equal words side by side
   */
  void of(int[] word, int from, int to, int n) {
    for (int c = 0; c < n; c++) weight[c] = documents[c] + alpha;
    Arrays.fill(weight, n, weight.length, 0);
    boolean shifted = to - from > block;
    if (shifted) Arrays.fill(shifts, 0, n, 0);
    int repeat = 0;
    for (int at = from; at < to; at += block) {
      int end = Math.min(to, at + block);
      for (int i = at; i < end; i++) {
        repeat = i > from && word[i] == word[i - 1] ? repeat + 1 : 0;
        if (i == at) first(n, word[i] * stride, beta + repeat, allBeta + (i - from));
        else next(n, word[i] * stride, beta + repeat, allBeta + (i - from));
      }
      for (int c = 0; c < n; c++) weight[c] *= up[c] / down[c];
      if (shifted) shift(n);
    }
    if (shifted) unshift(n);
  }

  private void first(int n, int row, double a, double b) {
    for (int c = 0; c < n; c++) up[c] = counts[row + c] + a;
    for (int c = 0; c < n; c++) down[c] = tokens[c] + b;
  }

  private void next(int n, int row, double a, double b) {
    for (int c = 0; c < n; c++) up[c] *= counts[row + c] + a;
    for (int c = 0; c < n; c++) down[c] *= tokens[c] + b;
  }

  private void shift(int n) {
    for (int c = 0; c < n; c++) {
      if (weight[c] >= SMALL) continue;
      weight[c] *= UP;
      shifts[c]++;
    }
  }

  private void unshift(int n) {
    int fewest = Integer.MAX_VALUE;
    for (int c = 0; c < n; c++) if (weight[c] > 0) fewest = Math.min(fewest, shifts[c]);
    for (int c = 0; c < n; c++) {
      int more = Math.min(8, shifts[c] - fewest);
      if (more > 0) weight[c] = Math.scalb(weight[c], -SHIFT * more);
    }
  }

  /** The cluster of greatest weight; of equals the first. */
  int best(int n) {
    int best = 0;
    for (int c = 1; c < n; c++) if (weight[c] > weight[best]) best = c;
    return best;
  }
}
