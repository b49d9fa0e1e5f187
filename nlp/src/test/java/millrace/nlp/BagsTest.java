package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.preprocess.Step;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Vectorisers against scikit-learn 1.2.1. Counts are equal; TF-IDF and the others are to 1e-12 of
 * each value, since sums and logarithms may differ in the last digit.
 */
class BagsTest {
  private static final JsonNode GOLDEN = Golden.read("bags.json");
  private static final double TOLERANCE = 1e-12;
  private static final Frame TRAIN = Frame.text("text", Golden.strings(GOLDEN.get("train")));
  private static final Frame TEST = Frame.text("text", Golden.strings(GOLDEN.get("test")));

  @Test
  void countsUnderManyOptions() {
    for (var g : GOLDEN.get("counts")) assertGolden(g, new BagOfWords(), 0);
  }

  @Test
  void tfIdfUnderManyOptions() {
    for (var g : GOLDEN.get("tfidf")) assertGolden(g, new TfIdf(), TOLERANCE);
  }

  @Test
  void hashingUnderManyOptions() {
    for (var g : GOLDEN.get("hashing")) {
      var step = with(new HashingVectorizer(), g.get("options"));
      assertRows(g.get("test"), column(step.fit(TRAIN, Run.quiet()), TEST), TOLERANCE, step);
    }
  }

  @Test
  void tokensGiveWhatTheirTextGives() {
    var tokenize = new Tokenize().fit(TRAIN, Run.quiet());
    for (var step :
        List.of(new TfIdf().ngramMax(2), new Bm25(), new HashingVectorizer().ngramMax(3))) {
      var fromText = ((Step<?>) step).fit(TRAIN, Run.quiet());
      var fromTokens = ((Step<?>) step).fit(tokenize.apply(TRAIN), Run.quiet());
      assertEquals(
          fromText.apply(TEST).fingerprint(), fromTokens.apply(tokenize.apply(TEST)).fingerprint());
    }
  }

  @Test
  void preparedRowsAreWhatTheFittedStepMakesOfThem() {
    for (Step<?> step :
        List.<Step<?>>of(
            new BagOfWords().ngramMax(3).minDf(2),
            new TfIdf().ngramMax(2).maxFeatures(20),
            new TfIdf().analyzer(BagOfWords.Analyzer.CHAR_WB).ngrams(2, 4),
            new Bm25().ngramMax(2),
            new HashingVectorizer().ngramMax(2))) {
      for (int threads = 1; threads <= 3; threads++) {
        var run = Run.quiet().threads(threads);
        assertEquals(
            step.fit(TRAIN, run).apply(TRAIN).fingerprint(),
            step.prepare(TRAIN, run).train().fingerprint(),
            Spec.print((Record) step));
      }
    }
  }

  @Test
  void longCorporaInManyBlocksGiveTheSameOnAnyNumberOfThreads() {
    var many = new ArrayList<String>();
    for (int i = 0; i < 60; i++) {
      for (var t : Golden.strings(GOLDEN.get("train"))) many.add(t + " word" + i % 7 + " " + t + i);
    }
    var frame = Frame.text("text", many);
    var step = new TfIdf().ngramMax(3).minDf(2);
    var one = step.prepare(frame, Run.quiet().threads(1)).train().fingerprint();
    assertEquals(one, step.prepare(frame, Run.quiet().threads(2)).train().fingerprint());
    assertEquals(one, step.prepare(frame, Run.quiet().threads(3)).train().fingerprint());
  }

  @Test
  void twoColumnsHaveTheirOwnTerms() {
    var frame =
        Frame.text("title", List.of("one cat", "two cats"))
            .with("body", Column.Text.of("a cat sat", "cats"))
            .with("n", Column.Numeric.of(1, 2));
    var out = new TfIdf().fit(frame, Run.quiet()).apply(frame);
    assertEquals(
        List.of("cat", "cats", "one", "two"),
        out.column("title", Column.Sparse.class).features().names());
    assertEquals(
        List.of("cat", "cats", "sat"), out.column("body", Column.Sparse.class).features().names());
    assertEquals(frame.column("n"), out.column("n"));
  }

  @Test
  void wordsWithSpacesInThemMeetNGramsOfTheSameName() {
    var tokens =
        new Column.Tokens(
            new int[] {0, 1, 3, 3, 6},
            new int[] {0, 1, 2, 1, 2, 0},
            Vocabulary.of("new york", "new", "york"));
    var frame = Frame.of("t", tokens);
    var out = new BagOfWords().ngramMax(2).fit(frame, Run.quiet()).apply(frame);
    var counts = out.column("t", Column.Sparse.class);
    assertEquals(List.of("new", "new york", "york", "york new york"), counts.features().names());
    assertEquals("new:1 new york:2 york:1 york new york:1", counts.cell(3));
  }

  @Test
  void whatCannotBeCountedIsRefused() {
    var empty = Frame.text("note", List.of("", "?", "a"));
    var e = assertThrows(DataException.class, () -> new TfIdf().fit(empty, Run.quiet()));
    assertTrue(e.getMessage().contains("'note' has no words"), e.getMessage());
    e =
        assertThrows(
            DataException.class,
            () -> new BagOfWords().minDf(2).fit(Frame.text("t", List.of("ab", "cd")), Run.quiet()));
    assertTrue(e.getMessage().contains("lower minDf"), e.getMessage());
    var i =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Bm25().minDf(40).maxDf(0.1).fit(TRAIN, Run.quiet()));
    assertTrue(i.getMessage().contains("minDf"), i.getMessage());
    i = assertThrows(IllegalArgumentException.class, () -> new TfIdf().ngramMin(2));
    assertTrue(i.getMessage().contains("ngramMin"), i.getMessage());
    i = assertThrows(IllegalArgumentException.class, () -> new TfIdf().minDf(1.5));
    assertTrue(i.getMessage().contains("1.5"), i.getMessage());
    var tokens = new Tokenize().fit(TRAIN, Run.quiet()).apply(TRAIN);
    e =
        assertThrows(
            DataException.class,
            () -> new TfIdf().analyzer(BagOfWords.Analyzer.CHAR).fit(tokens, Run.quiet()));
    assertTrue(e.getMessage().contains("analyzer char"), e.getMessage());
  }

  @Test
  void bm25ByItsFormulas() {
    var o = GOLDEN.get("bm25_options");
    for (var v : Bm25.Variant.values()) {
      var step =
          new Bm25()
              .k1(o.get("k1").doubleValue())
              .b(o.get("b").doubleValue())
              .delta(o.get("delta").doubleValue())
              .variant(v);
      var fitted = step.fit(TRAIN, Run.quiet());
      var g = GOLDEN.get("bm25").get(v.name());
      assertDense(g.get("train"), column(fitted, TRAIN), v.name());
      assertDense(g.get("test"), column(fitted, TEST), v.name());
    }
  }

  private static void assertDense(JsonNode rows, Column.Sparse actual, String what) {
    for (int i = 0; i < rows.size(); i++) {
      var dense = new double[actual.features().size()];
      for (int k = actual.starts()[i]; k < actual.starts()[i + 1]; k++)
        dense[actual.index()[k]] = actual.value()[k];
      for (int t = 0; t < dense.length; t++) {
        double e = rows.get(i).get(t).doubleValue();
        assertEquals(e, dense[t], TOLERANCE * Math.abs(e), what + " row " + i + " term " + t);
      }
    }
  }

  private static void assertGolden(JsonNode g, Step<?> plain, double tolerance) {
    var step = with(plain, g.get("options"));
    var fitted = step.fit(TRAIN, Run.quiet());
    var train = column(fitted, TRAIN);
    assertEquals(
        Golden.strings(g.get("terms")), train.features().names(), Spec.print((Record) step));
    if (g.has("train")) assertRows(g.get("train"), train, tolerance, step);
    assertRows(g.get("test"), column(fitted, TEST), tolerance, step);
  }

  private static Column.Sparse column(Transform fitted, Frame frame) {
    return fitted.apply(frame).column("text", Column.Sparse.class);
  }

  /** Explicit zeros, which scikit-learn stores, are passed over. */
  private static void assertRows(
      JsonNode rows, Column.Sparse actual, double tolerance, Step<?> step) {
    assertEquals(rows.size(), actual.size());
    for (int i = 0; i < rows.size(); i++) {
      var index = new ArrayList<Integer>();
      var values = new ArrayList<Double>();
      for (var entry : rows.get(i)) {
        if (entry.get(1).doubleValue() == 0) continue;
        index.add(entry.get(0).intValue());
        values.add(entry.get(1).doubleValue());
      }
      var what = Spec.print((Record) step) + " row " + i;
      int from = actual.starts()[i];
      int to = actual.starts()[i + 1];
      assertArrayEquals(
          index.stream().mapToInt(Integer::intValue).toArray(),
          Arrays.copyOfRange(actual.index(), from, to),
          what);
      for (int k = 0; k < values.size(); k++) {
        double e = values.get(k);
        assertEquals(e, actual.value()[from + k], tolerance * Math.abs(e), what);
      }
    }
  }

  /** The step with scikit-learn's options under our names. */
  private static Step<?> with(Step<?> step, JsonNode options) {
    var r = (Record) step;
    var tokenize = new Tokenize();
    for (var o : options.properties()) {
      var v = o.getValue();
      var text = v.isNull() ? "none" : v.asText();
      switch (o.getKey()) {
        case "ngram_range" -> {
          r = Spec.with(r, "ngramMax", v.get(1).intValue()); // first: it must not be the smaller
          r = Spec.with(r, "ngramMin", v.get(0).intValue());
        }
        case "strip_accents" ->
            tokenize = tokenize.stripAccents(Tokenize.Strip.valueOf(text.toUpperCase(Locale.ROOT)));
        case "lowercase" -> tokenize = tokenize.lowercase(v.booleanValue());
        case "token_pattern" -> tokenize = tokenize.pattern(text);
        default -> r = Spec.parse(r, o.getKey().replace("_", ""), text);
      }
    }
    return (Step<?>) Spec.with(r, "tokenize", tokenize);
  }
}
