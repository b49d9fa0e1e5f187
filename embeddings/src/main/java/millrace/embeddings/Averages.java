package millrace.embeddings;

import java.util.LinkedHashMap;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Needs;
import millrace.nlp.Tokenize;
import millrace.run.Run;

/** Rows of words as the mean of their vectors, and the column that a trainer reads. */
final class Averages {
  /** How a Text column is cut: a word with its apostrophes, in lower case; no punctuation. */
  private static final Tokenize CUT = new Tokenize().pattern("\\w+(?:['’]\\w+)*");

  private Averages() {}

  static Needs needs() {
    return Needs.features(Column.Text.class, Column.Tokens.class).missingAllowed();
  }

  /** The column that is wished for, or the first one of tokens, or else of text; or none: empty. */
  static String column(Frame train, String wished, Record who) {
    var x = train.features();
    if (!wished.isEmpty()) {
      var c = x.column(wished);
      if (c instanceof Column.Tokens || c instanceof Column.Text) return wished;
      throw new DataException(
          "%s reads a text or tokens column, but '%s' is %s"
              .formatted(who.getClass().getSimpleName(), wished, c.kind()));
    }
    for (var kind : new Class<?>[] {Column.Tokens.class, Column.Text.class})
      for (var name : x.names()) if (kind.isInstance(x.column(name))) return name;
    return "";
  }

  /** A column as words. */
  static Column.Tokens tokens(Frame frame, String column, Run run) {
    return switch (frame.column(column)) {
      case Column.Tokens t -> t;
      case Column.Text t -> CUT.tokens(t, run);
      case Column c ->
          throw new DataException(
              "column '%s' is %s, but word vectors are of text or tokens"
                  .formatted(column, c.kind()));
    };
  }

  /** The frame with the column replaced by the means of its words' vectors. */
  static Frame apply(Frame frame, String column, WordVectors vectors, Run run) {
    if (column.isEmpty()) return frame;
    return replace(frame, column, means(tokens(frame, column, run), vectors));
  }

  static Frame replace(Frame frame, String column, Column by) {
    var columns = new LinkedHashMap<String, Column>();
    columns.put(column, by);
    return frame.replace(column, columns).rolesOf(frame);
  }

  /** Known words only; a row without any becomes zeros. */
  private static Column.Dense means(Column.Tokens tokens, WordVectors vectors) {
    int width = vectors.width();
    var known = new float[tokens.words().size()][];
    var out = new float[Math.multiplyExact(tokens.size(), width)];
    for (int row = 0; row < tokens.size(); row++) {
      int n = 0;
      var sum = new double[width];
      for (int k = tokens.starts()[row]; k < tokens.starts()[row + 1]; k++) {
        int id = tokens.ids()[k];
        if (known[id] == null) {
          var v = vectors.vector(tokens.words().name(id));
          known[id] = v.isEmpty() ? new float[0] : v.get();
        }
        if (known[id].length == 0) continue;
        n++;
        for (int d = 0; d < width; d++) sum[d] += known[id][d];
      }
      if (n > 0) for (int d = 0; d < width; d++) out[row * width + d] = (float) (sum[d] / n);
    }
    return new Column.Dense(out, Vocabulary.numbered("vector", width));
  }
}
