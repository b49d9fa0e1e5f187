package millrace.nlp.subwords;

import java.text.Normalizer;

/** What is done to a text before SentencePiece cuts it. */
sealed interface TextRule permits Charsmap, TextRule.Standard, TextRule.Replace {
  /**
   * The text as the rule has it.
   *
   * @param kept pieces that are left as they are where they stand in the text
   */
  String apply(String text, PieceTrie kept);

  /** A rule of Unicode. */
  record Standard(Kind kind) implements TextRule {
    /** Which one. */
    enum Kind {
      NFC,
      NFD,
      NFKC,
      NFKD,
      LOWERCASE,
      /** Leaves out all marks. */
      STRIP_ACCENTS,
      /** Makes one blank of several. */
      SINGLE_BLANKS,
      /** Takes off the white space before the text. */
      STRIP_LEFT,
      /** Takes off the white space after the text. */
      STRIP_RIGHT,
      /** Leaves out control characters, and makes blanks of other white space. */
      NMT
    }

    @Override
    public String apply(String text, PieceTrie kept) {
      return switch (kind) {
        case NFC -> Normalizer.normalize(text, Normalizer.Form.NFC);
        case NFD -> Normalizer.normalize(text, Normalizer.Form.NFD);
        case NFKC -> Normalizer.normalize(text, Normalizer.Form.NFKC);
        case NFKD -> Normalizer.normalize(text, Normalizer.Form.NFKD);
        case LOWERCASE -> BertWords.lowercase(text);
        case STRIP_ACCENTS -> withoutMarks(text);
        case SINGLE_BLANKS -> singleBlanks(text);
        case STRIP_LEFT -> {
          int from = 0;
          while (from < text.length() && Gpt2Words.isSpace(text.charAt(from))) from++;
          yield text.substring(from);
        }
        case STRIP_RIGHT -> {
          int end = text.length();
          while (end > 0 && Gpt2Words.isSpace(text.charAt(end - 1))) end--;
          yield text.substring(0, end);
        }
        case NMT -> withoutControls(text);
      };
    }

    private static String withoutMarks(String text) {
      var out = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); ) {
        int c = text.codePointAt(i);
        i += Character.charCount(c);
        switch (Character.getType(c)) {
          case Character.NON_SPACING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.ENCLOSING_MARK -> {}
          default -> out.appendCodePoint(c);
        }
      }
      return out.toString();
    }

    private static String withoutControls(String text) {
      var out = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case 9, 10, 12, 13, 0x1680, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD -> out.append(' ');
          case 0x7F, 0x8F, 0x9F -> {}
          default -> {
            if (c >= 0x200B && c <= 0x200F) out.append(' ');
            else if (c == 0 || c >= ' ') out.append(c); // of controls zero stays
          }
        }
      }
      return out.toString();
    }

    private static String singleBlanks(String text) {
      if (!text.contains("  ")) return text;
      var out = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c != ' ' || i == 0 || text.charAt(i - 1) != ' ') out.append(c);
      }
      return out.toString();
    }
  }

  /** Puts one string for another. */
  record Replace(String what, String with) implements TextRule {
    public Replace {
      if (what.isEmpty()) throw new IllegalArgumentException("a rule that replaces nothing");
    }

    @Override
    public String apply(String text, PieceTrie kept) {
      return text.replace(what, with);
    }
  }
}
