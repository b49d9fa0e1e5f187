package millrace.nlp;

import millrace.data.Vocabulary;

/**
 * How often each term is in each document, as compressed sparse rows: document i has {@code
 * counts[k]} times the term {@code index[k]}, for k in {@code starts[i] .. starts[i + 1]}, terms
 * rising.
 *
 * @param lengths terms of each document, those that are not in the vocabulary too
 */
record Counted(Vocabulary terms, int[] starts, int[] index, int[] counts, int[] lengths) {
  int documents() {
    return starts.length - 1;
  }

  /** In how many documents each term is. */
  int[] documentFrequencies() {
    var out = new int[terms.size()];
    for (int t : index) out[t]++;
    return out;
  }
}
