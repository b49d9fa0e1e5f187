package millrace.nlp.subwords;

/**
 * Joins the bytes of one word after the other to pieces. Most words are short: for these every pair
 * is looked at each time, which is faster than a heap.
 */
final class ByteMerging extends PairMerging {
  private static final int SHORT = 48;

  private final MergeTable table;
  private final int[] found = new int[SHORT]; // each symbol's pair with the next one, or -1
  private int[] symbols = new int[SHORT];

  ByteMerging(MergeTable table) {
    this.table = table;
  }

  /** Appends the pieces of {@code text[from .. to)}. */
  void word(char[] text, int from, int to, Ids out) {
    if (3L * (to - from) > symbols.length) symbols = new int[Math.multiplyExact(3, to - from)];
    int n = 0;
    for (int i = from; i < to; ) {
      int c = Utf8.codePoint(text, i, to);
      n = Utf8.put(c, symbols, n);
      i += Character.charCount(c);
    }
    var bytes = table.bytes();
    for (int i = 0; i < n; i++) symbols[i] = bytes[symbols[i]];
    if (n <= SHORT) {
      out.add(symbols, 0, mergeShort(n));
    } else {
      merge(n);
      for (int i = 0; i < n; i = next(i)) out.add(symbols[i]);
    }
  }

  /** Leaves the pieces in the first symbols; returns how many. */
  private int mergeShort(int n) {
    var ranks = table.ranks();
    for (int i = 0; i + 1 < n; i++) found[i] = table.find(symbols[i], symbols[i + 1]);
    while (true) {
      int best = -1;
      int bestRank = NEVER;
      for (int i = 0; i + 1 < n; i++)
        if (found[i] >= 0 && ranks[found[i]] < bestRank) {
          best = i;
          bestRank = ranks[found[i]];
        }
      if (best < 0) return n;
      symbols[best] = table.results()[found[best]];
      n--;
      System.arraycopy(symbols, best + 2, symbols, best + 1, n - best - 1);
      if (n - best - 2 > 0) System.arraycopy(found, best + 2, found, best + 1, n - best - 2);
      if (best + 1 < n) found[best] = table.find(symbols[best], symbols[best + 1]);
      if (best > 0) found[best - 1] = table.find(symbols[best - 1], symbols[best]);
    }
  }

  @Override
  int rank(int left, int right) {
    int k = table.find(symbols[left], symbols[right]);
    return k < 0 ? NEVER : table.ranks()[k];
  }

  @Override
  void join(int left, int right) {
    symbols[left] = table.results()[table.find(symbols[left], symbols[right])];
  }
}
