package millrace.nlp.subwords;

/**
 * Remembers where in a text a word has been, and where its ids stand, so that they can be copied:
 * most words of a text are repeated. A word replaces another one that has the same place.
 */
final class WordMemory {
  private static final int MOST = 1 << 14;

  /** Of texts shorter than this too few words are repeated. */
  static final int WORTH = 256;

  private final char[] text;
  private final int shift;
  private final int[] from;
  private final int[] length;
  private final int[] idsFrom;
  private final int[] idsCount;

  WordMemory(char[] text) {
    this.text = text;
    int places = Math.min(MOST, Integer.highestOneBit(text.length / 4));
    shift = Integer.numberOfLeadingZeros(places) + 1;
    from = new int[places];
    length = new int[places];
    idsFrom = new int[places];
    idsCount = new int[places];
  }

  /** The place of the word {@code text[start .. end)}. */
  int place(int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) hash = 31 * hash + text[i];
    return (hash * 0x9E3779B9) >>> shift;
  }

  /** Appends the ids of a word if it is remembered. */
  boolean recall(int place, int start, int end, Ids ids) {
    int n = end - start;
    if (length[place] != n) return false;
    int before = from[place];
    for (int i = 0; i < n; i++) if (text[before + i] != text[start + i]) return false;
    ids.repeat(idsFrom[place], idsCount[place]);
    return true;
  }

  /** Remembers a word whose ids are the last ones, from {@code firstId} on. */
  void remember(int place, int start, int end, int firstId, int count) {
    from[place] = start;
    length[place] = end - start;
    idsFrom[place] = firstId;
    idsCount[place] = count;
  }
}
