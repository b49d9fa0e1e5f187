package millrace.neural.models;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;

/**
 * Sources and targets as {@link Seq2Seq} reads them.
 *
 * @param sources the pieces of all columns, one behind the other, an end behind each
 * @param targets the pieces of each target between its start and its end; those of one that was cut
 *     have no end
 */
record PairRows(SequenceRows sources, int[][] targets) {
  /** The frame, its target as text if that is tokens. */
  static Frame joined(Frame train) {
    if (!(train.targetColumn() instanceof Column.Tokens t)) return train;
    var texts = new String[t.size()];
    for (int i = 0; i < texts.length; i++) texts[i] = t.cell(i);
    var name = train.targetName().orElseThrow();
    return train.with(name, Column.Text.of(texts)).target(name);
  }

  /**
   * @throws DataException if a column is not there, or neither text nor tokens
   */
  static SequenceRows sources(Frame frame, List<String> columns, TextPieces pieces, int longest) {
    int n = frame.size();
    var parts = new int[columns.size()][][];
    for (int c = 0; c < parts.length; c++)
      parts[c] = pieces.rows(frame.column(columns.get(c)), columns.get(c));
    var starts = new int[n + 1];
    for (int i = 0; i < n; i++) {
      int length = 0;
      for (var part : parts) length += part[i].length + 1;
      starts[i + 1] = Math.addExact(starts[i], Math.min(longest, length));
    }
    var ids = new int[starts[n]];
    Arrays.fill(ids, TextPieces.END);
    for (int i = 0; i < n; i++) {
      int at = starts[i];
      for (var part : parts) {
        int room = Math.min(part[i].length, starts[i + 1] - at);
        System.arraycopy(part[i], 0, ids, at, room);
        at = Math.min(starts[i + 1], at + room + 1);
      }
    }
    return new SequenceRows(starts, ids, new float[0], 0);
  }

  /** With start and end. */
  static int[][] targets(int[][] pieces, int longest) {
    var out = new int[pieces.length][];
    for (int i = 0; i < out.length; i++) {
      int n = pieces[i].length;
      out[i] = new int[Math.min(n, longest) + (n > longest ? 1 : 2)];
      out[i][0] = TextPieces.START;
      System.arraycopy(pieces[i], 0, out[i], 1, Math.min(n, longest));
      if (n <= longest) out[i][n + 1] = TextPieces.END;
    }
    return out;
  }

  static int[][] sources(SequenceRows sources, int... rows) {
    var out = new int[rows.length][];
    for (int i = 0; i < out.length; i++)
      out[i] =
          Arrays.copyOfRange(
              sources.ids(), sources.starts()[rows[i]], sources.starts()[rows[i] + 1]);
    return out;
  }

  int[][] sources(int... rows) {
    return sources(sources, rows);
  }

  int[][] targets(int... rows) {
    var out = new int[rows.length][];
    for (int i = 0; i < out.length; i++) out[i] = targets[rows[i]];
    return out;
  }

  /** The steps of the longest target: all but its start. */
  int longestTarget() {
    int most = 1;
    for (var t : targets) most = Math.max(most, t.length - 1);
    return most;
  }

  /** How long source and target of each row are together. */
  int[] lengths() {
    var out = new int[targets.length];
    for (int i = 0; i < out.length; i++) out[i] = sources.length(i) + targets[i].length;
    return out;
  }

  /** How many pieces of each target are to be told: what a row weighs in a mean over them. */
  double[] weights() {
    return Arrays.stream(targets).mapToDouble(t -> t.length - 1.0).toArray();
  }
}
