package millrace.neural.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RopeTest {
  private static final int HEADS = 3;
  private static final int WIDTH = 8;
  private static final int COLUMNS = 5;

  /** The vector W·x of a position, turned as the definition says. */
  private static double[] turned(float[] w, float[] x, int position, Rope rope) {
    var y = new double[HEADS * WIDTH];
    for (int r = 0; r < y.length; r++)
      for (int c = 0; c < COLUMNS; c++) y[r] += (double) w[r * COLUMNS + c] * x[c];
    var out = new double[y.length];
    for (int h = 0; h < HEADS; h++) {
      for (int i = 0; i < WIDTH / 2; i++) {
        int a = h * WIDTH + (rope == Rope.ADJACENT ? 2 * i : i);
        int b = rope == Rope.ADJACENT ? a + 1 : a + WIDTH / 2;
        double angle = position * Math.pow(10000, -2.0 * i / WIDTH);
        out[a] = y[a] * Math.cos(angle) - y[b] * Math.sin(angle);
        out[b] = y[a] * Math.sin(angle) + y[b] * Math.cos(angle);
      }
    }
    return out;
  }

  private static double score(double[] q, double[] k, int head) {
    double sum = 0;
    for (int i = head * WIDTH; i < (head + 1) * WIDTH; i++) sum += q[i] * k[i];
    return sum;
  }

  private static float[] random(Random random, int n) {
    var out = new float[n];
    for (int i = 0; i < n; i++) out[i] = (float) random.nextGaussian();
    return out;
  }

  /** Attention's products of queries and keys are the same, which is all that they are for. */
  @Test
  void scoresAreThoseOfAdjacentPairs() {
    var random = new Random(1);
    var q = random(random, HEADS * WIDTH * COLUMNS);
    var k = random(random, HEADS * WIDTH * COLUMNS);
    var kept = q.clone();
    for (int m = 0; m < 20; m += 3) {
      var x = random(random, COLUMNS);
      var z = random(random, COLUMNS);
      var a = turned(q, x, m, Rope.ADJACENT);
      var b = turned(k, z, 2, Rope.ADJACENT);
      var c = turned(Rope.toHalves(q, HEADS, WIDTH), x, m, Rope.HALVES);
      var d = turned(Rope.toHalves(k, HEADS, WIDTH), z, 2, Rope.HALVES);
      for (int h = 0; h < HEADS; h++) assertEquals(score(a, b, h), score(c, d, h), 1e-12);
    }
    assertArrayEquals(kept, q);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Rope.toHalves(new float[7], 1, 4));
    assertThrows(IllegalArgumentException.class, () -> Rope.toHalves(new float[6], 1, 3));
    assertThrows(IllegalArgumentException.class, () -> Rope.toHalves(new float[6], 0, 2));
  }
}
