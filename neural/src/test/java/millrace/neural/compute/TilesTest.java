package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tiles by vectors; CI sees to it that they are tested at each width. */
class TilesTest {
  private static final boolean SIMD = SimdWidth.asked() != 0 && SimdWidth.available();

  private final Random random = new Random(1);

  /** Whichever way a tile is done, its bits are the same. */
  @Test
  void plainTilesAreTheSame() {
    assumeTrue(SIMD, "the plain loops were asked for");
    int step = Packing.WIDTH + 3;
    for (int h : Packing.HEIGHT == 12 ? new int[] {12, 8, 4, 2, 1} : new int[] {4, 2, 1})
      for (boolean rows : new boolean[] {false, true})
        for (int kc : new int[] {0, 1, 7, 64}) {
          int lda = rows ? kc + 2 : h + 2;
          var a = numbers(1 + lda * (rows ? h : kc) + h);
          var b = numbers(2 + step * kc + step);
          var z = numbers(3 + step * h);
          var fast = new float[h * step];
          var plain = new float[h * step];
          Tiles.vector(rows, h, kc, a, 1, lda, b, 2, step, z, 3, step, fast, 0, step);
          int next = rows ? 1 : lda;
          Tiles.plain(h, kc, a, 1, rows ? lda : 1, next, b, 2, step, z, 3, step, plain, 0, step);
          assertArrayEquals(fast, plain, h + " rows, " + kc + " steps");
        }
  }

  /** A tile that is asked for becomes fast by itself. */
  @Test
  @Timeout(60)
  void tilesWarmUp() throws InterruptedException {
    assumeTrue(SIMD, "the plain loops were asked for");
    int kind = Tiles.kind(true, 4);
    Tiles.forget(kind);
    var a = numbers(4 * 64);
    var b = numbers(64 * Packing.WIDTH);
    var c = new float[4 * Packing.WIDTH];
    int w = Packing.WIDTH;
    while (!Tiles.ready(kind)) {
      Tiles.tile(true, 4, 64, a, 0, 64, b, 0, w, c, 0, w, c, 0, w);
      Thread.sleep(1);
    }
  }

  private float[] numbers(int n) {
    var v = new float[n];
    for (int i = 0; i < n; i++) v[i] = random.nextFloat() * 2 - 1;
    return v;
  }
}
