package millrace.nlp.subwords;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How byte-level vocabularies spell bytes: each as one visible character. Those of Latin-1 that are
 * visible stand for themselves; the other 68, in rising order, are U+0100 and on: a blank is Ġ.
 */
final class ByteSpelling {
  private static final char[] CHARS = new char[256];
  private static final short[] BYTES = new short[0x144];

  static {
    Arrays.fill(BYTES, (short) -1);
    char other = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean visible = (b > 0x20 && b < 0x7F) || (b > 0xA0 && b != 0xAD);
      CHARS[b] = visible ? (char) b : other++;
      BYTES[CHARS[b]] = (short) b;
    }
  }

  private ByteSpelling() {}

  static char of(int unsigned) {
    return CHARS[unsigned];
  }

  /** The byte that a character spells, or -1. */
  static int toByte(char c) {
    return c < BYTES.length ? BYTES[c] : -1;
  }

  static boolean isSpelling(String piece) {
    for (int i = 0; i < piece.length(); i++) if (toByte(piece.charAt(i)) < 0) return false;
    return !piece.isEmpty();
  }

  /** These characters as UTF-8, each byte spelled. */
  static String spell(String text) {
    var out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) out.append(CHARS[b & 0xFF]);
    return out.toString();
  }
}
