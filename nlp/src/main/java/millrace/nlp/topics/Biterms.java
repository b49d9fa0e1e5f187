package millrace.nlp.topics;

import millrace.data.DataException;

/**
 * Pairs of different words that stand close together: document d has the pairs {@code starts[d] ..
 * starts[d + 1]}, in the order of the text.
 */
record Biterms(int[] starts, int[] first, int[] second) {
  /**
   * @param window how many tokens a pair may span, both counted; 0: the whole document
   */
  static Biterms of(Documents documents, int window) {
    var starts = new int[documents.starts().length];
    long all = 0;
    for (int d = 0; d < documents.size(); d++) {
      all += pairs(documents, d, window, new int[0], new int[0], -1);
      if (all > Integer.MAX_VALUE - 8) {
        throw new DataException(
            "Btm: the documents have too many pairs of words for one array: set a smaller window than %d"
                .formatted(window));
      }
      starts[d + 1] = (int) all;
    }
    var first = new int[(int) all];
    var second = new int[(int) all];
    for (int d = 0; d < documents.size(); d++)
      pairs(documents, d, window, first, second, starts[d]);
    return new Biterms(starts, first, second);
  }

  /** How many pairs a document has; they are written if {@code at} is not negative. */
  private static long pairs(
      Documents documents, int d, int window, int[] first, int[] second, int at) {
    var word = documents.word();
    int end = documents.starts()[d + 1];
    long found = 0;
    for (int i = documents.starts()[d]; i < end; i++) {
      int last = window == 0 ? end : (int) Math.min(end, (long) i + window);
      for (int j = i + 1; j < last; j++) {
        if (word[i] == word[j]) continue;
        if (at >= 0) {
          first[at + (int) found] = word[i];
          second[at + (int) found] = word[j];
        }
        found++;
      }
    }
    return found;
  }

  int size() {
    return first.length;
  }
}
