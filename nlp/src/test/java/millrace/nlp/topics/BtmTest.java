package millrace.nlp.topics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.evaluation.Clustering;
import millrace.run.Run;
import millrace.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BtmTest {
  private final Frame planted = Corpora.planted(200, 4, 6, 1);
  private final Btm few = new Btm().topics(4).alpha(0.1).iterations(60);

  private static Documents read(Frame frame) {
    return Documents.train(frame, "words", new Btm()).tokens(new Btm());
  }

  @Test
  void bitermsAreDifferentWordsWithinTheWindow() {
    var documents = read(Corpora.of(List.of("a b a c", "d", "c c", "a d")));
    var all = Biterms.of(documents, 0);
    assertArrayEquals(new int[] {0, 5, 5, 5, 6}, all.starts());
    assertArrayEquals(new int[] {0, 0, 1, 1, 0, 0}, all.first());
    assertArrayEquals(new int[] {1, 2, 0, 2, 2, 3}, all.second());
    var near = Biterms.of(documents, 2);
    assertArrayEquals(new int[] {0, 3, 3, 3, 4}, near.starts());
    assertArrayEquals(new int[] {0, 1, 0, 0}, near.first());
    assertArrayEquals(new int[] {1, 0, 2, 3}, near.second());
  }

  /** After any sweep the counts are those of the biterms' topics. */
  @Test
  void countsAreThoseOfTheTopics() {
    var documents = read(planted);
    var biterms = Biterms.of(documents, 15);
    int v = documents.words().size();
    var random = Run.seeded(1).random("sweeps");
    var topic = random.ints(biterms.size(), 0, 5).toArray();
    var sampler = new BtmSampler(biterms, v, 5, 0.1, 0.01);
    for (int b = 0; b < topic.length; b++) sampler.count(b, topic[b], 1);
    for (int i = 0; i < 3; i++) sampler.sweep(topic, 0, topic.length, random);
    var counts = new int[v * 8];
    var sizes = new int[8];
    for (int b = 0; b < topic.length; b++) {
      sizes[topic[b]]++;
      counts[biterms.first()[b] * 8 + topic[b]]++;
      counts[biterms.second()[b] * 8 + topic[b]]++;
    }
    assertArrayEquals(sizes, sampler.sizes);
    assertArrayEquals(counts, sampler.counts);
  }

  /** Two biterms of the same words: the sampler meets the formula's odds of being together. */
  @Test
  void drawsFromTheConditional() {
    var documents = read(Corpora.of(List.of("a b", "a b")));
    var biterms = Biterms.of(documents, 0);
    var random = Run.seeded(1).random("draws");
    int apart = 0;
    int draws = 40_000;
    for (int i = 0; i < draws; i++) {
      var topic = new int[] {0, 0};
      var sampler = new BtmSampler(biterms, 2, 3, 0.5, 0.2);
      sampler.count(0, 0, 1);
      sampler.count(1, 0, 1);
      sampler.sweep(topic, 0, 2, random);
      if (topic[0] != topic[1]) apart++;
    }
    double together = 1.5 * 1.2 * 1.2 / (2.4 * 3.4);
    double alone = 2 * 0.5 * 0.2 * 0.2 / (0.4 * 1.4);
    double expected = alone / (together + alone);
    double deviation = Math.sqrt(expected * (1 - expected) / draws);
    assertEquals(expected, apart / (double) draws, 4 * deviation);
  }

  @Test
  void findsWhatWasPlantedWithAnyNumberOfShards() {
    var truth = Corpora.truth(200, 4);
    for (int shards : new int[] {1, 3}) {
      var model = few.shards(shards).fit(planted, Run.seeded(1));
      assertTrue(Clustering.NMI.score(truth, model.clusters(planted, Run.seeded(1))) > 0.95);
      assertEquals(1, Arrays.stream(model.weights()).sum(), 1e-12);
      int v = model.words().size();
      for (int t = 0; t < 4; t++)
        assertEquals(1, Arrays.stream(model.topicWords(), t * v, t * v + v).sum(), 1e-12);
      for (var words : model.top(5)) {
        var topic = words.getFirst().substring(0, 2);
        assertTrue(words.stream().allMatch(w -> w.startsWith(topic)), words.toString());
      }
    }
  }

  @Test
  void threadsDoNotMatterShardsDo() {
    var one = few.shards(3).iterations(5);
    var bytes = Store.bytes(one.fit(planted, Run.seeded(2).threads(1)));
    assertArrayEquals(bytes, Store.bytes(one.fit(planted, Run.seeded(2).threads(3))));
    var exact = Store.bytes(one.shards(1).fit(planted, Run.seeded(2).threads(3)));
    assertTrue(!Arrays.equals(bytes, exact));
  }

  /** Σ_b p(z | b) p(b | d), written out from the model's own distributions. */
  @Test
  void aMixtureIsThatOfTheBiterms() {
    var model = few.fit(planted, Run.seeded(2));
    var theta = model.weights();
    var phi = model.topicWords();
    int v = model.words().size();
    int a = model.words().id("t0w1");
    int b = model.words().id("t1w1");
    int c = model.words().id("t0w3");
    var said = model.mixtures(Corpora.of(List.of("t0w1 t1w1 t0w3", "t0w1", "t0w1 t0w1", "new")));
    var expected = new double[4];
    for (var pair : new int[][] {{a, b}, {a, c}, {b, c}}) {
      var p = new double[4];
      for (int t = 0; t < 4; t++) p[t] = theta[t] * phi[t * v + pair[0]] * phi[t * v + pair[1]];
      double sum = Arrays.stream(p).sum();
      for (int t = 0; t < 4; t++) expected[t] += p[t] / sum / 3;
    }
    assertArrayEquals(expected, Arrays.copyOf(said, 4), 1e-12);
    var word = new double[4];
    for (int t = 0; t < 4; t++) word[t] = theta[t] * phi[t * v + a];
    double sum = Arrays.stream(word).sum();
    for (int t = 0; t < 4; t++) assertEquals(word[t] / sum, said[4 + t], 1e-12);
    for (int t = 0; t < 4; t++) assertEquals(word[t] / sum, said[8 + t], 1e-12);
    assertArrayEquals(theta, Arrays.copyOfRange(said, 12, 16), 1e-12);
  }

  @Test
  void goesOnWhereItStopped(@TempDir Path folder) {
    var trainer = few.shards(2).iterations(20);
    var whole = Store.bytes(trainer.fit(planted, Run.seeded(4)));
    var run = Run.seeded(4).checkpoints(folder, Duration.ZERO);
    assertThrows(
        IllegalStateException.class,
        () ->
            trainer.fit(
                planted,
                run.listen(
                    p -> {
                      if (p.done() == 9) throw new IllegalStateException("killed");
                    })));
    var first = new long[] {-1};
    var resumed =
        trainer.fit(
            planted,
            run.listen(
                p -> {
                  if (first[0] < 0) first[0] = p.done();
                }));
    assertEquals(9, first[0]);
    assertArrayEquals(whole, Store.bytes(resumed));
  }

  @Test
  void saysWhatIsWrong() {
    var e =
        assertThrows(DataException.class, () -> new Btm().fit(Corpora.of(List.of("a", "b b", ""))));
    assertTrue(e.getMessage().contains("no document of column 'words' has two different words"));
    var wrong = assertThrows(IllegalArgumentException.class, () -> new Btm().window(1));
    assertTrue(wrong.getMessage().contains("window must be 0 or at least 2 but is 1"));
  }
}
