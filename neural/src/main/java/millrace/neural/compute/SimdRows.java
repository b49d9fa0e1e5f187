package millrace.neural.compute;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Kernels.Rows} by vectors; the end of a row is done under a mask or in a copy. */
final class SimdRows implements Kernels.Rows {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int W = Lanes.COUNT;

  private static final FloatVector LOW = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);

  private static final SimdSums SUMS = new SimdSums();

  @Override
  public void softmax(
      boolean log, float[] x, int xo, float[] y, int yo, float[] lse, int lo, int rows, int n) {
    var end = new float[S.loopBound(n) == n ? 0 : W];
    for (int r = 0; r < rows; r++, xo += n, yo += n) {
      float max = max(x, xo, n);
      double sum = exp(max, x, xo, y, yo, end, n);
      if (log) shift(max, (float) Math.log(sum), x, xo, y, yo, n);
      else scale((float) (1 / sum), y, yo, n);
      if (lse.length > 0) lse[lo + r] = (float) (max + Math.log(sum));
    }
  }

  /** The largest number; NaN is passed over, and found by what follows. */
  private static float max(float[] x, int xo, int n) {
    if (n < W) {
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) if (x[xo + i] > max) max = x[xo + i];
      return max;
    }
    var a = FloatVector.fromArray(S, x, xo + n - W); // may overlap
    var b = a;
    int i = 0;
    for (; i <= n - 2 * W; i += 2 * W) {
      var u = FloatVector.fromArray(S, x, xo + i);
      var v = FloatVector.fromArray(S, x, xo + i + W);
      a = a.blend(u, u.compare(GT, a));
      b = b.blend(v, v.compare(GT, b));
    }
    if (i <= n - W) {
      var u = FloatVector.fromArray(S, x, xo + i);
      a = a.blend(u, u.compare(GT, a));
    }
    return a.max(b).reduceLanes(MAX);
  }

  /**
   * y = e^(x − max), and the sum of that. The end of a row, which is no whole vector, goes through
   * the same loop by way of {@code end}: with a loop of its own there would be more to put into the
   * caller than the compiler takes, and the loop that it leaves out is slow.
   */
  private static double exp(float max, float[] x, int xo, float[] y, int yo, float[] end, int n) {
    int whole = S.loopBound(n);
    int left = n - whole;
    if (left > 0) { // what is not there is -infinity, which adds nothing
      var some = S.indexInRange(whole, n);
      LOW.blend(FloatVector.fromArray(S, x, xo + whole, some), some).intoArray(end, 0);
    }
    double sum = 0;
    for (int part = 0; part < 2; part++) {
      boolean row = part == 0;
      float[] from = row ? x : end;
      float[] to = row ? y : end;
      sum += exp(max, from, row ? xo : 0, to, row ? yo : 0, row ? whole : end.length);
    }
    if (left > 0)
      FloatVector.fromArray(S, end, 0).intoArray(y, yo + whole, S.indexInRange(whole, n));
    return sum;
  }

  /** The same of whole vectors. */
  private static double exp(float max, float[] x, int xo, float[] y, int yo, int n) {
    var sum = FloatVector.zero(S);
    for (int i = 0; i < n; i += W) {
      var e = SimdMath.expDown(FloatVector.fromArray(S, x, xo + i).sub(max));
      e.intoArray(y, yo + i);
      sum = sum.add(e);
    }
    return Lanes.sum(sum);
  }

  private static void scale(float scale, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = S.loopBound(n); i < whole; i += W)
      FloatVector.fromArray(S, y, yo + i).mul(scale).intoArray(y, yo + i);
    if (i < n) {
      var m = S.indexInRange(i, n);
      FloatVector.fromArray(S, y, yo + i, m).mul(scale).intoArray(y, yo + i, m);
    }
  }

  /** y = (x − max) − ln. */
  private static void shift(float max, float ln, float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int whole = S.loopBound(n); i < whole; i += W)
      FloatVector.fromArray(S, x, xo + i).sub(max).sub(ln).intoArray(y, yo + i);
    if (i < n) {
      var m = S.indexInRange(i, n);
      FloatVector.fromArray(S, x, xo + i, m).sub(max).sub(ln).intoArray(y, yo + i, m);
    }
  }

  @Override
  public void softmaxGrad(
      boolean log, float[] y, int yo, float[] g, int go, float[] d, int dO, int rows, int n) {
    for (int r = 0; r < rows; r++, yo += n, go += n, dO += n) {
      float sum = (float) (log ? SUMS.sum(g, go, n) : SUMS.dot(y, yo, g, go, n));
      if (log) logGrad(sum, y, yo, g, go, d, dO, n);
      else grad(sum, y, yo, g, go, d, dO, n);
    }
  }

  private static void logGrad(
      float sum, float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    int whole = S.loopBound(n);
    wholeLogGrad(sum, y, yo, g, go, d, dO, whole);
    int left = n - whole;
    if (left == 0) return;
    var rest = new float[2 * W];
    System.arraycopy(y, yo + whole, rest, 0, left);
    System.arraycopy(g, go + whole, rest, W, left);
    wholeLogGrad(sum, rest, 0, rest, W, rest, 0, W);
    System.arraycopy(rest, 0, d, dO + whole, left);
  }

  /** {@link #logGrad} of whole vectors. */
  private static void wholeLogGrad(
      float sum, float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    var minus = FloatVector.broadcast(S, -sum);
    for (int i = 0; i < n; i += W) {
      var u = FloatVector.fromArray(S, g, go + i);
      var e = SimdMath.expDown(FloatVector.fromArray(S, y, yo + i));
      e.fma(minus, u).intoArray(d, dO + i);
    }
  }

  private static void grad(
      float sum, float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    int i = 0;
    for (int whole = S.loopBound(n); i < whole; i += W) {
      var u = FloatVector.fromArray(S, g, go + i).sub(sum);
      u.mul(FloatVector.fromArray(S, y, yo + i)).intoArray(d, dO + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var u = FloatVector.fromArray(S, g, go + i, m).sub(sum);
      u.mul(FloatVector.fromArray(S, y, yo + i, m)).intoArray(d, dO + i, m);
    }
  }

  @Override
  public void layerNorm(
      double eps,
      float[] x,
      int xo,
      float[] gain,
      float[] bias,
      float[] y,
      int yo,
      float[] mean,
      float[] scale,
      int so,
      int rows,
      int n) {
    for (int r = 0; r < rows; r++, xo += n, yo += n) {
      float m = (float) (SUMS.sum(x, xo, n) / n);
      float s = (float) (1 / Math.sqrt(SUMS.squares(m, x, xo, n) / n + eps));
      mean[so + r] = m;
      scale[so + r] = s;
      normalize(m, s, x, xo, gain, bias, y, yo, n);
    }
  }

  /** y = (x − mean)·scale·gain + bias. */
  private static void normalize(
      float mean,
      float scale,
      float[] x,
      int xo,
      float[] gain,
      float[] bias,
      float[] y,
      int yo,
      int n) {
    int i = 0;
    for (int whole = S.loopBound(n); i < whole; i += W) {
      var h = FloatVector.fromArray(S, x, xo + i).sub(mean).mul(scale);
      var b = FloatVector.fromArray(S, bias, i);
      h.fma(FloatVector.fromArray(S, gain, i), b).intoArray(y, yo + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var h = FloatVector.fromArray(S, x, xo + i, m).sub(mean).mul(scale);
      var b = FloatVector.fromArray(S, bias, i, m);
      h.fma(FloatVector.fromArray(S, gain, i, m), b).intoArray(y, yo + i, m);
    }
  }

  @Override
  public void layerNormGrad(
      float[] x,
      int xo,
      float[] gain,
      float[] mean,
      float[] scale,
      int so,
      float[] g,
      int go,
      float[] d,
      int dO,
      float[] dGain,
      float[] dBias,
      int po,
      int rows,
      int n) {
    var sums = new float[2];
    for (int r = 0; r < rows; r++, xo += n, go += n, dO += n) {
      float m = mean[so + r];
      float s = scale[so + r];
      layerNormSums(m, x, xo, gain, g, go, sums, n);
      float p = -sums[0] / n * s;
      float q = -sums[1] / n * s * s;
      layerNormRow(m, s, p, q, x, xo, gain, g, go, d, dO, dGain, dBias, po, n);
    }
  }

  /** Σ g·gain, and Σ (x − m)·g·gain. */
  private static void layerNormSums(
      float m, float[] x, int xo, float[] gain, float[] g, int go, float[] sums, int n) {
    var a = FloatVector.zero(S);
    var b = a;
    int i = 0;
    for (int whole = S.loopBound(n); i < whole; i += W) {
      var u = FloatVector.fromArray(S, g, go + i).mul(FloatVector.fromArray(S, gain, i));
      a = a.add(u);
      b = FloatVector.fromArray(S, x, xo + i).sub(m).fma(u, b);
    }
    if (i < n) {
      var end = S.indexInRange(i, n);
      var u = FloatVector.fromArray(S, g, go + i, end);
      u = u.mul(FloatVector.fromArray(S, gain, i, end));
      a = a.add(u);
      b = FloatVector.fromArray(S, x, xo + i, end).sub(m).fma(u, b);
    }
    sums[0] = Lanes.sum(a);
    sums[1] = Lanes.sum(b);
  }

  /** d = g·gain·s + h·q + p; the gradients of gain and bias grow by g·h and g. */
  private static void layerNormRow(
      float m,
      float s,
      float p,
      float q,
      float[] x,
      int xo,
      float[] gain,
      float[] g,
      int go,
      float[] d,
      int dO,
      float[] dGain,
      float[] dBias,
      int po,
      int n) {
    int i = 0;
    var pp = FloatVector.broadcast(S, p);
    var qq = FloatVector.broadcast(S, q);
    for (int whole = S.loopBound(n); i < whole; i += W) {
      var h = FloatVector.fromArray(S, x, xo + i).sub(m).mul(s);
      var u = FloatVector.fromArray(S, g, go + i);
      u.fma(h, FloatVector.fromArray(S, dGain, po + i)).intoArray(dGain, po + i);
      u.add(FloatVector.fromArray(S, dBias, po + i)).intoArray(dBias, po + i);
      u.mul(s).fma(FloatVector.fromArray(S, gain, i), h.fma(qq, pp)).intoArray(d, dO + i);
    }
    if (i < n) {
      var end = S.indexInRange(i, n);
      var h = FloatVector.fromArray(S, x, xo + i, end).sub(m).mul(s);
      var u = FloatVector.fromArray(S, g, go + i, end);
      u.fma(h, FloatVector.fromArray(S, dGain, po + i, end)).intoArray(dGain, po + i, end);
      u.add(FloatVector.fromArray(S, dBias, po + i, end)).intoArray(dBias, po + i, end);
      u.mul(s).fma(FloatVector.fromArray(S, gain, i, end), h.fma(qq, pp)).intoArray(d, dO + i, end);
    }
  }

  /** Σ (x − m)·g·gain. */
  private static double dotThree(
      float m, float[] x, int xo, float[] g, int go, float[] gain, int n) {
    var a = FloatVector.zero(S);
    int i = 0;
    for (int whole = S.loopBound(n); i < whole; i += W) {
      var u = FloatVector.fromArray(S, g, go + i).mul(FloatVector.fromArray(S, gain, i));
      a = FloatVector.fromArray(S, x, xo + i).sub(m).fma(u, a);
    }
    if (i < n) {
      var end = S.indexInRange(i, n);
      var u = FloatVector.fromArray(S, g, go + i, end);
      u = u.mul(FloatVector.fromArray(S, gain, i, end));
      a = FloatVector.fromArray(S, x, xo + i, end).sub(m).fma(u, a);
    }
    return Lanes.sum(a);
  }

  @Override
  public void rmsNorm(
      double eps,
      float[] x,
      int xo,
      float[] gain,
      float[] y,
      int yo,
      float[] scale,
      int so,
      int rows,
      int n) {
    for (int r = 0; r < rows; r++, xo += n, yo += n) {
      float s = (float) (1 / Math.sqrt(SUMS.squares(0, x, xo, n) / n + eps));
      scale[so + r] = s;
      int i = 0;
      for (int whole = S.loopBound(n); i < whole; i += W) {
        var h = FloatVector.fromArray(S, x, xo + i).mul(s);
        h.mul(FloatVector.fromArray(S, gain, i)).intoArray(y, yo + i);
      }
      if (i < n) {
        var m = S.indexInRange(i, n);
        var h = FloatVector.fromArray(S, x, xo + i, m).mul(s);
        h.mul(FloatVector.fromArray(S, gain, i, m)).intoArray(y, yo + i, m);
      }
    }
  }

  @Override
  public void rmsNormGrad(
      float[] x,
      int xo,
      float[] gain,
      float[] scale,
      int so,
      float[] g,
      int go,
      float[] d,
      int dO,
      float[] dGain,
      int po,
      int rows,
      int n) {
    for (int r = 0; r < rows; r++, xo += n, go += n, dO += n) {
      float s = scale[so + r];
      double dot = dotThree(0, x, xo, g, go, gain, n) * s;
      rmsNormRow(s, (float) (-dot / n * s), x, xo, gain, g, go, d, dO, dGain, po, n);
    }
  }

  /** d = g·gain·s + h·q; the gradient of gain grows by g·h. */
  private static void rmsNormRow(
      float s,
      float q,
      float[] x,
      int xo,
      float[] gain,
      float[] g,
      int go,
      float[] d,
      int dO,
      float[] dGain,
      int po,
      int n) {
    int i = 0;
    for (int whole = S.loopBound(n); i < whole; i += W) {
      var h = FloatVector.fromArray(S, x, xo + i).mul(s);
      var u = FloatVector.fromArray(S, g, go + i);
      u.fma(h, FloatVector.fromArray(S, dGain, po + i)).intoArray(dGain, po + i);
      u.mul(s).fma(FloatVector.fromArray(S, gain, i), h.mul(q)).intoArray(d, dO + i);
    }
    if (i < n) {
      var end = S.indexInRange(i, n);
      var h = FloatVector.fromArray(S, x, xo + i, end).mul(s);
      var u = FloatVector.fromArray(S, g, go + i, end);
      u.fma(h, FloatVector.fromArray(S, dGain, po + i, end)).intoArray(dGain, po + i, end);
      u.mul(s).fma(FloatVector.fromArray(S, gain, i, end), h.mul(q)).intoArray(d, dO + i, end);
    }
  }
}
