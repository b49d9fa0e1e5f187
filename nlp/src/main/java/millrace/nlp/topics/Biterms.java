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
      all += each(documents, d, window, (_, _) -> {});
      if (all > Integer.MAX_VALUE - 8) {
        throw new DataException(
            "Btm: the documents have too many pairs of words for one array: %s, or take a sample of them"
                .formatted(
                    window == 0
                        ? "give it tokens and a window, which a column of counts cannot have"
                        : "set a smaller window than " + window));
      }
      starts[d + 1] = (int) all;
    }
    var first = new int[(int) all];
    var second = new int[(int) all];
    var at = new int[1];
    for (int d = 0; d < documents.size(); d++) {
      each(
          documents,
          d,
          window,
          (a, b) -> {
            first[at[0]] = a;
            second[at[0]++] = b;
          });
    }
    return new Biterms(starts, first, second);
  }

  /** Hears of a pair. */
  interface Pair {
    void of(int first, int second);
  }

  /** Tells the pairs of a document, in the order of the text; how many there are. */
  static long each(Documents documents, int d, int window, Pair pair) {
    var word = documents.word();
    int end = documents.starts()[d + 1];
    long found = 0;
    for (int i = documents.starts()[d]; i < end; i++) {
      int last = window == 0 ? end : (int) Math.min(end, (long) i + window);
      for (int j = i + 1; j < last; j++) {
        if (word[i] == word[j]) continue;
        pair.of(word[i], word[j]);
        found++;
      }
    }
    return found;
  }

  int size() {
    return first.length;
  }
}
