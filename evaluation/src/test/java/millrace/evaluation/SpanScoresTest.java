package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.learn.Prediction.Sequences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts by hand, and CoreNLP's on random labels ({@code golden/spans.py}). */
class SpanScoresTest {
  private static Column.Tokens labels(List<String> rows) {
    var all =
        rows.stream().map(r -> r.isEmpty() ? List.<String>of() : List.of(r.split(" "))).toList();
    var words = Vocabulary.of(all.stream().flatMap(List::stream).toList());
    var starts = new int[rows.size() + 1];
    for (int i = 0; i < rows.size(); i++) starts[i + 1] = starts[i] + all.get(i).size();
    var ids = all.stream().flatMap(List::stream).mapToInt(words::id).toArray();
    return new Column.Tokens(starts, ids, words);
  }

  private static SpanScores score(List<String> truth, List<String> said) {
    return SpanScores.of(labels(truth), new Sequences(labels(said)));
  }

  /** How many spans there are: as truth, against nothing but O. */
  @ParameterizedTest
  @CsvSource({
    "B-X I-X O B-X, 2",
    "I-X I-X O I-X, 2",
    "O I-X I-Y, 2",
    "B-X B-X I-X, 2",
    "B-X I-Y I-Y, 2",
    "I-X B-X I-X, 2",
    "E-X E-X I-X E-X, 3",
    "I-X E-X I-X, 2",
    "B-X I-X E-X B-X E-X S-X S-X, 4",
    "S-X I-X, 2",
    "B-X S-X E-X, 3",
    "B-X L-X U-X O U-Y, 3",
    "B I O I, 2",
    "B- I-, 1",
    "B-X-Y I-X-Y I-X-Z, 2",
    "O NN X-NP -X 'o', 0",
  })
  void whatIsASpan(String row, int spans) {
    var outside = row.replaceAll("\\S+", "O");
    var scores = score(List.of(row), List.of(outside));
    assertEquals(List.of(0, 0, spans), List.of(scores.right(), scores.said(), scores.truth()));
    assertEquals(spans, score(List.of(row), List.of(row)).right());
    assertEquals(spans, score(List.of(outside), List.of(row)).said());
  }

  @Test
  void aSpanIsRightIfBothEndsAndItsTypeAre() {
    var truth = List.of("B-X I-X O B-Y", "", "I-X", "B-X I-X I-X");
    var said = List.of("I-X I-X B-Y I-Y", "", "B-X", "B-X I-X B-X");
    var s = score(truth, said);
    assertEquals(new SpanScores.Type("X", 2, 4, 3), s.types().get(0));
    assertEquals(new SpanScores.Type("Y", 0, 1, 1), s.types().get(1));
    assertEquals(2 / 5.0, s.precision());
    assertEquals(2 / 4.0, s.recall());
    assertEquals(4 / 9.0, s.f1());
    assertEquals(0.5, s.types().getFirst().precision());
    assertEquals(
        """
              precision  recall     F1   right    said    true
        all      0.4000  0.5000 0.4444       2       5       4
        X        0.5000  0.6667 0.5714       2       4       3
        Y        0.0000  0.0000 0.0000       0       1       1\
        """
            .lines()
            .toList(),
        s.toString().lines().toList());
  }

  @Test
  void metricsAreItsShares() {
    var truth = labels(List.of("B-X I-X O B-Y", "I-X"));
    var said = new Sequences(labels(List.of("B-X I-X B-Y I-Y", "O")));
    assertEquals(1 / 2.0, SequenceLabelling.SPAN_PRECISION.score(truth, said));
    assertEquals(1 / 3.0, SequenceLabelling.SPAN_RECALL.score(truth, said));
    assertEquals(2 / 5.0, SequenceLabelling.SPAN_F1.score(truth, said));
    assertEquals("span_f1", SequenceLabelling.SPAN_F1.key());
    var none = labels(List.of("O O O O", "O"));
    assertEquals(0, SequenceLabelling.SPAN_F1.score(none, new Sequences(none)));
  }

  @Test
  void rowsMayBeginAnywhereInTheArrays() {
    var truth = labels(List.of("O", "B-X I-X", "B-Y"));
    var cut = new Column.Tokens(new int[] {1, 3, 4}, truth.ids(), truth.words());
    var s = SpanScores.of(cut, new Sequences(labels(List.of("B-X I-X", "B-X"))));
    assertEquals(List.of(1, 2, 2), List.of(s.right(), s.said(), s.truth()));
  }

  @Test
  void otherLengthsAreRefused() {
    var e = assertThrows(DataException.class, () -> score(List.of("O", "O O"), List.of("O", "O")));
    assertEquals("row 1 has 2 labels but 1 predicted", e.getMessage());
  }

  static List<JsonNode> golden() {
    return StreamSupport.stream(Golden.read("spans.json").get("cases").spliterator(), false)
        .toList();
  }

  /** Counts are equal; shares of a type are printed by the peer in percent with two digits. */
  @ParameterizedTest
  @MethodSource("golden")
  void agreesWithCoreNlp(JsonNode c) {
    var scores = score(strings(c.get("truth")), strings(c.get("said")));
    var expected = c.get("expected");
    assertEquals(
        List.of(
            expected.get("right").asInt(),
            expected.get("said").asInt(),
            expected.get("truth").asInt()),
        List.of(scores.right(), scores.said(), scores.truth()));
    assertEquals(expected.get("types").size(), scores.types().size());
    for (var t : scores.types()) {
      var type = expected.get("types").get(t.name());
      assertEquals(type.get("said").asInt(), t.said());
      assertEquals(type.get("precision").asDouble(), 100 * t.precision(), 0.0051);
      assertEquals(type.get("recall").asDouble(), 100 * t.recall(), 0.0051);
      assertEquals(type.get("f1").asDouble(), 100 * t.f1(), 0.0051);
    }
  }

  private static List<String> strings(JsonNode array) {
    var out = new ArrayList<String>();
    array.forEach(s -> out.add(s.asText()));
    return out;
  }
}
