package millrace.embeddings;

/** Some thousand words of a corpus, one after the other: what a shard learns from at a time. */
final class Stretch {
  /** Words, as ids. */
  final int[] ids;

  /** Where each sentence ends: the next one begins there. */
  final int[] ends;

  /** Which sentence of the corpus each is, from 0. */
  final long[] rows;

  private int size;
  private int sentences;

  /**
   * @param most how many words it holds
   */
  Stretch(int most) {
    ids = new int[most];
    ends = new int[most];
    rows = new long[most];
  }

  int size() {
    return size;
  }

  int sentences() {
    return sentences;
  }

  boolean full() {
    return size == ids.length;
  }

  void clear() {
    size = 0;
    sentences = 0;
  }

  void add(int id) {
    ids[size++] = id;
  }

  /** The words since the last end are a sentence; if there are none, nothing happens. */
  void end(long row) {
    if (size == (sentences == 0 ? 0 : ends[sentences - 1])) return;
    ends[sentences] = size;
    rows[sentences++] = row;
  }
}
