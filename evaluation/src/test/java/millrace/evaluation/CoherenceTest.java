package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/**
 * Coherence against gensim 4.2.0 ({@code golden/coherence.py}), to a part in 10¹⁰: a topic's score
 * is a mean of logarithms, summed in another order.
 */
class CoherenceTest {
  private static final JsonNode GOLDEN = Golden.read("coherence.json");
  private static final double PART = 1e-10;

  @Test
  void equalsGensim() {
    int n = 0;
    for (var name : List.of("tiny", "planted", "dense")) {
      var c = GOLDEN.get(name);
      var corpus = tokens(Golden.strings(c.get("texts")));
      for (var expected : c.get("scores")) {
        var kind = Coherence.valueOf(expected.get("kind").asText().toUpperCase(Locale.ROOT));
        int window = expected.get("window").asInt();
        var scores =
            kind.of(topics(c), corpus, window == 0 ? kind.window() : window, Run.seeded(1));
        var what = name + " " + kind + " " + window;
        var topics = Golden.numbers(expected.get("topics"));
        assertEquals(topics.length, scores.topics().length, what);
        for (int t = 0; t < topics.length; t++) {
          Golden.near(topics[t], scores.topics()[t], PART, what + " topic " + t);
          n++;
        }
        Golden.near(expected.get("mean").asDouble(), scores.mean(), PART, what);
        if (window == 0) {
          assertEquals(scores.mean(), kind.of(topics(c), corpus).mean(), what);
        }
      }
    }
    assertEquals(11 * (3 + 10 + 2), n);
  }

  @Test
  void isTheSameOnAnyNumberOfThreads() {
    var texts = new ArrayList<String>();
    for (int i = 0; i < 30; i++) texts.addAll(Golden.strings(GOLDEN.get("planted").get("texts")));
    var corpus = tokens(texts);
    for (var kind : Coherence.values()) {
      var run = Run.seeded(1);
      var one = kind.of(topics(GOLDEN.get("planted")), corpus, kind.window(), run.threads(1));
      var three = kind.of(topics(GOLDEN.get("planted")), corpus, kind.window(), run.threads(3));
      assertArrayEquals(one.topics(), three.topics());
    }
  }

  @Test
  void countsWholeDocumentsOfABagOfWords() {
    for (var name : List.of("tiny", "planted", "dense")) {
      var corpus = tokens(Golden.strings(GOLDEN.get(name).get("texts")));
      for (var kind : Coherence.values()) {
        var run = Run.quiet();
        assertArrayEquals(
            kind.of(topics(GOLDEN.get(name)), corpus, Coherence.DOCUMENT, run).topics(),
            kind.of(topics(GOLDEN.get(name)), bag(corpus), Coherence.DOCUMENT, run).topics(),
            name + " " + kind);
      }
    }
    var bag = bag(tokens(List.of("a b", "b c")));
    var topics = List.of(List.of("a", "b"));
    assertEquals(Math.log((.5 + 1e-12) / .5), Coherence.U_MASS.of(topics, bag).mean(), 0);
    var e = assertThrows(DataException.class, () -> Coherence.C_V.of(topics, bag));
    assertTrue(e.getMessage().contains("C_V counts windows of 110 words"), e.getMessage());
    assertTrue(e.getMessage().contains("Coherence.DOCUMENT"), e.getMessage());
  }

  @Test
  void leavesOutWhatTheCorpusHasNot() {
    var corpus = tokens(List.of("a b c a", "b c", "a c d"));
    var some = List.of(List.of("a", "nowhere", "b", "c"), List.of("d", "nowhere"), List.of("x"));
    var all = List.of(List.of("a", "b", "c"));
    for (var kind : Coherence.values()) {
      var scores = kind.of(some, corpus);
      assertEquals(kind.of(all, corpus).topics()[0], scores.topics()[0]);
      assertTrue(Double.isNaN(scores.topics()[1]) && Double.isNaN(scores.topics()[2]));
      assertEquals(scores.topics()[0], scores.mean());
    }
    // In the vocabulary, but in no document: d after its row is gone.
    var without = corpus.rows(0, 1);
    assertTrue(Double.isNaN(Coherence.C_V.of(List.of(List.of("a", "d")), without).mean()));
  }

  @Test
  void emptyDocumentsAreNoWindows() {
    var corpus = tokens(List.of("a b", "", "b c"));
    var full = corpus.rows(0, 2);
    var topics = List.of(List.of("a", "b"));
    assertEquals(
        Coherence.C_UCI.of(topics, full).mean(), Coherence.C_UCI.of(topics, corpus).mean());
    assertEquals(
        Math.log((1 / 3. + 1e-12) / (2 / 3.)),
        Coherence.U_MASS.of(List.of(List.of("b", "a")), corpus).mean());
  }

  @Test
  void refusesWhatItCannotScore() {
    var corpus = tokens(List.of("a b"));
    var twice = List.of(List.of("a"), List.of("b", "a", "b"));
    var e = assertThrows(IllegalArgumentException.class, () -> Coherence.C_V.of(twice, corpus));
    assertEquals("topic 1 lists 'b' twice", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Coherence.C_V.of(List.of(), corpus));
    var topics = List.of(List.of("a", "b"));
    e =
        assertThrows(
            IllegalArgumentException.class, () -> Coherence.C_V.of(topics, corpus, 0, Run.quiet()));
    assertEquals("window must be at least 1 but is 0", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Coherence.U_MASS.of(topics, corpus, 10, Run.quiet()));
    assertTrue(e.getMessage().startsWith("window is 10, but u_mass"), e.getMessage());
    var d =
        assertThrows(DataException.class, () -> Coherence.C_V.of(topics, Column.Text.of("a b")));
    assertTrue(d.getMessage().startsWith("the corpus is text"), d.getMessage());
  }

  private static List<List<String>> topics(JsonNode of) {
    return Golden.strings(of.get("topics")).stream().map(t -> List.of(t.split(" "))).toList();
  }

  static Column.Tokens tokens(List<String> texts) {
    var starts = new int[texts.size() + 1];
    var all = new ArrayList<String>();
    for (int i = 0; i < texts.size(); i++) {
      if (!texts.get(i).isEmpty()) all.addAll(List.of(texts.get(i).split(" ")));
      starts[i + 1] = all.size();
    }
    var words = Vocabulary.of(all);
    return new Column.Tokens(starts, all.stream().mapToInt(words::id).toArray(), words);
  }

  static Column.Sparse bag(Column.Tokens tokens) {
    var starts = new int[tokens.size() + 1];
    var index = IntStream.builder();
    for (int i = 0; i < tokens.size(); i++) {
      var distinct = IntStream.of(tokens.row(i)).sorted().distinct().toArray();
      for (int w : distinct) index.add(w);
      starts[i + 1] = starts[i] + distinct.length;
    }
    var ids = index.build().toArray();
    var value = new double[ids.length];
    Arrays.fill(value, 1);
    return new Column.Sparse(starts, ids, value, tokens.words());
  }
}
