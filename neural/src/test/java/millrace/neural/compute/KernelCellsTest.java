package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Steps of recurrent layers by the plain loops, at awkward numbers of units and offsets. */
class KernelCellsTest {
  private static final Kernels.Cells BEST = Kernels.best().cells();
  private static final Kernels.Cells PLAIN = Kernels.SCALAR.cells();
  private static final int[] UNITS = {1, 2, 3, 4, 5, 8, 11, 16, 17, 31, 32, 33, 64, 100, 256};
  private static final double TOLERANCE = 2e-6;

  private final Random random = new Random(1);

  /** Numbers with some before and behind those that belong to the row. */
  private float[] numbers(int n) {
    var x = new float[n + 7];
    for (int i = 0; i < x.length; i++) x[i] = (float) (2 * random.nextGaussian());
    return x;
  }

  /** What gates come out as: in (0, 1). */
  private float[] gates(int n) {
    var x = numbers(n);
    for (int i = 0; i < x.length; i++) x[i] = (float) (1 / (1 + Math.exp(-x[i])));
    return x;
  }

  private static void near(float[] want, float[] got, String what) {
    for (int i = 0; i < want.length; i++) {
      int at = i;
      double most = TOLERANCE * Math.max(1, Math.abs(want[i]));
      assertEquals(want[i], got[i], most, () -> what + " [" + at + "]");
    }
  }

  @Test
  void lstm() {
    for (int n : UNITS) {
      var bias = numbers(4 * n);
      var want = new float[][] {numbers(4 * n), numbers(n), numbers(n)}; // gates, c, y
      var got = new float[][] {want[0].clone(), want[1].clone(), want[2].clone()};
      PLAIN.lstm(want[0], 1, bias, want[1], 2, want[2], 3, n);
      BEST.lstm(got[0], 1, bias, got[1], 2, got[2], 3, n);
      for (int i = 0; i < want.length; i++) near(want[i], got[i], n + " units: " + i);
    }
  }

  @Test
  void gradientOfLstm() {
    for (int n : UNITS) {
      var gates = gates(4 * n);
      var before = numbers(n);
      var after = numbers(n);
      var dh = numbers(n);
      var want = new float[][] {numbers(n), numbers(4 * n)}; // dc, dx
      var got = new float[][] {want[0].clone(), want[1].clone()};
      PLAIN.lstmGrad(gates, 1, before, 2, after, 3, dh, want[0], 4, want[1], 5, n);
      BEST.lstmGrad(gates, 1, before, 2, after, 3, dh, got[0], 4, got[1], 5, n);
      for (int i = 0; i < want.length; i++) near(want[i], got[i], n + " units: " + i);
    }
  }

  @Test
  void gru() {
    for (int n : UNITS) {
      var x = numbers(3 * n);
      var q = numbers(3 * n);
      var want = new float[][] {numbers(n), numbers(4 * n)}; // y, kept
      var got = new float[][] {want[0].clone(), want[1].clone()};
      PLAIN.gru(x, 1, q, 2, want[0], 3, want[1], 4, n);
      BEST.gru(x, 1, q, 2, got[0], 3, got[1], 4, n);
      for (int i = 0; i < want.length; i++) near(want[i], got[i], n + " units: " + i);
    }
  }

  @Test
  void gradientOfGru() {
    for (int n : UNITS) {
      var kept = gates(4 * n);
      var before = numbers(n);
      var want = new float[][] {numbers(n), numbers(3 * n), numbers(3 * n)}; // dh, dx, dq
      var got = new float[][] {want[0].clone(), want[1].clone(), want[2].clone()};
      PLAIN.gruGrad(kept, 1, before, 2, want[0], 3, want[1], 4, want[2], 5, n);
      BEST.gruGrad(kept, 1, before, 2, got[0], 3, got[1], 4, got[2], 5, n);
      for (int i = 0; i < want.length; i++) near(want[i], got[i], n + " units: " + i);
    }
  }
}
