package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Texts;
import org.junit.jupiter.api.Test;

class TextMatchTest {
  private static Texts said(String... texts) {
    return new Texts(Column.Text.of(texts));
  }

  @Test
  void exactMatchesAreCounted() {
    var truth = Column.Text.of("a b", "", "c", "d");
    assertEquals(.75, TextMatch.EXACT_MATCH.score(truth, said("a b", "", "c ", "d")));
    var tokens = new Column.Tokens(new int[] {0, 2, 2}, new int[] {1, 0}, Vocabulary.of("b", "a"));
    assertEquals(1, TextMatch.EXACT_MATCH.score(tokens, said("a b", "")));
    assertEquals("exact_match", TextMatch.EXACT_MATCH.key());
  }

  /** {@code golden/text_match.py}: sacreBLEU 2.6.0. */
  @Test
  void bleuAndChrfAreThoseOfSacrebleu() {
    var cases = Golden.read("text_match.json");
    assertEquals(18, cases.size());
    for (var c : cases) {
      var truth = texts(c.get("truth"));
      var said = new Texts(texts(c.get("said")));
      var why = c.toString();
      assertEquals(c.get("bleu").asDouble(), TextMatch.BLEU.score(truth, said), 1e-9, why);
      assertEquals(c.get("chrf").asDouble(), TextMatch.CHRF.score(truth, said), 1e-9, why);
    }
  }

  private static Column.Text texts(JsonNode lines) {
    var out = new ArrayList<String>();
    lines.forEach(l -> out.add(l.asText()));
    return new Column.Text(out);
  }

  @Test
  void wrongTruthIsRefused() {
    refused("numeric", Column.Numeric.of(1), said("1"));
    refused("1 rows but 2 predictions", Column.Text.of("a"), said("a", "b"));
    refused("no row", Column.Text.of(), said());
  }

  private static void refused(String why, Column truth, Texts said) {
    var e = assertThrows(DataException.class, () -> TextMatch.EXACT_MATCH.score(truth, said));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}
