package millrace.neural.compute;

import static millrace.neural.compute.Lanes.COUNT;
import static millrace.neural.compute.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * A vector times a matrix: as fast as the matrix can be read. y already holds what is added to. A
 * part of the columns of B that begins and ends at multiples of {@link #UNIT} has the same bits as
 * the whole.
 */
final class Gemv {
  /** What the columns of B may be cut at. */
  static final int UNIT = 64;

  private Gemv() {}

  /** y ← y + x·B, B stored as [k, n]: eight of its rows at a time. */
  static void rows(int n, int k, float[] x, int xo, float[] b, int bo, int ldb, float[] y, int yo) {
    int p = 0;
    for (; p <= k - 8; p += 8) eightRows(n, x, xo + p, b, bo + p * ldb, ldb, y, yo);
    for (; p < k; p++) {
      float s = x[xo + p];
      int q = bo + p * ldb;
      for (int j = 0; j < n; j++) y[yo + j] = Math.fma(s, b[q + j], y[yo + j]);
    }
  }

  private static void eightRows(
      int n, float[] x, int xo, float[] b, int q, int ldb, float[] y, int yo) {
    var x0 = FloatVector.broadcast(FLOATS, x[xo]);
    var x1 = FloatVector.broadcast(FLOATS, x[xo + 1]);
    var x2 = FloatVector.broadcast(FLOATS, x[xo + 2]);
    var x3 = FloatVector.broadcast(FLOATS, x[xo + 3]);
    var x4 = FloatVector.broadcast(FLOATS, x[xo + 4]);
    var x5 = FloatVector.broadcast(FLOATS, x[xo + 5]);
    var x6 = FloatVector.broadcast(FLOATS, x[xo + 6]);
    var x7 = FloatVector.broadcast(FLOATS, x[xo + 7]);
    int j = 0;
    for (; j <= n - COUNT; j += COUNT) {
      int o = q + j;
      var s = FloatVector.fromArray(FLOATS, y, yo + j);
      s = x0.fma(FloatVector.fromArray(FLOATS, b, o), s);
      var t = x1.mul(FloatVector.fromArray(FLOATS, b, o + ldb));
      s = x2.fma(FloatVector.fromArray(FLOATS, b, o + 2 * ldb), s);
      t = x3.fma(FloatVector.fromArray(FLOATS, b, o + 3 * ldb), t);
      s = x4.fma(FloatVector.fromArray(FLOATS, b, o + 4 * ldb), s);
      t = x5.fma(FloatVector.fromArray(FLOATS, b, o + 5 * ldb), t);
      s = x6.fma(FloatVector.fromArray(FLOATS, b, o + 6 * ldb), s);
      t = x7.fma(FloatVector.fromArray(FLOATS, b, o + 7 * ldb), t);
      s.add(t).intoArray(y, yo + j);
    }
    for (; j < n; j++) {
      float s = y[yo + j];
      for (int r = 0; r < 8; r++) s = Math.fma(x[xo + r], b[q + r * ldb + j], s);
      y[yo + j] = s;
    }
  }

  /** y ← y + x·Bᵀ, B stored as [n, k]: four of its rows share the loads of x. */
  static void dots(int n, int k, float[] x, int xo, float[] b, int bo, int ldb, float[] y, int yo) {
    int j = 0;
    for (; j <= n - 4; j += 4) fourDots(k, x, xo, b, bo + j * ldb, ldb, y, yo + j);
    for (; j < n; j++) y[yo + j] += dot(k, x, xo, b, bo + j * ldb);
  }

  private static void fourDots(
      int k, float[] x, int xo, float[] b, int q0, int ldb, float[] y, int yo) {
    int q1 = q0 + ldb;
    int q2 = q1 + ldb;
    int q3 = q2 + ldb;
    var s0 = FloatVector.zero(FLOATS);
    var s1 = FloatVector.zero(FLOATS);
    var s2 = FloatVector.zero(FLOATS);
    var s3 = FloatVector.zero(FLOATS);
    var t0 = FloatVector.zero(FLOATS);
    var t1 = FloatVector.zero(FLOATS);
    var t2 = FloatVector.zero(FLOATS);
    var t3 = FloatVector.zero(FLOATS);
    int p = 0;
    for (; p <= k - 2 * COUNT; p += 2 * COUNT) {
      var v = FloatVector.fromArray(FLOATS, x, xo + p);
      var w = FloatVector.fromArray(FLOATS, x, xo + p + COUNT);
      s0 = v.fma(FloatVector.fromArray(FLOATS, b, q0 + p), s0);
      t0 = w.fma(FloatVector.fromArray(FLOATS, b, q0 + p + COUNT), t0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, b, q1 + p), s1);
      t1 = w.fma(FloatVector.fromArray(FLOATS, b, q1 + p + COUNT), t1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, b, q2 + p), s2);
      t2 = w.fma(FloatVector.fromArray(FLOATS, b, q2 + p + COUNT), t2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, b, q3 + p), s3);
      t3 = w.fma(FloatVector.fromArray(FLOATS, b, q3 + p + COUNT), t3);
    }
    float r0 = Lanes.sum(s0.add(t0));
    float r1 = Lanes.sum(s1.add(t1));
    float r2 = Lanes.sum(s2.add(t2));
    float r3 = Lanes.sum(s3.add(t3));
    for (; p < k; p++) {
      float v = x[xo + p];
      r0 = Math.fma(v, b[q0 + p], r0);
      r1 = Math.fma(v, b[q1 + p], r1);
      r2 = Math.fma(v, b[q2 + p], r2);
      r3 = Math.fma(v, b[q3 + p], r3);
    }
    y[yo] += r0;
    y[yo + 1] += r1;
    y[yo + 2] += r2;
    y[yo + 3] += r3;
  }

  private static float dot(int k, float[] x, int xo, float[] b, int q) {
    var s = FloatVector.zero(FLOATS);
    int p = 0;
    for (; p <= k - COUNT; p += COUNT)
      s = FloatVector.fromArray(FLOATS, x, xo + p).fma(FloatVector.fromArray(FLOATS, b, q + p), s);
    float r = Lanes.sum(s);
    for (; p < k; p++) r = Math.fma(x[xo + p], b[q + p], r);
    return r;
  }
}
