package millrace.neural.compute;

import static jdk.incubator.vector.VectorOperators.MAX;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Kernels.Sums} by vectors: running sums over a block, then on in double. */
final class SimdSums implements Kernels.Sums {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int W = Lanes.COUNT;

  /** So few additions to a lane that rounding does not build up. */
  private static final int BLOCK = 256 * W;

  @Override
  public double sum(float[] x, int xo, int n) {
    double sum = 0;
    for (int i = 0; i < n; i += BLOCK) sum += sumBlock(x, xo + i, Math.min(BLOCK, n - i));
    return sum;
  }

  private static float sumBlock(float[] x, int xo, int n) {
    var a = FloatVector.zero(S);
    var b = a;
    var c = a;
    var d = a;
    int i = 0;
    for (; i <= n - 4 * W; i += 4 * W) {
      a = a.add(FloatVector.fromArray(S, x, xo + i));
      b = b.add(FloatVector.fromArray(S, x, xo + i + W));
      c = c.add(FloatVector.fromArray(S, x, xo + i + 2 * W));
      d = d.add(FloatVector.fromArray(S, x, xo + i + 3 * W));
    }
    for (; i <= n - W; i += W) a = a.add(FloatVector.fromArray(S, x, xo + i));
    if (i < n) b = b.add(FloatVector.fromArray(S, x, xo + i, S.indexInRange(i, n)));
    return Lanes.sum(a.add(b).add(c.add(d)));
  }

  @Override
  public double dot(float[] x, int xo, float[] y, int yo, int n) {
    return dot(0, x, xo, y, yo, n);
  }

  @Override
  public double dot(float c, float[] x, int xo, float[] y, int yo, int n) {
    double sum = 0;
    for (int i = 0; i < n; i += BLOCK)
      sum += dotBlock(c, x, xo + i, y, yo + i, Math.min(BLOCK, n - i));
    return sum;
  }

  private static float dotBlock(float m, float[] x, int xo, float[] y, int yo, int n) {
    var a = FloatVector.zero(S);
    var b = a;
    int i = 0;
    for (; i <= n - 2 * W; i += 2 * W) {
      var u = FloatVector.fromArray(S, x, xo + i).sub(m);
      var v = FloatVector.fromArray(S, x, xo + i + W).sub(m);
      a = u.fma(FloatVector.fromArray(S, y, yo + i), a);
      b = v.fma(FloatVector.fromArray(S, y, yo + i + W), b);
    }
    for (; i <= n - W; i += W) {
      var u = FloatVector.fromArray(S, x, xo + i).sub(m);
      a = u.fma(FloatVector.fromArray(S, y, yo + i), a);
    }
    if (i < n) { // where y is 0, nothing is added
      var end = S.indexInRange(i, n);
      var u = FloatVector.fromArray(S, x, xo + i, end).sub(m);
      b = u.fma(FloatVector.fromArray(S, y, yo + i, end), b);
    }
    return Lanes.sum(a.add(b));
  }

  @Override
  public void dots(float[] x, int xo, float[] y, int yo, int rows, int n, float[] z, int zo) {
    SimdDots.run(x, xo, y, yo, rows, n, z, zo);
  }

  @Override
  public void dots(float[] x, int xo, byte[] y, int yo, int rows, int n, float[] z, int zo) {
    SimdByteDots.run(x, xo, y, yo, rows, n, z, zo);
  }

  @Override
  public double squares(float c, float[] x, int xo, int n) {
    double sum = 0;
    for (int i = 0; i < n; i += BLOCK) sum += squaresBlock(c, x, xo + i, Math.min(BLOCK, n - i));
    return sum;
  }

  private static float squaresBlock(float m, float[] x, int xo, int n) {
    var a = FloatVector.zero(S);
    var b = a;
    int i = 0;
    for (; i <= n - 2 * W; i += 2 * W) {
      var u = FloatVector.fromArray(S, x, xo + i).sub(m);
      var v = FloatVector.fromArray(S, x, xo + i + W).sub(m);
      a = u.fma(u, a);
      b = v.fma(v, b);
    }
    for (; i <= n - W; i += W) {
      var u = FloatVector.fromArray(S, x, xo + i).sub(m);
      a = u.fma(u, a);
    }
    if (i < n) {
      var end = S.indexInRange(i, n);
      var u = FloatVector.fromArray(S, x, xo + i, end).sub(m).blend(0, end.not());
      b = u.fma(u, b);
    }
    return Lanes.sum(a.add(b));
  }

  @Override
  public float max(float[] x, int xo, int n) {
    int i = 0;
    float max = Float.NEGATIVE_INFINITY;
    if (n >= W) {
      var a = FloatVector.broadcast(S, max);
      for (int end = S.loopBound(n); i < end; i += W)
        a = a.max(FloatVector.fromArray(S, x, xo + i));
      max = a.reduceLanes(MAX);
    }
    for (; i < n; i++) max = Math.max(max, x[xo + i]);
    return max;
  }

  /** Column by column of vectors, so that the sums stay in registers. */
  @Override
  public void sumRows(float[] x, int xo, int stride, int rows, float[] y, int yo, int n) {
    int i = 0;
    for (; i <= n - 4 * W; i += 4 * W) fourColumns(x, xo + i, stride, rows, y, yo + i);
    for (; i <= n - W; i += W) {
      var a = FloatVector.fromArray(S, y, yo + i);
      for (int r = 0, at = xo + i; r < rows; r++, at += stride)
        a = a.add(FloatVector.fromArray(S, x, at));
      a.intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      float a = y[yo + i];
      for (int r = 0, at = xo + i; r < rows; r++, at += stride) a += x[at];
      y[yo + i] = a;
    }
  }

  private static void fourColumns(float[] x, int at, int stride, int rows, float[] y, int yo) {
    var a = FloatVector.fromArray(S, y, yo);
    var b = FloatVector.fromArray(S, y, yo + W);
    var c = FloatVector.fromArray(S, y, yo + 2 * W);
    var d = FloatVector.fromArray(S, y, yo + 3 * W);
    for (int r = 0; r < rows; r++, at += stride) {
      a = a.add(FloatVector.fromArray(S, x, at));
      b = b.add(FloatVector.fromArray(S, x, at + W));
      c = c.add(FloatVector.fromArray(S, x, at + 2 * W));
      d = d.add(FloatVector.fromArray(S, x, at + 3 * W));
    }
    a.intoArray(y, yo);
    b.intoArray(y, yo + W);
    c.intoArray(y, yo + 2 * W);
    d.intoArray(y, yo + 3 * W);
  }
}
