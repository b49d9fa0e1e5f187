package millrace.embeddings;

import millrace.neural.compute.Kernels;

/** The vectors that predict, at the places of a sentence. */
interface Inputs {
  /** How often an input is changed by a target: once for each output. */
  int CHANGES = Kernels.PAIRS_GROUP;

  /**
   * A sentence begins.
   *
   * @param sentence words; only the first n
   * @param document which sentence of the corpus it is
   */
  void begin(int[] sentence, int n, long document);

  /** Where the vector of a place is, that is about to be changed by a target. */
  int at(int place);

  /** Where the vector of the document is, that is about to be changed; −1: it has none. */
  int document();

  /** What the offsets are in, until the next one is asked for. */
  float[] values();

  int stride();

  /** The rows that change and must be brought together with those of other shards. */
  Share[] shares();
}
