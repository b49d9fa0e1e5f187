package millrace.nlp;

import java.text.Normalizer;
import java.util.BitSet;

/** Letters without their accents, as scikit-learn's {@code strip_accents} takes them off. */
final class Accents {
  private Accents() {}

  /** Loaded on first use, since it looks at every code point. */
  private static final class Combining {
    static final BitSet MARKS = find();

    /**
     * Marks whose canonical combining class is not 0. Java does not tell the class, but sorts marks
     * by it: such a mark changes places with one of the lowest class before it or of the highest
     * after it.
     */
    private static BitSet find() {
      var found = new BitSet();
      for (int c = 0x300; c <= Character.MAX_CODE_POINT; c++) {
        int type = Character.getType(c);
        if (type != Character.NON_SPACING_MARK
            && type != Character.COMBINING_SPACING_MARK
            && type != Character.ENCLOSING_MARK) continue;
        var mark = Character.toString(c);
        if (sorted(mark + "\u0334") || sorted("\u0345" + mark)) found.set(c);
      }
      return found;
    }

    private static boolean sorted(String two) {
      return !Normalizer.normalize(two, Normalizer.Form.NFD).equals(two);
    }
  }

  /** NFKD without combining marks: {@code é} becomes {@code e}, {@code ﬁ} becomes {@code fi}. */
  static String unicode(String text) {
    if (isAscii(text)) return text;
    var parts = Normalizer.normalize(text, Normalizer.Form.NFKD);
    var marks = Combining.MARKS;
    var out = new StringBuilder(parts.length());
    for (int i = 0, c; i < parts.length(); i += Character.charCount(c)) {
      c = parts.codePointAt(i);
      if (!marks.get(c)) out.appendCodePoint(c);
    }
    return out.toString();
  }

  /** NFKD, and of that what is ASCII: what has no such form is gone. */
  static String ascii(String text) {
    if (isAscii(text)) return text;
    var parts = Normalizer.normalize(text, Normalizer.Form.NFKD);
    var out = new StringBuilder(parts.length());
    for (int i = 0; i < parts.length(); i++) if (parts.charAt(i) < 128) out.append(parts.charAt(i));
    return out.toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) >= 128) return false;
    return true;
  }
}
