package millrace.nlp.subwords;

import java.util.Arrays;
import java.util.Map;

/**
 * How often each two symbols stand side by side in words, brought up to date as pairs are joined.
 * The most frequent pair comes from a heap whose entries may be out of date: counts fall, and an
 * entry whose count has fallen is put back when it comes up.
 */
final class PairCounts {
  private static final int SPREAD = 0x9E3779B9;

  private final int[] symbols; // of all words, one after the other
  private final int[] starts;
  private final int[] lengths;
  private final long[] counts; // of the words

  private long[] pairs = new long[1 << 12]; // left above right
  private long[] pairCounts = new long[1 << 12];
  private int[][] where = new int[1 << 12][]; // words that a pair is or was in
  private int[] whereSize = new int[1 << 12];
  private int size;
  private int[] table = new int[1 << 13]; // a pair + 1 at the place of its hash or after it

  private int[] heap = new int[1 << 12]; // pairs
  private long[] heapCounts = new long[1 << 12];
  private int heapSize;
  private final Ids risen = new Ids(); // pairs whose counts have risen in this merge
  private int[] last = new int[1 << 12]; // the merge in which each has risen last
  private int merges;

  /**
   * @param words with their counts
   * @param ids of single spelled bytes
   */
  PairCounts(Map<String, Long> words, Map<String, Integer> ids) {
    int n = words.size();
    starts = new int[n];
    lengths = new int[n];
    counts = new long[n];
    var byteIds = new int[256];
    for (int b = 0; b < 256; b++) byteIds[b] = ids.get(String.valueOf(ByteSpelling.of(b)));
    var all = new Ids();
    var unsigned = new int[4];
    int w = 0;
    for (var entry : words.entrySet()) {
      var word = entry.getKey().toCharArray();
      starts[w] = all.size();
      for (int i = 0; i < word.length; ) {
        int c = Utf8.codePoint(word, i, word.length);
        i += Character.charCount(c);
        int k = Utf8.put(c, unsigned, 0);
        for (int j = 0; j < k; j++) all.add(byteIds[unsigned[j]]);
      }
      lengths[w] = all.size() - starts[w];
      counts[w++] = entry.getValue();
    }
    symbols = all.toArray();
    merges = 1;
    for (w = 0; w < n; w++)
      for (int i = starts[w]; i + 1 < starts[w] + lengths[w]; i++)
        add(symbols[i], symbols[i + 1], w, counts[w]);
    pushRisen();
  }

  int left(int pair) {
    return (int) (pairs[pair] >>> 32);
  }

  int right(int pair) {
    return (int) pairs[pair];
  }

  /** The most frequent pair, which is taken off; -1 if none is frequent enough. */
  int best(int minCount) {
    while (heapSize > 0) {
      int top = heap[0];
      long count = heapCounts[0];
      pop();
      if (count == pairCounts[top]) return count < minCount ? -1 : top;
      if (pairCounts[top] > 0) push(top, pairCounts[top]);
    }
    return -1;
  }

  /** Makes one symbol of this pair wherever it stands, from left to right. */
  void join(int pair, int result) {
    int left = left(pair);
    int right = right(pair);
    merges++;
    int n = whereSize[pair];
    var words = where[pair];
    where[pair] = new int[0];
    whereSize[pair] = 0;
    for (int k = 0; k < n; k++) join(words[k], left, right, result);
    pushRisen();
  }

  private void join(int word, int left, int right, int result) {
    int from = starts[word];
    int end = from + lengths[word];
    long count = counts[word];
    int to = from;
    int i = from;
    while (i < end) {
      if (symbols[i] != left || i + 1 == end || symbols[i + 1] != right) {
        symbols[to++] = symbols[i++];
        continue;
      }
      pairCounts[find(left, right)] -= count;
      if (to > from) {
        pairCounts[find(symbols[to - 1], left)] -= count;
        add(symbols[to - 1], result, word, count);
      }
      if (i + 2 < end) {
        pairCounts[find(right, symbols[i + 2])] -= count;
        add(result, symbols[i + 2], word, count);
      }
      symbols[to++] = result;
      i += 2;
    }
    lengths[word] = to - from;
  }

  private void add(int left, int right, int word, long count) {
    int pair = find(left, right);
    pairCounts[pair] += count;
    var words = where[pair];
    int n = whereSize[pair];
    if (n == 0 || words[n - 1] != word) {
      if (n == words.length) words = where[pair] = Arrays.copyOf(words, Math.max(4, 2 * n));
      words[n] = word;
      whereSize[pair]++;
    }
    if (last[pair] != merges) {
      last[pair] = merges;
      risen.add(pair);
    }
  }

  private void pushRisen() {
    for (int i = 0; i < risen.size(); i++)
      if (pairCounts[risen.get(i)] > 0) push(risen.get(i), pairCounts[risen.get(i)]);
    risen.clear();
  }

  /** The place of a pair, which is made if it is new. */
  private int find(int left, int right) {
    long key = (long) left << 32 | right;
    int mask = table.length - 1;
    int place = hash(key) & mask;
    while (table[place] != 0) {
      int pair = table[place] - 1;
      if (pairs[pair] == key) return pair;
      place = (place + 1) & mask;
    }
    if (size == pairs.length) {
      grow();
      return find(left, right);
    }
    pairs[size] = key;
    where[size] = new int[0];
    table[place] = ++size;
    return size - 1;
  }

  private static int hash(long key) {
    int h = ((int) (key >>> 32) * SPREAD ^ (int) key) * SPREAD;
    return h ^ h >>> 15;
  }

  private void grow() {
    int n = 2 * size;
    pairs = Arrays.copyOf(pairs, n);
    pairCounts = Arrays.copyOf(pairCounts, n);
    where = Arrays.copyOf(where, n);
    whereSize = Arrays.copyOf(whereSize, n);
    last = Arrays.copyOf(last, n);
    table = new int[2 * n];
    for (int pair = 0; pair < size; pair++) {
      int place = hash(pairs[pair]) & (table.length - 1);
      while (table[place] != 0) place = (place + 1) & (table.length - 1);
      table[place] = pair + 1;
    }
  }

  /** Whether one entry comes before another: by count, then by the ids. */
  private boolean before(int pair, long count, int other, long otherCount) {
    return count != otherCount ? count > otherCount : pairs[pair] < pairs[other];
  }

  private void push(int pair, long count) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, 2 * heapSize);
      heapCounts = Arrays.copyOf(heapCounts, 2 * heapSize);
    }
    int i = heapSize++;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (!before(pair, count, heap[parent], heapCounts[parent])) break;
      heap[i] = heap[parent];
      heapCounts[i] = heapCounts[parent];
      i = parent;
    }
    heap[i] = pair;
    heapCounts[i] = count;
  }

  private void pop() {
    int pair = heap[--heapSize];
    long count = heapCounts[heapSize];
    int i = 0;
    for (int child = 1; child < heapSize; child = 2 * i + 1) {
      if (child + 1 < heapSize
          && before(heap[child + 1], heapCounts[child + 1], heap[child], heapCounts[child]))
        child++;
      if (!before(heap[child], heapCounts[child], pair, count)) break;
      heap[i] = heap[child];
      heapCounts[i] = heapCounts[child];
      i = child;
    }
    heap[i] = pair;
    heapCounts[i] = count;
  }
}
