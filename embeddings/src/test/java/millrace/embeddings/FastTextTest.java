package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.embeddings.Word2Vec.Algorithm;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastTextTest {
  private static final String[] STEMS = {"wander", "kitchen", "planet", "zigzag"};
  private static final String[] ENDINGS = {"", "s", "ed", "ing", "er", "ish", "ly", "ness"};

  /** Sentences of ten words of one stem each, with all endings. */
  private static Corpus corpus(int sentences, RandomGenerator random) {
    var names = new String[STEMS.length * ENDINGS.length];
    for (int i = 0; i < names.length; i++)
      names[i] = STEMS[i / ENDINGS.length] + ENDINGS[i % ENDINGS.length];
    var starts = new int[sentences + 1];
    var ids = new int[sentences * 10];
    for (int s = 0; s < sentences; s++) {
      starts[s + 1] = starts[s] + 10;
      int stem = random.nextInt(STEMS.length);
      for (int k = 0; k < 10; k++)
        ids[starts[s] + k] = stem * ENDINGS.length + random.nextInt(ENDINGS.length);
    }
    return Corpus.of(new Column.Tokens(starts, ids, Vocabulary.ofDistinct(names)));
  }

  private static Corpus corpus() {
    return corpus(4000, Run.seeded(1).random("text"));
  }

  private static FastText small() {
    return new FastText().width(20).epochs(3).sample(0);
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP_GRAM, 5, 1, 5",
    "SKIP_GRAM, 5, 4, 5",
    "SKIP_GRAM, 9, 2, 1",
    "SKIP_GRAM, 5, 3, 40",
    "CBOW, 5, 4, 5"
  })
  void unknownWordsAreNearTheirStem(Algorithm algorithm, int negatives, int shards, int window) {
    var how = small().algorithm(algorithm).negatives(negatives).shards(shards).window(window);
    var vectors = how.rate(0.1).learn(corpus(), Run.seeded(3)).vectors();
    assertEquals(STEMS.length * ENDINGS.length, vectors.words().size());
    for (var stem : STEMS) {
      for (var near : vectors.nearest(stem + "ful", ENDINGS.length))
        assertTrue(near.word().startsWith(stem), near + " is near " + stem + "ful");
      for (var near : vectors.nearest(stem, ENDINGS.length - 1))
        assertTrue(near.word().startsWith(stem), near + " is near " + stem);
    }
    assertTrue(vectors.vector("qqqq").isEmpty(), "none of its pieces has been seen");
  }

  @ParameterizedTest
  @CsvSource({"SKIP_GRAM", "CBOW"})
  void theNumberOfThreadsDoesNotMatter(Algorithm algorithm) {
    var how = small().algorithm(algorithm).shards(3).epochs(2);
    var one = how.learn(corpus(), Run.seeded(5).threads(1));
    for (int threads : new int[] {2, 5}) {
      var other = how.learn(corpus(), Run.seeded(5).threads(threads));
      assertArrayEquals(one.vectors().values(), other.vectors().values());
      assertArrayEquals(one.vectors().subwords().values(), other.vectors().subwords().values());
      assertArrayEquals(one.outputs(), other.outputs());
    }
    var other = how.learn(corpus(), Run.seeded(6));
    assertFalse(Arrays.equals(one.vectors().values(), other.vectors().values()));
  }

  @Test
  void withoutPiecesItIsWord2Vec() {
    var text = corpus(300, Run.seeded(2).random("text"));
    var vectors = small().longest(0).window(1).epochs(1).shards(2).learn(text, Run.seeded(4));
    assertEquals(Subwords.NONE, vectors.vectors().subwords());
    assertTrue(vectors.vectors().vector("wanderful").isEmpty());
    assertEquals(32 * 20, vectors.outputs().length);
  }

  /** A word's vector is what its row and pieces were brought to: unseen and seen words alike. */
  @Test
  void fewBucketsAreShared() {
    var vectors = small().buckets(7).learn(corpus(), Run.seeded(3)).vectors();
    assertEquals(7, vectors.subwords().rows());
    assertEquals(7, vectors.subwords().kept().length);
  }

  @Test
  void asAStepItComposesUnknownWords() {
    var text = corpus(2000, Run.seeded(2).random("text"));
    var frame = Frame.of("t", ((TokenCorpus) text).tokens());
    var fitted = small().fit(frame, Run.seeded(1));
    var two =
        new Column.Tokens(
            new int[] {0, 1, 2}, new int[] {0, 1}, Vocabulary.of("wanderful", "qqqq"));
    var rows = Frame.of("t", two);
    var out = (Column.Dense) fitted.apply(rows).column("t");
    var want = fitted.vectors().vector("wanderful").orElseThrow();
    assertArrayEquals(want, Arrays.copyOf(out.values(), 20));
    assertArrayEquals(new float[20], Arrays.copyOfRange(out.values(), 20, 40));
  }

  /** In files too, buckets that no word has are zero. */
  @Test
  void filesHaveWhatWasLearned(@TempDir Path folder) {
    var model = small().buckets(1000).learn(corpus(), Run.seeded(3));
    var vectors = model.vectors();
    assertTrue(vectors.subwords().rows() < 1000);
    model.write(folder.resolve("model.bin"));
    VectorFormat.SAFETENSORS.write(vectors, folder.resolve("model.safetensors"));
    var bin = VectorFormat.FASTTEXT.read(folder.resolve("model.bin"));
    var tensors = VectorFormat.SAFETENSORS.read(folder.resolve("model.safetensors"));
    assertEquals(1000, bin.subwords().rows());
    for (var word : List.of("wandering", "wanderful", "zigfulness")) {
      var want = vectors.vector(word).orElseThrow();
      assertArrayEquals(want, bin.vector(word).orElseThrow(), 1e-6f);
      assertArrayEquals(want, tensors.vector(word).orElseThrow());
    }
    assertArrayEquals(vectors.subwords().kept(), tensors.subwords().kept());
  }

  @Test
  void saysWhatIsWrong() {
    var how = small().shortest(4).longest(2);
    var e = assertThrows(DataException.class, () -> how.learn(corpus(), Run.quiet()));
    assertTrue(e.getMessage().contains("4 to 2"), e.getMessage());
  }
}
