package millrace.neural.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.nlp.Tokenize;
import millrace.run.Run;

/**
 * Sequences of words, each of which becomes a vector that the network learns. Words of fewer
 * training occurrences than asked for share one vector with those never seen.
 *
 * <p>A Text column is cut into words and punctuation marks in lower case ({@link #CUT}); put a
 * {@link Tokenize} of your own before the trainer to have it otherwise: Tokens columns are taken as
 * they are.
 *
 * @param column the Text or Tokens column
 * @param words the words that have a vector of their own, most frequent first
 * @param lowercase whether words are put in lower case first
 * @param longest of longer sequences only this many words from the beginning are read
 */
public record WordInput(String column, Vocabulary words, boolean lowercase, int longest)
    implements SequenceInput {
  /** A word with its apostrophes, or any other character that is no space. */
  static final Tokenize CUT = new Tokenize().pattern("\\w+(?:['’]\\w+)*|[^\\w\\s]");

  /**
   * Learns the words of a column.
   *
   * @param minCount how many occurrences a word needs for a vector of its own
   */
  static WordInput of(Frame train, String column, int minCount, int longest, Run run) {
    return of(column, tokens(train, column, run), minCount, false, longest);
  }

  static WordInput of(
      String column, Column.Tokens tokens, int minCount, boolean lowercase, int longest) {
    if (lowercase) tokens = lowercase(tokens);
    var count = new int[tokens.words().size()];
    for (int k = tokens.starts()[0]; k < tokens.starts()[tokens.size()]; k++)
      count[tokens.ids()[k]]++;
    var kept = new ArrayList<Integer>();
    for (int w = 0; w < count.length; w++) if (count[w] >= Math.max(1, minCount)) kept.add(w);
    var names = tokens.words();
    kept.sort(Comparator.<Integer>comparingInt(w -> -count[w]).thenComparing(w -> names.name(w)));
    return new WordInput(
        column, Vocabulary.of(kept.stream().map(names::name).toList()), lowercase, longest);
  }

  private static Column.Tokens lowercase(Column.Tokens tokens) {
    var lower = tokens.words().names().stream().map(w -> w.toLowerCase(Locale.ROOT)).toList();
    var words = Vocabulary.of(lower);
    var ids = tokens.ids().clone();
    for (int k = 0; k < ids.length; k++) ids[k] = words.id(lower.get(ids[k]));
    return new Column.Tokens(tokens.starts(), ids, words);
  }

  private static Column.Tokens tokens(Frame frame, String column, Run run) {
    return switch (frame.column(column)) {
      case Column.Tokens t -> t;
      case Column.Text t -> CUT.tokens(t, run);
      case Column c ->
          throw new DataException(
              "column '%s' is %s, but must be text or tokens".formatted(column, c.kind()));
    };
  }

  /** How many vectors there are: one for unseen words, and each word's. */
  int vectors() {
    return words.size() + 1;
  }

  /** The words by the number of their vector: 0 for unseen ones, else one more than in words. */
  @Override
  public SequenceRows read(Frame frame, Run run) {
    var tokens = tokens(frame, column, run);
    if (lowercase) tokens = lowercase(tokens);
    var map = tokens.words().mapTo(words);
    int n = tokens.size();
    var starts = new int[n + 1];
    for (int i = 0; i < n; i++) {
      int length = tokens.starts()[i + 1] - tokens.starts()[i];
      starts[i + 1] = starts[i] + Math.min(longest, length);
    }
    var ids = new int[starts[n]];
    for (int i = 0; i < n; i++)
      for (int k = starts[i], from = tokens.starts()[i]; k < starts[i + 1]; k++, from++)
        ids[k] = map[tokens.ids()[from]] + 1;
    return new SequenceRows(starts, ids, new float[0], 0);
  }
}
