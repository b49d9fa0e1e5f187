package millrace.neural.compute;

import static jdk.incubator.vector.VectorOperators.MAX;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernels.Sums} by vectors: four running sums over a block, then on in double. The lanes are
 * added one by one, because the order of {@code reduceLanes} is not defined, and so might change
 * once the code has been compiled.
 */
final class SimdSums implements Kernels.Sums {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int W = Lanes.COUNT;

  /** So few additions to a lane that rounding does not build up. */
  private static final int BLOCK = 256 * W;

  /** The sum of all lanes. */
  static double lanes(FloatVector v) {
    var a = new float[W];
    v.intoArray(a, 0);
    double sum = 0;
    for (float x : a) sum += x;
    return sum;
  }

  @Override
  public double sum(float[] x, int xo, int n) {
    double sum = 0;
    int i = 0;
    for (int end = S.loopBound(n); i < end; ) {
      int to = Math.min(end, i + BLOCK);
      sum += lanes(add(x, xo, i, to));
      i = to;
    }
    for (; i < n; i++) sum += x[xo + i];
    return sum;
  }

  private static FloatVector add(float[] x, int xo, int i, int to) {
    var a = FloatVector.zero(S);
    var b = a;
    var c = a;
    var d = a;
    for (; i <= to - 4 * W; i += 4 * W) {
      a = a.add(FloatVector.fromArray(S, x, xo + i));
      b = b.add(FloatVector.fromArray(S, x, xo + i + W));
      c = c.add(FloatVector.fromArray(S, x, xo + i + 2 * W));
      d = d.add(FloatVector.fromArray(S, x, xo + i + 3 * W));
    }
    for (; i < to; i += W) a = a.add(FloatVector.fromArray(S, x, xo + i));
    return a.add(b).add(c.add(d));
  }

  @Override
  public double dot(float[] x, int xo, float[] y, int yo, int n) {
    return dot(0, x, xo, y, yo, n);
  }

  @Override
  public double dot(float c, float[] x, int xo, float[] y, int yo, int n) {
    double sum = 0;
    int i = 0;
    for (int end = S.loopBound(n); i < end; ) {
      int to = Math.min(end, i + BLOCK);
      sum += lanes(multiply(c, x, xo, y, yo, i, to));
      i = to;
    }
    for (; i < n; i++) sum += ((double) x[xo + i] - c) * y[yo + i];
    return sum;
  }

  private static FloatVector multiply(
      float m, float[] x, int xo, float[] y, int yo, int i, int to) {
    var a = FloatVector.zero(S);
    var b = a;
    for (; i <= to - 2 * W; i += 2 * W) {
      var u = FloatVector.fromArray(S, x, xo + i).sub(m);
      var v = FloatVector.fromArray(S, x, xo + i + W).sub(m);
      a = u.fma(FloatVector.fromArray(S, y, yo + i), a);
      b = v.fma(FloatVector.fromArray(S, y, yo + i + W), b);
    }
    for (; i < to; i += W) {
      var u = FloatVector.fromArray(S, x, xo + i).sub(m);
      a = u.fma(FloatVector.fromArray(S, y, yo + i), a);
    }
    return a.add(b);
  }

  @Override
  public double squares(float c, float[] x, int xo, int n) {
    double sum = 0;
    int i = 0;
    for (int end = S.loopBound(n); i < end; ) {
      int to = Math.min(end, i + BLOCK);
      sum += lanes(square(c, x, xo, i, to));
      i = to;
    }
    for (; i < n; i++) {
      double d = (double) x[xo + i] - c;
      sum += d * d;
    }
    return sum;
  }

  private static FloatVector square(float m, float[] x, int xo, int i, int to) {
    var a = FloatVector.zero(S);
    var b = a;
    for (; i <= to - 2 * W; i += 2 * W) {
      var u = FloatVector.fromArray(S, x, xo + i).sub(m);
      var v = FloatVector.fromArray(S, x, xo + i + W).sub(m);
      a = u.fma(u, a);
      b = v.fma(v, b);
    }
    for (; i < to; i += W) {
      var u = FloatVector.fromArray(S, x, xo + i).sub(m);
      a = u.fma(u, a);
    }
    return a.add(b);
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
