package millrace.neural.compute;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static millrace.neural.compute.SimdFunctions.CUBIC;
import static millrace.neural.compute.SimdFunctions.ROOT_8_PI;
import static millrace.neural.compute.SimdFunctions.SELU_ALPHA;
import static millrace.neural.compute.SimdFunctions.SELU_SCALE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The slopes of {@link SimdFunctions}, times g; x is v, y is w, g is u. */
final class SimdSlopes {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int W = Lanes.COUNT;
  private static final float ROOT_2_PI = (float) Math.sqrt(2 * Math.PI);

  private SimdSlopes() {}

  /**
   * d = g·f′(x), y being f(x).
   *
   * @param n a multiple of the vector's length
   */
  static void slope(
      Function f,
      float a,
      float[] x,
      int xo,
      float[] y,
      int yo,
      float[] g,
      int go,
      float[] d,
      int dO,
      int n) {
    switch (f) {
      case IDENTITY -> System.arraycopy(g, go, d, dO, n);
      case ABS -> abs(x, xo, g, go, d, dO, n);
      case SQUARE -> square(x, xo, g, go, d, dO, n);
      case SQRT -> sqrt(y, yo, g, go, d, dO, n);
      case EXP -> exp(y, yo, g, go, d, dO, n);
      case LOG -> log(x, xo, g, go, d, dO, n);
      case RECIPROCAL -> reciprocal(y, yo, g, go, d, dO, n);
      case RELU -> relu(y, yo, g, go, d, dO, n);
      case LEAKY_RELU -> leaky(a, y, yo, g, go, d, dO, n);
      case ELU -> elu(1, a, y, yo, g, go, d, dO, n);
      case SELU -> elu(SELU_SCALE, SELU_SCALE * SELU_ALPHA, y, yo, g, go, d, dO, n);
      case GELU -> gelu(x, xo, g, go, d, dO, n);
      case GELU_TANH -> geluTanh(x, xo, g, go, d, dO, n);
      case SILU -> silu(x, xo, g, go, d, dO, n);
      case SOFTPLUS -> softplus(x, xo, g, go, d, dO, n);
      case SIGMOID -> sigmoid(y, yo, g, go, d, dO, n);
      case TANH -> tanh(y, yo, g, go, d, dO, n);
      case HUBER -> huber(a, x, xo, g, go, d, dO, n);
    }
  }

  private static void abs(float[] x, int xo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      var sign = v.blend(1, v.compare(GT, 0)).blend(-1, v.compare(LT, 0));
      u.mul(sign).intoArray(d, dO + i);
    }
  }

  private static void square(float[] x, int xo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      u.mul(v.add(v)).intoArray(d, dO + i);
    }
  }

  private static void sqrt(float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var w = FloatVector.fromArray(S, y, yo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      u.mul(FloatVector.broadcast(S, 0.5f).div(w)).intoArray(d, dO + i);
    }
  }

  private static void exp(float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var w = FloatVector.fromArray(S, y, yo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      u.mul(w).intoArray(d, dO + i);
    }
  }

  private static void log(float[] x, int xo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      u.div(v).intoArray(d, dO + i);
    }
  }

  private static void reciprocal(float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var w = FloatVector.fromArray(S, y, yo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      u.mul(w.mul(w).neg()).intoArray(d, dO + i);
    }
  }

  private static void relu(float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var w = FloatVector.fromArray(S, y, yo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      u.blend(0, w.compare(GT, 0).not()).intoArray(d, dO + i);
    }
  }

  private static void leaky(
      float a, float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var w = FloatVector.fromArray(S, y, yo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      u.mul(a).blend(u, w.compare(GT, 0)).intoArray(d, dO + i);
    }
  }

  /** scale where y > 0, else y + shift. */
  private static void elu(
      float scale, float shift, float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var w = FloatVector.fromArray(S, y, yo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      u.mul(w.add(shift)).blend(u.mul(scale), w.compare(GT, 0)).intoArray(d, dO + i);
    }
  }

  private static void gelu(float[] x, int xo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      var tail = SimdMath.tail(v);
      var t = v.abs();
      t = t.blend(15, t.compare(GT, 15));
      var square = t.mul(t);
      var lost = t.fma(t, square.neg()).mul(-0.5f); // what the square was rounded by
      var bell = SimdMath.expDown(square.mul(-0.5f));
      bell = bell.fma(lost, bell);
      tail = tail.mul(bell);
      var normal = tail.sub(1).neg().blend(tail, v.compare(LT, 0));
      bell.mul(1 / ROOT_2_PI).fma(v, normal).mul(u).intoArray(d, dO + i);
    }
  }

  /** σ(z) + x·z′·σ(z)·(1 − σ(z)), all at their limits beyond ±20. */
  private static void geluTanh(float[] x, int xo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      v = v.blend(20, v.compare(GT, 20)).blend(-20, v.compare(LT, -20));
      var square = v.mul(v);
      var z = square.fma(CUBIC * ROOT_8_PI, ROOT_8_PI).mul(v);
      var steep = square.fma(3 * CUBIC * ROOT_8_PI, ROOT_8_PI).mul(v);
      var e = SimdMath.expDown(z.abs().neg());
      var right = v.compare(GE, 0);
      var share = e.add(1);
      var s = e.blend(1, right).div(share);
      var opposite = FloatVector.broadcast(S, 1).blend(e, right).div(share);
      steep.mul(opposite).add(1).mul(s).mul(u).intoArray(d, dO + i);
    }
  }

  private static void silu(float[] x, int xo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      var e = SimdMath.expDown(v.abs().neg());
      var right = v.compare(GE, 0);
      var share = e.add(1);
      var s = e.blend(1, right).div(share);
      var opposite = FloatVector.broadcast(S, 1).blend(e, right).div(share);
      v.mul(opposite).add(1).mul(s).mul(u).intoArray(d, dO + i);
    }
  }

  private static void softplus(float[] x, int xo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      var e = SimdMath.expDown(v.abs().neg());
      var sigmoid = e.blend(1, v.compare(GE, 0)).div(e.add(1));
      sigmoid.mul(u).intoArray(d, dO + i);
    }
  }

  private static void sigmoid(float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var w = FloatVector.fromArray(S, y, yo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      w.sub(1).mul(w.neg()).mul(u).intoArray(d, dO + i);
    }
  }

  private static void tanh(float[] y, int yo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var w = FloatVector.fromArray(S, y, yo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      w.neg().fma(w, FloatVector.broadcast(S, 1)).mul(u).intoArray(d, dO + i);
    }
  }

  private static void huber(
      float a, float[] x, int xo, float[] g, int go, float[] d, int dO, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = FloatVector.fromArray(S, g, go + i);
      var slope = v.blend(a, v.compare(GT, a)).blend(-a, v.compare(LT, -a));
      u.mul(slope).intoArray(d, dO + i);
    }
  }
}
