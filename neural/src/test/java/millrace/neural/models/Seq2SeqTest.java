package millrace.neural.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.TextMatch;
import millrace.learn.Prediction.Texts;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Seq2SeqTest {
  private static final Run RUN = Run.seeded(3).threads(2);
  private static final List<String> WORDS =
      List.of("apple", "plum", "pear", "fig", "quince", "melon", "it's", "kiwi");

  private static Frame pairs(List<String> sources, List<String> targets) {
    return Frame.text("source", sources).with("target", new Column.Text(targets)).target("target");
  }

  /** One to four words, and the same from the last to the first. */
  private static Frame reversed(int n, RandomGenerator r) {
    var sources = new ArrayList<String>();
    var targets = new ArrayList<String>();
    for (int i = 0; i < n; i++) {
      var words = new ArrayList<String>();
      for (int k = 1 + r.nextInt(4); k > 0; k--) words.add(WORDS.get(r.nextInt(WORDS.size())));
      sources.add(String.join(" ", words));
      Collections.reverse(words);
      targets.add(String.join(" ", words));
    }
    return pairs(sources, targets);
  }

  private static Frame dates(int n, long seed) {
    var r = Run.seeded(seed).random("dates");
    var long0 = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    var sources = new ArrayList<String>();
    var targets = new ArrayList<String>();
    for (int i = 0; i < n; i++) {
      var date = LocalDate.of(1950, 1, 1).plusDays(r.nextInt(27_000));
      sources.add(long0.format(date));
      targets.add(date.toString());
    }
    return pairs(sources, targets);
  }

  private static double exact(Seq2Seq.Fitted model, Frame test) {
    return TextMatch.EXACT_MATCH.score(test.targetColumn(), model.predict(test, RUN));
  }

  private static Seq2Seq tiny() {
    return new Seq2Seq().cut(Cut.WORDS).layers(1).width(16).heads(2).hidden(16).epochs(2);
  }

  @Test
  void learnsToReverseWords() {
    var train = reversed(1000, Run.seeded(1).random("train"));
    var test = reversed(200, Run.seeded(2).random("test"));
    var how =
        new Seq2Seq().cut(Cut.WORDS).layers(1).width(32).hidden(64).dropout(0).learningRate(.01);
    var model = how.fit(train, RUN);
    double greedy = exact(model, test);
    assertTrue(greedy >= .95, "of reversed words " + greedy);
  }

  @Test
  void learnsToRewriteDates() {
    var how =
        new Seq2Seq()
            .cut(Cut.CHARACTERS)
            .layers(1)
            .width(48)
            .hidden(96)
            .dropout(0)
            .learningRate(.008)
            .epochs(12);
    var model = how.fit(dates(2000, 1), RUN);
    double right = exact(model, dates(200, 2));
    assertTrue(right >= .95, "of dates " + right);
  }

  /** As the answer of a row is computed in a block of one size, whatever stands beside it. */
  @ParameterizedTest
  @EnumSource(Cut.class)
  void rowsAreAnsweredByThemselves(Cut cut) throws IOException {
    var train = reversed(60, Run.seeded(1).random("train"));
    var test = reversed(40, Run.seeded(2).random("test"));
    for (int beams : new int[] {1, 3}) {
      var model = tiny().cut(cut).vocabulary(300).beams(beams).fit(train, RUN);
      var all = model.predict(test).answers().values();
      for (int i = 0; i < 40; i += 3)
        assertEquals(all.get(i), model.predict(test.rows(i)).answers().values().getFirst());
      assertEquals(all, model.predict(test, RUN.threads(3)).answers().values());
      var file = Files.createTempFile("pairs", ".safetensors");
      Store.save(model, file);
      assertEquals(all, Store.predictor(file, Texts.class).predict(test).answers().values());
      Files.delete(file);
    }
  }

  @Test
  void aBeamAnswersOtherwiseAndNoWorse() {
    var train = reversed(300, Run.seeded(1).random("train"));
    var test = reversed(60, Run.seeded(2).random("test"));
    var model = tiny().learningRate(.02).epochs(6).fit(train, RUN);
    var wide =
        new Seq2Seq.Fitted(
            model.how().beams(5),
            model.columns(),
            model.sources(),
            model.targets(),
            model.steps(),
            model.weights(),
            model.epochs(),
            model.loss());
    assertTrue(exact(wide, test) >= exact(model, test));
    assertTrue(!wide.predict(test).answers().equals(model.predict(test).answers()), "no beam");
  }

  @Test
  void whatIsCutComesBack() {
    var texts =
        List.of("It's  3.14, “naïve” – or 漢字?", " a blank before", "", "tab\tand\nline", "x ☃ 🙂");
    for (var cut : Cut.values()) {
      var pieces = TextPieces.learn(cut, List.of(new Column.Text(texts)), 400, 1, Run.quiet());
      for (var text : texts) assertEquals(text, pieces.text(pieces.ids(text)), cut + ": " + text);
      int[] ids = pieces.ids(texts.getFirst());
      var around = new int[ids.length + 2];
      around[0] = TextPieces.START;
      System.arraycopy(ids, 0, around, 1, ids.length);
      assertEquals(texts.getFirst(), pieces.text(around));
      assertTrue(Arrays.stream(ids).allMatch(i -> i >= TextPieces.FIRST && i < pieces.size()));
    }
    var words = TextPieces.learn(Cut.WORDS, List.of(Column.Text.of("a a b")), 400, 2, Run.quiet());
    assertArrayEquals(new int[] {3, TextPieces.UNKNOWN, 3}, words.ids("a b a"));
    assertEquals("a a", words.text(words.ids("a b a")));
    var few = TextPieces.learn(Cut.WORDS, List.of(Column.Text.of("b a a c c")), 2, 1, Run.quiet());
    assertEquals(Vocabulary.of(" a", " c"), ((TextPieces.Named) few).pieces());
  }

  /** Columns are read one behind the other; what is too long is cut. */
  @Test
  void sourcesAndTargetsAsTheyAreRead() {
    var tokens =
        new Column.Tokens(new int[] {0, 2, 2}, new int[] {1, 0}, Vocabulary.of("New York", "in"));
    var m = new LinkedHashMap<String, Column>();
    m.put("a", Column.Text.of("in", "x in in"));
    m.put("b", tokens);
    var frame = Frame.of(m);
    var columns = List.copyOf(frame.names());
    var inputs = columns.stream().map(frame::column).toList();
    var pieces = TextPieces.learn(Cut.WORDS, inputs, 9, 1, Run.quiet());
    int in = pieces.ids("in")[0];
    var rows = PairRows.sources(frame, columns, pieces, 9);
    int x = pieces.ids("x")[0];
    int city = 7 + 5 - in - x; // the third of 3, 4 and 5
    assertArrayEquals(new int[] {in, 0, in, city, 0}, PairRows.sources(rows, 0)[0]);
    assertArrayEquals(new int[] {x, in, in, 0, 0}, PairRows.sources(rows, 1)[0]);
    var short3 = PairRows.sources(frame, columns, pieces, 3);
    assertArrayEquals(new int[] {in, 0, in}, PairRows.sources(short3, 0)[0]);
    assertArrayEquals(new int[] {x, in, in}, PairRows.sources(short3, 1)[0]);
    var targets = PairRows.targets(new int[][] {{5, 6}, {}, {5, 6, 7}}, 2);
    assertArrayEquals(new int[] {1, 5, 6, 0}, targets[0]);
    assertArrayEquals(new int[] {1, 0}, targets[1]);
    assertArrayEquals(new int[] {1, 5, 6}, targets[2]);
  }

  /** A target of tokens is their text. */
  @Test
  void tokensAreTextToo() {
    var train = reversed(60, Run.seeded(1).random("train"));
    var cut = new millrace.nlp.Tokenize().pattern("\\S+").lowercase(false);
    var text = (Column.Text) train.targetColumn();
    var tokens = train.with("target", cut.tokens(text, RUN)).target("target");
    var one = tiny().fit(train, RUN);
    var other = tiny().fit(tokens, RUN);
    assertEquals(one.weights().size(), other.weights().size());
    assertEquals(one.predict(train).answers(), other.predict(train).answers());
    assertEquals(
        TextMatch.EXACT_MATCH.score(text, one.predict(train)),
        TextMatch.EXACT_MATCH.score(tokens.targetColumn(), one.predict(train)));
  }

  /** Whatever the network learned, an answer is never longer than the targets were. */
  @Test
  void answersAreNoLongerThanTargetsWere() {
    var train = pairs(Collections.nCopies(30, "a b"), Collections.nCopies(30, "c c c"));
    var model = tiny().epochs(1).validation(0).fit(train, RUN);
    assertEquals(4, model.steps());
    for (var said : model.predict(train).answers().values())
      assertTrue(said.split(" ").length <= 4, said);
    var none = model.predict(Frame.text("source", List.of("", "never seen")));
    assertEquals(2, none.size());
  }

  @Test
  void saysWhatIsWrong() {
    var frame = reversed(30, Run.seeded(1).random("train"));
    refused("heads must divide", () -> new Seq2Seq().width(30));
    var model = tiny().fit(frame, RUN);
    refused("'source'", () -> model.predict(Frame.text("other", List.of("x"))));
    refused(
        "column 'source' is numeric, but must be text or tokens",
        () -> model.predict(Frame.of("source", Column.Numeric.of(1))));
    var numbers = frame.with("target", new Column.Numeric(new double[30])).target("target");
    refused("needs a text target, but 'target' is numeric", () -> tiny().fit(numbers, RUN));
    var missing =
        frame.with("target", new Column.Text(Collections.nCopies(30, ""))).target("target");
    refused("missing in 30 of 30 rows", () -> tiny().fit(missing, RUN));
  }

  private static void refused(String why, org.junit.jupiter.api.function.Executable call) {
    var e = assertThrows(RuntimeException.class, call);
    assertTrue(e instanceof DataException || e instanceof IllegalArgumentException, e.toString());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}
