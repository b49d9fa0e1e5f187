package millrace.nlp;

import java.util.List;
import java.util.function.Function;
import millrace.data.Column;
import millrace.nlp.Annotator.Sentence;
import millrace.nlp.Annotator.Token;

/**
 * Writes what a backend said of the texts of a column as columns of marks.
 *
 * @param text the texts
 * @param sentences for each text its sentences
 */
record LayerColumns(Column.Text text, List<List<Sentence>> sentences) {
  /** The column of one layer; of the dependencies, that of the relations. */
  Column of(Annotate.Layer layer) {
    return switch (layer) {
      case TOKENS -> tokens().tokens();
      case OFFSETS -> tokens().spans();
      case SENTENCES ->
          marks((s, _, m) -> m.add(s.from(), s.to(), Integer.toString(s.tokens().size()))).spans();
      case POS -> ofTokens(Token::pos);
      case LEMMA -> ofTokens(Token::lemma);
      case ENTITIES ->
          marks(
                  (s, _, m) -> {
                    for (var e : s.entities()) m.add(e.from(), e.to(), e.type());
                  })
              .spans();
      case DEPENDENCIES -> ofTokens(Token::relation);
      case SENTIMENT -> marks((s, _, m) -> m.add(s.from(), s.to(), s.sentiment())).spans();
    };
  }

  /** For each token the number of its head in the sentence, 0 for the root. */
  Column.Tokens heads() {
    return ofTokens(t -> Integer.toString(t.head()));
  }

  private Marks tokens() {
    return marks(
        (s, whole, m) -> {
          for (var t : s.tokens()) m.add(t.from(), t.to(), whole.substring(t.from(), t.to()));
        });
  }

  private Column.Tokens ofTokens(Function<Token, String> what) {
    return marks(
            (s, _, m) -> {
              for (var t : s.tokens()) m.add(t.from(), t.to(), what.apply(t));
            })
        .tokens();
  }

  /** Marks all that belongs to a layer in one sentence. */
  private interface Write {
    void write(Sentence sentence, String text, Marks marks);
  }

  private Marks marks(Write write) {
    var marks = new Marks(text.size());
    for (int i = 0; i < text.size(); i++) {
      for (var s : sentences.get(i)) write.write(s, text.values().get(i), marks);
      marks.endRow();
    }
    return marks;
  }
}
