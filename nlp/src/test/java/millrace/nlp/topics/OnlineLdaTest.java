package millrace.nlp.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Clustering;
import millrace.nlp.topics.OnlineLda.LearningMethod;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineLdaTest {
  private final Frame planted = Corpora.planted(300, 4, 20, 1);

  private static JsonNode golden() throws IOException {
    try (var in = OnlineLdaTest.class.getResourceAsStream("/golden/online_lda.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static double[] doubles(JsonNode values) {
    var out = new double[values.size()];
    for (int i = 0; i < out.length; i++) out[i] = values.get(i).asDouble();
    return out;
  }

  private static int[] ints(JsonNode values) {
    var out = new int[values.size()];
    for (int i = 0; i < out.length; i++) out[i] = values.get(i).asInt();
    return out;
  }

  private static Frame counts(JsonNode golden, String starts, String word, String count) {
    var names = new ArrayList<String>();
    for (int w = 0; w < golden.get("words").asInt(); w++) names.add("w" + w);
    return Frame.of(
        "counts",
        new Column.Sparse(
            ints(golden.get(starts)),
            ints(golden.get(word)),
            doubles(golden.get(count)),
            Vocabulary.of(names)));
  }

  /** Topic by topic to word by word, and back. */
  private static double[] transposed(double[] values, int rows) {
    int columns = values.length / rows;
    var out = new double[values.length];
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < columns; c++) out[c * rows + r] = values[r * columns + c];
    return out;
  }

  /**
   * scikit-learn 1.2.1 from the same start (online_lda.py): relative 1e-9, as the sums have other
   * orders there and the rounds of the iteration hand the differences on.
   */
  @Test
  void isScikitLearns() throws IOException {
    var golden = golden();
    var train = counts(golden, "starts", "word", "count");
    var fresh = counts(golden, "newStarts", "newWord", "newCount");
    var online =
        new OnlineLda()
            .topics(5)
            .learningMethod(LearningMethod.ONLINE)
            .batchSize(16)
            .maxIter(4)
            .learningOffset(5)
            .learningDecay(0.8);
    var priors =
        new OnlineLda()
            .topics(4)
            .docTopicPrior(0.1)
            .topicWordPrior(0.01)
            .maxIter(20)
            .meanChangeTol(1e-5);
    var stops = new OnlineLda().topics(3).maxIter(50).evaluateEvery(2).perpTol(0.5);
    compare(golden.get("cases").get("batch"), new OnlineLda().topics(3), train, fresh, 0);
    compare(golden.get("cases").get("online"), online, train, fresh, 0);
    compare(golden.get("cases").get("priors"), priors, train, fresh, 0);
    // scikit-learn does not count the pass after which it stops
    compare(golden.get("cases").get("stops"), stops, train, fresh, 1);
  }

  private static void compare(
      JsonNode expected, OnlineLda lda, Frame train, Frame fresh, int uncounted) {
    int k = lda.topics();
    var start = transposed(doubles(expected.get("start")), k);
    var model = lda.fit(train, start, false, Run.seeded(1).threads(2));
    assertEquals(expected.get("iterations").asInt() + uncounted, model.passes());
    close(doubles(expected.get("components")), transposed(model.lambda(), model.words().size()));
    close(doubles(expected.get("mixtures")), model.mixtures(fresh));
    double perplexity = expected.get("perplexity").asDouble();
    assertEquals(perplexity, model.perplexity(), 1e-9 * perplexity);
  }

  private static void close(double[] expected, double[] found) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++)
      assertEquals(expected[i], found[i], 1e-9 * Math.max(1e-3, expected[i]), "at " + i);
  }

  @Test
  void findsPlantedTopics() {
    for (var method : LearningMethod.values()) {
      var lda = new OnlineLda().topics(4).learningMethod(method).batchSize(50).maxIter(20);
      var model = lda.fit(planted, Run.seeded(2));
      var truth = Corpora.truth(300, 4);
      assertTrue(Clustering.NMI.score(truth, model.clusters(planted, Run.seeded(1))) > 0.95);
      assertEquals(1, Arrays.stream(model.weights()).sum(), 1e-12);
      for (double w : model.weights()) assertEquals(0.25, w, 0.05);
      for (var words : model.top(5)) {
        var topic = words.getFirst().substring(0, 2);
        assertTrue(words.stream().allMatch(w -> w.startsWith(topic)), words.toString());
      }
      int v = model.words().size();
      for (int t = 0; t < 4; t++)
        assertEquals(1, Arrays.stream(model.topicWords(), t * v, t * v + v).sum(), 1e-12);
    }
  }

  @Test
  void theThreadsAndTheKindOfColumnDoNotMatter() {
    for (var method : LearningMethod.values()) {
      var lda = new OnlineLda().topics(5).learningMethod(method).batchSize(70).maxIter(3);
      var one = Store.bytes(lda.fit(planted, Run.seeded(2).threads(1)));
      assertArrayEquals(one, Store.bytes(lda.fit(planted, Run.seeded(2).threads(3))));
      var sparse = Corpora.sparse(planted);
      assertArrayEquals(one, Store.bytes(lda.fit(sparse, Run.seeded(2).threads(2))));
    }
  }

  @Test
  void tinyPriorsAndEmptyDocumentsGiveNumbers() {
    var frame = Corpora.of(List.of("a b", "", "b c c"));
    var model =
        new OnlineLda()
            .topics(3)
            .docTopicPrior(1e-9)
            .topicWordPrior(1e-9)
            .fit(frame, Run.seeded(1));
    var said = model.mixtures(Corpora.of(List.of("", "a", "zzz")));
    for (int d = 0; d < 3; d++) assertEquals(1, Arrays.stream(said, 3 * d, 3 * d + 3).sum(), 1e-12);
    for (int t = 0; t < 3; t++) assertEquals(1.0 / 3, said[t], 1e-12);
    for (double p : model.topicWords()) assertTrue(p >= 0 && p <= 1, "" + p);
  }

  @Test
  void goesOnWhereItStopped(@TempDir Path folder) {
    var lda =
        new OnlineLda()
            .topics(4)
            .learningMethod(LearningMethod.ONLINE)
            .batchSize(64)
            .maxIter(4)
            .evaluateEvery(1)
            .perpTol(0);
    var whole = Store.bytes(lda.fit(planted, Run.seeded(4)));
    var run = Run.seeded(4).checkpoints(folder, Duration.ZERO);
    assertThrows(
        IllegalStateException.class,
        () ->
            lda.fit(
                planted,
                run.listen(
                    p -> {
                      if (p.done() == 12) throw new IllegalStateException("killed");
                    })));
    var first = new long[] {-1};
    var resumed =
        lda.fit(
            planted,
            run.listen(
                p -> {
                  if (first[0] < 0) first[0] = p.done();
                }));
    assertEquals(12, first[0]);
    assertArrayEquals(whole, Store.bytes(resumed));
  }

  @Test
  void refusesNegativeCounts() {
    var counts =
        new Column.Sparse(new int[] {0, 1}, new int[] {0}, new double[] {-1}, Vocabulary.of("a"));
    var e = assertThrows(DataException.class, () -> new OnlineLda().fit(Frame.of("bag", counts)));
    assertTrue(e.getMessage().contains("holds -1.0 for 'a'"), e.getMessage());
  }
}
