package millrace.readers;

import java.util.Arrays;

/**
 * Interns ranges of characters: equal ranges get the same number, from 0 in the order of their
 * first appearance. A hash table with open addressing over one array of characters, so that a cell
 * that has been seen before costs no allocation.
 */
final class Words {
  private char[] arena = new char[256];
  private int[] start = new int[17];
  private int[] hashes = new int[16];
  private int[] table = new int[32]; // number + 1; 0 is free
  private int size;
  private int last = -1;

  int size() {
    return size;
  }

  String get(int id) {
    return new String(arena, start[id], start[id + 1] - start[id]);
  }

  int id(char[] b, int from, int length) {
    // neighbouring rows are often alike
    if (last >= 0 && is(last, b, from, length)) return last;
    int h = length;
    for (int i = from, end = from + length; i < end; i++) h = h * 31 + b[i];
    h *= 0x9E3779B9;
    h ^= h >>> 15;
    int mask = table.length - 1;
    int at = h & mask;
    while (table[at] != 0) {
      int id = table[at] - 1;
      if (hashes[id] == h && is(id, b, from, length)) {
        last = id;
        return id;
      }
      at = (at + 1) & mask;
    }
    last = add(at, h, b, from, length);
    return last;
  }

  private boolean is(int id, char[] b, int from, int length) {
    return Arrays.equals(arena, start[id], start[id + 1], b, from, from + length);
  }

  private int add(int at, int hash, char[] b, int from, int length) {
    int used = start[size];
    int needed = Math.addExact(used, length);
    if (needed > arena.length) {
      arena = Arrays.copyOf(arena, (int) Math.min(Integer.MAX_VALUE - 8, needed * 2L));
    }
    System.arraycopy(b, from, arena, used, length);
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, size * 2);
      start = Arrays.copyOf(start, size * 2 + 1);
    }
    hashes[size] = hash;
    start[size + 1] = needed;
    table[at] = ++size;
    if (size * 2 > table.length) rehash();
    return size - 1;
  }

  private void rehash() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int id = 0; id < size; id++) {
      int at = hashes[id] & mask;
      while (table[at] != 0) at = (at + 1) & mask;
      table[at] = id + 1;
    }
  }
}
