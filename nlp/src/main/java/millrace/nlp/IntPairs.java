package millrace.nlp;

import java.util.Arrays;

/**
 * Gives pairs of numbers (not negative) ids from 0 in the order in which they come: a hash table in
 * two arrays, without an object per pair. Pairs of an id and a number make chains of any length.
 */
final class IntPairs {
  private long[] pairs = new long[64];
  private int[] slots = empty(128);
  private int size;

  int size() {
    return size;
  }

  int first(int id) {
    return (int) (pairs[id] >>> 32);
  }

  int second(int id) {
    return (int) pairs[id];
  }

  /** The pair's id, a new one if it has none. Amortised O(1). */
  int add(int first, int second) {
    long pair = pair(first, second);
    int slot = slot(pair);
    if (slots[slot] >= 0) return slots[slot];
    if (size == pairs.length) {
      pairs = Arrays.copyOf(pairs, Math.multiplyExact(2, size));
      slots = empty(2 * pairs.length);
      for (int id = 0; id < size; id++) slots[slot(pairs[id])] = id;
      slot = slot(pair);
    }
    pairs[size] = pair;
    slots[slot] = size;
    return size++;
  }

  /** The pair's id, or -1. O(1). */
  int find(int first, int second) {
    return slots[slot(pair(first, second))];
  }

  private static long pair(int first, int second) {
    return ((long) first << 32) | second;
  }

  /** Where the pair is, or where it would go. At most half of the slots are taken. */
  private int slot(long pair) {
    long h = pair * 0x9E3779B97F4A7C15L;
    int mask = slots.length - 1;
    int slot = (int) (h >>> 32) & mask;
    while (slots[slot] >= 0 && pairs[slots[slot]] != pair) slot = (slot + 1) & mask;
    return slot;
  }

  private static int[] empty(int length) {
    var out = new int[length];
    Arrays.fill(out, -1);
    return out;
  }
}
