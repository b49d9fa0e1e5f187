package millrace.embeddings;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Distinct words as bytes, each with an id and a count: about 30 bytes a word and its letters, so
 * that millions can be counted in a small heap. Open addressing.
 */
final class ByteWords {
  private byte[] letters = new byte[1 << 16];
  private int used;
  private int[] starts = new int[1 << 10]; // word i: letters[starts[i] .. starts[i + 1])
  private long[] counts = new long[1 << 10];
  private int[] hashes = new int[1 << 10];
  private int size;
  private int[] places = new int[1 << 12]; // id + 1; 0: free

  static int hash(byte[] b, int from, int to) {
    int h = 0x811C9DC5;
    for (int i = from; i < to; i++) h = (h ^ b[i]) * 0x01000193;
    h ^= h >>> 15; // FNV's low bits are its worst
    return h * 0x2C1B3C6D;
  }

  int size() {
    return size;
  }

  long[] counts() {
    return Arrays.copyOf(counts, size);
  }

  /** The id of a word, or -1. */
  int id(byte[] b, int from, int to, int hash) {
    int mask = places.length - 1;
    for (int p = hash >>> 7 & mask; places[p] != 0; p = p + 1 & mask) {
      int id = places[p] - 1;
      if (hashes[id] == hash && Arrays.equals(letters, starts[id], starts[id + 1], b, from, to))
        return id;
    }
    return -1;
  }

  /** Adds a word that is not here, and gives its id. */
  int add(byte[] b, int from, int to, int hash) {
    if (2 * (size + 1) > places.length) spread();
    if (size + 2 > starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
      counts = Arrays.copyOf(counts, 2 * counts.length);
      hashes = Arrays.copyOf(hashes, 2 * hashes.length);
    }
    int end = Math.addExact(used, to - from);
    if (end > letters.length)
      letters =
          Arrays.copyOf(
              letters, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(end, 2L * letters.length)));
    System.arraycopy(b, from, letters, used, to - from);
    used = end;
    hashes[size] = hash;
    starts[size + 1] = end;
    place(size, hash);
    return size++;
  }

  void count(int id) {
    counts[id]++;
  }

  /** The word's characters; empty if its bytes are no UTF-8. */
  String name(int id) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(letters, starts[id], starts[id + 1] - starts[id]))
        .toString();
  }

  private void spread() {
    places = new int[2 * places.length];
    for (int i = 0; i < size; i++) place(i, hashes[i]);
  }

  private void place(int id, int hash) {
    int mask = places.length - 1;
    int p = hash >>> 7 & mask;
    while (places[p] != 0) p = p + 1 & mask;
    places[p] = id + 1;
  }
}
