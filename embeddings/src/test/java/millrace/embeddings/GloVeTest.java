package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import millrace.data.Column;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GloVeTest {
  private static final Column.Tokens TEXT = Word2VecTest.topics(2000, Run.seeded(1).random("text"));

  private static GloVe small() {
    return new GloVe().width(12).window(5).epochs(15).most(10);
  }

  @Test
  void wordsOfATopicAreNearestToEachOther() {
    var vectors = small().fit(Corpus.of(TEXT), Run.seeded(3));
    assertEquals(1, Word2VecTest.purity(vectors));
  }

  @Test
  void theCostFalls() {
    var costs = new ArrayList<Double>();
    var run =
        Run.seeded(3).listen(p -> p.values().computeIfPresent("cost", (_, c) -> note(costs, c)));
    small().fit(Corpus.of(TEXT), run);
    assertEquals(16, costs.size());
    for (int e = 2; e <= 8; e++) // then it is at its floor
    assertTrue(costs.get(e) < costs.get(e - 1), costs.toString());
    assertTrue(costs.getLast() < costs.get(1) / 1000, costs.toString());
  }

  private static double note(List<Double> costs, double cost) {
    costs.add(cost);
    return cost;
  }

  @Test
  void theNumberOfThreadsDoesNotMatter() {
    var one = small().fit(Corpus.of(TEXT), Run.seeded(5).threads(1)).values();
    for (int threads : new int[] {2, 3, 7})
      assertArrayEquals(one, small().fit(Corpus.of(TEXT), Run.seeded(5).threads(threads)).values());
    assertFalse(Arrays.equals(one, small().fit(Corpus.of(TEXT), Run.seeded(6)).values()));
  }

  /** Whether pairs are in memory or in files, and however many there are. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 30})
  void countsPairs(long held) {
    var text = Word2VecTest.topics(20000, Run.seeded(2).random("text"));
    var corpus = Corpus.of(text);
    var words = corpus.count(1, 0, Run.quiet());
    var expected = new TreeMap<Long, Double>();
    var map = text.words().mapTo(words.words());
    for (int s = 0; s < text.size(); s++) {
      var row = text.row(s);
      for (int i = 0; i < row.length; i++)
        for (int j = 0; j < row.length; j++)
          if (i != j && Math.abs(i - j) <= 4)
            expected.merge(
                PairCounts.pair(map[row[i]], map[row[j]]), 1.0 / Math.abs(i - j), Double::sum);
    }
    var found = new TreeMap<Long, Double>();
    try (var pairs = Cooccurrences.count(corpus, words, 4, 3, held, Run.seeded(1))) {
      assertEquals(expected.size(), pairs.size());
      for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++)
          for (int q = 0; q < pairs.pilesOfBlock(); q++) {
            var pile = pairs.pile(a, b, q);
            var key = new long[(int) pile.size()];
            var sum = new float[key.length];
            assertEquals(key.length, pile.read(0, key, sum));
            for (int k = 0; k < key.length; k++) {
              assertEquals(a, (int) (key[k] >>> 32) % 3);
              assertEquals(b, (int) key[k] % 3);
              found.put(key[k], (double) sum[k]);
            }
          }
    }
    assertEquals(expected.keySet(), found.keySet());
    // some pairs are lost where the text is cut into stretches of 65,536 words
    double all = expected.values().stream().mapToDouble(x -> x).sum();
    double had = found.values().stream().mapToDouble(x -> x).sum();
    assertTrue(had <= all + 1 && had > all * 0.9999, had + " of " + all);
  }

  @Test
  void hashedPairsAreDrainedInOrder() {
    var counts = new PairCounts(5000, 0, 1);
    var random = Run.seeded(1).random("pairs");
    var expected = new TreeMap<Long, Float>();
    for (int i = 0; i < 200_000; i++) {
      int word = random.nextInt(5000);
      int near = 1024 + random.nextInt(200);
      counts.add(word, near, 0.5f);
      expected.merge(PairCounts.pair(word, near), 0.5f, Float::sum);
    }
    for (int round = 0; round < 2; round++) {
      var found = new TreeMap<Long, Float>();
      counts.drain(
          (pair, sum) -> {
            assertTrue(found.isEmpty() || found.lastKey() < pair);
            found.put(pair, sum);
          });
      assertEquals(round == 0 ? expected : new TreeMap<>(), found);
    }
  }
}
