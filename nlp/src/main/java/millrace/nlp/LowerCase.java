package millrace.nlp;

/**
 * Lower case as Python's {@code str.lower} has it: Unicode's full mapping, where {@code İ} becomes
 * two code points and a sigma at the end of a word its final form. {@link String#toLowerCase}
 * decides about the sigma by other means, and so differs in rare places.
 */
final class LowerCase {
  private static final int CAPITAL_SIGMA = 0x3A3;

  private LowerCase() {}

  static String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128 || (c >= 'A' && c <= 'Z')) return from(text, i);
    }
    return text;
  }

  private static String from(String text, int start) {
    var out = new StringBuilder(text.length() + 8).append(text, 0, start);
    for (int i = start, c; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (c < 128) out.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c));
      else if (c == 0x130) out.append("i\u0307");
      else if (c == CAPITAL_SIGMA) out.append(isFinal(text, i) ? '\u03C2' : '\u03C3');
      else out.appendCodePoint(Character.toLowerCase(c));
    }
    return out.toString();
  }

  /** After a cased letter, and none follows; what is ignorable between does not count. */
  private static boolean isFinal(String text, int at) {
    int i = at;
    while (i > 0) {
      int c = text.codePointBefore(i);
      if (!Letters.isCaseIgnorable(c)) {
        if (!Letters.isCased(c)) return false;
        break;
      }
      i -= Character.charCount(c);
    }
    if (i == 0) return false;
    for (int k = at + 1, c; k < text.length(); k += Character.charCount(c)) {
      c = text.codePointAt(k);
      if (!Letters.isCaseIgnorable(c)) return !Letters.isCased(c);
    }
    return true;
  }
}
