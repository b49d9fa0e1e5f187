package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packed factors, element by element; CI sees to it that they are tested at each width. */
class PackingTest {
  private static final boolean SIMD = SimdWidth.asked() != 0 && SimdWidth.available();
  private static final int GAP = 5;

  private final Random random = new Random(1);

  @Test
  void firstFactor() {
    assumeTrue(SIMD, "the plain loops were asked for");
    for (boolean transposed : new boolean[] {false, true})
      for (int m : new int[] {1, 7, 12, 15, 16, 28, 45})
        for (int kc : new int[] {1, 5, 16, 35}) {
          var a = matrix(m, kc, transposed);
          var packed = new float[m * kc + 3];
          Arrays.fill(packed, -2);
          var expected = packed.clone();
          for (int i = 0, h; i < m; i += h) {
            h = Packing.height(m - i);
            for (int k = 0; k < kc; k++)
              for (int r = 0; r < h; r++)
                expected[1 + i * kc + k * h + r] = a.values()[a.at(i + r, k)];
          }
          Packing.a(a, m, kc, packed, 1);
          assertArrayEquals(expected, packed, "%d by %d, %b".formatted(m, kc, transposed));
        }
  }

  @Test
  void secondFactor() {
    assumeTrue(SIMD, "the plain loops were asked for");
    int w = Packing.WIDTH;
    for (boolean transposed : new boolean[] {false, true})
      for (int n : new int[] {1, 6, w, w + 1, 2 * w - 1, Packing.TOGETHER * w + w + 3})
        for (int kc : new int[] {1, 5, 16, 35}) {
          var b = matrix(kc, n, transposed);
          var packed = new float[Packing.packedColumns(n, kc) + 3];
          Arrays.fill(packed, -2);
          var expected = packed.clone();
          int whole = (n + w - 1) / w * w;
          for (int j = 0; j < whole; j++)
            for (int k = 0; k < kc; k++)
              expected[1 + j / w * w * kc + k * w + j % w] = j < n ? b.values()[b.at(k, j)] : 0;
          Packing.b(b, n, kc, packed, 1);
          assertArrayEquals(expected, packed, "%d by %d, %b".formatted(kc, n, transposed));
        }
  }

  /** Of random numbers, with gaps between what is stored as its rows. */
  private Matrix matrix(int rows, int columns, boolean transposed) {
    int stride = (transposed ? rows : columns) + GAP;
    var values = new float[2 + stride * (transposed ? columns : rows)];
    for (int i = 0; i < values.length; i++) values[i] = random.nextFloat();
    return new Matrix(values, 2, stride, transposed);
  }
}
