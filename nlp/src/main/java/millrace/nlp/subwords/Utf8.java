package millrace.nlp.subwords;

/** UTF-8 without buffers of its own. */
final class Utf8 {
  private static final int REPLACEMENT = 0xFFFD;

  private Utf8() {}

  /** The character at {@code i}; U+FFFD where there is only half of a surrogate pair. */
  static int codePoint(char[] text, int i, int end) {
    char c = text[i];
    if (!Character.isSurrogate(c)) return c;
    if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text[i + 1]))
      return Character.toCodePoint(c, text[i + 1]);
    return REPLACEMENT;
  }

  /** Writes a character's 1 to 4 bytes, unsigned; returns the place after them. */
  static int put(int codePoint, int[] out, int at) {
    if (codePoint < 0x80) {
      out[at] = codePoint;
      return at + 1;
    }
    if (codePoint < 0x800) {
      out[at] = 0xC0 | codePoint >> 6;
      out[at + 1] = 0x80 | (codePoint & 0x3F);
      return at + 2;
    }
    if (codePoint < 0x10000) {
      out[at] = 0xE0 | codePoint >> 12;
      out[at + 1] = 0x80 | (codePoint >> 6 & 0x3F);
      out[at + 2] = 0x80 | (codePoint & 0x3F);
      return at + 3;
    }
    out[at] = 0xF0 | codePoint >> 18;
    out[at + 1] = 0x80 | (codePoint >> 12 & 0x3F);
    out[at + 2] = 0x80 | (codePoint >> 6 & 0x3F);
    out[at + 3] = 0x80 | (codePoint & 0x3F);
    return at + 4;
  }

  /** How many bytes a text has. */
  static int length(char[] text, int from, int to) {
    int n = 0;
    for (int i = from; i < to; ) {
      int c = codePoint(text, i, to);
      n += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      i += Character.charCount(c);
    }
    return n;
  }
}
