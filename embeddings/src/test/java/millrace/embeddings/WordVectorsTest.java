package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import millrace.data.DataException;
import millrace.data.Vocabulary;
import millrace.learn.WordSpace.Analogy;
import org.junit.jupiter.api.Test;

class WordVectorsTest {
  private static final WordVectors GENSIM = Golden.vectors("gensim");

  /** North and east, between them, the other way, and nowhere. */
  private static final WordVectors PLANE =
      Golden.vectors(
          List.of("north", "east", "between", "south", "nowhere"),
          new float[] {0, 3},
          new float[] {2, 0},
          new float[] {1, 1},
          new float[] {0, -1},
          new float[] {0, 0});

  private static final double HALF = Math.sqrt(.5);

  static void near(List<Near> want, List<Near> got) {
    assertEquals(want.stream().map(Near::word).toList(), got.stream().map(Near::word).toList());
    for (int i = 0; i < want.size(); i++)
      assertEquals(
          want.get(i).cosine(),
          got.get(i).cosine(),
          1e-6 * Math.max(1, want.get(i).cosine()),
          want.get(i).word());
  }

  @Test
  void nearestWordsAreThoseOfGensim() {
    for (var f : Golden.lines("nearest", "gensim"))
      near(Golden.pairs(f[1]), GENSIM.nearest(f[0], Golden.pairs(f[1]).size()));
    for (var f : Golden.lines("near", "gensim"))
      near(Golden.pairs(f[1]), GENSIM.nearest(Golden.numbers(f[0]), Golden.pairs(f[1]).size()));
  }

  @Test
  void analogiesAreThoseOfGensim() {
    for (var f : Golden.lines("add", "gensim")) near(f, Analogy.ADD, 0);
    for (var f : Golden.lines("multiply", "gensim")) near(f, Analogy.MULTIPLY, 1e-6);
  }

  @Test
  void analogiesByMultiplicationAreThoseOfThePaper() {
    for (var f : Golden.lines("levy", "gensim")) near(f, Analogy.MULTIPLY, WordVectors.EPSILON);
  }

  private static void near(String[] f, Analogy how, double epsilon) {
    var want = Golden.pairs(f[2]);
    var positive = List.of(f[0].split(" "));
    var negative = List.of(f[1].split(" "));
    near(want, GENSIM.analogy(positive, negative, want.size(), how, epsilon));
  }

  @Test
  void theOddOneOutIsThatOfGensim() {
    for (var f : Golden.lines("odd", "gensim"))
      assertEquals(f[1], GENSIM.oddOneOut(List.of(f[0].split(" "))));
  }

  @Test
  void cosinesAreThoseOfGensim() {
    for (var f : Golden.lines("cosine", "gensim"))
      assertEquals(Double.parseDouble(f[2]), GENSIM.cosine(f[0], f[1]), 1e-6);
  }

  @Test
  void inThePlane() {
    assertEquals(HALF, PLANE.cosine("north", "between"), 1e-7);
    assertEquals(-1, PLANE.cosine("north", "south"));
    near(
        List.of(new Near("between", HALF), new Near("east", 0), new Near("south", -1)),
        PLANE.nearest("north", 9));
    near(
        List.of(new Near("north", HALF), new Near("east", HALF)),
        PLANE.nearest(new float[] {5, 5}, 3).subList(1, 3));
    assertEquals("south", PLANE.oddOneOut(List.of("north", "east", "between", "south")));
    assertArrayEquals(new float[] {1, 1}, PLANE.vector("between").orElseThrow());
    assertEquals(Optional.empty(), PLANE.vector("up"));
  }

  @Test
  void whatHasNoDirectionHasNoCosine() {
    assertTrue(Double.isNaN(PLANE.cosine("north", "nowhere")));
    assertTrue(Double.isNaN(PLANE.cosine("nowhere", "nowhere")));
    assertTrue(Double.isNaN(PLANE.cosine("north", "up")));
    refused("the vector of 'nowhere' is zero", () -> PLANE.nearest("nowhere", 1));
    refused("zero or not finite", () -> PLANE.nearest(new float[2], 1));
    refused("zero or not finite", () -> PLANE.nearest(new float[] {1, Float.NaN}, 1));
    refused("3 numbers", () -> PLANE.nearest(new float[3], 1));
    refused(
        "it has no direction",
        () -> PLANE.analogy(List.of("north", "south"), List.of(), 1, Analogy.ADD));
  }

  @Test
  void lengthsNearTheEndsOfFloatAreNoMatter() {
    var v =
        Golden.vectors(
            List.of("tiny", "huge", "other"),
            new float[] {1e-30f, 1e-30f},
            new float[] {1e30f, 1e30f},
            new float[] {1, -1});
    assertEquals(1, v.cosine("tiny", "huge"), 1e-6);
    near(List.of(new Near("huge", 1), new Near("other", 0)), v.nearest("tiny", 2));
  }

  @Test
  void unknownWordsAreToldWithThoseThatMayBeMeant() {
    refused(
        "no vector of 'qeen' among 32 words; similar ones are 'queen'",
        () -> GENSIM.nearest("qeen", 3));
    refused(
        "similar ones are 'berlin'", () -> GENSIM.oddOneOut(List.of("Berlin", "paris", "rome")));
    refused("a .bin of fastText", () -> GENSIM.nearest("incomprehensible", 3));
  }

  @Test
  void unknownWordsAreComposedOfTheirSubwords() {
    var hash = new SubwordHash(3, 3, 50);
    var values = new float[100];
    for (int i = 0; i < values.length; i++) values[i] = i;
    var words = Vocabulary.of("b");
    var v =
        new WordVectors(words, 2, new float[] {1, 1}, new long[0], new Subwords(3, 3, 50, values));
    var ids = hash.of("ab");
    assertEquals(2, ids.length);
    assertArrayEquals(
        new float[] {ids[0] + ids[1], ids[0] + ids[1] + 1}, v.vector("ab").orElseThrow());
    assertEquals(Optional.empty(), v.vector(""));
    refused("no subwords of 3 to 3 characters", () -> v.nearest("", 1));
    assertEquals("b", v.nearest("ab", 1).getFirst().word());
    assertTrue(v.cosine("ab", "b") > .9);
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    var two = Vocabulary.of("a", "b");
    var none = new long[0];
    var sub = new Subwords(1, 2, 3, new float[9]);
    illegal(() -> new WordVectors(two, 2, new float[3], none, Subwords.NONE));
    illegal(() -> new WordVectors(two, 0, new float[0], none, Subwords.NONE));
    illegal(() -> new WordVectors(two, 2, new float[4], new long[1], Subwords.NONE));
    illegal(() -> new WordVectors(two, 2, new float[4], none, sub));
    illegal(() -> new Subwords(2, 1, 3, new float[9]));
    illegal(() -> new Subwords(1, 2, 0, new float[0]));
    illegal(() -> GENSIM.nearest("king", 0));
    illegal(() -> GENSIM.oddOneOut(List.of("king", "queen")));
    illegal(() -> GENSIM.analogy(List.of(), List.of("king"), 1, Analogy.ADD));
  }

  private static void refused(String part, Runnable what) {
    var e = assertThrows(DataException.class, what::run);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static void illegal(Runnable what) {
    assertThrows(IllegalArgumentException.class, what::run);
  }
}
