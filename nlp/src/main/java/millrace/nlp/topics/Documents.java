package millrace.nlp.topics;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/**
 * Documents as entries of a word and how often it is there: document d has the entries {@code
 * starts[d] .. starts[d + 1]}. Of a Tokens column each token is an entry, in the order of the text;
 * of a Sparse column each stored feature.
 *
 * @param words what {@code word} counts in
 */
record Documents(int[] starts, int[] word, double[] count, Vocabulary words) {
  int size() {
    return starts.length - 1;
  }

  /**
   * The column that a topic model reads: the one that is wished, or the first Tokens column, or
   * else the first Sparse one; empty if there is none.
   */
  static String column(Frame train, String wished, Record who) {
    var x = train.features();
    if (!wished.isEmpty()) {
      var c = x.column(wished);
      if (c instanceof Column.Tokens || c instanceof Column.Sparse) return wished;
      throw new DataException(
          "%s reads a tokens or sparse column, but '%s' is %s: put new Tokenize() before"
              .formatted(who.getClass().getSimpleName(), wished, c.kind()));
    }
    for (var kind : new Class<?>[] {Column.Tokens.class, Column.Sparse.class}) {
      for (var n : x.names()) if (kind.isInstance(x.column(n))) return n;
    }
    return "";
  }

  /**
   * The documents to learn from. The words of a Tokens column are those that occur, in the order of
   * its vocabulary; those of a Sparse column are all its features.
   *
   * @throws DataException if no document has a word
   */
  static Documents train(Frame train, String column, Record who) {
    var read =
        switch (train.column(column)) {
          case Column.Tokens t -> {
            var occurs = new boolean[t.words().size()];
            for (int id : t.ids()) occurs[id] = true;
            var names = t.words().names();
            int all = 0;
            for (boolean o : occurs) if (o) all++;
            var kept = new String[all];
            for (int w = 0, k = 0; w < occurs.length; w++) if (occurs[w]) kept[k++] = names.get(w);
            yield of(train, column, all == occurs.length ? t.words() : Vocabulary.of(kept));
          }
          case Column.Sparse s -> of(train, column, s.features());
          case Column c -> throw wrong(column, c);
        };
    if (read.word.length == 0) {
      throw new DataException(
          "%s: no document of column '%s' has a word"
              .formatted(who.getClass().getSimpleName(), column));
    }
    return read;
  }

  /**
   * The documents in terms of these words; others are passed over.
   *
   * @throws DataException if there is no such column, it is neither Tokens nor Sparse, or a count
   *     is negative or not finite
   */
  static Documents of(Frame frame, String column, Vocabulary words) {
    return switch (frame.column(column)) {
      case Column.Tokens t -> {
        var ones = new double[t.ids().length];
        Arrays.fill(ones, 1);
        yield known(t.starts(), t.ids(), ones, t.words(), words);
      }
      case Column.Sparse s -> {
        for (int k = 0; k < s.value().length; k++) {
          double v = s.value()[k];
          if (!(v >= 0 && v < Double.POSITIVE_INFINITY)) {
            throw new DataException(
                "column '%s' holds %s for '%s': a topic model reads counts, finite and not below 0"
                    .formatted(column, v, s.features().name(s.index()[k])));
          }
        }
        yield known(s.starts(), s.index(), s.value(), s.features(), words);
      }
      case Column c -> throw wrong(column, c);
    };
  }

  private static DataException wrong(String column, Column c) {
    return new DataException(
        "column '%s' is %s, but a topic model reads tokens or sparse columns"
            .formatted(column, c.kind()));
  }

  /** What is of {@code words} and not 0. */
  private static Documents known(
      int[] starts, int[] ids, double[] values, Vocabulary from, Vocabulary words) {
    var map = from.equals(words) ? null : from.mapTo(words);
    int first = starts[0];
    var newStarts = new int[starts.length];
    var word = new int[starts[starts.length - 1] - first];
    var count = new double[word.length];
    int n = 0;
    for (int d = 0; d < starts.length - 1; d++) {
      for (int i = starts[d]; i < starts[d + 1]; i++) {
        int w = map == null ? ids[i] : map[ids[i]];
        if (w < 0 || values[i] == 0) continue;
        word[n] = w;
        count[n++] = values[i];
      }
      newStarts[d + 1] = n;
    }
    return new Documents(newStarts, Arrays.copyOf(word, n), Arrays.copyOf(count, n), words);
  }

  /** Each word once per document, words rising. O(entries log entries of a document). */
  Documents bags() {
    var newStarts = new int[starts.length];
    var w = new int[word.length];
    var c = new double[word.length];
    int n = 0;
    var keys = new long[0];
    for (int d = 0; d < size(); d++) {
      int length = starts[d + 1] - starts[d];
      if (keys.length < length) keys = new long[2 * length];
      for (int i = 0; i < length; i++) keys[i] = (long) word[starts[d] + i] << 32 | i;
      Arrays.sort(keys, 0, length);
      for (int i = 0; i < length; i++) {
        int id = (int) (keys[i] >>> 32);
        double v = count[starts[d] + (int) keys[i]];
        if (n > newStarts[d] && w[n - 1] == id) {
          c[n - 1] += v;
        } else {
          w[n] = id;
          c[n++] = v;
        }
      }
      newStarts[d + 1] = n;
    }
    return new Documents(newStarts, Arrays.copyOf(w, n), Arrays.copyOf(c, n), words);
  }

  /**
   * Each word as often as it is there: all counts become 1.
   *
   * @throws DataException if a count is no whole number, or all are more than an array holds
   */
  Documents tokens(Object who) {
    long all = 0;
    for (int i = 0; i < count.length; i++) {
      if (count[i] != Math.rint(count[i])) {
        throw new DataException(
            "%s counts words, but '%s' is there %s times: give it counts, not weights such as TF-IDF"
                .formatted(name(who), words.name(word[i]), count[i]));
      }
      all += (long) Math.min(count[i], Integer.MAX_VALUE); // the sum of so many fits a long
    }
    if (all == count.length) return this;
    if (all > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "%s: the counts add up to %d tokens or more, but an array holds fewer: leave frequent words out"
              .formatted(name(who), all));
    }
    var newStarts = new int[starts.length];
    var w = new int[(int) all];
    int n = 0;
    for (int d = 0; d < size(); d++) {
      for (int i = starts[d]; i < starts[d + 1]; i++) {
        int times = (int) count[i];
        Arrays.fill(w, n, n + times, word[i]);
        n += times;
      }
      newStarts[d + 1] = n;
    }
    var ones = new double[n];
    Arrays.fill(ones, 1);
    return new Documents(newStarts, w, ones, words);
  }

  /** The trainer's name, also of what it has fitted. */
  private static String name(Object who) {
    var outer = who.getClass().getEnclosingClass();
    return (outer == null ? who.getClass() : outer).getSimpleName();
  }

  /** Words rising within each document: for models that do not see the order. */
  Documents sorted() {
    var w = word.clone();
    for (int d = 0; d < size(); d++) Arrays.sort(w, starts[d], starts[d + 1]);
    return new Documents(starts, w, count, words);
  }
}
