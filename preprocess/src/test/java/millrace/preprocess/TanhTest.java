package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The JDK's tangent is within 2.5 units in the last place: both together are within 4.5e-16. */
class TanhTest {
  @Test
  void equalsTheJdk() {
    var u =
        IntStream.rangeClosed(-30_000, 30_000)
            .mapToDouble(i -> Math.signum(i) * Math.expm1(Math.abs(i) / 5000.0 - 3e-5 * (i % 7)))
            .toArray();
    var v = u.clone();
    new Tanh(v.length).apply(v, v.length);
    for (int i = 0; i < u.length; i++)
      assertEquals(Math.tanh(u[i]), v[i], 4.5e-16 * Math.abs(v[i]), "tanh of " + u[i]);
  }

  @Test
  void edges() {
    var u =
        new double[] {
          0,
          Double.MIN_VALUE,
          1e-300,
          -1e-20,
          Double.MAX_VALUE,
          Double.NEGATIVE_INFINITY,
          Double.NaN
        };
    var expected = new double[] {0, Double.MIN_VALUE, 1e-300, -1e-20, 1, -1, Double.NaN};
    new Tanh(7).apply(u, 7);
    for (int i = 0; i < 7; i++) assertEquals(expected[i], u[i]);
  }
}
