package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final int DRAWS = 2_000_000;

  /** χ² with 19 degrees of freedom is above 43.8 once in a thousand times. */
  @Test
  void wordsAreDrawnAsOftenAsByGensim() {
    var counts = TrainingGolden.counts();
    var ends = TrainingGolden.numbers("cumulated");
    double square = chiSquare(counts, .75, ends);
    assertTrue(square < 43.8, "χ² = " + square);
    double other = chiSquare(counts, .74, ends);
    assertTrue(other > 43.8, "the test would not see another power: χ² = " + other);
  }

  private static double chiSquare(long[] counts, double power, long[] ends) {
    var noise = new Noise(counts, power);
    var random = new SplittableRandom(1);
    var drawn = new long[counts.length];
    for (int i = 0; i < DRAWS; i++) drawn[noise.draw(random)]++;
    double square = 0;
    for (int w = 0; w < drawn.length; w++) {
      double share = (ends[w] - (w == 0 ? 0 : ends[w - 1])) / (double) Integer.MAX_VALUE;
      double want = DRAWS * share;
      square += (drawn[w] - want) * (drawn[w] - want) / want;
    }
    return square;
  }

  @Test
  void aSingleWordIsAlwaysDrawn() {
    var noise = new Noise(new long[] {3}, .75);
    for (int i = 0; i < 100; i++) assertEquals(0, noise.draw(new SplittableRandom(i)));
  }
}
