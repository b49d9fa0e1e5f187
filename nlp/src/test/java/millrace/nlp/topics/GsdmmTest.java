package millrace.nlp.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Clustering;
import millrace.run.Run;
import millrace.store.Store;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GsdmmTest {
  private final Frame planted = Corpora.planted(200, 4, 8, 1);

  /** Equation 4 by logarithms of the gamma function (commons-math), normalised. */
  private static double[] byGamma(
      GsdmmWeights w, int[] document, int clusters, double alpha, double beta) {
    int words = w.counts.length / w.stride;
    var times = new int[words];
    for (int id : document) times[id]++;
    var logs = new double[clusters];
    for (int c = 0; c < clusters; c++) {
      logs[c] = Math.log(w.documents[c] + alpha);
      for (int i = 0; i < words; i++) {
        double n = w.counts[i * w.stride + c] + beta;
        logs[c] += Gamma.logGamma(n + times[i]) - Gamma.logGamma(n);
      }
      double n = w.tokens[c] + words * beta;
      logs[c] += Gamma.logGamma(n) - Gamma.logGamma(n + document.length);
    }
    double most = Arrays.stream(logs).max().orElseThrow();
    var p = Arrays.stream(logs).map(l -> Math.exp(l - most)).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(v -> v / sum).toArray();
  }

  /**
   * The tolerance is that of the difference of logarithms of the gamma function, whose values reach
   * thousands here: their rounding, not that of the products, limits the comparison.
   */
  @Test
  void theConditionalIsThatOfTheGammaFunction() {
    var random = Run.seeded(3).random("counts");
    int k = 13;
    int v = 40;
    for (double beta : new double[] {1e-9, 0.1, 3}) {
      for (int length : new int[] {1, 2, 9, 40, 400, 3000}) {
        var counts = random.ints((long) v * k, 0, 30).toArray();
        var documents = random.ints(k, 1, 20).toArray();
        var tokens = new int[k];
        for (int i = 0; i < counts.length; i++) tokens[i % k] += counts[i];
        var w = new GsdmmWeights(0.1, beta, counts, documents, tokens);
        var document = random.ints(length, 0, v).sorted().toArray();
        w.of(document, 0, length, k);
        double sum = Arrays.stream(w.weight).sum();
        var found = Arrays.stream(w.weight).limit(k).map(p -> p / sum).toArray();
        assertArrayEquals(byGamma(w, document, k, 0.1, beta), found, 1e-9);
      }
    }
  }

  @Test
  void countsAreThoseOfTheClusters() {
    var documents = Documents.train(planted, "words", new Gsdmm()).tokens(new Gsdmm()).sorted();
    var random = Run.seeded(5).random("start");
    var cluster = random.ints(documents.size(), 0, 30).toArray();
    var sampler = new GsdmmSampler(documents, 30, 0.1, 0.1, cluster);
    for (int i = 0; i < 6; i++) {
      if (i < 4) sampler.sweep(random);
      else sampler.settle();
      var w = sampler.weights();
      var counts = new int[w.counts.length];
      var sizes = new int[30];
      var tokens = new int[30];
      for (int d = 0; d < documents.size(); d++) {
        int c = sampler.cluster[d];
        sizes[c]++;
        for (int at = documents.starts()[d]; at < documents.starts()[d + 1]; at++) {
          counts[documents.word()[at] * 30 + c]++;
          tokens[c]++;
        }
      }
      assertArrayEquals(counts, w.counts);
      assertArrayEquals(sizes, w.documents);
      assertArrayEquals(tokens, w.tokens);
      for (int c = 0; c < 30; c++) assertEquals(c < sampler.used(), sizes[c] > 0);
    }
  }

  /** All empty clusters together are drawn as often as if each stood for itself. */
  @Test
  void emptyClustersAreDrawnInProportion() {
    var documents =
        Documents.train(Corpora.of(List.of("a b", "a b")), "words", new Gsdmm()).sorted();
    var random = Run.seeded(1).random("draws");
    int apart = 0;
    int draws = 40_000;
    for (int i = 0; i < draws; i++) {
      var sampler = new GsdmmSampler(documents, 5, 1, 0.5, new int[] {0, 0});
      sampler.sweep(random);
      // the second document, given where the first is: joined 2·(1.5·1.5)/(3·4), others 1·(.25/2)
      if (sampler.cluster[0] != sampler.cluster[1]) apart++;
    }
    double joined = 2 * 1.5 * 1.5 / (3 * 4);
    double alone = 4 * 0.5 * 0.5 / (1 * 2);
    double expected = alone / (joined + alone);
    double deviation = Math.sqrt(expected * (1 - expected) / draws);
    assertEquals(expected, apart / (double) draws, 4 * deviation);
  }

  @Test
  void findsWhatWasPlantedAndHowMany() {
    var model = new Gsdmm().topics(50).fit(planted, Run.seeded(1));
    var truth = Corpora.truth(200, 4);
    assertEquals(4, model.topics());
    assertEquals(1, Clustering.NMI.score(truth, model.trainingClusters()), 1e-12);
    assertEquals(1, Clustering.NMI.score(truth, model.clusters(planted, Run.seeded(1))), 1e-12);
    var others = Corpora.planted(80, 4, 8, 2);
    assertEquals(
        1,
        Clustering.NMI.score(Corpora.truth(80, 4), model.clusters(others, Run.seeded(1))),
        1e-12);
    assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, model.weights(), 1e-12);
    for (var words : model.top(5)) {
      var topic = words.getFirst().substring(0, 2);
      assertTrue(words.stream().allMatch(w -> w.startsWith(topic)), words.toString());
    }
    var p = model.topicWords();
    int v = model.words().size();
    for (int c = 0; c < 4; c++) assertEquals(1, Arrays.stream(p, c * v, c * v + v).sum(), 1e-12);
  }

  @Test
  void tokensAndCountsGiveTheSame() {
    var trainer = new Gsdmm().topics(20);
    assertArrayEquals(
        Store.bytes(trainer.fit(planted, Run.seeded(1))),
        Store.bytes(trainer.fit(Corpora.sparse(planted), Run.seeded(1))));
  }

  @Test
  void unknownWordsAreNothingAndADocumentWithoutWordsGetsThePrior() {
    var frame = Corpora.of(List.of("a a b", "", "x y y", "x y x", "b a"));
    var model = new Gsdmm().topics(10).fit(frame, Run.seeded(2));
    assertEquals(-1, model.trainingClusters().cluster()[1]);
    int k = model.topics();
    var said = model.mixtures(Corpora.of(List.of("new words", "a new b", "a b")));
    var prior = new double[k];
    for (int c = 0; c < k; c++) prior[c] = (model.documents()[c] + 0.1) / (4 + k * 0.1);
    assertArrayEquals(prior, Arrays.copyOf(said, k), 1e-12);
    assertArrayEquals(Arrays.copyOfRange(said, k, 2 * k), Arrays.copyOfRange(said, 2 * k, 3 * k));
  }

  @Test
  void goesOnWhereItStopped(@TempDir Path folder) throws Exception {
    var trainer = new Gsdmm().topics(30).alpha(0);
    var whole = Store.bytes(trainer.fit(planted, Run.seeded(4)));
    var run = Run.seeded(4).checkpoints(folder, Duration.ZERO);
    assertThrows(
        IllegalStateException.class,
        () ->
            trainer.fit(
                planted,
                run.listen(
                    p -> {
                      if (p.done() == 7) throw new IllegalStateException("killed");
                    })));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
    var first = new long[] {-1};
    var resumed =
        trainer.fit(
            planted,
            run.listen(
                p -> {
                  if (first[0] < 0) first[0] = p.done();
                }));
    assertEquals(7, first[0]);
    assertArrayEquals(whole, Store.bytes(resumed));
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void saysWhatItCannotRead() {
    var counts =
        new Column.Sparse(new int[] {0, 1}, new int[] {0}, new double[] {0.5}, Vocabulary.of("a"));
    var e = assertThrows(DataException.class, () -> new Gsdmm().fit(Frame.of("tfidf", counts)));
    assertTrue(e.getMessage().contains("'a' is there 0.5 times"), e.getMessage());
    var model = new Gsdmm().column("words").fit(Corpora.of(List.of("a b", "b a")), Run.seeded(1));
    e = assertThrows(DataException.class, () -> model.mixtures(Frame.of("words", counts)));
    assertTrue(e.getMessage().startsWith("Gsdmm counts words"), e.getMessage());
    var huge =
        new Column.Sparse(
            new int[] {0, 2},
            new int[] {0, 1},
            new double[] {1e300, 1e300},
            Vocabulary.of("a", "b"));
    e = assertThrows(DataException.class, () -> new Gsdmm().fit(Frame.of("counts", huge)));
    assertTrue(e.getMessage().contains("more, but an array holds fewer"), e.getMessage());
    e = assertThrows(DataException.class, () -> new Gsdmm().fit(Corpora.of(List.of("", " "))));
    assertTrue(e.getMessage().contains("no document of column 'words'"), e.getMessage());
    e =
        assertThrows(
            DataException.class,
            () -> new Gsdmm().column("text").fit(Frame.text("text", List.of("a"))));
    assertTrue(e.getMessage().contains("'text' is text"), e.getMessage());
  }
}
