package millrace.neural.compute;

import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import millrace.neural.compute.Elementwise.Arithmetic;

/**
 * {@link Kernels.Cells} by vectors, in passes over a row, which the first cache holds: one loop of
 * all would be too long for the compiler to keep its vectors from becoming objects. Units that fill
 * no vector are left to the plain loops; a unit is always at the same place of its row, so its
 * result does not depend on how the work was cut.
 */
final class SimdCells implements Kernels.Cells {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int W = Lanes.COUNT;

  private final Kernels.Elements e;

  SimdCells(Kernels.Elements e) {
    this.e = e;
  }

  private static FloatVector at(float[] a, int i) {
    return FloatVector.fromArray(S, a, i);
  }

  @Override
  public void lstm(
      float[] gates, int go, float[] bias, float[] c, int co, float[] y, int yo, int n) {
    e.combine(Arithmetic.ADD, gates, go, 1, bias, 0, 1, gates, go, 4 * n);
    e.apply(Function.SIGMOID, 0, gates, go, gates, go, 2 * n);
    e.apply(Function.TANH, 0, gates, go + 2 * n, gates, go + 2 * n, n);
    e.apply(Function.SIGMOID, 0, gates, go + 3 * n, gates, go + 3 * n, n);
    remember(gates, go, c, co, n);
    e.apply(Function.TANH, 0, c, co, y, yo, n);
    e.combine(Arithmetic.MULTIPLY, y, yo, 1, gates, go + 3 * n, 1, y, yo, n);
  }

  /** c ← f·c + i·g. */
  private static void remember(float[] gates, int go, float[] c, int co, int n) {
    int j = 0;
    for (int end = S.loopBound(n); j < end; j += W) {
      var fresh = at(gates, go + j).mul(at(gates, go + 2 * n + j));
      at(gates, go + n + j).fma(at(c, co + j), fresh).intoArray(c, co + j);
    }
    for (; j < n; j++)
      c[co + j] = Math.fma(gates[go + n + j], c[co + j], gates[go + j] * gates[go + 2 * n + j]);
  }

  @Override
  public void lstmGrad(
      float[] gates,
      int go,
      float[] before,
      int bo,
      float[] after,
      int ao,
      float[] dh,
      float[] dc,
      int so,
      float[] dx,
      int xo,
      int n) {
    int end = S.loopBound(n);
    e.apply(Function.TANH, 0, after, ao, dx, xo + 3 * n, n);
    lstmOutput(end, gates, go, dh, dc, so, dx, xo, n);
    ScalarCells.lstmOutput(end, gates, go, dh, dc, so, dx, xo, n);
    lstmInner(end, gates, go, before, bo, dc, so, dx, xo, n);
    ScalarCells.lstmInner(end, gates, go, before, bo, dc, so, dx, xo, n);
  }

  private static void lstmOutput(
      int end, float[] gates, int go, float[] dh, float[] dc, int so, float[] dx, int xo, int n) {
    for (int j = 0; j < end; j += W) {
      var o = at(gates, go + 3 * n + j);
      var t = at(dx, xo + 3 * n + j);
      var through = at(dh, so + j).mul(o);
      through.mul(broadcast(S, 1).sub(t.mul(t))).add(at(dc, so + j)).intoArray(dc, so + j);
      through.mul(t).mul(broadcast(S, 1).sub(o)).intoArray(dx, xo + 3 * n + j);
    }
  }

  private static void lstmInner(
      int end,
      float[] gates,
      int go,
      float[] before,
      int bo,
      float[] dc,
      int so,
      float[] dx,
      int xo,
      int n) {
    for (int j = 0; j < end; j += W) {
      var i = at(gates, go + j);
      var f = at(gates, go + n + j);
      var g = at(gates, go + 2 * n + j);
      var d = at(dc, so + j);
      var kept = d.mul(f);
      d.mul(g).mul(i).mul(broadcast(S, 1).sub(i)).intoArray(dx, xo + j);
      kept.mul(at(before, bo + j)).mul(broadcast(S, 1).sub(f)).intoArray(dx, xo + n + j);
      d.mul(i).mul(broadcast(S, 1).sub(g.mul(g))).intoArray(dx, xo + 2 * n + j);
      kept.intoArray(dc, so + j);
    }
  }

  @Override
  public void gru(
      float[] x, int xo, float[] q, int qo, float[] y, int yo, float[] kept, int ko, int n) {
    e.combine(Arithmetic.ADD, x, xo, 1, q, qo, 1, kept, ko, 2 * n);
    e.apply(Function.SIGMOID, 0, kept, ko, kept, ko, 2 * n);
    System.arraycopy(q, qo + 2 * n, kept, ko + 3 * n, n);
    reset(x, xo + 2 * n, kept, ko, n);
    e.apply(Function.TANH, 0, kept, ko + 2 * n, kept, ko + 2 * n, n);
    blend(kept, ko, y, yo, n);
  }

  /** What tanh is taken of: x + r·q. */
  private static void reset(float[] x, int xo, float[] kept, int ko, int n) {
    int j = 0;
    for (int end = S.loopBound(n); j < end; j += W) {
      var inner = at(kept, ko + 3 * n + j);
      at(kept, ko + j).fma(inner, at(x, xo + j)).intoArray(kept, ko + 2 * n + j);
    }
    for (; j < n; j++)
      kept[ko + 2 * n + j] = Math.fma(kept[ko + j], kept[ko + 3 * n + j], x[xo + j]);
  }

  /** y ← z·y + (1 − z)·n. */
  private static void blend(float[] kept, int ko, float[] y, int yo, int n) {
    int j = 0;
    for (int end = S.loopBound(n); j < end; j += W) {
      var fresh = at(kept, ko + 2 * n + j);
      at(kept, ko + n + j).fma(at(y, yo + j).sub(fresh), fresh).intoArray(y, yo + j);
    }
    for (; j < n; j++) {
      float fresh = kept[ko + 2 * n + j];
      y[yo + j] = Math.fma(kept[ko + n + j], y[yo + j] - fresh, fresh);
    }
  }

  @Override
  public void gruGrad(
      float[] kept,
      int ko,
      float[] before,
      int bo,
      float[] dh,
      int so,
      float[] dx,
      int xo,
      float[] dq,
      int qo,
      int n) {
    int end = S.loopBound(n);
    gruOuter(end, kept, ko, before, bo, dh, so, dx, xo, n);
    ScalarCells.gruOuter(end, kept, ko, before, bo, dh, so, dx, xo, n);
    gruInner(end, kept, ko, dx, xo, dq, qo, n);
    ScalarCells.gruInner(end, kept, ko, dx, xo, dq, qo, n);
  }

  private static void gruOuter(
      int end,
      float[] kept,
      int ko,
      float[] before,
      int bo,
      float[] dh,
      int so,
      float[] dx,
      int xo,
      int n) {
    for (int j = 0; j < end; j += W) {
      var z = at(kept, ko + n + j);
      var fresh = at(kept, ko + 2 * n + j);
      var d = at(dh, so + j);
      var past = d.mul(z);
      var change = past.mul(at(before, bo + j).sub(fresh));
      change.mul(broadcast(S, 1).sub(z)).intoArray(dx, xo + n + j);
      var slope = broadcast(S, 1).sub(fresh.mul(fresh));
      d.sub(past).mul(slope).intoArray(dx, xo + 2 * n + j);
      past.intoArray(dh, so + j);
    }
  }

  private static void gruInner(
      int end, float[] kept, int ko, float[] dx, int xo, float[] dq, int qo, int n) {
    for (int j = 0; j < end; j += W) {
      var r = at(kept, ko + j);
      var inner = at(dx, xo + 2 * n + j).mul(r);
      var reset = inner.mul(at(kept, ko + 3 * n + j)).mul(broadcast(S, 1).sub(r));
      reset.intoArray(dx, xo + j);
      reset.intoArray(dq, qo + j);
      at(dx, xo + n + j).intoArray(dq, qo + n + j);
      inner.intoArray(dq, qo + 2 * n + j);
    }
  }
}
