package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums and rows by the plain loops, at awkward lengths and offsets; nothing is written beside. */
class KernelRowsTest {
  private static final Kernels BEST = Kernels.best();
  private static final int[] LENGTHS = {
    1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 257, 1000, 5000
  };
  private static final float UNTOUCHED = 12345;

  private final Random random = new Random(1);

  private float[] numbers(int n) {
    var x = new float[n];
    for (int i = 0; i < n; i++) x[i] = (float) (0.5 + 2 * random.nextGaussian());
    return x;
  }

  private static float[] blank(int n) {
    var x = new float[n];
    Arrays.fill(x, UNTOUCHED);
    return x;
  }

  private static void near(float[] want, float[] got, double tolerance, String what) {
    assertEquals(want.length, got.length);
    for (int i = 0; i < want.length; i++) {
      float w = want[i];
      boolean same = Float.compare(w, got[i]) == 0;
      if (!same && !(Math.abs(w - got[i]) <= tolerance * Math.max(1, Math.abs(w))))
        throw new AssertionError("%s [%d]: %s, not %s".formatted(what, i, got[i], w));
    }
  }

  @Test
  void sums() {
    var best = BEST.sums();
    var plain = Kernels.SCALAR.sums();
    for (int n : LENGTHS) {
      for (int o = 0; o < 3; o++) {
        var x = numbers(n + 5);
        var y = numbers(n + 5);
        double size = 1e-6 * n;
        assertEquals(plain.sum(x, o, n), best.sum(x, o, n), 3 * size);
        assertEquals(plain.dot(x, o, y, 1, n), best.dot(x, o, y, 1, n), 5 * size);
        assertEquals(plain.dot(0.5f, x, o, y, 1, n), best.dot(0.5f, x, o, y, 1, n), 5 * size);
        assertEquals(plain.squares(0.5f, x, o, n), best.squares(0.5f, x, o, n), 5 * size);
        assertEquals(plain.max(x, o, n), best.max(x, o, n));
        for (int at : new int[] {0, n / 2, n - 1}) {
          var z = x.clone();
          z[o + at] = 1000;
          assertEquals(1000, best.max(z, o, n));
          assertEquals(plain.sum(z, o, n), best.sum(z, o, n), 1e-3);
          z[o + at] = Float.NaN;
          assertTrue(Float.isNaN(best.max(z, o, n)));
          assertTrue(Double.isNaN(best.sum(z, o, n)));
        }
      }
    }
    assertEquals(Float.NEGATIVE_INFINITY, best.max(new float[3], 1, 0));
    assertEquals(0, best.sum(new float[3], 1, 0));
    assertEquals(0, best.squares(1, new float[3], 1, 0));
  }

  @Test
  void dotsOfOneRowWithManyAreThoseOfEachByItselfWhereverTheyAreCut() {
    for (int n : LENGTHS) {
      int rows = 11;
      var x = numbers(n + 2);
      var y = numbers(rows * n + 3);
      var want = new float[rows + 1];
      Kernels.SCALAR.sums().dots(x, 2, y, 3, rows, n, want, 1);
      var all = new float[rows + 1];
      BEST.sums().dots(x, 2, y, 3, rows, n, all, 1);
      for (int i = 0; i < rows; i++)
        assertEquals(Kernels.SCALAR.sums().dot(x, 2, y, 3 + i * n, n), want[1 + i], 1e-6 * n);
      near(want, all, 5e-6 * n, "dots of " + n);
      var cut = new float[rows + 1];
      BEST.sums().dots(x, 2, y, 3, 5, n, cut, 1);
      BEST.sums().dots(x, 2, y, 3 + 5 * n, rows - 5, n, cut, 6);
      assertArrayEquals(all, cut);
    }
  }

  @Test
  void dotsWithRowsOfBytes() {
    for (int n : LENGTHS) {
      int rows = 11;
      var x = numbers(n + 2);
      var y = new byte[rows * n + 3];
      for (int i = 0; i < y.length; i++) y[i] = (byte) (i * 89 + 128);
      var want = new float[rows + 1];
      Kernels.SCALAR.sums().dots(x, 2, y, 3, rows, n, want, 1);
      for (int i = 0; i < rows; i++) {
        double sum = 0;
        for (int p = 0; p < n; p++) sum += (double) x[2 + p] * y[3 + i * n + p];
        assertEquals((float) sum, want[1 + i]);
      }
      var all = new float[rows + 1];
      BEST.sums().dots(x, 2, y, 3, rows, n, all, 1);
      near(want, all, 128 * 5e-6 * n, "dots of " + n);
      var cut = new float[rows + 1];
      BEST.sums().dots(x, 2, y, 3, 5, n, cut, 1);
      BEST.sums().dots(x, 2, y, 3 + 5 * n, rows - 5, n, cut, 6);
      assertArrayEquals(all, cut);
    }
  }

  @Test
  void aSumOfAMillionIsAsGoodAsInDouble() {
    var x = numbers(1_000_003);
    double want = Kernels.SCALAR.sums().sum(x, 0, x.length);
    assertEquals(want, BEST.sums().sum(x, 0, x.length), 1e-6 * want);
  }

  @Test
  void sumOfRows() {
    for (int n : LENGTHS) {
      for (int rows : new int[] {0, 1, 2, 5}) {
        var x = numbers(rows * (n + 2) + n + 3);
        var want = numbers(n + 4);
        var got = want.clone();
        Kernels.SCALAR.sums().sumRows(x, 3, n + 2, rows, want, 2, n);
        BEST.sums().sumRows(x, 3, n + 2, rows, got, 2, n);
        near(want, got, 1e-6, n + " columns");
      }
    }
  }

  @Test
  void softmax() {
    for (int n : LENGTHS) {
      int rows = n > 300 ? 2 : 6;
      var x = numbers(rows * n + 4);
      int second = 1 + n;
      Arrays.fill(x, second, second + n, 1000); // would overflow
      if (rows > 2) {
        x[1 + 2 * n + n / 2] = Float.NEGATIVE_INFINITY;
        x[1 + 3 * n + n - 1] = Float.NaN;
        x[1 + 4 * n] = Float.POSITIVE_INFINITY;
        Arrays.fill(x, 1 + 5 * n, 1 + 6 * n, Float.NEGATIVE_INFINITY);
      }
      for (boolean log : new boolean[] {false, true}) {
        var want = blank(rows * n + 4);
        var got = blank(rows * n + 4);
        var wantLse = blank(rows + 2);
        var gotLse = blank(rows + 2);
        Kernels.SCALAR.rows().softmax(log, x, 1, want, 2, wantLse, 1, rows, n);
        BEST.rows().softmax(log, x, 1, got, 2, gotLse, 1, rows, n);
        near(want, got, 2e-6, "softmax of " + n);
        near(wantLse, gotLse, 2e-6, "ln of the sum of " + n);
        BEST.rows().softmax(log, x, 1, got, 2, new float[0], 0, rows, n);
        near(want, got, 2e-6, "softmax of " + n);

        var y = numbers(rows * n + 4);
        var g = numbers(rows * n + 4);
        for (int i = 0; i < y.length; i++) y[i] = log ? -Math.abs(y[i]) : Math.abs(y[i]) / n;
        Kernels.SCALAR.rows().softmaxGrad(log, y, 1, g, 2, want, 3, rows, n);
        BEST.rows().softmaxGrad(log, y, 1, g, 2, got, 3, rows, n);
        near(want, got, log ? 1e-6 * n : 1e-5, "gradient of the softmax of " + n);
      }
    }
  }

  @Test
  void layerNorm() {
    int rows = 3;
    for (int n : LENGTHS) {
      var x = numbers(rows * n + 4);
      var gain = numbers(n);
      var bias = numbers(n);
      var g = numbers(rows * n + 4);
      var want = new float[][] {blank(rows * n + 4), blank(rows + 2), blank(rows + 2)};
      var got = new float[][] {blank(rows * n + 4), blank(rows + 2), blank(rows + 2)};
      var p = Kernels.SCALAR.rows();
      var b = BEST.rows();
      p.layerNorm(1e-5, x, 1, gain, bias, want[0], 2, want[1], want[2], 1, rows, n);
      b.layerNorm(1e-5, x, 1, gain, bias, got[0], 2, got[1], got[2], 1, rows, n);
      if (n == 1) continue; // only rounding, times 1 / √eps
      for (int i = 0; i < 3; i++) near(want[i], got[i], 2e-5, "layer norm of " + n);

      var d = new float[][] {blank(rows * n + 4), numbers(n + 3), numbers(n + 3)};
      var e = new float[][] {d[0].clone(), d[1].clone(), d[2].clone()};
      p.layerNormGrad(x, 1, gain, want[1], want[2], 1, g, 2, d[0], 3, d[1], d[2], 2, rows, n);
      b.layerNormGrad(x, 1, gain, want[1], want[2], 1, g, 2, e[0], 3, e[1], e[2], 2, rows, n);
      for (int i = 0; i < 3; i++) near(d[i], e[i], 1e-4, "gradient of the layer norm of " + n);
    }
  }

  @Test
  void rmsNorm() {
    int rows = 3;
    for (int n : LENGTHS) {
      var x = numbers(rows * n + 4);
      var gain = numbers(n);
      var g = numbers(rows * n + 4);
      var want = new float[][] {blank(rows * n + 4), blank(rows + 2)};
      var got = new float[][] {blank(rows * n + 4), blank(rows + 2)};
      var p = Kernels.SCALAR.rows();
      var b = BEST.rows();
      p.rmsNorm(1e-5, x, 1, gain, want[0], 2, want[1], 1, rows, n);
      b.rmsNorm(1e-5, x, 1, gain, got[0], 2, got[1], 1, rows, n);
      for (int i = 0; i < 2; i++) near(want[i], got[i], 1e-5, "rms norm of " + n);

      var d = new float[][] {blank(rows * n + 4), numbers(n + 3)};
      var e = new float[][] {d[0].clone(), d[1].clone()};
      p.rmsNormGrad(x, 1, gain, want[1], 1, g, 2, d[0], 3, d[1], 2, rows, n);
      b.rmsNormGrad(x, 1, gain, want[1], 1, g, 2, e[0], 3, e[1], 2, rows, n);
      for (int i = 0; i < 2; i++) near(d[i], e[i], 1e-4, "gradient of the rms norm of " + n);
    }
  }
}
