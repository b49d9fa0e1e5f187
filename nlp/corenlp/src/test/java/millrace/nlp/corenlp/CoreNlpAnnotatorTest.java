// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.nlp.corenlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.stanford.nlp.pipeline.StanfordCoreNLP;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.nlp.Annotate;
import millrace.nlp.Annotate.Layer;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;

/** What CoreNLP does without its models. */
class CoreNlpAnnotatorTest {
  private static final Annotate STEP =
      new Annotate().backend("corenlp").layers(Layer.TOKENS, Layer.OFFSETS, Layer.SENTENCES);

  private static Frame annotated(Annotate step, String... texts) {
    var frame = Frame.text("text", List.of(texts));
    return step.fit(frame).apply(frame);
  }

  private static List<String> words(Frame frame, String column) {
    var c = frame.column(column, Column.Tokens.class);
    return Arrays.stream(c.row(0)).mapToObj(c.words()::name).toList();
  }

  /** Tokens as the Penn Treebank and UD English have them. */
  @Test
  void cutsSentencesAndTokens() {
    var out = annotated(STEP, "He didn't go (yet). \uD83D\uDE00 Why not? You cannot.");
    assertEquals(
        List.of(
            "He",
            "did",
            "n't",
            "go",
            "(",
            "yet",
            ")",
            ".",
            "\uD83D\uDE00",
            "Why",
            "not",
            "?",
            "You",
            "can",
            "not",
            "."),
        words(out, "text_tokens"));
    assertEquals("0-19:8 20-31:4 32-43:4", out.column("text_sentences").cell(0));
  }

  @Test
  void offsetsCountUtf16UnitsOfTheText() {
    var text =
        "\uD83D\uDE00 \u201CHi\u201D \r\n caf\u00e9 & &amp; (\u00bd) \uD835\uDD38b I'm gonna.";
    var offsets = annotated(STEP, text).column("text_offsets", Column.Spans.class);
    assertTrue(offsets.labels().length > 10);
    for (int k = 0; k < offsets.labels().length; k++) {
      assertEquals(
          text.substring(offsets.from()[k], offsets.to()[k]),
          offsets.names().name(offsets.labels()[k]));
    }
  }

  @Test
  void textsOfNothingHaveNoSentences() {
    var out = annotated(STEP, "", " \n ", "\u200b");
    for (int i = 0; i < 2; i++)
      for (var column : List.of("text_tokens", "text_offsets", "text_sentences"))
        assertEquals("", out.column(column).cell(i));
  }

  @Test
  void optionsAreCoreNlpsProperties() {
    var lines = STEP.options("ssplit.eolonly=true", "tokenize.whitespace=true");
    var out = annotated(lines, "One. Two didn't.\nThree.");
    assertEquals(List.of("One.", "Two", "didn't.", "Three."), words(out, "text_tokens"));
    assertEquals("0-16:3 17-23:1", out.column("text_sentences").cell(0));
  }

  @Test
  void optionsThatCouldReadFilesAreRefused() {
    for (var bad :
        List.of(
            "ner.model=http://example.org/x.ser.gz",
            "pos.model=/etc/model",
            "customAnnotatorClass.x=Evil",
            "ssplit.eolonly=maybe",
            "ssplit.eolonly",
            "parse.maxlen=0")) {
      var step = STEP.options(bad);
      var e = assertThrows(IllegalArgumentException.class, () -> annotated(step, "x"));
      assertTrue(e.getMessage().contains(bad.split("=")[0]), e.getMessage());
    }
  }

  @Test
  void threadsAndFilesMakeNoDifference() {
    var many =
        Frame.text(
            "text",
            IntStream.range(0, 600).mapToObj(i -> "Row " + i + " didn't. ".repeat(i % 9)).toList());
    var fitted = STEP.fit(many);
    var one = fitted.apply(many, Run.seeded(1).threads(1)).fingerprint();
    var back = Store.load(Store.bytes(fitted), Annotate.Fitted.class);
    assertEquals(one, back.apply(many, Run.seeded(2).threads(3)).fingerprint());
    assertEquals("Stanford CoreNLP 4.5.10", fitted.version());
  }

  /** Whether the models are there depends on the profile; the rest of the rule does not. */
  @Test
  void layersWithoutTheirModelsSayWhatToAdd() {
    var backend = new CoreNlpAnnotator();
    assertEquals(EnumSet.allOf(Layer.class), backend.layers());
    backend.check(EnumSet.of(Layer.TOKENS, Layer.OFFSETS, Layer.SENTENCES), List.of());
    boolean models =
        StanfordCoreNLP.class.getResource(
                "/edu/stanford/nlp/models/pos-tagger/english-left3words-distsim.tagger")
            != null;
    var others =
        Set.of(Layer.POS, Layer.LEMMA, Layer.ENTITIES, Layer.DEPENDENCIES, Layer.SENTIMENT);
    for (var layer : others) {
      if (models) {
        backend.check(Set.of(layer), List.of());
        continue;
      }
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> backend.check(Set.of(layer), List.of()));
      for (var part : List.of(layer.word(), "--with corenlp-models", "-Pcorenlp-models"))
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  @Test
  void opennlpIsThereToo() {
    var out = annotated(new Annotate().layers(Layer.POS), "He didn't call.");
    assertEquals(List.of("PRON", "AUX+PART", "VERB", "PUNCT"), words(out, "text_pos"));
    assertFalse(out.has("text_tokens"));
  }
}
