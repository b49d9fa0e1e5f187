package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class HnswTest {
  private static final int ASKED = 200;
  private static final Run RUN = Run.seeded(1);

  /** Words in groups, as those of a language are. */
  private static WordVectors clustered(int words, int width) {
    var random = new Random(11);
    var centres = ExactTest.random(60, width, 12).values();
    var values = new float[words * width];
    for (int i = 0; i < words; i++) {
      int c = random.nextInt(60);
      for (int k = 0; k < width; k++)
        values[i * width + k] = centres[c * width + k] + .3f * (float) random.nextGaussian();
    }
    return new WordVectors(
        Vocabulary.numbered("w", words), width, values, new long[0], Subwords.NONE);
  }

  /** Which part of the true ten nearest is among those found. */
  private static double recall(WordVectors v, Neighbours near) {
    var exact = Neighbours.exact(v, RUN);
    int found = 0;
    for (int i = 0; i < ASKED; i++) {
      var word = "w" + i;
      var want = new HashSet<>(exact.nearest(word, 10).stream().map(Near::word).toList());
      var got = near.nearest(word, 10);
      assertEquals(10, got.size());
      for (var w : got) if (want.contains(w.word())) found++;
    }
    return found / (10.0 * ASKED);
  }

  @Test
  void findsNearlyAllOfRandomWords() {
    var v = ExactTest.random(5_000, 24, 10);
    double usual = recall(v, new Hnsw().index(v, RUN));
    assertTrue(usual >= .95, "recall " + usual);
    double more = recall(v, new Hnsw().efSearch(400).index(v, RUN));
    assertTrue(more >= .99, "recall " + more);
    double less = recall(v, new Hnsw(4, 10, 10).index(v, RUN));
    assertTrue(less < usual, "recall " + less);
  }

  @Test
  void findsNearlyAllOfWordsInGroups() {
    var v = clustered(6_000, 50);
    double recall = recall(v, new Hnsw().index(v, RUN));
    assertTrue(recall >= .95, "recall " + recall);
  }

  @Test
  void cosinesAreRightAndTheSameSeedGivesTheSameGraph() {
    var v = ExactTest.random(2_000, 20, 13);
    var few = new Hnsw(4, 12, 12);
    var one = answers(few.index(v, RUN));
    assertEquals(one, answers(few.index(v, Run.seeded(1).threads(1))));
    assertNotEquals(one, answers(few.index(v, Run.seeded(2))));
    for (int i = 0; i < one.size(); i++)
      for (var w : one.get(i)) assertEquals(v.cosine("w" + i, w.word()), w.cosine(), 1e-6);
  }

  private static List<List<Near>> answers(Neighbours near) {
    var out = new ArrayList<List<Near>>();
    for (int i = 0; i < 50; i++) out.add(near.nearest("w" + i, 12));
    return out;
  }

  @Test
  void aFewWordsAndThoseWithoutDirection() {
    var v =
        Golden.vectors(
            List.of("zero", "east", "north", "west", "none"),
            new float[] {0, 0},
            new float[] {1, 0},
            new float[] {0, 2},
            new float[] {-1, 0},
            new float[] {0, Float.NaN});
    var near = new Hnsw().index(v, RUN);
    WordVectorsTest.near(
        List.of(new Near("north", 0), new Near("west", -1)), near.nearest("east", 9));
    WordVectorsTest.near(List.of(new Near("north", 1)), near.nearest(new float[] {0, 1}, 1));
    assertThrows(DataException.class, () -> near.nearest("zero", 1));
    assertThrows(DataException.class, () -> near.nearest("up", 1));
    assertThrows(IllegalArgumentException.class, () -> near.nearest("east", 0));
    var empty = Golden.vectors(List.of("zero"), new float[2]);
    assertEquals(List.of(), new Hnsw().index(empty, RUN).nearest(new float[] {0, 1}, 3));
  }

  @Test
  void manyThreadsMayAskAtOnce() {
    var v = ExactTest.random(2_000, 16, 14);
    var near = new Hnsw().index(v, RUN);
    var one = answers(near);
    for (var a : Run.quiet().threads(4).map(8, _ -> answers(near))) assertEquals(one, a);
  }

  @Test
  void settingsOutOfRange() {
    illegal(() -> new Hnsw().m(1));
    illegal(() -> new Hnsw().efConstruction(15));
    illegal(() -> new Hnsw().efConstruction(3_201));
    illegal(() -> new Hnsw().efSearch(0));
  }

  private static void illegal(Runnable what) {
    assertThrows(IllegalArgumentException.class, what::run);
  }
}
