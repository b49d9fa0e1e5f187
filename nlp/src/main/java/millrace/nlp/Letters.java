package millrace.nlp;

/**
 * What Python's {@code str} and {@code re} say of a code point, for results equal to
 * scikit-learn's. The Unicode version is Java's: characters that a Python does not know yet are the
 * only difference.
 */
final class Letters {
  private static final int LETTERS_AND_NUMBERS =
      (1 << Character.UPPERCASE_LETTER)
          | (1 << Character.LOWERCASE_LETTER)
          | (1 << Character.TITLECASE_LETTER)
          | (1 << Character.MODIFIER_LETTER)
          | (1 << Character.OTHER_LETTER)
          | (1 << Character.DECIMAL_DIGIT_NUMBER)
          | (1 << Character.LETTER_NUMBER)
          | (1 << Character.OTHER_NUMBER);

  /** A bit for each of the first 65,536 code points: whether it is a word character. */
  private static final long[] WORD = new long[0x10000 / 64];

  static {
    for (int c = 0; c < 0x10000; c++) if (isWordByType(c)) WORD[c >> 6] |= 1L << c;
  }

  private Letters() {}

  /** {@code \w} of Python: a letter, any kind of number, or the underscore. */
  static boolean isWord(int codePoint) {
    return codePoint < 0x10000 ? isWord((char) codePoint) : isWordByType(codePoint);
  }

  /** As above, for a character that is no half of a pair: those are no word characters. */
  static boolean isWord(char c) {
    return ((WORD[c >> 6] >>> c) & 1) != 0;
  }

  private static boolean isWordByType(int codePoint) {
    return codePoint == '_' || ((LETTERS_AND_NUMBERS >>> Character.getType(codePoint)) & 1) != 0;
  }

  /** {@code str.isspace} and {@code \s} of Python. */
  static boolean isSpace(int c) {
    if (c < 128) return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
    return c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /** Unicode's property Cased. */
  static boolean isCased(int c) {
    return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
  }

  /** Unicode's property Case_Ignorable: what stands between letters without parting them. */
  static boolean isCaseIgnorable(int c) {
    switch (c) {
      case '\'', '.', ':', 0xB7, 0x387, 0x55F, 0x5F4, 0x2018, 0x2019, 0x2024, 0x2027 -> {
        return true;
      }
      case 0xFE13, 0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A -> {
        return true;
      }
      default -> {}
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> false;
    };
  }
}
