package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import millrace.neural.compute.Convolution.Pool;
import millrace.neural.compute.Convolution.PoolGrad;
import millrace.neural.compute.Convolution.Pooling;
import org.junit.jupiter.api.Test;

/**
 * Maxima of squares, by vectors, against Reference: they move numbers, so the bits are the same.
 */
class CpuPoolingTest {
  @Test
  void squaresOfEveryWidth() {
    var random = new Random(1);
    var w = Window.of(2, 2).stride(2, 2);
    try (var cpu = new Cpu(2);
        var reference = new Reference()) {
      for (int width = 2; width < 75; width++) {
        var shape = new int[] {2, 3, 2 + random.nextInt(6), width};
        var x = new float[Tensor.sizeOf(shape)];
        // few values: that there is more than one maximum, NaN, infinities and both zeros among
        // them
        float[] values = {
          0, -0f, 1, 2, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY
        };
        for (int i = 0; i < x.length; i++) x[i] = values[random.nextInt(width % 2 == 0 ? 7 : 4)];
        var g = new float[x.length];
        for (int i = 0; i < g.length; i++) g[i] = random.nextFloat();
        assertArrayEquals(
            pooled(reference, x, g, w, shape), pooled(cpu, x, g, w, shape), "width " + width);
      }
    }
  }

  /** y, and the gradient of x. */
  private static float[][] pooled(Ops f, float[] x, float[] g, Window w, int... shape) {
    var in = f.tensor(x, shape);
    var y = f.run(new Pool(Pooling.MAX, w), in)[0];
    var given = f.tensor(java.util.Arrays.copyOf(g, y.size()), y.shape());
    var d = f.run(new PoolGrad(Pooling.MAX, w), in, y, given)[0];
    return new float[][] {f.floats(y), f.floats(d)};
  }
}
