package millrace.neural.compute;

import static millrace.neural.compute.Lanes.COUNT;
import static millrace.neural.compute.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** Short copies and sums by vectors, the last of which is filled in part. */
final class SimdRuns {
  private SimdRuns() {}

  /** A stretch of n floats for each row: see {@link Runs}. */
  static void copy(
      float[] src, int at, int[] rows, int first, int end, float[] dst, int o, int width, int n) {
    int v = 0;
    for (; v <= n - COUNT; v += COUNT) {
      for (int r = first, to = o + v; r < end; r++, to += width)
        FloatVector.fromArray(FLOATS, src, at + v + rows[r]).intoArray(dst, to);
    }
    if (v == n) return;
    var mask = FLOATS.indexInRange(v, n);
    for (int r = first, to = o + v; r < end; r++, to += width)
      FloatVector.fromArray(FLOATS, src, at + v + rows[r], mask).intoArray(dst, to, mask);
  }

  /** y ← y + x, a short stretch for each of the rows, which follow each other in x. */
  static void add(float[] x, int xo, int step, int[] rows, int count, float[] y, int yo, int n) {
    int whole = n / COUNT * COUNT;
    var mask = FLOATS.indexInRange(whole, n);
    for (int r = 0, from = xo; r < count; r++, from += step) {
      int to = yo + rows[r];
      for (int v = 0; v < whole; v += COUNT) {
        var sum = FloatVector.fromArray(FLOATS, y, to + v);
        sum.add(FloatVector.fromArray(FLOATS, x, from + v)).intoArray(y, to + v);
      }
      if (whole < n) {
        var sum = FloatVector.fromArray(FLOATS, y, to + whole, mask);
        sum.add(FloatVector.fromArray(FLOATS, x, from + whole, mask))
            .intoArray(y, to + whole, mask);
      }
    }
  }
}
