package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * What the token steps have in common: which columns they act on, and rewriting a column word by
 * word, where each distinct word is looked at once however often it occurs.
 */
final class Words {
  private static final int UNSEEN = -1;
  private static final int DROPPED = -2;

  private Words() {}

  /** The Tokens columns among the features, in the frame's order. */
  static List<String> columns(Frame frame) {
    var x = frame.features();
    return x.names().stream().filter(n -> x.column(n) instanceof Column.Tokens).toList();
  }

  /** The Tokens columns for a step that learns nothing else from the training rows. */
  static List<String> columns(Frame train, Run run) {
    var names = columns(train);
    run.step("column", names.size(), names.size());
    return names;
  }

  /** A step's work on one column. */
  interface Rewrite {
    Column.Tokens rewrite(Column.Tokens column);
  }

  /** The frame with each of these columns rewritten in its place. */
  static Frame rewrite(Frame frame, List<String> columns, Rewrite rewrite) {
    for (var name : columns)
      frame = frame.with(name, rewrite.rewrite(frame.column(name, Column.Tokens.class)));
    return frame;
  }

  /**
   * The column with every word replaced; one that becomes the empty string is left out. The new
   * vocabulary has what occurs, in the order in which it occurs. O(tokens + distinct words × the
   * rewriting of one).
   */
  static Column.Tokens map(Column.Tokens in, UnaryOperator<String> word) {
    var map = new int[in.words().size()];
    Arrays.fill(map, UNSEEN);
    var index = new HashMap<String, Integer>();
    var names = new ArrayList<String>();
    var starts = in.starts();
    var newStarts = new int[starts.length];
    var ids = new int[starts[starts.length - 1] - starts[0]];
    int n = 0;
    for (int row = 0; row + 1 < starts.length; row++) {
      for (int k = starts[row]; k < starts[row + 1]; k++) {
        int old = in.ids()[k];
        int now = map[old];
        if (now == UNSEEN) {
          var became = word.apply(in.words().name(old));
          if (became.isEmpty()) {
            now = DROPPED;
          } else {
            now = index.computeIfAbsent(became, _ -> names.size());
            if (now == names.size()) names.add(became);
          }
          map[old] = now;
        }
        if (now != DROPPED) ids[n++] = now;
      }
      newStarts[row + 1] = n;
    }
    return new Column.Tokens(
        newStarts, n == ids.length ? ids : Arrays.copyOf(ids, n), Vocabulary.of(names));
  }
}
