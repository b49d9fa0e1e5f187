package millrace.neural.compute;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernels.Pairs} by vectors: two rows x at a time against the six rows y, so that a row that
 * has been loaded is used several times, and all sums stay in registers.
 */
final class SimdPairs implements Kernels.Pairs {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int W = Lanes.COUNT;
  private static final int G = Kernels.PAIRS_GROUP;
  private static final VectorSpecies<Integer> I = Lanes.INTS;
  private static final int[] LOW_8 = places(8, 0);
  private static final int[] HIGH_8 = places(8, 8);
  private static final int[] LOW_4 = places(4, 0);
  private static final int[] HIGH_4 = places(4, 4);
  private static final int[] LOW_2 = places(2, 0);
  private static final int[] HIGH_2 = places(2, 2);
  private static final int[] LOW_1 = places(1, 0);
  private static final int[] HIGH_1 = places(1, 1);

  /** For the vectors whose lanes are still to be summed. */
  private static final ThreadLocal<float[]> ROOM = ThreadLocal.withInitial(() -> new float[0]);

  /** Every second stretch of so many lanes, of one vector and then of another. */
  private static int[] places(int stretch, int from) {
    var out = new int[W];
    for (int i = 0; i < W; i++) out[i] = from + i / stretch * 2 * stretch + i % stretch;
    return out;
  }

  @Override
  public void dots(
      float[] x, int[] xs, int n, float[] y, int[] ys, int yo, int width, float[] dots) {
    var room = room(n);
    for (int i = 0; i < n; i += 2)
      two(x, xs[i], xs[Math.min(i + 1, n - 1)], y, ys, yo, width, room, i * G * W);
    int left = n * G;
    if (W > 8) left = halves(room, left, LOW_8, HIGH_8, room);
    if (W > 4) left = halves(room, left, LOW_4, HIGH_4, room);
    left = halves(room, left, LOW_2, HIGH_2, room);
    halves(room, left, LOW_1, HIGH_1, dots);
  }

  private static float[] room(int n) {
    var room = ROOM.get();
    if (room.length < (n + 2) * G * W) {
      room = new float[2 * (n + 2) * G * W];
      ROOM.set(room);
    }
    return room;
  }

  private static void two(
      float[] x, int p, int q, float[] y, int[] ys, int yo, int width, float[] room, int o) {
    int y0 = ys[yo];
    int y1 = ys[yo + 1];
    int y2 = ys[yo + 2];
    int y3 = ys[yo + 3];
    int y4 = ys[yo + 4];
    int y5 = ys[yo + 5];
    var a0 = FloatVector.zero(S);
    var a1 = a0;
    var a2 = a0;
    var a3 = a0;
    var a4 = a0;
    var a5 = a0;
    var b0 = a0;
    var b1 = a0;
    var b2 = a0;
    var b3 = a0;
    var b4 = a0;
    var b5 = a0;
    for (int k = 0; k < width; k += W) {
      var u = FloatVector.fromArray(S, x, p + k);
      var v = FloatVector.fromArray(S, x, q + k);
      var w = FloatVector.fromArray(S, y, y0 + k);
      a0 = u.fma(w, a0);
      b0 = v.fma(w, b0);
      w = FloatVector.fromArray(S, y, y1 + k);
      a1 = u.fma(w, a1);
      b1 = v.fma(w, b1);
      w = FloatVector.fromArray(S, y, y2 + k);
      a2 = u.fma(w, a2);
      b2 = v.fma(w, b2);
      w = FloatVector.fromArray(S, y, y3 + k);
      a3 = u.fma(w, a3);
      b3 = v.fma(w, b3);
      w = FloatVector.fromArray(S, y, y4 + k);
      a4 = u.fma(w, a4);
      b4 = v.fma(w, b4);
      w = FloatVector.fromArray(S, y, y5 + k);
      a5 = u.fma(w, a5);
      b5 = v.fma(w, b5);
    }
    a0.intoArray(room, o);
    a1.intoArray(room, o + W);
    a2.intoArray(room, o + 2 * W);
    a3.intoArray(room, o + 3 * W);
    a4.intoArray(room, o + 4 * W);
    a5.intoArray(room, o + 5 * W);
    b0.intoArray(room, o + 6 * W);
    b1.intoArray(room, o + 7 * W);
    b2.intoArray(room, o + 8 * W);
    b3.intoArray(room, o + 9 * W);
    b4.intoArray(room, o + 10 * W);
    b5.intoArray(room, o + 11 * W);
  }

  /**
   * Puts each two vectors' sums of neighbouring stretches of lanes into one: when the stretches are
   * single lanes, that is each vector's sum. A last vector without another goes with what is there.
   */
  private static int halves(float[] room, int vectors, int[] low, int[] high, float[] to) {
    int left = (vectors + 1) / 2;
    var l = IntVector.fromArray(I, low, 0);
    var h = IntVector.fromArray(I, high, 0);
    for (int i = 0; i < left; i++) {
      var x = FloatVector.fromArray(S, room, 2 * i * W).reinterpretAsInts();
      var y = FloatVector.fromArray(S, room, 2 * i * W + W).reinterpretAsInts();
      l.selectFrom(x, y)
          .reinterpretAsFloats()
          .add(h.selectFrom(x, y).reinterpretAsFloats())
          .intoArray(to, i * W);
    }
    return left;
  }

  @Override
  public void exchange(
      float[] x, int[] xs, int n, float[] y, int[] ys, int yo, int width, float[] g) {
    int y0 = ys[yo];
    int y1 = ys[yo + 1];
    int y2 = ys[yo + 2];
    int y3 = ys[yo + 3];
    int y4 = ys[yo + 4];
    int y5 = ys[yo + 5];
    for (int k = 0; k < width; k += W) {
      var v0 = FloatVector.fromArray(S, y, y0 + k);
      var v1 = FloatVector.fromArray(S, y, y1 + k);
      var v2 = FloatVector.fromArray(S, y, y2 + k);
      var v3 = FloatVector.fromArray(S, y, y3 + k);
      var v4 = FloatVector.fromArray(S, y, y4 + k);
      var v5 = FloatVector.fromArray(S, y, y5 + k);
      var s0 = v0;
      var s1 = v1;
      var s2 = v2;
      var s3 = v3;
      var s4 = v4;
      var s5 = v5;
      for (int i = 0, o = 0; i < n; i++, o += G) {
        var u = FloatVector.fromArray(S, x, xs[i] + k);
        var c = FloatVector.broadcast(S, g[o]);
        var r = c.fma(v0, u);
        s0 = c.fma(u, s0);
        c = FloatVector.broadcast(S, g[o + 1]);
        r = c.fma(v1, r);
        s1 = c.fma(u, s1);
        c = FloatVector.broadcast(S, g[o + 2]);
        r = c.fma(v2, r);
        s2 = c.fma(u, s2);
        c = FloatVector.broadcast(S, g[o + 3]);
        r = c.fma(v3, r);
        s3 = c.fma(u, s3);
        c = FloatVector.broadcast(S, g[o + 4]);
        r = c.fma(v4, r);
        s4 = c.fma(u, s4);
        c = FloatVector.broadcast(S, g[o + 5]);
        r = c.fma(v5, r);
        s5 = c.fma(u, s5);
        r.intoArray(x, xs[i] + k);
      }
      s0.intoArray(y, y0 + k);
      s1.intoArray(y, y1 + k);
      s2.intoArray(y, y2 + k);
      s3.intoArray(y, y3 + k);
      s4.intoArray(y, y4 + k);
      s5.intoArray(y, y5 + k);
    }
  }

  @Override
  public void sum(float[] x, int[] xs, int n, float scale, int width, float[] z, int zo) {
    for (int k = 0; k < width; k += W) {
      var s = FloatVector.zero(S);
      for (int i = 0; i < n; i++) s = s.add(FloatVector.fromArray(S, x, xs[i] + k));
      s.mul(scale).intoArray(z, zo + k);
    }
  }

  @Override
  public void add(float[] z, int zo, float[] x, int[] xs, int n, int width) {
    for (int k = 0; k < width; k += W) {
      var v = FloatVector.fromArray(S, z, zo + k);
      for (int i = 0; i < n; i++)
        FloatVector.fromArray(S, x, xs[i] + k).add(v).intoArray(x, xs[i] + k);
    }
  }

  @Override
  public void adaGrad(
      float c, float[] x, float[] gx, int xo, float[] y, float[] gy, int yo, int width) {
    for (int k = 0; k < width; k += W) {
      var u = FloatVector.fromArray(S, x, xo + k);
      var v = FloatVector.fromArray(S, y, yo + k);
      var gu = FloatVector.fromArray(S, gx, xo + k);
      var gv = FloatVector.fromArray(S, gy, yo + k);
      var du = v.mul(c);
      var dv = u.mul(c);
      u.sub(du.div(gu.sqrt())).intoArray(x, xo + k);
      v.sub(dv.div(gv.sqrt())).intoArray(y, yo + k);
      du.fma(du, gu).intoArray(gx, xo + k);
      dv.fma(dv, gv).intoArray(gy, yo + k);
    }
  }
}
