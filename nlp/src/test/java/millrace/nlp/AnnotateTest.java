package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.Spec;
import millrace.nlp.Annotate.Layer;
import millrace.run.Run;
import millrace.store.Store;
import millrace.store.StoreException;
import org.junit.jupiter.api.Test;

class AnnotateTest {
  private static final String DOGS = "Mr. Smith's 3 dogs were barking \uD83D\uDE00 loudly.";
  private static final String CALL = "He didn't call. \"Why?\" she asked.";
  private static final Frame TEXTS = Frame.text("text", List.of(DOGS, "", CALL));

  private static Frame annotated(Annotate step) {
    return step.fit(TEXTS).apply(TEXTS);
  }

  private static List<String> words(Frame frame, String column, int row) {
    var c = frame.column(column, Column.Tokens.class);
    return Arrays.stream(c.row(row)).mapToObj(c.words()::name).toList();
  }

  private static Column.Spans spans(Frame frame, String column) {
    return frame.column(column, Column.Spans.class);
  }

  @Test
  void aColumnForEachLayer() {
    var out = annotated(new Annotate());
    assertEquals(
        List.of("text", "text_tokens", "text_offsets", "text_sentences", "text_pos", "text_lemma"),
        List.copyOf(out.names()));
    assertEquals(
        List.of("He", "didn't", "call", ".", "\"", "Why", "?", "\"", "she", "asked", "."),
        words(out, "text_tokens", 2));
    // Tags and lemmas as the annotation guidelines of UD English have them.
    assertEquals(
        List.of(
            "PRON",
            "AUX+PART",
            "VERB",
            "PUNCT",
            "PUNCT",
            "ADV",
            "PUNCT",
            "PUNCT",
            "PRON",
            "VERB",
            "PUNCT"),
        words(out, "text_pos", 2));
    assertEquals(
        List.of("he", "do+not", "call", ".", "\"", "why", "?", "\"", "she", "ask", "."),
        words(out, "text_lemma", 2));
    assertEquals("0-15:4 16-22:4 23-33:3", spans(out, "text_sentences").cell(2));
    for (var column : out.names()) assertEquals("", out.column(column).cell(1), column);
  }

  @Test
  void offsetsCountUtf16UnitsOfTheText() {
    var out = annotated(new Annotate().layers(Layer.OFFSETS, Layer.TOKENS));
    var offsets = spans(out, "text_offsets");
    for (int i = 0; i < TEXTS.size(); i++) {
      var text = TEXTS.column("text").cell(i);
      for (int k = offsets.starts()[i]; k < offsets.starts()[i + 1]; k++) {
        assertEquals(
            text.substring(offsets.from()[k], offsets.to()[k]),
            offsets.names().name(offsets.labels()[k]));
      }
      assertEquals(offsets.tokens().cell(i), out.column("text_tokens").cell(i));
    }
    assertTrue(offsets.cell(0).contains("32-34:\uD83D\uDE00"), offsets.cell(0));
  }

  /** The engine itself, called as its manual says. */
  @Test
  void saysWhatOpenNlpSays() {
    var out = annotated(new Annotate().layers("lemma"));
    var tokenizer = OpenNlp.tokens();
    for (int i = 0; i < TEXTS.size(); i++) {
      var expected = new ArrayList<String>();
      for (var sentence : OpenNlp.sentences().sentDetect(TEXTS.column("text").cell(i))) {
        var words = tokenizer.tokenize(sentence);
        Collections.addAll(expected, OpenNlp.lemmas().lemmatize(words, OpenNlp.pos().tag(words)));
      }
      assertEquals(expected, words(out, "text_lemma", i));
    }
  }

  @Test
  void theTextMayGo() {
    var frame = Frame.text("a", List.of("Dogs bark.")).with("n", Column.Numeric.of(1));
    var step = new Annotate().layers("lemma").keepText(false);
    assertEquals(List.of("a_lemma", "n"), List.copyOf(step.fit(frame).apply(frame).names()));
  }

  @Test
  void everyTextColumnIsAnnotatedAndATextTargetIsNot() {
    var frame =
        Frame.text("a", List.of("Dogs bark.")).with("b", Column.Text.of("Cats mew.")).target("b");
    var out = new Annotate().layers(Layer.TOKENS).fit(frame).apply(frame);
    assertEquals(List.of("a", "a_tokens", "b"), List.copyOf(out.names()));
  }

  @Test
  void threadsMakeNoDifference() {
    var many =
        Frame.text(
            "text",
            IntStream.range(0, 100)
                .mapToObj(i -> "Row " + i + " is here. " + DOGS.repeat(i % 7) + CALL)
                .toList());
    var fitted = new Annotate().layers(Layer.POS).fit(many);
    var one = fitted.apply(many, Run.seeded(1).threads(1)).fingerprint();
    assertEquals(one, fitted.apply(many, Run.seeded(2).threads(2)).fingerprint());
    assertEquals(one, fitted.apply(many, Run.seeded(3).threads(3)).fingerprint());
  }

  @Test
  void preparingReportsAndCanBeCancelled() {
    var seen = Collections.synchronizedList(new ArrayList<Run.Progress>());
    var many = Frame.text("text", Collections.nCopies(400, DOGS + " " + CALL));
    var step = new Annotate().layers(Layer.SENTENCES);
    step.prepare(many, Run.seeded(1).listen(seen::add));
    assertTrue(seen.stream().filter(p -> p.phase().equals("annotate text")).count() > 2);
    assertEquals(seen.getLast().total(), seen.getLast().done());
    var self = new AtomicReference<Run>();
    var run = Run.seeded(1).listen(p -> stopAtFirstBlock(p, self.get()));
    self.set(run);
    assertThrows(Run.CancelledException.class, () -> step.prepare(many, run));
  }

  private static void stopAtFirstBlock(Run.Progress p, Run run) {
    if (p.phase().equals("annotate text")) run.cancel();
  }

  @Test
  void aListOfWordsWithoutAFullStopIsTaggedInPieces() {
    int n = 3 * OpenNlpAnnotator.LONGEST + 7;
    var endless = Frame.text("text", List.of("dog ".repeat(n)));
    var out = new Annotate().fit(endless).apply(endless);
    assertEquals(n, words(out, "text_pos", 0).size());
    assertEquals(n, words(out, "text_lemma", 0).size());
  }

  @Test
  void strangeTextsGetAlignedColumns() {
    var strange =
        List.of(
            "\uD83D\uDE00\uD83D\uDE00",
            "\uD800 half",
            "\u0000\u0001",
            "\r\n\r\n",
            " \u00a0 ",
            "____",
            "\u05E9\u05DC\u05D5\u05DD \u4F60\u597D\u3002",
            "a\tb\nc",
            "...",
            "I\u0307stanbul \u0130");
    var frame = Frame.text("text", strange);
    var out = new Annotate().fit(frame).apply(frame);
    var tokens = out.column("text_tokens", Column.Tokens.class);
    for (var aligned : List.of("text_pos", "text_lemma"))
      assertArrayEquals(tokens.starts(), out.column(aligned, Column.Tokens.class).starts());
    assertFalse(out.column("text_lemma", Column.Tokens.class).words().has(""));
  }

  @Test
  void travelsInAFile() {
    var fitted = new Annotate().layers(Layer.POS).fit(TEXTS);
    var back = Store.load(Store.bytes(fitted), Annotate.Fitted.class);
    assertEquals(fitted, back);
    assertEquals(fitted.apply(TEXTS).fingerprint(), back.apply(TEXTS).fingerprint());
  }

  @Test
  void aFileOfAnAbsentBackendSaysWhatToAdd() {
    var bytes = new String(Store.bytes(new Annotate().fit(TEXTS)), StandardCharsets.ISO_8859_1);
    var foreign = bytes.replace("opennlp", "corenlp").getBytes(StandardCharsets.ISO_8859_1);
    var e = assertThrows(StoreException.class, () -> Store.load(foreign, Annotate.Fitted.class));
    assertTrue(e.getMessage().contains("./millrace --with corenlp"), e.getMessage());
  }

  @Test
  void aFileOfOtherModelsIsRefused() {
    var bytes = new String(Store.bytes(new Annotate().fit(TEXTS)), StandardCharsets.ISO_8859_1);
    var other =
        bytes.replace("en-ud-ewt 1.3", "en-ud-ewt 1.1").getBytes(StandardCharsets.ISO_8859_1);
    var e = assertThrows(StoreException.class, () -> Store.load(other, Annotate.Fitted.class));
    assertTrue(
        e.getMessage().contains("en-ud-ewt 1.1") && e.getMessage().contains("en-ud-ewt 1.3"),
        e.getMessage());
  }

  @Test
  void refusalsNameWhatIsWrong() {
    refused(new Annotate().backend("corenlp"), "'corenlp'", "millrace-nlp-corenlp", "opennlp");
    refused(new Annotate().backend("spacy"), "'spacy'", "opennlp");
    refused(
        new Annotate().layers(Layer.POS, Layer.ENTITIES, Layer.SENTIMENT),
        "opennlp cannot give entities, sentiment",
        "corenlp");
    refused(new Annotate().options("ssplit.eolonly=true"), "options", "ssplit.eolonly=true");
    illegal(() -> new Annotate().layers("tags"), "'tags'", "lemma");
    illegal(() -> new Annotate().layers("pos", "pos"), "'pos' stands twice");
    illegal(() -> new Annotate().layers(List.of()), "layers is empty");
  }

  private static void refused(Annotate step, String... parts) {
    illegal(() -> step.fit(TEXTS), parts);
  }

  private static void illegal(Runnable call, String... parts) {
    var e = assertThrows(IllegalArgumentException.class, call::run);
    for (var part : parts) assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void aTakenNameIsAnError() {
    var frame = TEXTS.with("text_pos", Column.Numeric.of(1, 2, 3));
    var fitted = new Annotate().fit(frame);
    var e = assertThrows(DataException.class, () -> fitted.apply(frame));
    assertTrue(e.getMessage().contains("text_pos"), e.getMessage());
  }

  @Test
  void canBeSaidInARecipe() {
    assertEquals(
        new Annotate().layers(Layer.TOKENS, Layer.LEMMA).keepText(false),
        Spec.parse(Spec.parse(new Annotate(), "layers", "tokens, lemma"), "keepText", "false"));
  }
}
