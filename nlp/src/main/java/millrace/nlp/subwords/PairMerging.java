package millrace.nlp.subwords;

/**
 * Joins neighbouring symbols until no two can be joined: always the pair that comes first, the
 * leftmost of equals. A linked list of symbols and a heap of pairs: O(n log n) for n symbols.
 */
abstract class PairMerging {
  /** The rank of two that cannot be joined. */
  static final int NEVER = Integer.MAX_VALUE;

  private int[] next = {};
  private int[] previous = {};
  private int[] ranks = {}; // of each symbol with the one after it
  private final LongHeap heap = new LongHeap();
  private int n;

  /** Where the pair of these two comes; less is earlier. */
  abstract int rank(int left, int right);

  /** Makes {@code left} the symbol of both; {@code right} is seen no more. */
  abstract void join(int left, int right);

  /** Joins what can be joined of the symbols 0 to n - 1. */
  final void merge(int n) {
    this.n = n;
    if (next.length < n) {
      next = new int[Math.max(n, 64)];
      previous = new int[next.length];
      ranks = new int[next.length];
    }
    heap.clear();
    for (int i = 0; i < n; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    for (int i = 0; i < n; i++) look(i);
    while (!heap.isEmpty()) {
      long first = heap.pop();
      int left = (int) first;
      if (ranks[left] == NEVER || ranks[left] != (int) (first >> 32)) continue; // is no more
      int right = next[left];
      join(left, right);
      ranks[right] = NEVER;
      next[left] = next[right];
      if (next[left] < n) previous[next[left]] = left;
      look(left);
      if (previous[left] >= 0) look(previous[left]);
    }
  }

  /** The symbol after this one, or n: those that are left, from 0 on. */
  final int next(int symbol) {
    return next[symbol];
  }

  private void look(int left) {
    ranks[left] = next[left] < n ? rank(left, next[left]) : NEVER;
    if (ranks[left] != NEVER) heap.push((long) ranks[left] << 32 | left);
  }
}
