package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.SequenceLabelling;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecurrentTaggerTest {
  private static final Run RUN = Run.seeded(3).threads(1);

  private static Column.Tokens tokens(List<List<String>> rows) {
    var words = Vocabulary.of(rows.stream().flatMap(List::stream).toList());
    var starts = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) starts[i + 1] = starts[i] + rows.get(i).size();
    var ids = rows.stream().flatMap(List::stream).mapToInt(words::id).toArray();
    return new Column.Tokens(starts, ids, words);
  }

  /**
   * A word is a noun after "the" and a verb after "to"; and a word ending in "ly" is an adverb,
   * whatever it is.
   *
   * @param stems what words begin with
   */
  private static Frame sentences(int n, long seed, String stems) {
    var r = Run.seeded(seed).random("sentences");
    var words = new ArrayList<List<String>>();
    var tags = new ArrayList<List<String>>();
    for (int i = 0; i < n; i++) {
      var w = new ArrayList<String>();
      var t = new ArrayList<String>();
      for (int k = r.nextInt(6); k > 0; k--) {
        boolean noun = r.nextBoolean();
        var stem =
            "" + stems.charAt(r.nextInt(stems.length())) + stems.charAt(r.nextInt(stems.length()));
        w.add(noun ? "the" : "to");
        t.add("PART");
        if (r.nextInt(3) == 0) {
          w.add(stem + "ly");
          t.add("ADV");
        }
        w.add(stem);
        t.add(noun ? "NOUN" : "VERB");
      }
      words.add(w);
      tags.add(t);
    }
    var m = new LinkedHashMap<String, Column>();
    m.put("word", tokens(words));
    m.put("tag", tokens(tags));
    return Frame.of(m).target("tag");
  }

  private static RecurrentTagger small() {
    return new RecurrentTagger()
        .width(16)
        .embedding(12)
        .characterWidth(12)
        .learningRate(.01)
        .dropout(.1);
  }

  private static double accuracy(RecurrentTagger.Fitted model, Frame test) {
    return SequenceLabelling.TOKEN_ACCURACY.score(test.targetColumn(), model.predict(test));
  }

  /** Words of letters never seen together: only the endings tell of adverbs. */
  @ParameterizedTest
  @EnumSource(value = Characters.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void charactersTellOfUnseenWords(Characters characters) {
    var train = sentences(400, 1, "abcdefgh");
    var unseen = sentences(100, 2, "ijkm");
    assertTrue(accuracy(small().characters(characters).fit(train, RUN), unseen) > .95);
  }

  @Test
  void theContextTellsNounsFromVerbs() {
    var train = sentences(300, 1, "abc");
    var test = sentences(100, 2, "abc");
    var model = small().characters(Characters.NONE).fit(train, RUN);
    assertTrue(accuracy(model, test) > .98);
    assertEquals(0, model.characters().longest());
  }

  /** Empty sentences have no labels, and each sentence is labelled by itself. */
  @Test
  void rowsKeepTheirLengthsAndOrder() {
    var test = sentences(60, 2, "abc");
    var model = small().epochs(2).fit(sentences(100, 1, "abc"), RUN);
    var all = model.predict(test).labels();
    var words = test.column("word", Column.Tokens.class);
    for (int i = 0; i < 60; i++) {
      assertEquals(words.row(i).length, all.row(i).length);
      assertEquals(all.cell(i), model.predict(test.rows(i)).labels().cell(0));
    }
  }

  /** Words in another order in the vocabulary, or a second column beside. */
  @Test
  void furtherColumnsOfTokensAreReadToo() {
    var train = sentences(200, 1, "abc");
    var hint =
        ((Column.Tokens) train.targetColumn())
            .rows(java.util.stream.IntStream.range(0, 200).toArray());
    var both =
        train.without("tag").with("hint", hint).with("tag", train.targetColumn()).target("tag");
    var model = small().fit(both, RUN);
    assertEquals(2, model.words().size());
    assertTrue(accuracy(model, both) > .99);
  }

  @Test
  void saysWhatIsWrong() {
    var frame = sentences(30, 1, "abc");
    var odd = frame.with("tag", tokens(java.util.Collections.nCopies(30, List.of("X"))));
    var e = assertThrows(DataException.class, () -> small().fit(odd, RUN));
    assertTrue(e.getMessage().contains("'word'") && e.getMessage().contains("'tag'"));
    var nothing = tokens(List.of(List.<String>of(), List.of()));
    var m = new LinkedHashMap<String, Column>();
    m.put("word", nothing);
    m.put("tag", nothing);
    var none = assertThrows(DataException.class, () -> small().fit(Frame.of(m).target("tag"), RUN));
    assertTrue(none.getMessage().contains("no tokens"), none.getMessage());
  }
}
