package millrace.nlp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.run.Run;

/** N-grams of the words of documents, and the terms of documents in a known vocabulary. */
final class Grams {
  private static final int ID_BITS = 28;
  private static final int MOST_WORDS = (1 << ID_BITS) - 1;

  private Grams() {}

  /**
   * Strings by their code points, as Python sorts them; Java's own order puts characters beyond
   * U+FFFF before some of those below.
   */
  static final Comparator<String> BY_CODE_POINT =
      (a, b) -> {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
          char c = a.charAt(i);
          char d = b.charAt(i);
          if (c != d) return Integer.compare(place(c), place(d));
        }
        return Integer.compare(a.length(), b.length());
      };

  /** Halves of pairs come after all others. */
  private static int place(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }

  /**
   * The ids of the words, in the order of their code points: sorted by a number that holds the
   * beginning of a word and its id, and where beginnings are the same by the whole.
   */
  static int[] alphabet(Vocabulary words) {
    int n = words.size();
    var keys = new long[n];
    for (int i = 0; i < n; i++) keys[i] = beginning(words.name(i)) | i;
    Arrays.sort(keys);
    var out = new int[n];
    for (int i = 0; i < n; i++) out[i] = (int) keys[i] & MOST_WORDS;
    for (int from = 0, to; from < n; from = to) {
      to = from + 1;
      while (to < n && keys[to] >>> ID_BITS == keys[from] >>> ID_BITS) to++;
      if (to > from + 1) sort(out, from, to, words);
    }
    return out;
  }

  /** The first five characters, as far as they are ASCII, in the bits above those of an id. */
  private static long beginning(String word) {
    long key = 0;
    boolean ascii = true;
    for (int i = 0; i < 5; i++) {
      int c = ascii && i < word.length() ? Math.min(word.charAt(i) + 1, 127) : 0;
      ascii &= c < 127; // beyond, the whole must tell
      key = (key << 7) | c;
    }
    return key << ID_BITS;
  }

  private static void sort(int[] ids, int from, int to, Vocabulary words) {
    var some = new Integer[to - from];
    for (int i = from; i < to; i++) some[i - from] = ids[i];
    Arrays.sort(some, (a, b) -> BY_CODE_POINT.compare(words.name(a), words.name(b)));
    for (int i = from; i < to; i++) ids[i] = some[i - from];
  }

  /** How many n-grams of {@code least} to {@code most} words there are in so many words. */
  static int count(int words, int least, int most) {
    long all = 0;
    for (int n = least; n <= Math.min(most, words); n++) all += words - n + 1;
    return Math.toIntExact(all);
  }

  /** The chosen terms of these documents, counted; there may be none. */
  static Counted learn(Column.Tokens tokens, int least, int most, Choice choice, Run run) {
    return most == 1 || plain(tokens.words())
        ? WordGrams.count(tokens, least, most, choice, run)
        : WordGrams.count(joined(tokens, least, most), 1, 1, choice, run);
  }

  /**
   * Whether no character of a word sorts before the space or is one: then n-grams sort by their
   * words, and no two have the same name.
   */
  private static boolean plain(Vocabulary words) {
    for (var w : words.names())
      for (int i = 0; i < w.length(); i++) if (w.charAt(i) <= ' ') return false;
    return true;
  }

  /** Every n-gram as a token of its own. */
  private static Column.Tokens joined(Column.Tokens tokens, int least, int most) {
    var table = new WordTable();
    var starts = new int[tokens.size() + 1];
    for (int i = 0; i < tokens.size(); i++) {
      int words = tokens.starts()[i + 1] - tokens.starts()[i];
      starts[i + 1] = Math.addExact(starts[i], count(words, least, most));
    }
    var ids = new int[starts[tokens.size()]];
    var join = new Join(tokens);
    int k = 0;
    for (int i = 0; i < tokens.size(); i++) {
      for (int n = least; n <= most; n++) {
        for (int p = tokens.starts()[i]; p <= tokens.starts()[i + 1] - n; p++) {
          int length = join.of(p, n);
          ids[k++] = table.id(join.buffer, 0, length);
        }
      }
    }
    return new Column.Tokens(starts, ids, table.words());
  }

  /** The terms that a vocabulary has, counted; the others only count as length. */
  static Counted count(Column.Tokens tokens, int least, int most, Vocabulary terms, Run run) {
    var words = least == 1 ? tokens.words().mapTo(terms) : new int[0];
    return RowCounter.count(
        terms,
        tokens.size(),
        lengths(tokens, least, most),
        run,
        (i, out) -> {
          int from = tokens.starts()[i];
          int to = tokens.starts()[i + 1];
          if (least == 1) for (int p = from; p < to; p++) out.add(words[tokens.ids()[p]]);
          if (most == 1) return;
          var join = new Join(tokens);
          for (int n = Math.max(2, least); n <= most; n++)
            for (int p = from; p <= to - n; p++) {
              int length = join.of(p, n);
              out.add(terms.id(join.buffer, 0, length));
            }
        });
  }

  /**
   * Every term counted at the place that its hash gives it; terms that come to the same place add
   * up. The result has no vocabulary.
   */
  static Counted hashed(
      Column.Tokens tokens, int least, int most, IntUnaryOperator place, Run run) {
    var names = tokens.words().names();
    var single = new int[least == 1 ? names.size() : 0];
    var murmur = new Murmur();
    for (int w = 0; w < single.length; w++) {
      var word = names.get(w).toCharArray();
      single[w] = place.applyAsInt(murmur.hash(word, 0, word.length));
    }
    return RowCounter.count(
        Vocabulary.empty(),
        tokens.size(),
        lengths(tokens, least, most),
        run,
        (i, out) -> {
          int from = tokens.starts()[i];
          int to = tokens.starts()[i + 1];
          if (least == 1) for (int p = from; p < to; p++) out.add(single[tokens.ids()[p]]);
          if (most == 1) return;
          var join = new Join(tokens);
          var hash = new Murmur();
          for (int n = Math.max(2, least); n <= most; n++)
            for (int p = from; p <= to - n; p++) {
              int length = join.of(p, n);
              out.add(place.applyAsInt(hash.hash(join.buffer, 0, length)));
            }
        });
  }

  /** How many n-grams each document has. */
  static int[] lengths(Column.Tokens tokens, int least, int most) {
    var lengths = new int[tokens.size()];
    for (int i = 0; i < lengths.length; i++)
      lengths[i] = count(tokens.starts()[i + 1] - tokens.starts()[i], least, most);
    return lengths;
  }

  /** Words of a document joined by spaces, in a buffer that is used again. */
  private static final class Join {
    private final Column.Tokens tokens;
    char[] buffer = new char[256];

    Join(Column.Tokens tokens) {
      this.tokens = tokens;
    }

    /** Puts the {@code n} words from this place on at the start of the buffer; their length. */
    int of(int place, int n) {
      int at = 0;
      for (int k = 0; k < n; k++) {
        var word = tokens.words().name(tokens.ids()[place + k]);
        int end = at + word.length() + 1;
        if (end > buffer.length) buffer = Arrays.copyOf(buffer, 2 * end);
        if (k > 0) buffer[at++] = ' ';
        word.getChars(0, word.length(), buffer, at);
        at += word.length();
      }
      return at;
    }
  }
}
