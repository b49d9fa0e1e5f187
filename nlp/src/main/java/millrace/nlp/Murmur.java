package millrace.nlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3, the variant of 32 bits for x86, with seed 0, of a text in UTF-8.
 *
 * @see "A. Appleby, MurmurHash3, 2011 (public domain)"
 */
final class Murmur {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int C1 = 0xCC9E2D51;
  private static final int C2 = 0x1B873593;

  private byte[] bytes = new byte[256];

  /** The hash of {@code text[from .. to)}; half a pair counts as a question mark. */
  int hash(char[] text, int from, int to) {
    int n = 3 * (to - from);
    if (n > bytes.length) bytes = new byte[2 * n];
    int size = 0;
    for (int i = from; i < to; i++) {
      char c = text[i];
      if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xC0 | (c >> 6));
        bytes[size++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        bytes[size++] = (byte) (0xE0 | (c >> 12));
        bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < to
          && Character.isLowSurrogate(text[i + 1])) {
        int point = Character.toCodePoint(c, text[++i]);
        bytes[size++] = (byte) (0xF0 | (point >> 18));
        bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[size++] = (byte) (0x80 | (point & 0x3F));
      } else {
        bytes[size++] = '?';
      }
    }
    return hash(bytes, size);
  }

  static int hash(byte[] bytes, int size) {
    int h = 0;
    int whole = size & ~3;
    for (int i = 0; i < whole; i += 4) {
      h ^= mixed((int) INTS.get(bytes, i));
      h = Integer.rotateLeft(h, 13) * 5 + 0xE6546B64;
    }
    int rest = 0;
    for (int i = size - 1; i >= whole; i--) rest = (rest << 8) | (bytes[i] & 0xFF);
    if (size > whole) h ^= mixed(rest);
    h ^= size;
    h = (h ^ (h >>> 16)) * 0x85EBCA6B;
    h = (h ^ (h >>> 13)) * 0xC2B2AE35;
    return h ^ (h >>> 16);
  }

  private static int mixed(int k) {
    return Integer.rotateLeft(k * C1, 15) * C2;
  }
}
