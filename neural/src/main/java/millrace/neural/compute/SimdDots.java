package millrace.neural.compute;

import static millrace.neural.compute.Lanes.COUNT;
import static millrace.neural.compute.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * A vector times many rows, by vectors. Four rows at a time share the loads of x; they are a
 * quarter of all apart, so that the memory works on several pages at once. Each row's sum has the
 * same order in whichever company it is taken.
 */
final class SimdDots {
  private SimdDots() {}

  /** zᵢ = Σ x·yᵢ. */
  static void run(float[] x, int xo, float[] y, int yo, int rows, int n, float[] z, int zo) {
    int apart = rows / 4;
    for (int i = 0; i < apart; i++) four(x, xo, y, yo + i * n, apart * n, n, z, zo + i, apart);
    for (int i = 4 * apart; i < rows; i++) z[zo + i] = one(x, xo, y, yo + i * n, n);
  }

  private static void four(
      float[] x, int xo, float[] y, int y0, int apart, int n, float[] z, int zo, int step) {
    int y1 = y0 + apart;
    int y2 = y1 + apart;
    int y3 = y2 + apart;
    var s0 = FloatVector.zero(FLOATS);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    var t0 = s0;
    var t1 = s0;
    var t2 = s0;
    var t3 = s0;
    int p = 0;
    for (; p <= n - 2 * COUNT; p += 2 * COUNT) {
      int q = p + COUNT;
      var v = FloatVector.fromArray(FLOATS, x, xo + p);
      var w = FloatVector.fromArray(FLOATS, x, xo + q);
      s0 = v.fma(FloatVector.fromArray(FLOATS, y, y0 + p), s0);
      t0 = w.fma(FloatVector.fromArray(FLOATS, y, y0 + q), t0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, y, y1 + p), s1);
      t1 = w.fma(FloatVector.fromArray(FLOATS, y, y1 + q), t1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, y, y2 + p), s2);
      t2 = w.fma(FloatVector.fromArray(FLOATS, y, y2 + q), t2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, y, y3 + p), s3);
      t3 = w.fma(FloatVector.fromArray(FLOATS, y, y3 + q), t3);
    }
    for (; p < n; p += COUNT) {
      var some = FLOATS.indexInRange(p, n);
      var v = FloatVector.fromArray(FLOATS, x, xo + p, some);
      s0 = v.fma(FloatVector.fromArray(FLOATS, y, y0 + p, some), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, y, y1 + p, some), s1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, y, y2 + p, some), s2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, y, y3 + p, some), s3);
    }
    z[zo] = Lanes.sum(s0.add(t0));
    z[zo + step] = Lanes.sum(s1.add(t1));
    z[zo + 2 * step] = Lanes.sum(s2.add(t2));
    z[zo + 3 * step] = Lanes.sum(s3.add(t3));
  }

  private static float one(float[] x, int xo, float[] y, int yo, int n) {
    var s = FloatVector.zero(FLOATS);
    var t = s;
    int p = 0;
    for (; p <= n - 2 * COUNT; p += 2 * COUNT) {
      int q = p + COUNT;
      var v = FloatVector.fromArray(FLOATS, x, xo + p);
      var w = FloatVector.fromArray(FLOATS, x, xo + q);
      s = v.fma(FloatVector.fromArray(FLOATS, y, yo + p), s);
      t = w.fma(FloatVector.fromArray(FLOATS, y, yo + q), t);
    }
    for (; p < n; p += COUNT) {
      var some = FLOATS.indexInRange(p, n);
      s =
          FloatVector.fromArray(FLOATS, x, xo + p, some)
              .fma(FloatVector.fromArray(FLOATS, y, yo + p, some), s);
    }
    return Lanes.sum(s.add(t));
  }
}
