package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pairs of rows by vectors against the plain loops; nothing is written beside the rows. */
class PairsTest {
  private static final int G = Kernels.PAIRS_GROUP;
  private static final int[] COUNTS = {1, 2, 3, 5, 10, 11, 33};
  private static final int[] WIDTHS = {16, 32, 48, 112, 304};
  private static final int ROWS = 40;

  private final Kernels.Pairs best = Kernels.best().pairs();
  private final Kernels.Pairs plain = Kernels.SCALAR.pairs();
  private final Random random = new Random(1);

  private float[] numbers(int n) {
    var x = new float[n];
    for (int i = 0; i < n; i++) x[i] = (float) random.nextGaussian();
    return x;
  }

  /** Offsets of n rows, in any order; the first ones are the same if {@code twice}. */
  private int[] rows(int n, int width, boolean twice) {
    var out = new int[n];
    var order = random.ints(0, ROWS).distinct().limit(n).toArray();
    for (int i = 0; i < n; i++) out[i] = order[i] * width;
    if (twice && n > 1) out[1] = out[0];
    return out;
  }

  @Test
  void dots() {
    for (int n : COUNTS) {
      for (int width : WIDTHS) {
        var x = numbers(ROWS * width);
        var y = numbers(ROWS * width);
        var xs = rows(n, width, true);
        var ys = rows(G + 2, width, false);
        int room = n * G + Kernels.PAIRS_UNIT;
        var want = new float[room];
        var got = new float[room];
        plain.dots(x, xs, n, y, ys, 2, width, want);
        best.dots(x, xs, n, y, ys, 2, width, got);
        float size = 4e-7f * width;
        assertArrayEquals(Arrays.copyOf(want, n * G), Arrays.copyOf(got, n * G), size);
      }
    }
  }

  @Test
  void exchange() {
    for (int n : COUNTS) {
      for (int width : WIDTHS) {
        for (boolean twice : new boolean[] {false, true}) {
          var x = numbers(ROWS * width);
          var y = numbers(ROWS * width);
          var xs = rows(n, width, twice);
          var ys = rows(G + 1, width, false);
          var g = numbers(n * G + Kernels.PAIRS_UNIT);
          var wantX = x.clone();
          var wantY = y.clone();
          plain.exchange(wantX, xs, n, wantY, ys, 1, width, g);
          best.exchange(x, xs, n, y, ys, 1, width, g);
          assertArrayEquals(wantX, x, 1e-4f);
          assertArrayEquals(wantY, y, 1e-4f);
        }
      }
    }
  }

  /** By the formula, in double. */
  @Test
  void exchangeIsWhatItSays() {
    int width = 16;
    var x = numbers(3 * width);
    var y = numbers(G * width);
    int[] xs = {2 * width, 0, width};
    int[] ys = new int[G];
    for (int j = 0; j < G; j++) ys[j] = (G - 1 - j) * width;
    var g = numbers(3 * G + Kernels.PAIRS_UNIT);
    var wantX = x.clone();
    var wantY = y.clone();
    for (int k = 0; k < width; k++) {
      for (int i = 0; i < 3; i++) {
        double sum = x[xs[i] + k];
        for (int j = 0; j < G; j++) sum += (double) g[i * G + j] * y[ys[j] + k];
        wantX[xs[i] + k] = (float) sum;
      }
      for (int j = 0; j < G; j++) {
        double sum = y[ys[j] + k];
        for (int i = 0; i < 3; i++) sum += (double) g[i * G + j] * x[xs[i] + k];
        wantY[ys[j] + k] = (float) sum;
      }
    }
    best.exchange(x, xs, 3, y, ys, 0, width, g);
    assertArrayEquals(wantX, x, 4e-6f);
    assertArrayEquals(wantY, y, 4e-6f);
  }

  @Test
  void sumAndAdd() {
    for (int n : COUNTS) {
      for (int width : WIDTHS) {
        var x = numbers(ROWS * width);
        var xs = rows(n, width, true);
        var want = numbers(3 * width);
        var got = want.clone();
        plain.sum(x, xs, n, 0.3f, width, want, width);
        best.sum(x, xs, n, 0.3f, width, got, width);
        assertArrayEquals(want, got, 1e-5f);
        var added = x.clone();
        plain.add(want, width, added, xs, n, width);
        best.add(want, width, x, xs, n, width);
        assertArrayEquals(added, x);
      }
    }
  }
}
