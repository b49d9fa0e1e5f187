package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import millrace.data.Vocabulary;
import millrace.learn.WordSpace.Analogy;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class ExactTest {
  static WordVectors random(int words, int width, long seed) {
    var random = new Random(seed);
    var values = new float[words * width];
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
    return new WordVectors(
        Vocabulary.numbered("w", words), width, values, new long[0], Subwords.NONE);
  }

  private static double cosine(float[] x, WordVectors v, int id) {
    double dot = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < v.width(); i++) {
      double y = v.values()[id * v.width() + i];
      dot += x[i] * y;
      xx += (double) x[i] * x[i];
      yy += y * y;
    }
    return dot / Math.sqrt(xx * yy);
  }

  @Test
  void findsWhatAPlainLoopFindsForAnyNumberOfThreads() {
    var v = random(50_001, 61, 1); // several parts, blocks that do not fill up
    var q = random(1, 61, 2).values();
    var want =
        IntStream.range(0, 50_001)
            .mapToObj(i -> new Near("w" + i, cosine(q, v, i)))
            .sorted(Comparator.comparingDouble(Near::cosine).reversed())
            .limit(20)
            .toList();
    var one = Neighbours.exact(v, Run.quiet().threads(1)).nearest(q, 20);
    WordVectorsTest.near(want, one);
    for (int threads : new int[] {2, 3, 7})
      assertEquals(one, Neighbours.exact(v, Run.quiet().threads(threads)).nearest(q, 20));
    assertEquals(one, v.nearest(q, 20));
    assertEquals(one.subList(0, 5), v.nearest(q, 5));
  }

  @Test
  void ofEqualOnesTheFirstIsFound() {
    var values = new float[100_000 * 32];
    for (int i = 0; i < 100_000; i++) values[i * 32] = 1;
    var v =
        new WordVectors(Vocabulary.numbered("", 100_000), 32, values, new long[0], Subwords.NONE);
    for (int threads : new int[] {1, 2, 5}) {
      var found = Neighbours.exact(v, Run.quiet().threads(threads)).nearest("2", 4);
      assertEquals(List.of("0", "1", "3", "4"), found.stream().map(Near::word).toList());
    }
  }

  /**
   * What is hard for a sieve: neighbours that differ by less than its steps, lone large numbers.
   */
  @Test
  void theSieveLosesNothing() {
    var random = new Random(4);
    for (int width : new int[] {1, 5, 16, 37}) {
      int words = 3000;
      var values = new float[words * width];
      for (int i = 0; i < words; i++)
        for (int j = 0; j < width; j++) {
          double small = random.nextGaussian();
          values[i * width + j] =
              (float)
                  switch (i % 4) {
                    case 0 -> 1 + 1e-4 * small;
                    case 1 -> j == i % width ? 1000 : small;
                    case 2 -> i % 8 == 2 ? 0 : 1e-12 * small;
                    default -> small;
                  };
        }
      var v =
          new WordVectors(
              Vocabulary.numbered("w", words), width, values, new long[0], Subwords.NONE);
      var prepared = Neighbours.exact(v, Run.quiet().threads(2));
      for (int q = 0; q < 200; q++) {
        if (q % 8 == 2) continue; // has no direction
        assertEquals(v.nearest("w" + q, 7), prepared.nearest("w" + q, 7), "w" + q);
      }
    }
  }

  @Test
  void theHeapKeepsTheBestInWhateverOrder() {
    var random = new Random(3);
    for (int n : new int[] {1, 2, 7, 100}) {
      var all = new ArrayList<float[]>();
      for (int i = 0; i < 60; i++) all.add(new float[] {i, random.nextInt(9)});
      Collections.shuffle(all, random);
      var top = new Top(n, 5, 6);
      for (var a : all) top.offer((int) a[0], 1, new float[] {a[1]});
      top.offer(70, 1, new float[] {Float.NaN});
      all.removeIf(a -> a[0] == 5 || a[0] == 6);
      all.sort(Comparator.<float[]>comparingDouble(a -> -a[1]).thenComparingDouble(a -> a[0]));
      var want = all.stream().limit(n).map(a -> new Near("w" + (int) a[0], a[1])).toList();
      assertEquals(want, top.drain(Vocabulary.numbered("w", 99)));
    }
  }

  @Test
  void manyQuestionsAtOnceAreAnsweredAsOneByOneForAnyNumberOfThreads() {
    var v = random(3_000, 40, 4);
    System.arraycopy(new float[40], 0, v.values(), 17 * 40, 40); // word 17 has no direction
    var random = new Random(5);
    int n = 30;
    var ids = new int[3][n];
    for (var side : ids) for (int i = 0; i < n; i++) side[i] = 18 + random.nextInt(600);
    ids[1][7] = 17;
    for (var how : Analogy.values()) {
      for (int most : new int[] {3_000, 100}) {
        var got = v.analogies(ids[0], ids[1], ids[2], most, how, Run.quiet().threads(1));
        for (int threads : new int[] {2, 3})
          assertArrayEquals(
              got, v.analogies(ids[0], ids[1], ids[2], most, how, Run.quiet().threads(threads)));
        assertEquals(-1, got[7]);
        for (int i = 0; i < n; i++) {
          if (i == 7) continue;
          var a = v.words().name(ids[0][i]);
          var b = v.words().name(ids[1][i]);
          var c = v.words().name(ids[2][i]);
          var best =
              v.analogy(List.of(b, c), List.of(a), 3_000, how).stream()
                  .filter(w -> v.words().id(w.word()) < most)
                  .findFirst()
                  .orElseThrow();
          assertEquals(best.word(), v.words().name(got[i]), "question " + i);
        }
      }
    }
  }

  @Test
  void questionsWithoutAnswers() {
    var v = random(4, 5, 6);
    var run = Run.quiet();
    int[] none = {};
    assertArrayEquals(none, v.analogies(none, none, none, 4, Analogy.ADD, run));
    int[] a = {0};
    int[] b = {1};
    int[] c = {2};
    assertArrayEquals(new int[] {-1}, v.analogies(a, b, c, 3, Analogy.ADD, run));
    assertArrayEquals(new int[] {3}, v.analogies(a, b, c, 99, Analogy.MULTIPLY, run));
    illegal(() -> v.analogies(a, none, c, 3, Analogy.ADD, run));
    illegal(() -> v.analogies(a, new int[] {4}, c, 3, Analogy.ADD, run));
    illegal(() -> v.analogies(a, b, c, 0, Analogy.ADD, run));
  }

  private static void illegal(Runnable what) {
    assertThrows(IllegalArgumentException.class, what::run);
  }
}
