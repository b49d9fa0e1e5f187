package millrace.nlp;

import java.util.Arrays;

/**
 * Which terms are kept: those in neither too few nor too many documents, and of these the most
 * frequent.
 *
 * @param minDf below 1 a share of the documents, else a number of them
 * @param maxDf at most 1 a share of the documents, else a number of them
 * @param maxFeatures 0 for no limit
 * @param binary whether a term counts once in a document
 */
record Choice(double minDf, double maxDf, int maxFeatures, boolean binary) {
  /** All terms there are. */
  static final Choice ALL = new Choice(1, 1, 0, false);

  double fewest(int documents) {
    return minDf < 1 ? minDf * documents : minDf;
  }

  private double most(int documents) {
    return maxDf <= 1 ? maxDf * documents : maxDf;
  }

  boolean keeps(int df, int documents) {
    return df > 0 && df >= fewest(documents) && df <= most(documents);
  }

  boolean limits(int terms) {
    return maxFeatures > 0 && terms > maxFeatures;
  }

  /**
   * @throws IllegalArgumentException if no number of documents is left between the bounds
   */
  void check(int documents, Record who) {
    if (most(documents) < fewest(documents)) {
      throw new IllegalArgumentException(
          "%s maxDf %s is fewer of the %d documents than minDf %s"
              .formatted(who.getClass().getSimpleName(), maxDf, documents, minDf));
    }
  }

  /** The {@code maxFeatures} terms of the highest counts, in their order; of equals the first. */
  long[] mostFrequent(long[] terms, int[] counts) {
    var sorted = counts.clone();
    Arrays.sort(sorted);
    int last = sorted[sorted.length - maxFeatures];
    int equals = maxFeatures;
    for (int c : counts) if (c > last) equals--;
    var out = new long[maxFeatures];
    int n = 0;
    for (int k = 0; k < terms.length; k++) {
      if (counts[k] > last || (counts[k] == last && equals-- > 0)) out[n++] = terms[k];
    }
    return out;
  }
}
