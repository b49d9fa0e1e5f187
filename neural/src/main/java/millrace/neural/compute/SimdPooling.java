package millrace.neural.compute;

import static jdk.incubator.vector.VectorOperators.EQ;
import static millrace.neural.compute.Lanes.COUNT;
import static millrace.neural.compute.Lanes.FLOATS;
import static millrace.neural.compute.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** The maximum of squares of 2 by 2 that do not overlap, a vector of results at a time. */
final class SimdPooling {
  // What stands at even and at odd places of two vectors, and how to bring it back there.
  private static final int[] EVEN = places(i -> 2 * i);
  private static final int[] ODD = places(i -> 2 * i + 1);
  private static final int[] LOW = places(i -> i / 2 + i % 2 * COUNT);
  private static final int[] HIGH = places(i -> COUNT / 2 + i / 2 + i % 2 * COUNT);

  private SimdPooling() {}

  private static int[] places(java.util.function.IntUnaryOperator at) {
    return java.util.stream.IntStream.range(0, COUNT).map(at).toArray();
  }

  /** y [rows, columns] from an image whose rows are {@code width} long. */
  static void max(float[] x, int xo, int width, float[] y, int yo, int rows, int columns) {
    var even = IntVector.fromArray(INTS, EVEN, 0);
    var odd = IntVector.fromArray(INTS, ODD, 0);
    for (int c = 0; c < columns; c += COUNT) {
      var first = FLOATS.indexInRange(2 * c, 2 * columns);
      var second = FLOATS.indexInRange(2 * c + COUNT, 2 * columns);
      var out = FLOATS.indexInRange(c, columns);
      for (int r = 0; r < rows; r++) {
        int at = xo + 2 * r * width + 2 * c;
        var a = load(x, at, first);
        var b = load(x, at + COUNT, second);
        var p = load(x, at + width, first);
        var q = load(x, at + width + COUNT, second);
        var top = pick(even, a, b).max(pick(odd, a, b));
        top.max(pick(even, p, q).max(pick(odd, p, q))).intoArray(y, yo + r * columns + c, out);
      }
    }
  }

  /**
   * Each g to the first place of its square, row by row, that equals y; d is written there only.
   *
   * @param rest scratch, as long as a channel of y
   */
  static void maxGrad(
      float[] x,
      int xo,
      int width,
      float[] y,
      float[] g,
      int yo,
      float[] d,
      int rows,
      int columns,
      float[] rest) {
    rowsGrad(x, xo, width, y, g, yo, yo, d, rows, columns, rest);
    rowsGrad(x, xo + width, width, y, rest, 0, yo, d, rows, columns, rest);
  }

  /**
   * The upper or the lower rows of the squares; what they do not take of g goes to rest. Not both
   * at once: the compiler gives up on so much, and vectors would be objects.
   */
  private static void rowsGrad(
      float[] x,
      int xo,
      int width,
      float[] y,
      float[] g,
      int go,
      int yo,
      float[] d,
      int rows,
      int columns,
      float[] rest) {
    var even = IntVector.fromArray(INTS, EVEN, 0);
    var odd = IntVector.fromArray(INTS, ODD, 0);
    var low = IntVector.fromArray(INTS, LOW, 0);
    var high = IntVector.fromArray(INTS, HIGH, 0);
    var zero = FloatVector.zero(FLOATS);
    for (int c = 0; c < columns; c += COUNT) {
      var first = FLOATS.indexInRange(2 * c, 2 * columns);
      var second = FLOATS.indexInRange(2 * c + COUNT, 2 * columns);
      var out = FLOATS.indexInRange(c, columns);
      for (int r = 0; r < rows; r++) {
        int at = xo + 2 * r * width + 2 * c;
        int to = r * columns + c;
        var a = load(x, at, first);
        var b = load(x, at + COUNT, second);
        var max = load(y, yo + to, out);
        var given = load(g, go + to, out);
        var m0 = pick(even, a, b).compare(EQ, max);
        var d0 = zero.blend(given, m0);
        var left = given.blend(zero, m0);
        var m1 = pick(odd, a, b).compare(EQ, max);
        var d1 = zero.blend(left, m1);
        left.blend(zero, m1).intoArray(rest, to, out);
        pick(low, d0, d1).intoArray(d, at, first);
        pick(high, d0, d1).intoArray(d, at + COUNT, second);
      }
    }
  }

  private static FloatVector load(float[] x, int at, VectorMask<Float> mask) {
    return FloatVector.fromArray(FLOATS, x, at, mask);
  }

  private static FloatVector pick(IntVector places, FloatVector a, FloatVector b) {
    return places.selectFrom(a.reinterpretAsInts(), b.reinterpretAsInts()).reinterpretAsFloats();
  }
}
