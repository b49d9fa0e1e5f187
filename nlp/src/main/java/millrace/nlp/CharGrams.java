package millrace.nlp;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.run.Run;

/**
 * The n-grams of a text's code points, as scikit-learn's analyzers {@code char} and {@code char_wb}
 * make them: the whole text with two or more spaces made one, or each word by itself with a space
 * on either side, where a word shorter than n counts once.
 */
final class CharGrams implements Interning.Reader {
  private final Tokenize how;
  private final boolean words;
  private final int least;
  private final int most;

  /** The text with its spaces made one. */
  private char[] text = new char[1 << 10];

  /** Where each code point starts, and the end. */
  private int[] points = new int[(1 << 10) + 1];

  private CharGrams(Tokenize how, boolean words, int least, int most) {
    this.how = how;
    this.words = words;
    this.least = least;
    this.most = most;
  }

  /** Every n-gram as a token; in what order they stand in a row means nothing. */
  static Column.Tokens tokens(
      List<String> documents, Tokenize how, boolean words, int least, int most, Run run) {
    return Interning.tokens(documents, run, () -> new CharGrams(how, words, least, most));
  }

  @Override
  public void read(String document, Interning.Sink sink) {
    var prepared = how.prepared(document);
    if (words) words(prepared, sink);
    else whole(prepared, sink);
  }

  private void whole(String s, Interning.Sink sink) {
    room(s.length());
    int n = 0;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (Letters.isSpace(c)) {
        int from = i;
        while (i + 1 < s.length() && Letters.isSpace(s.charAt(i + 1))) i++;
        if (i > from) c = ' ';
      }
      text[n++] = c;
    }
    int length = mark(n);
    for (int size = least; size <= Math.min(most, length); size++) grams(size, length, sink);
  }

  private void words(String s, Interning.Sink sink) {
    room(s.length() + 2);
    for (int i = 0; i < s.length(); ) {
      if (Letters.isSpace(s.charAt(i))) {
        i++;
        continue;
      }
      int n = 0;
      text[n++] = ' ';
      while (i < s.length() && !Letters.isSpace(s.charAt(i))) text[n++] = s.charAt(i++);
      text[n++] = ' ';
      int length = mark(n);
      for (int size = least; size <= most; size++) {
        if (size >= length) {
          sink.add(text, 0, n);
          break;
        }
        grams(size, length, sink);
      }
    }
  }

  private void room(int n) {
    if (n <= text.length) return;
    text = Arrays.copyOf(text, 2 * n);
    points = new int[2 * n + 1];
  }

  /** Marks the code points of the first {@code n} characters; how many there are. */
  private int mark(int n) {
    int length = 0;
    for (int i = 0; i < n; i++) {
      points[length++] = i;
      if (Character.isHighSurrogate(text[i]) && i + 1 < n && Character.isLowSurrogate(text[i + 1]))
        i++;
    }
    points[length] = n;
    return length;
  }

  private void grams(int size, int length, Interning.Sink sink) {
    for (int i = 0; i + size <= length; i++) sink.add(text, points[i], points[i + size]);
  }
}
