package millrace.nlp.subwords;

/**
 * GPT-2's first cut of a text, which pieces never cross. By its expression
 *
 * <pre>{@code
 * 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 * }</pre>
 *
 * words, numbers and runs of other characters, each with the blank before it, and white space. In
 * one pass, without a regular expression.
 *
 * @see "Radford et al.: Language models are unsupervised multitask learners. 2019"
 */
final class Gpt2Words {
  private static final byte OTHER = 0;
  private static final byte LETTER = 1;
  private static final byte NUMBER = 2;
  private static final byte SPACE = 3;
  private static final byte[] ASCII = new byte[128];

  static {
    for (int c = 0; c < 128; c++) ASCII[c] = look(c);
  }

  private Gpt2Words() {}

  /** The end of the word that begins at {@code i}, which is before {@code end}. */
  static int next(char[] text, int i, int end) {
    if (text[i] == '\'') {
      int after = contraction(text, i + 1, end);
      if (after > 0) return after;
    }
    int from = i;
    int c = Utf8.codePoint(text, i, end);
    byte kind = kind(c);
    if (c == ' ' && i + 1 < end) {
      int second = Utf8.codePoint(text, i + 1, end);
      if (kind(second) != SPACE) {
        from = i + 1;
        c = second;
        kind = kind(c);
      }
    }
    int to = from;
    int last; // of the run of this kind
    do {
      last = to;
      to += Character.charCount(c);
      if (to >= end) break;
      c = Utf8.codePoint(text, to, end);
    } while (kind(c) == kind);
    if (kind != SPACE || to == end || last == i) return to;
    return last; // the last one goes with what follows, if it is a blank
  }

  /** Where the end of a contraction after its apostrophe ends, or 0. */
  private static int contraction(char[] text, int i, int end) {
    if (i >= end) return 0;
    char a = text[i];
    if (a == 's' || a == 't' || a == 'm' || a == 'd') return i + 1;
    if (i + 1 >= end) return 0;
    char b = text[i + 1];
    boolean two = (a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l');
    return two ? i + 2 : 0;
  }

  private static byte kind(int c) {
    return c < 128 ? ASCII[c] : look(c);
  }

  private static byte look(int c) {
    if (isSpace(c)) return SPACE;
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
          NUMBER;
      default -> OTHER;
    };
  }

  /** Unicode's White_Space. */
  static boolean isSpace(int c) {
    return switch (c) {
      case 9, 10, 11, 12, 13, ' ', 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 ->
          true;
      default -> c >= 0x2000 && c <= 0x200A;
    };
  }
}
