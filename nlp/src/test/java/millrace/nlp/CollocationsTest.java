package millrace.nlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import millrace.data.Frame;
import millrace.nlp.Collocations.Scoring;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Collocations against gensim 4.2 and NLTK 3.8 ({@code golden/words.py}): scores to 1e-14, since
 * they are the same few operations.
 */
class CollocationsTest {
  private static final JsonNode GOLDEN = Golden.read("words.json");
  private static final Run RUN = Run.seeded(1);

  @Test
  void phrasesAreGensims() {
    var npmi = new Collocations().scoring(Scoring.NPMI);
    var steps =
        Map.of(
            "default", new Collocations(),
            "lower", new Collocations().minCount(3).threshold(4.5),
            "connectors",
                new Collocations().threshold(2).connectors(Collocations.ENGLISH_CONNECTORS),
            "npmi", npmi.threshold(.3),
            "npmi connectors", npmi.threshold(.4).connectors(Collocations.ENGLISH_CONNECTORS));
    var sentences = Golden.strings(GOLDEN.get("sentences"));
    var frame = Frame.of("x", Rows.tokens(sentences));
    assertEquals(steps.size(), GOLDEN.get("phrases").size());
    steps.forEach(
        (name, step) -> {
          var golden = GOLDEN.get("phrases").get(name);
          var fitted = step.fit(frame, RUN);
          var phrases = fitted.phrases("x");
          assertEquals(golden.get("phrases").size(), phrases.size(), name);
          for (var p : phrases) {
            double expected = golden.get("phrases").get(p.text()).doubleValue();
            assertEquals(expected, p.score(), 1e-14 * expected, name + " " + p);
          }
          for (int i = 1; i < phrases.size(); i++)
            assertTrue(phrases.get(i - 1).score() >= phrases.get(i).score());
          assertEquals(
              Golden.strings(golden.get("sentences")), Rows.text(fitted.apply(frame)), name);
        });
  }

  @Test
  void measuresAreNltks() {
    for (var m : GOLDEN.get("measures")) {
      var c = m.get("counts");
      int ab = c.get(0).intValue();
      int a = c.get(1).intValue();
      int b = c.get(2).intValue();
      int n = c.get(3).intValue();
      var pmi = new Collocations().scoring(Scoring.PMI);
      assertEquals(m.get("pmi").doubleValue(), pmi.score(a, b, ab, 1, n), 1e-14 * 10);
      // NLTK adds 1e-20 within its logarithms, which is less than they resolve; its sum of four
      // large terms that nearly cancel loses digits
      var ratio = new Collocations().scoring(Scoring.LIKELIHOOD_RATIO);
      double expected = m.get("ratio").doubleValue();
      assertEquals(expected, ratio.score(a, b, ab, 1, n), 1e-9 * expected);
    }
  }

  @Test
  void pairsThatAvoidEachOtherAreNoPhrases() {
    var ratio = new Collocations().scoring(Scoring.LIKELIHOOD_RATIO).minCount(1);
    assertEquals(0, ratio.score(500, 500, 1, 1, 1000));
    assertEquals(Double.NEGATIVE_INFINITY, ratio.minCount(5).score(10, 10, 4, 1, 1000));
    assertEquals(1, new Collocations().scoring(Scoring.NPMI).score(7, 7, 7, 1, 7));
  }

  @Test
  void newRowsAreJoinedFromLeftToRight() {
    var train = Rows.frame("a b", "a b", "b c", "b c", "d of e", "d of e", "f", "g");
    var fitted =
        new Collocations()
            .minCount(2)
            .scoring(Scoring.NPMI)
            .threshold(.1)
            .connectors("of")
            .fit(train, RUN);
    assertEquals(3, fitted.phrases("x").size());
    var rows =
        Rows.frame("a b c", "x b c a", "d of e of of d", "of d of", "d e", "a of b", "", "a b a b");
    assertEquals(
        List.of("a_b c", "x b_c a", "d_of_e of of d", "of d of", "d e", "a of b", "", "a_b a_b"),
        Rows.text(fitted.apply(rows)));
    assertEquals(List.of("q"), Rows.text(fitted.apply(Rows.frame("q"))));
  }

  @Test
  void twiceMakesLongerPhrases() {
    var train = Rows.frame("new york times", "new york times", "new york times", "a b", "c d");
    var step = new Collocations().minCount(1).threshold(.5);
    var once = step.fit(train, RUN).apply(train);
    var twice = step.fit(once, RUN).apply(once);
    assertEquals("new_york times", Rows.text(once).getFirst());
    assertEquals("new_york_times", Rows.text(twice).getFirst());
  }

  @Test
  void thresholdsOutOfReachAreRefused() {
    var train = Rows.frame("a b");
    var npmi = new Collocations().scoring(Scoring.NPMI);
    var e = assertThrows(IllegalArgumentException.class, () -> npmi.fit(train, RUN));
    assertTrue(e.getMessage().contains("threshold"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new Collocations().threshold(0).fit(train, RUN));
    var fitted = new Collocations().fit(train, RUN);
    assertThrows(IllegalArgumentException.class, () -> fitted.phrases("y"));
  }
}
