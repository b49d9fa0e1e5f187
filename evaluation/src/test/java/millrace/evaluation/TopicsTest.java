package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.TopicModel;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

/** Scores of topic models against numpy and scipy ({@code golden/topics.py}). */
class TopicsTest {
  private static final JsonNode GOLDEN = Golden.read("topics.json");

  /** A model of given topics that gives each row the mixture it is told. */
  private record Given(Vocabulary words, int topics, double[] topicWords, double[] theta)
      implements TopicModel {
    @Override
    public double[] weights() {
      var out = new double[topics];
      Arrays.fill(out, 1.0 / topics);
      return out;
    }

    @Override
    public double[] mixtures(Frame frame, Run run) {
      return theta;
    }

    @Override
    public Frame apply(Frame frame) {
      return frame;
    }
  }

  private static List<List<String>> topics() {
    var out = new ArrayList<List<String>>();
    GOLDEN.get("topics").forEach(t -> out.add(Golden.strings(t)));
    return out;
  }

  @Test
  void diversityAndOverlap() {
    for (var c : GOLDEN.get("diversity")) {
      int n = c.get(0).asInt();
      Golden.near(c.get(1).asDouble(), Topics.diversity(topics(), n), "diversity " + n);
    }
    for (var c : GOLDEN.get("rbo")) {
      int n = c.get(0).asInt();
      double p = c.get(1).asDouble();
      Golden.near(c.get(2).asDouble(), Topics.invertedRbo(topics(), n, p), n + " " + p);
    }
    var same = List.of(List.of("a", "b"), List.of("a", "b"));
    assertEquals(.5, Topics.diversity(same, 2));
    assertEquals(0, Topics.invertedRbo(same, 2, .9), 1e-15);
    assertEquals(1, Topics.invertedRbo(List.of(List.of("a"), List.of("b")), 1, .9));
    var e = assertThrows(IllegalArgumentException.class, () -> Topics.diversity(same, 3));
    assertEquals("topic 0 has 2 words, but n is 3: ask the model for top(3)", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Topics.invertedRbo(same, 2, 1));
    assertThrows(
        IllegalArgumentException.class, () -> Topics.invertedRbo(same.subList(0, 1), 1, .9));
    assertThrows(IllegalArgumentException.class, () -> Topics.diversity(List.of(), 1));
  }

  @Test
  void assignmentsAreOptimal() {
    for (var c : GOLDEN.get("assignments")) {
      int rows = c.get("rows").asInt();
      int columns = c.get("columns").asInt();
      var gain = Golden.numbers(c.get("gain"));
      var column = Assignment.best(gain, rows, columns);
      assertEquals(rows, Arrays.stream(column).distinct().count());
      double sum = 0;
      for (int r = 0; r < rows; r++) sum += gain[r * columns + column[r]];
      Golden.near(c.get("best").asDouble(), sum, rows + " × " + columns);
    }
  }

  @Test
  void stability() {
    var models = new ArrayList<Given>();
    for (var r : GOLDEN.get("runs")) {
      var words = Vocabulary.of(Golden.strings(r.get("words")));
      models.add(
          new Given(words, r.get("topics").asInt(), Golden.numbers(r.get("phi")), new double[0]));
    }
    var s = Stability.of(models, 10, Run.seeded(1).threads(2));
    assertEquals(4, s.runs());
    Golden.near(GOLDEN.get("jaccard"), s.jaccard(), "jaccard");
    Golden.near(GOLDEN.get("cosine"), s.cosine(), "cosine");
    double sum = 0;
    for (int a = 0; a < 4; a++) for (int b = 0; b < a; b++) sum += s.jaccard()[a * 4 + b];
    Golden.near(sum / 6, s.meanJaccard(), "mean");
    var same = Stability.of(List.of(models.getFirst(), models.getFirst()), 10, Run.quiet());
    assertEquals(1, same.meanJaccard(), 1e-15);
    assertEquals(1, same.meanCosine(), 1e-15);
    assertThrows(
        IllegalArgumentException.class, () -> Stability.of(models.subList(0, 1), 10, Run.quiet()));
  }

  @Test
  void completion() {
    var c = GOLDEN.get("completion");
    var all = new ArrayList<String>();
    for (int w = 0; w < 40; w++) all.add("w" + w);
    var model =
        new Given(
            Vocabulary.of(all.subList(0, 39)),
            5,
            Golden.numbers(c.get("phi")),
            Golden.numbers(c.get("theta")));
    var counts = Golden.numbers(c.get("held"));
    var texts = new ArrayList<String>();
    var bag = new Bag(Vocabulary.of(all.reversed())); // other ids than the model's
    for (int d = 0; d < 12; d++) {
      var words = new ArrayList<String>();
      for (int w = 39; w >= 0; w--) {
        for (int i = 0; i < counts[d * 40 + w]; i++) words.add("w" + w);
        bag.add("w" + w, counts[d * 40 + w]);
      }
      bag.end();
      texts.add(String.join(" ", words));
    }
    var tokens = Frame.of("tokens", CoherenceTest.tokens(texts));
    var sparse = Frame.of("counts", bag.column());
    for (var held : List.of(tokens, sparse)) {
      for (int threads = 1; threads <= 3; threads++) {
        var run = Run.seeded(1).threads(threads);
        var score = Topics.completion(model, tokens, held, run);
        Golden.near(c.get("logLikelihood").asDouble(), score.logLikelihood(), "log likelihood");
        assertEquals(c.get("tokens").asLong(), score.tokens());
        assertEquals(c.get("unknown").asLong(), score.unknown());
        Golden.near(c.get("perplexity").asDouble(), score.perplexity(), "perplexity");
        assertEquals(score.perplexity(), Topics.perplexity(model, tokens, held, run));
      }
    }
    var run = Run.quiet();
    var fewer = tokens.head(3);
    var e = assertThrows(DataException.class, () -> Topics.perplexity(model, tokens, fewer, run));
    assertTrue(e.getMessage().startsWith("12 documents are seen and 3 held"), e.getMessage());
    var other = Frame.of("tokens", CoherenceTest.tokens(List.of("x y")));
    e = assertThrows(DataException.class, () -> Topics.perplexity(model, other, other, run));
    assertEquals("none of the 2 held words is known to the model", e.getMessage());
  }

  @Test
  void halvesAreEverySecondWord() {
    var columns = new LinkedHashMap<String, Column>();
    columns.put("tokens", CoherenceTest.tokens(List.of("a b c d e", "", "f", "a a a b")));
    columns.put("n", Column.Numeric.of(1, 2, 3, 4));
    var halves = Topics.halves(Frame.of(columns));
    assertEquals(List.of("a c e", "", "f", "a a"), cells(halves.seen()));
    assertEquals(List.of("b d", "", "", "a b"), cells(halves.held()));
    assertEquals("4", halves.held().column("n").cell(3));

    var bag = new Bag(Vocabulary.of("a", "b", "c"));
    bag.add("a", 3).add("b", 1).add("c", 2).end();
    bag.end();
    bag.add("b", 1).end();
    halves = Topics.halves(Frame.of("tokens", bag.column()));
    assertEquals(List.of("a:2 c:1", "", "b:1"), cells(halves.seen())); // a _ a _ c _
    assertEquals(List.of("a:1 b:1 c:1", "", ""), cells(halves.held())); // _ a _ b _ c
  }

  @Test
  void refusesOtherColumns() {
    var e = assertThrows(DataException.class, () -> Topics.halves(Frame.text("t", List.of("a b"))));
    assertEquals("no column is tokens or sparse: there are [t]", e.getMessage());
    var tokens = CoherenceTest.tokens(List.of("a b"));
    var two = Frame.of("x", tokens).with("y", tokens);
    e = assertThrows(DataException.class, () -> Topics.halves(two));
    assertTrue(
        e.getMessage().startsWith("the columns [x, y] are tokens or sparse"), e.getMessage());
    assertEquals("y", Topics.documents(two.target("x")));
    var bag = new Bag(Vocabulary.of("a")).add("a", .5).end();
    e = assertThrows(DataException.class, () -> Topics.halves(Frame.of("t", bag.column())));
    assertTrue(e.getMessage().startsWith("row 0 has 0.5 of 'a'"), e.getMessage());
  }

  private static List<String> cells(Frame frame) {
    var c = frame.column("tokens");
    var out = new ArrayList<String>();
    for (int i = 0; i < c.size(); i++) out.add(c.cell(i));
    return out;
  }

  /** Makes a sparse column. */
  private static final class Bag {
    private final Vocabulary words;
    private final List<Integer> starts = new ArrayList<>(List.of(0));
    private final List<Integer> index = new ArrayList<>();
    private final List<Double> value = new ArrayList<>();

    Bag(Vocabulary words) {
      this.words = words;
    }

    Bag add(String word, double n) {
      index.add(words.id(word));
      value.add(n);
      return this;
    }

    Bag end() {
      starts.add(index.size());
      return this;
    }

    Column.Sparse column() {
      return new Column.Sparse(
          starts.stream().mapToInt(i -> i).toArray(),
          index.stream().mapToInt(i -> i).toArray(),
          value.stream().mapToDouble(v -> v).toArray(),
          words);
    }
  }

  @Test
  void sparseHalvesLeaveNothingOut() {
    var bag = new Bag(Vocabulary.of("a", "b"));
    bag.add("a", 0).add("b", 5).end();
    var halves = Topics.halves(Frame.of("tokens", bag.column()));
    assertEquals(List.of("b:3"), cells(halves.seen()));
    assertEquals(List.of("b:2"), cells(halves.held()));
    assertArrayEquals(new int[] {0, 1}, ((Column.Sparse) halves.held().column("tokens")).starts());
  }
}
