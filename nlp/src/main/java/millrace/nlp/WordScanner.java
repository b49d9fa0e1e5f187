package millrace.nlp;

import java.util.regex.Pattern;

/**
 * Runs of word characters, of at least so many code points: the pattern {@code \b\w\w+\b} cut by
 * hand, many times faster than a regular expression.
 */
final class WordScanner implements Tokenizer {
  private static final Pattern RUNS =
      Pattern.compile("(?:\\(\\?u\\))?(\\\\b)?\\\\w(?:(\\\\w)?\\+|\\{([1-9][0-9]?),\\})(\\\\b)?");

  /** ASCII word characters in lower case; 0 is none. */
  private static final byte[] LOWER = new byte[128];

  /** ASCII word characters as they are. */
  private static final byte[] AS_IS = new byte[128];

  static {
    for (char c = 0; c < 128; c++) {
      if (!Letters.isWord(c)) continue;
      AS_IS[c] = (byte) c;
      LOWER[c] = (byte) Character.toLowerCase(c);
    }
  }

  private final int least;

  /** Shorter runs are passed over. */
  WordScanner(int least) {
    this.least = least;
  }

  /**
   * The least length if this pattern finds nothing but whole runs of word characters, else 0.
   * Greedy as it is, it finds whole runs with or without {@code \b} around.
   */
  static int leastOf(String pattern) {
    var m = RUNS.matcher(pattern);
    if (!m.matches()) return 0;
    if (m.group(3) != null) return Integer.parseInt(m.group(3));
    return m.group(2) == null ? 1 : 2;
  }

  @Override
  public void cut(String text, Cuts cuts) {
    cut(text.toCharArray(), text.length(), cuts);
  }

  /** {@link #cut(String, Cuts)} of the first {@code n} of these characters. */
  void cut(char[] text, int n, Cuts cuts) {
    int i = 0;
    while (i < n) {
      while (i < n && !Letters.isWord(text[i]) && !isPair(text, i, n)) i++;
      int from = i;
      int pairs = 0;
      while (i < n) {
        if (Letters.isWord(text[i])) {
          i++;
        } else if (isPair(text, i, n)) {
          i += 2;
          pairs++;
        } else {
          break;
        }
      }
      if (i > from && i - from - pairs >= least) cuts.add(from, i);
    }
  }

  /**
   * Sends the words of the first {@code n} characters, which are all ASCII, to a sink; puts them in
   * lower case where they stand if so wanted.
   */
  void cutAscii(char[] text, int n, boolean lowercase, Interning.Sink sink) {
    var letters = lowercase ? LOWER : AS_IS;
    int from = 0;
    int hash = 0; // as String.hashCode
    for (int i = 0; i < n; i++) {
      int c = letters[text[i] & 127];
      if (c != 0) {
        text[i] = (char) c;
        hash = 31 * hash + c;
        continue;
      }
      if (i - from >= least) sink.add(text, from, i, hash);
      from = i + 1;
      hash = 0;
    }
    if (n - from >= least) sink.add(text, from, n, hash);
  }

  private static boolean isPair(char[] text, int i, int n) {
    return Character.isHighSurrogate(text[i])
        && i + 1 < n
        && Character.isLowSurrogate(text[i + 1])
        && Letters.isWord(Character.toCodePoint(text[i], text[i + 1]));
  }
}
