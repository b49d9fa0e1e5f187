package millrace.nlp;

import java.util.Arrays;
import millrace.data.Vocabulary;

/**
 * Distinct words with ids in the order of their first appearance, looked up by ranges of
 * characters: no string is made for an occurrence. Open addressing with linear probing; the hash is
 * the one of {@link String}, spread by a multiplication.
 */
final class WordTable {
  private static final int SPREAD = 0x9E3779B9;

  /** A word's hash, and below it its id + 1; 0 is a free place. */
  private long[] slots = new long[1 << 10];

  private int shift = 32 - 10;
  private int[] hashes = new int[1 << 9];

  /** Word i is {@code pool[starts[i] .. starts[i + 1])}. */
  private int[] starts = new int[(1 << 9) + 1];

  private char[] pool = new char[1 << 12];
  private int size;

  int size() {
    return size;
  }

  /** The id of a word, which is new if it was not there. */
  int id(char[] text, int from, int to) {
    int h = 0;
    for (int i = from; i < to; i++) h = 31 * h + text[i];
    return id(text, from, to, h);
  }

  /** As above; {@code hash} is what {@link String#hashCode} would be. */
  int id(char[] text, int from, int to, int hash) {
    if (size == hashes.length) grow();
    int mask = slots.length - 1;
    for (int s = (hash * SPREAD) >>> shift; ; s = (s + 1) & mask) {
      long slot = slots[s];
      if (slot == 0) {
        slots[s] = ((long) hash << 32) | (size + 1);
        return add(text, from, to, hash);
      }
      int id = (int) slot - 1;
      if ((int) (slot >>> 32) == hash && is(id, text, from, to)) return id;
    }
  }

  private boolean is(int id, char[] text, int from, int to) {
    int at = starts[id];
    if (starts[id + 1] - at != to - from) return false;
    for (int i = from; i < to; i++) if (text[i] != pool[at++]) return false;
    return true;
  }

  private int add(char[] text, int from, int to, int hash) {
    int at = starts[size];
    int end = Math.addExact(at, to - from);
    if (end > pool.length) {
      pool = Arrays.copyOf(pool, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(end, 2L * at)));
    }
    System.arraycopy(text, from, pool, at, to - from);
    hashes[size] = hash;
    starts[size + 1] = end;
    return size++;
  }

  private void grow() {
    int words = 2 * hashes.length;
    hashes = Arrays.copyOf(hashes, words);
    starts = Arrays.copyOf(starts, words + 1);
    var old = slots;
    slots = new long[2 * words];
    shift--;
    int mask = slots.length - 1;
    for (long slot : old) {
      if (slot == 0) continue;
      int s = ((int) (slot >>> 32) * SPREAD) >>> shift;
      while (slots[s] != 0) s = (s + 1) & mask;
      slots[s] = slot;
    }
  }

  /** Adds the words of another table, in their order; the id here of each of them. */
  int[] addAll(WordTable other) {
    var map = new int[other.size];
    for (int i = 0; i < map.length; i++)
      map[i] = id(other.pool, other.starts[i], other.starts[i + 1], other.hashes[i]);
    return map;
  }

  Vocabulary words() {
    var names = new String[size];
    for (int i = 0; i < size; i++)
      names[i] = new String(pool, starts[i], starts[i + 1] - starts[i]);
    return Vocabulary.ofDistinct(names);
  }
}
