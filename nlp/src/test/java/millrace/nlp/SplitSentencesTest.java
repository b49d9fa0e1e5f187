package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class SplitSentencesTest {
  private static final Run RUN = Run.seeded(1).threads(2);
  private static final SplitSentences JDK =
      new SplitSentences().splitter(SplitSentences.Splitter.JDK);

  private static List<String> cut(SplitSentences step, String text) {
    var spans = step.sentences(Column.Text.of(text), RUN);
    var out = new ArrayList<String>();
    for (int k = 0; k < spans.from().length; k++)
      out.add(text.substring(spans.from()[k], spans.to()[k]));
    return out;
  }

  @Test
  void englishByOpenNlp() {
    assertEquals(
        List.of(
            "Mr. Smith went to Washington.", "He met Dr. Jones at noon.", "Did they talk?", "Yes!"),
        cut(
            new SplitSentences(),
            "  Mr. Smith went to Washington. He met Dr. Jones at noon.\nDid they talk?  Yes! "));
    assertEquals(List.of(), cut(new SplitSentences(), ""));
    assertEquals(List.of(), cut(new SplitSentences(), " \n\t "));
    assertEquals(List.of("no full stop"), cut(new SplitSentences(), "no full stop"));
  }

  @Test
  void otherLanguagesByTheJdk() {
    assertEquals(
        List.of("Es regnet.", "Wirklich?", "Ja!"),
        cut(JDK.language("de"), "Es regnet. Wirklich? Ja!  "));
    assertEquals(List.of("今日は雨です。", "明日は晴れます。"), cut(JDK.language("ja"), "今日は雨です。明日は晴れます。"));
    assertEquals(List.of(), cut(JDK, " \n"));
  }

  @Test
  void manyTextsOnAnyNumberOfThreads() {
    var text = new Column.Text(Collections.nCopies(1000, "One. Two! "));
    var one = JDK.sentences(text, RUN.threads(1));
    var three = JDK.sentences(text, RUN.threads(3));
    assertEquals(2000, one.from().length);
    assertArrayEquals(one.starts(), three.starts());
    assertArrayEquals(one.from(), three.from());
    assertArrayEquals(one.to(), three.to());
    assertEquals("0-4:sentence 5-9:sentence", one.cell(999));
  }

  @Test
  void aStepAddsAColumnBesideTheText() {
    var frame = Frame.text("review", List.of("Good. Bad.", "")).with("n", Column.Numeric.of(1, 2));
    var fitted = new SplitSentences().fit(frame, RUN);
    var out = fitted.apply(frame);
    assertEquals(List.of("review", "review_sentences", "n"), List.copyOf(out.names()));
    assertEquals("0-5:sentence 6-10:sentence", out.column("review_sentences").cell(0));
    assertEquals("", out.column("review_sentences").cell(1));
    assertThrows(DataException.class, () -> new SplitSentences().fit(out, RUN));
  }

  @Test
  void aRowForEachSentence() {
    var frame =
        Frame.text("review", List.of("Good. Bad.", "", "So so"))
            .with("stars", Column.Nominal.of("5", "1", "3"))
            .target("stars");
    var rows = new SplitSentences().explode(frame, "review", RUN);
    assertEquals(3, rows.size());
    assertEquals(
        List.of("Good.", "Bad.", "So so"), rows.column("review", Column.Text.class).values());
    assertEquals(
        List.of("5", "5", "3"),
        Arrays.asList(
            rows.targetColumn().cell(0), rows.targetColumn().cell(1), rows.targetColumn().cell(2)));
  }

  @Test
  void languagesAreChecked() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SplitSentences().language("de").fit(Frame.text("x", List.of("a")), RUN));
    assertTrue(e.getMessage().contains("JDK"), e.getMessage());
    var bad = assertThrows(IllegalArgumentException.class, () -> JDK.language("no such!"));
    assertTrue(bad.getMessage().contains("no such!"), bad.getMessage());
  }
}
