package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import millrace.data.Vocabulary;
import org.junit.jupiter.api.Test;

class SubsamplingTest {
  private static WordCounts words() {
    var counts = TrainingGolden.counts();
    return new WordCounts(Vocabulary.numbered("w", counts.length), counts);
  }

  /** Of 2³² there, of 2³¹ here: rounding both may differ by one. */
  @Test
  void wordsAreKeptAsOftenAsByGensim() {
    var keep = Subsampling.keep(words(), 0.01);
    var want = TrainingGolden.numbers("sample_int");
    for (int w = 0; w < keep.length; w++) assertEquals(want[w] / 2.0, keep[w], 1.5, "word " + w);
  }

  @Test
  void zeroKeepsAll() {
    var keep = Subsampling.keep(words(), 0);
    assertEquals(keep.length, Arrays.stream(keep).filter(k -> k == Integer.MAX_VALUE).count());
  }

  @Test
  void theOrderStays() {
    var stretch = new Stretch(6);
    for (int i = 0; i < 6; i++) stretch.add(i % 3);
    int[] keep = {Integer.MAX_VALUE, 0, Integer.MAX_VALUE};
    var out = new int[6];
    assertEquals(3, Subsampling.keep(stretch, 1, 6, keep, new SplittableRandom(1), out));
    assertArrayEquals(new int[] {2, 0, 2}, Arrays.copyOf(out, 3));
  }
}
