package millrace.nlp;

/** Emoji as a reader sees them: sequences of code points that make one picture. */
final class Emoji {
  private static final int JOINER = 0x200D;
  private static final int KEYCAP = 0x20E3;
  private static final int AS_PICTURE = 0xFE0F;
  private static final int AS_TEXT = 0xFE0E;
  private static final int CANCEL_TAG = 0xE007F;

  private Emoji() {}

  /**
   * Where the emoji that begins at {@code from} ends, or {@code from} if none does: a picture with
   * its skin tone, presentation selector and tags, and all that zero-width joiners add to it; two
   * regional indicators, which are a flag; a keycap such as {@code 1} in a box.
   *
   * @see "Unicode Technical Standard 51, Unicode Emoji, section 1.4.9"
   */
  static int end(String text, int from) {
    int c = text.codePointAt(from);
    if (c < 0x80) return keycap(text, from, c);
    if (isRegion(c)) {
      int next = from + Character.charCount(c);
      return next < text.length() && isRegion(text.codePointAt(next)) ? next + 2 : next;
    }
    int end = picture(text, from);
    if (end == from) return from;
    while (at(text, end) == JOINER) {
      int further = end + 1 < text.length() ? picture(text, end + 1) : end + 1;
      if (further == end + 1) break;
      end = further;
    }
    return end;
  }

  /** Whether this character belongs to a sequence but says nothing alone. */
  static boolean isModifier(int c) {
    return c == JOINER || c == AS_PICTURE || c == AS_TEXT || (c >= 0xE0020 && c <= CANCEL_TAG);
  }

  private static int keycap(String text, int from, int c) {
    if ((c < '0' || c > '9') && c != '#' && c != '*') return from;
    int i = from + 1;
    if (at(text, i) == AS_PICTURE) i++;
    return at(text, i) == KEYCAP ? i + 1 : from;
  }

  /** A base and what modifies it. */
  private static int picture(String text, int from) {
    int c = text.codePointAt(from);
    if (c < 0x80 || !(Character.isExtendedPictographic(c) || Character.isEmoji(c))) return from;
    int i = from + Character.charCount(c);
    if (at(text, i) == AS_PICTURE || at(text, i) == AS_TEXT) i++;
    if (i < text.length() && Character.isEmojiModifier(text.codePointAt(i))) i += 2;
    while (i < text.length()) {
      int tag = text.codePointAt(i);
      if (tag < 0xE0020 || tag > CANCEL_TAG) break;
      i += 2;
    }
    return i;
  }

  private static boolean isRegion(int c) {
    return c >= 0x1F1E6 && c <= 0x1F1FF;
  }

  /** The unit at a place, or 0 behind the end. */
  private static char at(String text, int i) {
    return i < text.length() ? text.charAt(i) : 0;
  }
}
