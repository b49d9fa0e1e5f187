package millrace.neural.models;

import java.util.List;
import java.util.StringJoiner;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.nlp.subwords.BpeTraining;
import millrace.nlp.subwords.ByteLevelBpe;
import millrace.nlp.subwords.SubwordTokenizer;
import millrace.nlp.subwords.Template;
import millrace.run.Run;

/**
 * Texts as pieces of words, by a tokenizer, with its special tokens around them. Tokens are put
 * together with a blank between.
 *
 * @param column the Text or Tokens column
 * @param longest how many pieces of a text are read, special tokens included
 */
public record SubwordInput(String column, SubwordTokenizer tokenizer, int longest)
    implements SequenceInput {
  private static final String CLS = "<cls>";
  private static final String SEP = "<sep>";

  /** Learns at most so many pieces from a column, by byte-pair encoding. */
  static SubwordInput learned(Frame train, String column, int pieces, int longest, Run run) {
    var bpe =
        new BpeTraining(pieces)
            .blankBefore(true)
            .specials(CLS, SEP)
            .train(texts(train, column), run);
    var template = Template.bert(bpe.id(CLS), bpe.id(SEP));
    var tokenizer =
        new ByteLevelBpe(bpe.pieces(), bpe.merges(), bpe.blankBefore(), bpe.specials(), template);
    return new SubwordInput(column, tokenizer, longest);
  }

  private static List<String> texts(Frame frame, String column) {
    return switch (frame.column(column)) {
      case Column.Text t -> t.values();
      case Column.Tokens t -> {
        var out = new String[t.size()];
        for (int i = 0; i < out.length; i++) {
          var text = new StringJoiner(" ");
          for (int k = t.starts()[i]; k < t.starts()[i + 1]; k++)
            text.add(t.words().name(t.ids()[k]));
          out[i] = text.toString();
        }
        yield List.of(out);
      }
      case Column c ->
          throw new DataException(
              "column '%s' is %s, but must be text or tokens".formatted(column, c.kind()));
    };
  }

  /** The ids of the pieces. */
  @Override
  public SequenceRows read(Frame frame, Run run) {
    var rows =
        tokenizer.encode(texts(frame, column), run).stream()
            .map(row -> tokenizer.template().one(row, longest).ids())
            .toList();
    var starts = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++)
      starts[i + 1] = Math.addExact(starts[i], rows.get(i).length);
    var ids = new int[starts[rows.size()]];
    for (int i = 0; i < rows.size(); i++)
      System.arraycopy(rows.get(i), 0, ids, starts[i], rows.get(i).length);
    return new SequenceRows(starts, ids, new float[0], 0);
  }
}
