package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Word2VecTest {
  private static final int TOPICS = 4;
  private static final int WORDS = 10; // of each topic

  /** Sentences of ten words, each of one topic. */
  static Column.Tokens topics(int sentences, RandomGenerator random) {
    var names = new String[TOPICS * WORDS];
    for (int i = 0; i < names.length; i++) names[i] = "t" + i / WORDS + "w" + i % WORDS;
    var starts = new int[sentences + 1];
    var ids = new int[sentences * 10];
    for (int s = 0; s < sentences; s++) {
      starts[s + 1] = starts[s] + 10;
      int topic = random.nextInt(TOPICS);
      for (int k = 0; k < 10; k++) ids[starts[s] + k] = topic * WORDS + random.nextInt(WORDS);
    }
    return new Column.Tokens(starts, ids, Vocabulary.ofDistinct(names));
  }

  private static Corpus corpus() {
    return Corpus.of(topics(4000, Run.seeded(1).random("text")));
  }

  private static Word2Vec small() {
    return Word2Vec.skipGram().width(20).epochs(3).sample(0);
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP_GRAM, 5, false, 1",
    "SKIP_GRAM, 5, false, 4",
    "SKIP_GRAM, 12, false, 2",
    "SKIP_GRAM, 0, true, 4",
    "SKIP_GRAM, 5, true, 3",
    "CBOW, 5, false, 4",
    "CBOW, 0, true, 4"
  })
  void wordsOfATopicAreNearestToEachOther(
      Word2Vec.Algorithm algorithm, int negatives, boolean hierarchical, int shards) {
    var how = small().algorithm(algorithm).negatives(negatives).hierarchical(hierarchical);
    var vectors = how.rate(0.1).shards(shards).fit(corpus(), Run.seeded(3));
    assertEquals(1, purity(vectors), algorithm + " " + negatives + " " + hierarchical);
  }

  /** The share of words whose nearest word is of their own topic. */
  static double purity(WordVectors vectors) {
    int right = 0;
    for (var word : vectors.words().names()) {
      var best = "";
      double most = -2;
      for (var other : vectors.words().names()) {
        if (other.equals(word)) continue;
        double c = cosine(vectors.vector(word).orElseThrow(), vectors.vector(other).orElseThrow());
        if (c > most) {
          most = c;
          best = other;
        }
      }
      if (best.substring(0, 2).equals(word.substring(0, 2))) right++;
    }
    return right / (double) vectors.words().size();
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  @ParameterizedTest
  @CsvSource({"SKIP_GRAM", "CBOW"})
  void theNumberOfThreadsDoesNotMatter(Word2Vec.Algorithm algorithm) {
    var how = small().algorithm(algorithm).shards(3);
    var one = how.fit(corpus(), Run.seeded(5).threads(1));
    for (int threads : new int[] {2, 3, 5})
      assertArrayEquals(one.values(), how.fit(corpus(), Run.seeded(5).threads(threads)).values());
    assertFalse(Arrays.equals(one.values(), how.fit(corpus(), Run.seeded(6)).values()));
    assertFalse(Arrays.equals(one.values(), how.shards(2).fit(corpus(), Run.seeded(5)).values()));
  }

  @Test
  void hogwildLearnsToo() {
    var vectors = small().rate(0.1).hogwild(true).fit(corpus(), Run.seeded(3).threads(2));
    assertEquals(1, purity(vectors));
  }

  @Test
  void aFileGivesWhatTheSameTokensGive(@TempDir Path folder) throws IOException {
    var tokens = topics(500, Run.seeded(2).random("text"));
    var text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) text.append(tokens.cell(i)).append('\n');
    var file = Files.writeString(folder.resolve("text.txt"), text);
    var a = small().fit(Corpus.of(tokens), Run.seeded(1));
    var b = small().fit(Corpus.lines(file), Run.seeded(1));
    assertEquals(a.words(), b.words());
    assertArrayEquals(a.counts(), b.counts());
    assertArrayEquals(a.values(), b.values());
  }

  @Test
  void theMostFrequentWordsComeFirst() {
    var v = small().maxWords(7).fit(corpus(), Run.seeded(1));
    assertEquals(7, v.words().size());
    for (int i = 1; i < 7; i++) assertTrue(v.counts()[i - 1] >= v.counts()[i]);
  }

  @Test
  void saysWhatIsWrong() {
    var e =
        assertThrows(
            DataException.class, () -> small().minCount(1_000_000).fit(corpus(), Run.quiet()));
    assertTrue(e.getMessage().contains("lower minCount"), e.getMessage());
    e = assertThrows(DataException.class, () -> small().negatives(0).fit(corpus(), Run.quiet()));
    assertTrue(e.getMessage().contains("hierarchical"), e.getMessage());
  }

  @Test
  void canBeFinishedEarlyAndCancelled() {
    var run = Run.seeded(1);
    var counted = new long[1];
    var stopped =
        run.listen(
            p -> {
              counted[0] = p.done();
              run.finish();
            });
    var v = small().epochs(1000).fit(corpus(), stopped);
    assertEquals(TOPICS * WORDS, v.words().size());
    var other = Run.seeded(1);
    var cancelled = other.listen(p -> other.cancel());
    assertThrows(Run.CancelledException.class, () -> small().fit(corpus(), cancelled));
  }
}
