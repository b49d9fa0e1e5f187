package millrace.nlp.subwords;

import java.util.ArrayList;
import java.util.List;

/**
 * How SentencePiece prepares a text: rules, then what becomes of its blanks.
 *
 * @param rules applied one after the other
 * @param spacing what becomes of blanks
 * @param prefix whether a blank is put before the text, so that a word is the same wherever it
 *     stands
 * @param blank how pieces spell a blank: {@code ▁}, or a blank
 */
record Preparation(List<TextRule> rules, Spacing spacing, boolean prefix, String blank) {
  /** What becomes of blanks. */
  enum Spacing {
    /** They stay. */
    KEEP,
    /** Those at the ends are taken off, and of several one stays. */
    TRIM,
    /** Hugging Face's Metaspace: they stay, and begin words, which are encoded each by itself. */
    METASPACE,
    /** The same, but words end at all white space, which is gone. */
    WORDS
  }

  Preparation {
    rules = List.copyOf(rules);
    if (blank.length() != 1)
      throw new IllegalArgumentException("pieces spell a blank as '%s'".formatted(blank));
  }

  /** Whether words are encoded each by itself. */
  boolean byWords() {
    return spacing == Spacing.METASPACE || spacing == Spacing.WORDS;
  }

  /**
   * The text, or its words, as pieces spell them.
   *
   * @param kept pieces that no rule touches
   */
  List<String> apply(String text, PieceTrie kept) {
    text = whole(text);
    for (var rule : rules) text = rule.apply(text, kept);
    return switch (spacing) {
      case KEEP -> text.isEmpty() ? List.of() : List.of(mark((prefix ? " " : "") + text));
      case TRIM -> trimmed(text);
      case METASPACE -> {
        var words = new ArrayList<String>();
        cut(text, words);
        yield words;
      }
      case WORDS -> {
        var words = new ArrayList<String>();
        for (int i = 0, end; i < text.length(); i = end) {
          for (end = i; end < text.length() && !Gpt2Words.isSpace(text.charAt(end)); ) end++;
          cut(text.substring(i, end), words);
          while (end < text.length() && Gpt2Words.isSpace(text.charAt(end))) end++;
        }
        yield words;
      }
    };
  }

  private void cut(String text, List<String> words) {
    if (text.isEmpty()) return;
    var marked = mark(text);
    char c = blank.charAt(0);
    if (prefix && marked.charAt(0) != c) marked = blank + marked;
    for (int i = 0, end; i < marked.length(); i = end) {
      end = marked.indexOf(c, i + 1);
      if (end < 0) end = marked.length();
      words.add(marked.substring(i, end));
    }
  }

  private List<String> trimmed(String text) {
    var out = new StringBuilder(text.length() + 1);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ' ' || (!out.isEmpty() && text.charAt(i - 1) != ' ')) out.append(c);
    }
    if (out.isEmpty()) return List.of();
    var marked = mark((prefix ? " " : "") + out);
    int end = marked.length();
    while (end > 0 && marked.charAt(end - 1) == blank.charAt(0)) end--;
    return end == 0 ? List.of() : List.of(marked.substring(0, end));
  }

  private String mark(String text) {
    return text.replace(' ', blank.charAt(0));
  }

  /** U+FFFD for halves of surrogate pairs. */
  private static String whole(String text) {
    for (int i = 0; i < text.length(); i++)
      if (Character.isSurrogate(text.charAt(i))) return repaired(text);
    return text;
  }

  private static String repaired(String text) {
    var chars = text.toCharArray();
    for (int i = 0; i < chars.length; ) {
      int c = Utf8.codePoint(chars, i, chars.length);
      if (c == 0xFFFD) chars[i] = 0xFFFD;
      i += Character.charCount(c);
    }
    return new String(chars);
  }
}
