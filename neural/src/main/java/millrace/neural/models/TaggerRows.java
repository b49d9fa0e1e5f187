package millrace.neural.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.neural.layers.Packed;
import millrace.run.Run;

/**
 * Sentences as a tagger reads them.
 *
 * @param columns the words of each column, by the number of their vector
 * @param spelled the spelling of the word at each place, by number; empty if characters are not
 *     read
 * @param spellings the characters of each spelling; an empty word is one unseen character
 */
record TaggerRows(List<SequenceRows> columns, int[] spelled, int[][] spellings) {
  /**
   * @throws DataException if a column is not there or not of tokens, or rows differ in length
   */
  static TaggerRows of(Frame frame, List<WordInput> words, CharInput characters, Run run) {
    var columns = new ArrayList<SequenceRows>();
    for (var w : words) columns.add(w.read(frame, run));
    var first = words.getFirst().column();
    for (int c = 1; c < columns.size(); c++)
      checkLengths(
          first, columns.getFirst().starts(), words.get(c).column(), columns.get(c).starts());
    if (characters.longest() == 0) return new TaggerRows(columns, new int[0], new int[0][]);
    var tokens = frame.column(first, Column.Tokens.class);
    var number = new int[tokens.words().size()];
    Arrays.fill(number, -1);
    var spellings = new ArrayList<int[]>();
    var spelled = new int[tokens.starts()[tokens.size()] - tokens.starts()[0]];
    for (int k = 0; k < spelled.length; k++) {
      int word = tokens.ids()[tokens.starts()[0] + k];
      if (number[word] < 0) {
        number[word] = spellings.size();
        var read = characters.read(tokens.words().name(word));
        spellings.add(read.length == 0 ? new int[1] : read);
      }
      spelled[k] = number[word];
    }
    return new TaggerRows(columns, spelled, spellings.toArray(int[][]::new));
  }

  static void checkLengths(String name, int[] a, String other, int[] b) {
    for (int i = 0; i + 1 < a.length; i++) {
      if (b[i + 1] - b[i] != a[i + 1] - a[i]) {
        throw new DataException(
            "row %d has %d tokens in '%s' but %d in '%s': each place needs one in both"
                .formatted(i, a[i + 1] - a[i], name, b[i + 1] - b[i], other));
      }
    }
  }

  /**
   * The labels that occur in the training rows, and that of each place.
   *
   * @throws DataException if there are no places, or not as many labels
   */
  Column.Tokens labels(Frame train, String first, Record who) {
    var y = (Column.Tokens) train.targetColumn();
    checkLengths(first, starts(), train.targetName().orElseThrow(), y.starts());
    if (starts()[size()] == 0) {
      throw new DataException(
          "%s was given no tokens: every row of '%s' is empty"
              .formatted(who.getClass().getSimpleName(), first));
    }
    var ids = Arrays.copyOfRange(y.ids(), y.starts()[0], y.starts()[y.size()]);
    var used = new boolean[y.words().size()];
    for (int id : ids) used[id] = true;
    var labels =
        Vocabulary.of(y.words().names().stream().filter(n -> used[y.words().id(n)]).toList());
    var map = y.words().mapTo(labels);
    for (int k = 0; k < ids.length; k++) ids[k] = map[ids[k]];
    return new Column.Tokens(starts(), ids, labels);
  }

  int[] starts() {
    return columns.getFirst().starts();
  }

  int size() {
    return columns.getFirst().size();
  }

  /**
   * Which of these values of places stands at each step of some rows: [steps · rows] in the order
   * of the packing; {@code absent} where there is none.
   */
  int[] at(int[] values, int absent, Packed packed, int... rows) {
    int b = packed.rows();
    var out = new int[packed.steps() * b];
    Arrays.fill(out, absent);
    for (int j = 0; j < b; j++) {
      int row = rows[packed.order()[j]];
      for (int k = starts()[row], to = j; k < starts()[row + 1]; k++, to += b) out[to] = values[k];
    }
    return out;
  }
}
