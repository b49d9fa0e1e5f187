package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Run RUN = Run.seeded(1);

  @Test
  void everyRowOnce() {
    var rows = IntStream.range(100, 230).toArray();
    var lengths = RUN.random("lengths").ints(230, 1, 60).toArray();
    for (var batches : List.of(new Batches(7), new Batches(7, lengths))) {
      var epoch = batches.shuffled(rows, RUN.random("batches", 0));
      assertEquals(batches.count(130), epoch.size());
      assertArrayEquals(
          rows, epoch.stream().flatMapToInt(Arrays::stream).sorted().toArray(), "each once");
      assertEquals(1, epoch.stream().filter(b -> b.length == 4).count(), "130 = 18·7 + 4");
      var same = batches.shuffled(rows, RUN.random("batches", 0));
      for (int i = 0; i < epoch.size(); i++) assertArrayEquals(epoch.get(i), same.get(i));
      var other = batches.shuffled(rows, RUN.random("batches", 1));
      assertFalse(Arrays.equals(epoch.getFirst(), other.getFirst()), "another epoch");
    }
  }

  @Test
  void rowsAreDrawnAlike() {
    var rows = new int[] {5, 7, 9, 11};
    var lengths = new int[] {0, 0, 0, 0, 0, 10, 0, 20, 0, 30, 0, 40};
    for (var batches : List.of(new Batches(10), new Batches(10, lengths))) {
      var drawn = batches.drawn(rows, 4000, RUN.random("batches", 0));
      assertEquals(400, drawn.size());
      for (int row : rows) {
        long n = drawn.stream().flatMapToInt(Arrays::stream).filter(r -> r == row).count();
        // binomial: 1000 ± 27
        assertTrue(n > 890 && n < 1110, row + " is there " + n + " times");
      }
    }
  }

  @Test
  void lastRowIsNotAlone() {
    assertEquals(3, new Batches(4).count(13));
    assertEquals(4, new Batches(4).count(14));
    assertEquals(1, new Batches(4).count(1));
    assertEquals(3, new Batches(1).count(3));
    var batches = new Batches(4).inOrder(IntStream.range(0, 13).toArray());
    assertArrayEquals(new int[] {8, 9, 10, 11, 12}, batches.getLast());
    assertEquals(0, new Batches(4).inOrder(new int[0]).size());
  }

  @Test
  void rowsOfSimilarLengthTogether() {
    var lengths = RUN.random("lengths").ints(2000, 1, 100).toArray();
    var rows = IntStream.range(0, 2000).toArray();
    var bucketed = new Batches(20, lengths).shuffled(rows, RUN.random("batches", 0));
    var plain = new Batches(20).shuffled(rows, RUN.random("batches", 0));
    assertTrue(padding(bucketed, lengths) < .1 * padding(plain, lengths));
    int rising = 0;
    for (int i = 1; i < bucketed.size(); i++)
      if (lengths[bucketed.get(i)[0]] > lengths[bucketed.get(i - 1)[0]]) rising++;
    assertTrue(rising > 30 && rising < 70, "short and long batches in turns: " + rising);
    var sorted = new Batches(20, lengths).inOrder(rows);
    for (int i = 1; i < sorted.size(); i++)
      assertTrue(lengths[sorted.get(i)[0]] >= lengths[sorted.get(i - 1)[19]]);
  }

  private static long padding(List<int[]> batches, int[] lengths) {
    long out = 0;
    for (var b : batches) {
      int longest = Arrays.stream(b).map(r -> lengths[r]).max().orElseThrow();
      for (int r : b) out += longest - lengths[r];
    }
    return out;
  }

  @Test
  void refusals() {
    assertThrows(IllegalArgumentException.class, () -> new Batches(0));
  }
}
