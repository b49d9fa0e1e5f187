package millrace.nlp;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.data.Column;
import millrace.data.Vocabulary;

/**
 * A column of spans that grows mark by mark and row by row. Names get their numbers in the order of
 * their first appearance.
 */
final class Marks {
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final int[] starts;
  private int[] from = new int[64];
  private int[] to = new int[64];
  private int[] labels = new int[64];
  private int size;
  private int row;

  /** For so many rows. */
  Marks(int rows) {
    starts = new int[rows + 1];
  }

  /** One more mark in the row that is open. */
  void add(int from, int to, String label) {
    if (size == labels.length) {
      int room = Math.max(size + 1, (int) Math.min(2L * size, Integer.MAX_VALUE - 8));
      this.from = Arrays.copyOf(this.from, room);
      this.to = Arrays.copyOf(this.to, room);
      labels = Arrays.copyOf(labels, room);
    }
    this.from[size] = from;
    this.to[size] = to;
    int fresh = ids.size();
    var known = ids.putIfAbsent(label, fresh);
    labels[size++] = known == null ? fresh : known;
  }

  /** Closes the row that is open and opens the next. */
  void endRow() {
    starts[++row] = size;
  }

  /** All rows, which must be closed. */
  Column.Spans spans() {
    return new Column.Spans(
        starts,
        Arrays.copyOf(from, size),
        Arrays.copyOf(to, size),
        Arrays.copyOf(labels, size),
        Vocabulary.of(List.copyOf(ids.keySet())));
  }

  /** The labels of all rows, without their places. */
  Column.Tokens tokens() {
    return new Column.Tokens(
        starts, Arrays.copyOf(labels, size), Vocabulary.of(List.copyOf(ids.keySet())));
  }
}
