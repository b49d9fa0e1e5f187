package millrace.nlp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/** Tokens columns from text with blanks between the words, and back. */
final class Rows {
  private Rows() {}

  static Column.Tokens tokens(List<String> rows) {
    var words = rows.stream().map(Rows::split).toList();
    var vocabulary = Vocabulary.of(words.stream().flatMap(List::stream).toList());
    var starts = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) starts[i + 1] = starts[i] + words.get(i).size();
    return new Column.Tokens(
        starts,
        words.stream().flatMap(List::stream).mapToInt(vocabulary::id).toArray(),
        vocabulary);
  }

  static Column.Tokens tokens(String... rows) {
    return tokens(List.of(rows));
  }

  static Frame frame(String... rows) {
    return Frame.of("x", tokens(rows));
  }

  private static List<String> split(String row) {
    return row.isEmpty() ? List.of() : Arrays.asList(row.split(" "));
  }

  static List<String> words(Column.Tokens tokens, int row) {
    return Arrays.stream(tokens.row(row)).mapToObj(tokens.words()::name).toList();
  }

  static List<String> text(Column.Tokens tokens) {
    var out = new ArrayList<String>();
    for (int i = 0; i < tokens.size(); i++) out.add(tokens.cell(i));
    return out;
  }

  static List<String> text(Frame frame) {
    return text(frame.column("x", Column.Tokens.class));
  }

  /** The tokens of one text. */
  static List<String> cut(Tokenizer tokenizer, String text) {
    var cuts = new Cuts();
    tokenizer.cut(text, cuts);
    var out = new ArrayList<String>();
    for (int i = 0; i < cuts.size(); i++) out.add(text.substring(cuts.from(i), cuts.to(i)));
    return out;
  }
}
