package millrace.nlp;

/**
 * Every character is a token: a code point, so that those beyond 16 bits stay whole. Of several
 * characters of white space in a row only one is kept, a blank if there is one among them: followed
 * by {@link NGrams} with an empty joiner this makes the features of scikit-learn's {@code
 * analyzer='char'}.
 */
final class CodePoints implements Tokenizer {
  @Override
  public void cut(String text, Cuts cuts) {
    for (int i = 0; i < text.length(); ) {
      int end = i;
      int blank = i;
      while (end < text.length() && isSpace(text.charAt(end))) {
        if (text.charAt(blank) != ' ' && text.charAt(end) == ' ') blank = end;
        end++;
      }
      if (end > i) {
        cuts.add(blank, blank + 1);
      } else {
        end = text.offsetByCodePoints(i, 1);
        cuts.add(i, end);
      }
      i = end;
    }
  }

  /** White space as Unicode has it, which includes the no-break spaces. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }
}
