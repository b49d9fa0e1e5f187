package millrace.neural.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.random.RandomGenerator;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Recurrence.Cell;
import millrace.neural.compute.Reference;
import millrace.neural.compute.Tensor;
import millrace.run.Run;
import org.junit.jupiter.api.Test;

class PackedTest {
  private static final Ops F = new Reference();
  private static final int[][] SEQUENCES = {{1, 2}, {3, 4, 5, 6}, {}, {7, 8}, {9, 10, 11}};
  private final Packed packed = Packed.of(SEQUENCES);

  @Test
  void rowsByFallingLength() {
    assertArrayEquals(new int[] {1, 4, 0, 3, 2}, packed.order());
    assertArrayEquals(new int[] {4, 3, 2, 2, 0}, packed.lengths());
    assertArrayEquals(new int[] {4, 4, 2, 1}, packed.active());
    assertEquals(5, packed.rows());
    assertEquals(4, packed.steps());
  }

  @Test
  void idsByTime() {
    int[] expected = {3, 9, 1, 7, -1, 4, 10, 2, 8, -1, 5, 11, -1, -1, -1, 6, -1, -1, -1, -1};
    assertArrayEquals(expected, packed.ids(SEQUENCES));
  }

  /** Numbers behind the ends of sequences do not come back. */
  @Test
  void thereAndBack() {
    var x = F.tensor(counting(5 * 6 * 2), 5, 6, 2);
    var there = packed.timeFirst(F, x);
    assertArrayEquals(new int[] {4, 5, 2}, there.shape());
    var back = packed.batchFirst(F, there);
    assertArrayEquals(new int[] {5, 4, 2}, back.shape());
    var v = F.doubles(back);
    var flat = F.doubles(packed.flat(F, there));
    int at = 0;
    for (int b = 0; b < 5; b++) {
      for (int t = 0; t < 4; t++) {
        for (int k = 0; k < 2; k++) {
          double expected = t < SEQUENCES[b].length ? b * 12 + t * 2 + k : 0;
          assertEquals(expected, v[(b * 4 + t) * 2 + k]);
          if (t < SEQUENCES[b].length) assertEquals(expected, flat[at++]);
        }
      }
    }
    assertEquals(at, flat.length);
    assertEquals(22, at);
    var ones = F.doubles(packed.batchFirst(F, F.affine(F.zeros(4, 5, 1), 0, 1)));
    for (int i = 0; i < 20; i++) assertEquals(i % 4 < SEQUENCES[i / 4].length ? 1 : 0, ones[i]);
    var rows = F.tensor(counting(10), 5, 2);
    var sorted = packed.sort(F, rows);
    assertArrayEquals(new double[] {2, 3, 8, 9, 0, 1, 6, 7, 4, 5}, F.doubles(sorted));
    assertArrayEquals(counting(10), F.doubles(packed.restore(F, sorted)));
  }

  /** A row's results do not depend on the rows beside it. */
  @Test
  void aRowIsAsItIsAlone() {
    RandomGenerator random = Run.seeded(1).random("weights");
    for (var cell : Cell.values()) {
      var net = Recurrent.of(F, cell, 3, 4, 2, true, random);
      var words = Embedding.of(F, 12, 3, random);
      var x = words.forward(F, packed.ids(SEQUENCES), packed.steps(), packed.rows());
      var run = net.run(F, x, packed.active(), null);
      var together = packed.restore(F, net.summary(F, run));
      for (int b : new int[] {0, 1, 3, 4}) {
        var one = words.forward(F, SEQUENCES[b], SEQUENCES[b].length, 1);
        var alone = net.summary(F, net.run(F, one, new int[0], null));
        assertArrayEquals(row(together, b), F.doubles(alone), 1e-12, cell + " " + b);
      }
      assertArrayEquals(new double[8], row(together, 2)); // the empty one: its first states
    }
  }

  private static double[] row(Tensor x, int i) {
    return F.doubles(F.slice(x, 0, i, i + 1));
  }

  private static double[] counting(int n) {
    var out = new double[n];
    for (int i = 0; i < n; i++) out[i] = i;
    return out;
  }

  @Test
  void refusals() {
    says("a sequence of length -1", () -> Packed.of(2, -1));
    says("a batch needs a sequence that is not empty, but has 2 empty ones", () -> Packed.of(0, 0));
    says(
        "sequence 1 has 1 elements, but the batch was packed for 4",
        () -> packed.ids(new int[][] {{1, 2}, {3}, {}, {7, 8}, {9, 10, 11}}));
    says("this batch needs x[4, 5, ..], but was given [3, 5]", () -> packed.flat(F, F.zeros(3, 5)));
    says(
        "a batch of 5 sequences of up to 4 steps needs x[5, 4, ..], but was given [5, 3]",
        () -> packed.timeFirst(F, F.zeros(5, 3)));
  }

  private static void says(String message, Runnable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what::run).getMessage());
  }
}
