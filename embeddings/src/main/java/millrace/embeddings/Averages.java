package millrace.embeddings;

import java.util.Arrays;
import java.util.LinkedHashMap;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Needs;
import millrace.nlp.Tokenize;
import millrace.run.Run;

/**
 * Rows of words as weighted means of their vectors; and the column that a trainer reads. Words
 * without a vector are passed over; a row without any becomes zeros.
 *
 * @param weights of each word that has a vector of its own; empty: all 1. Composed words have 1
 */
record Averages(WordVectors vectors, float[] weights) {
  /** How a Text column is cut: a word with its apostrophes, in lower case; no punctuation. */
  private static final Tokenize CUT = new Tokenize().pattern("\\w+(?:['’]\\w+)*");

  /** How many rows a thread takes at a time. */
  private static final int BLOCK = 1024;

  static Needs needs() {
    return Needs.features(Column.Text.class, Column.Tokens.class).missingAllowed();
  }

  /** The column that is wished for, or the first one of tokens, or else of text; empty: none. */
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
    var means = new Averages(vectors, new float[0]).of(tokens(frame, column, run), run);
    return replace(frame, column, dense(means, vectors.width()));
  }

  static Column.Dense dense(float[] rows, int width) {
    return new Column.Dense(rows, Vocabulary.numbered("vector", width));
  }

  static Frame replace(Frame frame, String column, Column by) {
    var columns = new LinkedHashMap<String, Column>();
    columns.put(column, by);
    return frame.replace(column, columns).rolesOf(frame);
  }

  /** The means, row-major. The threads of the run share the rows. */
  float[] of(Column.Tokens tokens, Run run) {
    int width = vectors.width();
    var known = known(tokens);
    var out = new float[Math.multiplyExact(tokens.size(), width)];
    run.map(
        (tokens.size() + BLOCK - 1) / BLOCK,
        b -> {
          var sum = new double[width];
          for (int row = b * BLOCK; row < Math.min(tokens.size(), (b + 1) * BLOCK); row++)
            mean(tokens, row, known, sum, out);
          return b;
        });
    return out;
  }

  /** The vector of each word of the column that occurs and has one, its weight behind it. */
  private float[][] known(Column.Tokens tokens) {
    int width = vectors.width();
    var out = new float[tokens.words().size()][];
    for (int k = tokens.starts()[0]; k < tokens.starts()[tokens.size()]; k++) {
      int id = tokens.ids()[k];
      if (out[id] != null) continue;
      var word = tokens.words().name(id);
      var vector = vectors.vector(word);
      if (vector.isEmpty()) {
        out[id] = new float[0];
        continue;
      }
      out[id] = new float[width + 1];
      System.arraycopy(vector.get(), 0, out[id], 0, width);
      int own = weights.length == 0 ? -1 : vectors.words().id(word);
      out[id][width] = own < 0 ? 1 : weights[own];
    }
    return out;
  }

  private void mean(Column.Tokens tokens, int row, float[][] known, double[] sum, float[] out) {
    int width = sum.length;
    Arrays.fill(sum, 0);
    int n = 0;
    for (int k = tokens.starts()[row]; k < tokens.starts()[row + 1]; k++) {
      var v = known[tokens.ids()[k]];
      if (v.length == 0) continue;
      n++;
      for (int d = 0; d < width; d++) sum[d] += (double) v[width] * v[d];
    }
    for (int d = 0; d < width && n > 0; d++) out[row * width + d] = (float) (sum[d] / n);
  }
}
