package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How far the kernels are from {@link Function} in double, over floats of all sizes: subnormal
 * ones, zeros, infinities and NaN among them. Errors are in units in the last place of the right
 * result, or of a larger number where the result is a difference that nearly vanishes.
 */
class KernelAccuracyTest {
  private static final Kernels.Elements KERNELS = Kernels.best().elements();

  /** Every 1021st float, and the special ones. */
  private static float[] floats() {
    var special =
        new float[] {
          0,
          -0f,
          1,
          -1,
          Float.MIN_VALUE,
          -Float.MIN_VALUE,
          Float.MIN_NORMAL,
          -Float.MIN_NORMAL,
          Float.MAX_VALUE,
          -Float.MAX_VALUE,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          Float.NaN,
          88.72283f,
          88.72284f,
          -87.33654f,
          -87.33655f,
          -103.97208f,
          -103.97209f,
          5.6f,
          -5.6f,
          1.4142135f,
          0.70710677f
        };
    int step = 1021;
    int n = (int) ((1L << 32) / step);
    var x = new float[n + special.length];
    for (int i = 0; i < n; i++) x[i] = Float.intBitsToFloat((int) ((long) i * step));
    System.arraycopy(special, 0, x, n, special.length);
    return x;
  }

  /**
   * @param most the largest error, in units in the last place
   * @param scale what is added to |result| before its unit is taken, as a multiple of |x|
   * @param lost what may be lost of a result, or of a factor of x, without being an error: 2⁻¹²⁶
   *     where e to a negative power becomes 0 below that
   */
  @ParameterizedTest
  @CsvSource({
    "IDENTITY, 0, 0, 0",
    "ABS, 0, 0, 0",
    "SQUARE, 0, 0, 0",
    "SQRT, 0, 0, 0",
    "EXP, 1, 0, 0",
    "LOG, 1, 0, 0",
    "RECIPROCAL, 0, 0, 0",
    "RELU, 0, 0, 0",
    "LEAKY_RELU, 0, 0, 0",
    "ELU, 1.5, 0, 0",
    "SELU, 2.5, 0, 0",
    "GELU, 2, 1, 0",
    "GELU_TANH, 1, 1, 1.2e-38",
    "SILU, 3, 0, 1.2e-38",
    "SOFTPLUS, 3, 0, 1.2e-38",
    "SIGMOID, 3, 0, 1.2e-38",
    "TANH, 2.5, 0, 0",
    "HUBER, 1.1, 0, 0"
  })
  void values(Function f, double most, double scale, double lost) {
    var x = floats();
    var y = new float[x.length];
    float a = f == Function.HUBER ? 1.5f : 0.3f;
    KERNELS.apply(f, a, x, 0, y, 0, x.length);
    var worst = new Worst();
    for (int i = 0; i < x.length; i++) {
      double want = f.at(x[i], a);
      if (Math.abs(y[i] - want) <= lost * Math.max(1, Math.abs(x[i]))) continue;
      worst.add(x[i], error(want, y[i], Math.abs(want) + scale * Math.abs(x[i])));
    }
    worst.check(f.toString(), most);
  }

  /** The largest error, and where it was. */
  private static final class Worst {
    private double error;
    private float at;

    void add(float x, double e) {
      if (e <= error) return;
      error = e;
      at = x;
    }

    void check(String name, double most) {
      assertTrue(error <= most, () -> "%s at %s: %s units".formatted(name, at, error));
    }
  }

  private static double error(double want, float got, double size) {
    if (Float.isNaN(got) != Double.isNaN(want)) return Double.POSITIVE_INFINITY;
    if (Double.isNaN(want)) return 0;
    if (got == (float) want) return 0;
    return Math.abs(got - want) / Math.ulp((float) size);
  }

  /** Slopes; those that follow from y are given a y that is right. */
  @ParameterizedTest
  @CsvSource({
    "IDENTITY, 0, 0, 0",
    "ABS, 0, 0, 0",
    "SQUARE, 0, 0, 0",
    "SQRT, 0, 0, 0",
    "EXP, 0, 0, 0",
    "LOG, 0, 0, 0",
    "RECIPROCAL, 0, 0, 0",
    "RELU, 0, 0, 0",
    "LEAKY_RELU, 0, 0, 0",
    "ELU, 0, 0, 0",
    "SELU, 1.5, 1, 0",
    "GELU, 2.5, 1, 0",
    "GELU_TANH, 2.5, 1, 0",
    "SILU, 2, 1, 0",
    "SOFTPLUS, 3, 0, 1.2e-38",
    "SIGMOID, 2, 0, 0",
    "TANH, 1, 0, 0",
    "HUBER, 0, 0, 0"
  })
  void slopes(Function f, double most, double scale, double lost) {
    var x = floats();
    var y = new float[x.length];
    var d = new float[x.length];
    var g = new float[x.length];
    float a = f == Function.HUBER ? 1.5f : 0.3f;
    Arrays.fill(g, 1);
    for (int i = 0; i < x.length; i++) y[i] = (float) f.at(x[i], a);
    KERNELS.slope(f, a, x, 0, y, 0, g, 0, d, 0, x.length);
    var worst = new Worst();
    for (int i = 0; i < x.length; i++) {
      double want = f.slope(x[i], y[i], a);
      if (Double.isNaN(want) && Double.isInfinite(x[i])) continue; // its limit will do
      if (Math.abs(d[i] - want) > lost) worst.add(x[i], error(want, d[i], Math.abs(want) + scale));
    }
    worst.check("the slope of " + f, most);
  }
}
