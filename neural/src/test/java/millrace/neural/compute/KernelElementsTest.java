package millrace.neural.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Update.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Loops over elements: at awkward lengths and offsets an element has the bits that it has anywhere
 * else, and nothing is written beside. Where float has one right answer, it is the plain loops'.
 */
class KernelElementsTest {
  private static final Kernels.Elements KERNELS = Kernels.best().elements();
  private static final Kernels.Elements PLAIN = Kernels.SCALAR.elements();
  private static final int[] LENGTHS = {
    0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 257
  };
  private static final int MOST = 320;
  private static final float UNTOUCHED = 12345;

  private final Random random = new Random(1);

  /** Normal numbers, and now and then a special one. */
  private float[] numbers(boolean special) {
    var x = new float[MOST];
    for (int i = 0; i < MOST; i++) x[i] = (float) (2 * random.nextGaussian());
    if (special) {
      var odd = new float[] {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
      for (int i = 0; i < MOST; i += 7) x[i] = odd[i / 7 % odd.length];
    }
    return x;
  }

  /**
   * A loop that writes n results at {@code to} of out, of what is at {@code from} of its inputs.
   */
  private interface Loop {
    void run(int from, float[] out, int to, int n);
  }

  private static void samePlace(Loop loop, Loop right) {
    var want = new float[MOST];
    right.run(0, want, 0, MOST);
    for (int n : LENGTHS) {
      for (int from = 0; from <= 3; from++) {
        for (int to = 0; to <= 2; to++) {
          var got = new float[MOST];
          Arrays.fill(got, UNTOUCHED);
          loop.run(from, got, to, n);
          for (int i = 0; i < MOST; i++) {
            float expected = i >= to && i < to + n ? want[from + i - to] : UNTOUCHED;
            if (Float.compare(expected, got[i]) != 0)
              throw new AssertionError(
                  "element %d of %d: %s, not %s".formatted(i - to, n, got[i], expected));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void values(Function f) {
    var x = numbers(true);
    Loop loop = (from, y, to, n) -> KERNELS.apply(f, 0.7f, x, from, y, to, n);
    samePlace(loop, loop);
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void slopes(Function f) {
    var x = numbers(true);
    var y = numbers(true);
    var g = numbers(false);
    Loop loop = (from, d, to, n) -> KERNELS.slope(f, 0.7f, x, from, y, from, g, from, d, to, n);
    samePlace(loop, loop);
  }

  @Test
  void affine() {
    var x = numbers(true);
    samePlace(
        (from, y, to, n) -> KERNELS.affine(1.3f, -0.2f, x, from, y, to, n),
        (from, y, to, n) -> PLAIN.affine(1.3f, -0.2f, x, from, y, to, n));
  }

  @Test
  void mix() {
    var x = numbers(true);
    var y = numbers(true);
    samePlace(
        (from, z, to, n) -> KERNELS.mix(0.3f, x, from, 1.7f, y, from, -2, z, to, n),
        (from, z, to, n) -> PLAIN.mix(0.3f, x, from, 1.7f, y, from, -2, z, to, n));
  }

  @ParameterizedTest
  @EnumSource(Arithmetic.class)
  void combine(Arithmetic op) {
    var x = numbers(true);
    var y = numbers(true);
    samePlace(
        (from, z, to, n) -> KERNELS.combine(op, x, from, 1, y, from, 1, z, to, n),
        (from, z, to, n) -> PLAIN.combine(op, x, from, 1, y, from, 1, z, to, n));
    for (int at : new int[] {0, 1, 7, 14, 21}) { // a number, and special ones
      samePlace(
          (from, z, to, n) -> KERNELS.combine(op, x, at, 0, y, from, 1, z, to, n),
          (from, z, to, n) -> PLAIN.combine(op, x, at, 0, y, from, 1, z, to, n));
      samePlace(
          (from, z, to, n) -> KERNELS.combine(op, x, from, 1, y, at, 0, z, to, n),
          (from, z, to, n) -> PLAIN.combine(op, x, from, 1, y, at, 0, z, to, n));
      samePlace(
          (_, z, to, n) -> KERNELS.combine(op, x, at, 0, y, at + 1, 0, z, to, n),
          (_, z, to, n) -> PLAIN.combine(op, x, at, 0, y, at + 1, 0, z, to, n));
    }
  }

  @Test
  void max() {
    var x = numbers(true);
    var y = numbers(true);
    samePlace(
        copied(y, (from, z, to, n) -> KERNELS.max(x, from, z, to, n)),
        copied(y, (from, z, to, n) -> PLAIN.max(x, from, z, to, n)));
  }

  @Test
  void clip() {
    var x = numbers(true);
    samePlace(
        copied(x, (_, z, to, n) -> KERNELS.clip(1.5f, z, to, n)),
        copied(x, (_, z, to, n) -> PLAIN.clip(1.5f, z, to, n)));
  }

  /** Of a loop that changes its output: that first gets y. */
  private static Loop copied(float[] y, Loop loop) {
    return (from, z, to, n) -> {
      System.arraycopy(y, from, z, to, n);
      loop.run(from, z, to, n);
    };
  }

  @Test
  void dropoutDropsWhatItSays() {
    var x = numbers(true);
    for (double p : new double[] {0, 0.1, 0.5, 0.999}) {
      for (long seed : new long[] {0, -1, 0x123456789abcdefL}) {
        var op = new Dropout(p, seed);
        for (int first : new int[] {0, 17, 1 << 30}) {
          samePlace(
              (from, y, to, n) -> KERNELS.dropout(op, first + from, x, from, y, to, n),
              (from, y, to, n) -> {
                float scale = (float) (1 / (1 - p));
                for (int i = 0; i < n; i++)
                  y[to + i] = op.dropped(first + from + i) ? 0 : x[from + i] * scale;
              });
        }
      }
    }
  }

  /** The numbers of a {@link Rule}: each of its variants. */
  private static double[][] variants(Rule rule) {
    return switch (rule) {
      case SGD -> new double[][] {{0.1, 0}, {0.1, 0.03}};
      case MOMENTUM ->
          new double[][] {
            {0.1, 0.02, 0.9, 0.1, 0, 0}, {0.1, 0, 0.9, 0, 1, 0}, {0.1, 0.02, 0.9, 0.1, 1, 1}
          };
      case ADAGRAD -> new double[][] {{0.1, 0.02, 1e-10}};
      case ADADELTA -> new double[][] {{0.1, 0.02, 0.9, 1e-6}};
      case RMSPROP ->
          new double[][] {
            {0.1, 0.02, 0.9, 1e-8, 0, 0}, {0.1, 0, 0.9, 1e-8, 0.8, 0}, {0.1, 0, 0.9, 0.5, 0.8, 1}
          };
      case ADAM ->
          new double[][] {
            {0.1, 0.02, 0.9, 0.99, 1e-8, 0.271, 0.03, 0, 0},
            {0.1, 0.02, 0.9, 0.99, 1e-8, 0.271, 0.03, 1, 0},
            {0.1, 0.02, 0.9, 0.99, 1e-8, 0.271, 0.03, 0, 1}
          };
      case ADAMAX -> new double[][] {{0.1, 0.02, 0.9, 0.99, 1e-8, 0.271}};
      case NADAM ->
          new double[][] {
            {0.1, 0.02, 0.9, 0.99, 1e-8, 0.03, 0.3, 0.7, 0},
            {0.1, 0.02, 0.9, 0.99, 1e-8, 0.03, 0.3, 0.7, 1}
          };
      case RADAM ->
          new double[][] {
            {0.1, 0.02, 0.9, 0.99, 1e-8, 0.271, 0.03, 0, 0},
            {0.1, 0.02, 0.9, 0.99, 1e-8, 0.271, 0.03, 0.4, 1}
          };
      case FTRL -> new double[][] {{0.1, -0.5, 0.3, 0.01, 0.02, 0.5}, {0.1, -0.7, 0, 0.01, 0, 0}};
      case LION -> new double[][] {{0.1, 0.02, 0.9, 0.99}};
    };
  }

  /** By the plain loops within rounding, with the same bits anywhere, and nothing beside. */
  @ParameterizedTest
  @EnumSource(Rule.class)
  void steps(Rule rule) {
    for (var s : variants(rule)) {
      var whole = state(rule);
      var want = copy(whole);
      KERNELS.step(rule, s, whole, 0, MOST);
      PLAIN.step(rule, s, want, 0, MOST);
      for (int t = 0; t < whole.length; t++)
        for (int i = 0; i < MOST; i++)
          assertEquals(want[t][i], whole[t][i], 3e-6 * Math.max(1, Math.abs(want[t][i])));
      for (int n : LENGTHS) {
        for (int from : new int[] {0, 1, 5}) {
          var part = state(rule);
          var before = copy(part);
          KERNELS.step(rule, s, part, from, n);
          for (int t = 0; t < part.length; t++)
            for (int i = 0; i < MOST; i++)
              assertEquals(i >= from && i < from + n ? whole[t][i] : before[t][i], part[t][i]);
        }
      }
    }
  }

  /** p, g and states as they may come about; at some places g is 0 and nothing has moved yet. */
  private static float[][] state(Rule rule) {
    var random = new Random(5);
    var in = new float[2 + rule.states()][MOST];
    for (int i = 0; i < MOST; i++) {
      in[0][i] = (float) random.nextGaussian();
      if (i % 9 == 3) continue;
      in[1][i] = (float) random.nextGaussian();
      for (int t = 2; t < in.length; t++) in[t][i] = (float) (0.5 + random.nextDouble());
      if (rule == Rule.RMSPROP) in[4][i] *= 0.1f; // a mean whose square is below the mean square
    }
    return in;
  }

  private static float[][] copy(float[][] a) {
    var b = new float[a.length][];
    for (int i = 0; i < a.length; i++) b[i] = a[i].clone();
    return b;
  }
}
