package millrace.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShareTest {
  private static final int WIDTH = 3;

  private final Weights rows = Weights.of(1000, WIDTH).uniform(new SplittableRandom(1));
  private final float[] before = rows.values().clone();
  private final Share[] all = {
    new Share(rows, false), new Share(rows, false), new Share(rows, false)
  };

  private static void change(Share share, int row, int times, float by) {
    int at = share.at(row, times);
    for (int k = 0; k < WIDTH; k++) share.values()[at + k] += by;
  }

  private void merge(double rate) {
    for (int s = 0; s < all.length; s++) all[s].merge(all, s, rate);
    for (var s : all) s.clear();
  }

  private void moved(int row, float by) {
    for (int k = 0; k < WIDTH; k++)
      assertEquals(before[rows.at(row) + k] + by, rows.values()[rows.at(row) + k], 1e-5f);
  }

  @Test
  void whatOneChangedIsTaken() {
    change(all[1], 5, 1_000_000, 2);
    merge(0.1);
    moved(5, 2);
    moved(6, 0);
  }

  @Test
  void changesOfRareRowsAddUp() {
    change(all[0], 5, 1, 1);
    change(all[1], 5, 1, 2);
    change(all[2], 5, 1, 4);
    merge(1e-7);
    moved(5, 7);
  }

  @Test
  void frequentRowsGoTheMeanOfTheirWays() {
    change(all[2], 5, 1_000_000, 4);
    change(all[0], 5, 1_000_000, 2);
    merge(0.1);
    moved(5, 3);
  }

  /** Each has gone 1 − q of its way, and both together go 1 − q². */
  @Test
  void betweenItIsAsIfTheyHadFollowedEachOther() {
    change(all[0], 5, 100, 2);
    change(all[1], 5, 100, 4);
    merge(0.1);
    double q = Math.exp(-100 * 0.1 / 10);
    moved(5, (float) (6 * (1 - q * q) / (2 * (1 - q))));
  }

  @Test
  void aShardDoesNotSeeAnother() {
    change(all[0], 5, 1, 1);
    int at = all[1].at(5, 1);
    assertEquals(before[rows.at(5)], all[1].values()[at]);
    assertEquals(before[rows.at(5)], rows.values()[rows.at(5)]);
    assertEquals(at, all[1].at(5, 1), "the same copy");
  }

  @Test
  void copiesGrowAndAreForgotten() {
    for (int round = 0; round < 2; round++)
      for (int row = 0; row < 1000; row++) change(all[row % 3], row, 1, 1);
    merge(0.1);
    for (int row = 0; row < 1000; row++) moved(row, 2);
    merge(0.1);
    for (int row = 0; row < 1000; row++) moved(row, 2);
  }

  @Test
  void directlyItIsTheMatrix() {
    var share = new Share(rows, true);
    assertSame(rows.values(), share.values());
    assertEquals(rows.at(7), share.at(7, 1));
    assertArrayEquals(before, Arrays.copyOf(rows.values(), before.length));
  }
}
