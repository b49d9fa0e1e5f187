package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Standardize;
import millrace.run.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceVectorsTest {
  private static final WordVectors VECTORS =
      new WordVectors(
          Vocabulary.of("the", "cat", "dog"),
          2,
          new float[] {1, 1, 2, 0, 0, 4},
          new long[] {90, 6, 4},
          Subwords.NONE);

  private static final Frame TEXTS =
      Frame.of("text", Column.Text.of("The cat!", "the dog", "a bird", "", "dog cat dog"));

  @TempDir Path folder;

  private SentenceVectors step() {
    var file = folder.resolve("vectors.safetensors");
    VectorFormat.SAFETENSORS.write(VECTORS, file);
    return new SentenceVectors().file(file.toString());
  }

  private static float[] rows(SentenceVectors.Fitted fitted) {
    return ((Column.Dense) fitted.apply(TEXTS).column("text")).values();
  }

  @Test
  void theMeanOfTheKnownWords() {
    var fitted = step().fit(TEXTS, Run.quiet());
    assertArrayEquals(
        new float[] {1.5f, 0.5f, 0.5f, 2.5f, 0, 0, 0, 0, 2 / 3f, 8 / 3f}, rows(fitted), 1e-6f);
  }

  /** a / (a + p): by hand. */
  @Test
  void frequentWordsCountLess() {
    var sif = step().pooling(SentenceVectors.Pooling.SIF).smoothing(0.1).common(false);
    double the = 0.1 / (0.1 + 0.9);
    double cat = 0.1 / (0.1 + 0.06);
    double dog = 0.1 / (0.1 + 0.04);
    var expected =
        new float[] {
          (float) (the + 2 * cat) / 2,
          (float) the / 2,
          (float) the / 2,
          (float) (the + 4 * dog) / 2,
          0,
          0,
          0,
          0,
          (float) (2 * cat) / 3,
          (float) (8 * dog) / 3
        };
    assertArrayEquals(expected, rows(sif.fit(TEXTS, Run.quiet())), 1e-6f);
  }

  /**
   * numpy 1.24: {@code numpy.linalg.svd(rows)[2][0]} of the rows of {@link
   * #theMeanOfTheKnownWords}, SIF's weights being near 1.
   */
  @Test
  void whatIsCommonIsTakenOut() {
    var sif = step().pooling(SentenceVectors.Pooling.SIF).smoothing(1e6);
    var fitted = sif.fit(TEXTS, Run.quiet());
    assertArrayEquals(new float[] {0.30329f, 0.95290f}, fitted.common(), 2e-5f);
    var rows = rows(fitted);
    for (int r = 0; r < rows.length; r += 2)
      assertEquals(0, rows[r] * fitted.common()[0] + rows[r + 1] * fitted.common()[1], 1e-5);
    assertTrue(Math.abs(rows[0]) > 0.5);
  }

  @Test
  void learnsFromTheTrainingRowsWithoutAFile() {
    var tokens = Word2VecTest.topics(500, Run.seeded(1).random("text"));
    var frame = Frame.of("words", tokens);
    var learned =
        new SentenceVectors(
                Word2Vec.skipGram().width(8), "", SentenceVectors.Pooling.MEAN, 1e-3, true, "")
            .fit(frame, Run.seeded(2));
    var direct = Word2Vec.skipGram().width(8).fit(frame, Run.seeded(2));
    assertArrayEquals(direct.vectors().values(), learned.vectors().values());
  }

  @Test
  void refusesWhatLearnsNoWords() {
    var e =
        assertThrows(
            DataException.class,
            () -> new SentenceVectors().words(new Standardize()).fit(TEXTS, Run.quiet()));
    assertTrue(e.getMessage().contains("must learn word vectors"), e.getMessage());
  }
}
