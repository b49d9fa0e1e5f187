package millrace.trainers;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/**
 * The Tokens columns of a frame side by side, the words in terms of what was seen in training: the
 * i-th word of each column speaks of the same place.
 *
 * @param starts where each row's places begin, as in {@link Column.Tokens}
 * @param words a word per place, column by column; the size of the vocabulary where it is unseen
 */
record Sentences(int[] starts, List<int[]> words) {
  /**
   * @throws DataException if a column is not there or not of tokens, or rows differ in length
   */
  static Sentences of(Frame frame, List<String> columns, List<Vocabulary> known) {
    var words = new ArrayList<int[]>();
    var first = frame.column(columns.getFirst(), Column.Tokens.class);
    for (int c = 0; c < columns.size(); c++) {
      var column = frame.column(columns.get(c), Column.Tokens.class);
      checkLengths(columns.getFirst(), first, columns.get(c), column);
      var map = mapTo(column.words(), known.get(c));
      var ids = new int[column.starts()[column.size()] - column.starts()[0]];
      for (int k = 0; k < ids.length; k++) ids[k] = map[column.ids()[column.starts()[0] + k]];
      words.add(ids);
    }
    var starts = first.starts().clone();
    for (int i = 0, zero = starts[0]; i < starts.length; i++) starts[i] -= zero;
    return new Sentences(starts, words);
  }

  static void checkLengths(String name, Column.Tokens a, String other, Column.Tokens b) {
    for (int i = 0; i < a.size(); i++) {
      int is = b.starts()[i + 1] - b.starts()[i];
      int was = a.starts()[i + 1] - a.starts()[i];
      if (is != was) {
        throw new DataException(
            "row %d has %d tokens in '%s' but %d in '%s': each place needs one in both"
                .formatted(i, was, name, is, other));
      }
    }
  }

  /** Unseen words get the number after the last. */
  private static int[] mapTo(Vocabulary from, Vocabulary to) {
    var map = from.mapTo(to);
    for (int i = 0; i < map.length; i++) if (map[i] < 0) map[i] = to.size();
    return map;
  }

  int size() {
    return starts.length - 1;
  }

  int places() {
    return starts[size()];
  }

  /** The words that occur in training, per column. */
  static List<Vocabulary> vocabularies(Frame train, List<String> columns) {
    var out = new ArrayList<Vocabulary>();
    for (var c : columns) out.add(present(train.column(c, Column.Tokens.class)));
    return out;
  }

  /** The words of a column that occur in its rows, in their order. */
  static Vocabulary present(Column.Tokens column) {
    var used = new boolean[column.words().size()];
    for (int k = column.starts()[0]; k < column.starts()[column.size()]; k++)
      used[column.ids()[k]] = true;
    var names = new ArrayList<String>();
    for (int w = 0; w < used.length; w++) if (used[w]) names.add(column.words().name(w));
    return Vocabulary.of(names);
  }

  /** The label of each place, in terms of the labels that occur. */
  static int[] labels(Frame train, List<String> columns, Vocabulary labels) {
    var y = (Column.Tokens) train.targetColumn();
    checkLengths(
        columns.getFirst(),
        train.column(columns.getFirst(), Column.Tokens.class),
        train.targetName().orElseThrow(),
        y);
    return of(Frame.of("y", y), List.of("y"), List.of(labels)).words.getFirst();
  }
}
