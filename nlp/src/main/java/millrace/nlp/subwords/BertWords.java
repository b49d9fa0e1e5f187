package millrace.nlp.subwords;

import java.text.Normalizer;

/**
 * BERT's first cut of a text: control characters are taken out, words end at white space, and each
 * punctuation mark and each Chinese character is a word of its own. Optionally accents are taken
 * off and letters made small.
 *
 * <p>The words stand one after the other in {@link #chars()}, in which {@link #next} finds them.
 *
 * <p>Where BERT's own code and Hugging Face's tokenizers differ, it is as with the latter: accents
 * come off before letters are made small, a final sigma is a sigma like any other, and characters
 * for private use are taken out.
 *
 * @see "Devlin et al.: BERT. NAACL 2019; its tokenization.py"
 * @see "github.com/huggingface/tokenizers, BertNormalizer and BertPreTokenizer"
 */
final class BertWords {
  private final boolean clean;
  private final boolean chinese;
  private final boolean stripAccents;
  private final boolean lowercase;
  private char[] chars = {};
  private int size;
  private int from;
  private int to;

  BertWords(boolean clean, boolean chinese, boolean stripAccents, boolean lowercase) {
    this.clean = clean;
    this.chinese = chinese;
    this.stripAccents = stripAccents;
    this.lowercase = lowercase;
  }

  /** Begins a text. */
  void read(String text) {
    var prepared = isAscii(text) ? cleanAscii(text) : prepare(text);
    size = prepared.length();
    if (chars.length < size) chars = new char[size];
    prepared.getChars(0, size, chars, 0);
    to = 0;
  }

  /** Goes to the next word; false where there is none. */
  boolean next() {
    int i = to;
    while (i < size && isSpace(chars[i])) i++;
    from = i;
    while (i < size) {
      int c = Utf8.codePoint(chars, i, size);
      if (isSpace(c)) break;
      if (isPunctuation(c)) {
        if (i == from) i += Character.charCount(c);
        break;
      }
      i += Character.charCount(c);
    }
    to = i;
    return to > from;
  }

  char[] chars() {
    return chars;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) >= 128) return false;
    return true;
  }

  private StringBuilder cleanAscii(String text) {
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (clean) {
        if (isControl(c)) continue;
        if (isSpace(c)) c = ' ';
      }
      out.append(lowercase && c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return out;
  }

  private CharSequence prepare(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = codePoint(text, i);
      i += Character.charCount(c);
      if (clean) {
        if (c == 0xFFFD || isControl(c)) continue;
        if (isSpace(c)) c = ' ';
      }
      if (chinese && isChinese(c)) out.append(' ').appendCodePoint(c).append(' ');
      else out.appendCodePoint(c);
    }
    var prepared = out.toString();
    if (stripAccents) prepared = stripAccents(prepared);
    return lowercase ? lowercase(prepared) : prepared;
  }

  private static int codePoint(String text, int i) {
    int c = text.codePointAt(i);
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c;
  }

  static String stripAccents(String text) {
    var parts = Normalizer.normalize(text, Normalizer.Form.NFD);
    var out = new StringBuilder(parts.length());
    for (int i = 0; i < parts.length(); ) {
      int c = parts.codePointAt(i);
      i += Character.charCount(c);
      if (Character.getType(c) != Character.NON_SPACING_MARK) out.appendCodePoint(c);
    }
    return out.toString();
  }

  /** Each character by itself: a sigma at the end of a word is one like any other. */
  static String lowercase(String text) {
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (c == 'İ') out.append("i\u0307"); // the only one that becomes two
      else out.appendCodePoint(Character.toLowerCase(c));
    }
    return out.toString();
  }

  /** Controls, formats and those for private use. */
  private static boolean isControl(int c) {
    if (c == '\t' || c == '\n' || c == '\r') return false;
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE -> true;
      default -> false;
    };
  }

  private static boolean isSpace(int c) {
    return Gpt2Words.isSpace(c);
  }

  private static boolean isPunctuation(int c) {
    if (c < 128)
      return (c >= 33 && c <= 47)
          || (c >= 58 && c <= 64)
          || (c >= 91 && c <= 96)
          || (c >= 123 && c <= 126);
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /**
   * The blocks of Chinese characters that BERT knows; Hangul and kana are written as words are. Of
   * the fifth extension the first 256 are not among them, as in Hugging Face's tokenizers.
   */
  private static boolean isChinese(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B73F)
        || (c >= 0x2B740 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }
}
