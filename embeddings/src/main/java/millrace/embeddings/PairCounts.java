package millrace.embeddings;

import java.util.Arrays;

/**
 * Sums of weights by pairs of words, for the words of one shard: those among the most frequent
 * words in a table, the others by hashing. When the latter are too many, {@link #drain} sorts them
 * out.
 */
final class PairCounts {
  /** So many words make a table: half of all pairs of a text are among them. */
  private static final int FREQUENT = 1 << 10;

  /** How many pairs are held at most: about 25 MB. */
  static final int MOST = 1_200_000;

  private static final int PLACES = 1 << 21;

  private final int shard;
  private final int shards;
  private final int frequent;
  private final double[] table;
  private long[] keys = new long[1 << 10]; // pair + 1; 0: free
  private float[] sums = new float[1 << 10];
  private int size;

  /** For the words whose id leaves {@code shard} when divided by {@code shards}. */
  PairCounts(int words, int shard, int shards) {
    this.shard = shard;
    this.shards = shards;
    frequent = Math.min(words, FREQUENT);
    table = new double[(frequent + shards - 1) / shards * frequent];
  }

  /** Whether {@link #drain} must be called before the next is added. */
  boolean full() {
    return size >= MOST;
  }

  void add(int word, int near, float weight) {
    if (word < frequent && near < frequent) {
      table[word / shards * frequent + near] += weight;
      return;
    }
    long key = pair(word, near) + 1;
    int place = place(keys, key);
    if (keys[place] == 0) {
      keys[place] = key;
      size++;
      if (2 * size > keys.length && keys.length < PLACES) {
        spread();
        place = place(keys, key);
      }
    }
    sums[place] += weight;
  }

  static long pair(int word, int near) {
    return (long) word << 32 | near;
  }

  private static int place(long[] keys, long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    int mask = keys.length - 1;
    int place = (int) (h >>> 32) & mask;
    while (keys[place] != 0 && keys[place] != key) place = place + 1 & mask;
    return place;
  }

  private void spread() {
    var oldKeys = keys;
    var oldSums = sums;
    keys = new long[2 * oldKeys.length];
    sums = new float[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] == 0) continue;
      int place = place(keys, oldKeys[i]);
      keys[place] = oldKeys[i];
      sums[place] = oldSums[i];
    }
  }

  /** Gives the hashed pairs in rising order, and forgets them. */
  void drain(Sink sink) {
    var order = new long[size];
    int n = 0;
    for (long key : keys) if (key != 0) order[n++] = key;
    Arrays.sort(order);
    for (long key : order) sink.add(key - 1, sums[place(keys, key)]);
    Arrays.fill(keys, 0);
    Arrays.fill(sums, 0);
    size = 0;
  }

  /** Gives the pairs of the table, in rising order. */
  void frequent(Sink sink) {
    for (int word = shard; word < frequent; word += shards)
      for (int near = 0; near < frequent; near++) {
        double sum = table[word / shards * frequent + near];
        if (sum > 0) sink.add(pair(word, near), (float) sum);
      }
  }

  /** Hears of pairs. */
  interface Sink {
    void add(long pair, float sum);
  }
}
