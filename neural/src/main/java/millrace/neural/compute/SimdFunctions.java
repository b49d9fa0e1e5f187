package millrace.neural.compute;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Each {@link Function} of whole vectors, a loop of its own: a choice within the loop would turn
 * its vectors into objects.
 */
final class SimdFunctions {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final int W = Lanes.COUNT;
  static final float CUBIC = 0.044715f;
  static final float ROOT_8_PI = (float) (2 * Math.sqrt(2 / Math.PI));
  static final float SELU_SCALE = 1.050701f;
  static final float SELU_ALPHA = 1.6732632f;

  private static final float EDGE = 5.6f;
  private static final float P0 = 0.39894223f;
  private static final float P1 = 0.034376133f;
  private static final float P2 = 0.0047072615f;
  private static final float P3 = 1.7385109e-4f;
  private static final float P4 = 6.356541e-6f;
  private static final float P5 = 2.2145331e-8f;
  private static final float Q1 = 0.2528339f;
  private static final float Q2 = 0.028940104f;
  private static final float Q3 = 0.0019129801f;
  private static final float Q4 = 7.510207e-5f;
  private static final float Q5 = 1.1802132e-6f;

  private SimdFunctions() {}

  /**
   * y = f(x).
   *
   * @param n a multiple of the vector's length
   */
  static void apply(Function f, float a, float[] x, int xo, float[] y, int yo, int n) {
    switch (f) {
      case IDENTITY -> System.arraycopy(x, xo, y, yo, n);
      case ABS -> abs(x, xo, y, yo, n);
      case SQUARE -> square(x, xo, y, yo, n);
      case SQRT -> sqrt(x, xo, y, yo, n);
      case EXP -> exp(x, xo, y, yo, n);
      case LOG -> log(x, xo, y, yo, n);
      case RECIPROCAL -> reciprocal(x, xo, y, yo, n);
      case RELU -> relu(x, xo, y, yo, n);
      case LEAKY_RELU -> leaky(a, x, xo, y, yo, n);
      case ELU -> elu(1, a, x, xo, y, yo, n);
      case SELU -> elu(SELU_SCALE, SELU_ALPHA, x, xo, y, yo, n);
      case GELU -> gelu(x, xo, y, yo, n);
      case GELU_TANH -> geluTanh(x, xo, y, yo, n);
      case SILU -> silu(x, xo, y, yo, n);
      case SOFTPLUS -> softplus(x, xo, y, yo, n);
      case SIGMOID -> sigmoid(x, xo, y, yo, n);
      case TANH -> tanh(x, xo, y, yo, n);
      case HUBER -> huber(a, x, xo, y, yo, n);
    }
  }

  private static void abs(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.abs().intoArray(y, yo + i);
    }
  }

  private static void square(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.mul(v).intoArray(y, yo + i);
    }
  }

  private static void sqrt(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.sqrt().intoArray(y, yo + i);
    }
  }

  private static void exp(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      SimdMath.exp(v).intoArray(y, yo + i);
    }
  }

  private static void log(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      SimdMath.log(v).intoArray(y, yo + i);
    }
  }

  private static void reciprocal(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      broadcast(S, 1).div(v).intoArray(y, yo + i);
    }
  }

  private static void relu(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.blend(0, v.compare(LT, 0)).intoArray(y, yo + i);
    }
  }

  private static void leaky(float a, float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.blend(v.mul(a), v.compare(LT, 0)).intoArray(y, yo + i);
    }
  }

  /** scale·(x, or a·(eˣ − 1) below 0). */
  private static void elu(float scale, float a, float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var below = SimdMath.expm1(v.blend(0, v.compare(GT, 0))).mul(a);
      below.blend(v, v.compare(GT, 0)).mul(scale).intoArray(y, yo + i);
    }
  }

  /** x·Φ(x), Φ being 1/2 + x·P(x²)/Q(x²), and 0 or 1 where that is so but for 10⁻⁸. */
  private static void gelu(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var u = v.mul(v);
      var p = u.fma(P5, P4).fma(u, broadcast(S, P3)).fma(u, broadcast(S, P2));
      p = p.fma(u, broadcast(S, P1)).fma(u, broadcast(S, P0));
      var q = u.fma(Q5, Q4).fma(u, broadcast(S, Q3)).fma(u, broadcast(S, Q2));
      q = q.fma(u, broadcast(S, Q1)).fma(u, broadcast(S, 1));
      var normal = p.div(q).fma(v, broadcast(S, 0.5f));
      normal = normal.blend(0, v.compare(LT, -EDGE)).blend(1, v.compare(GT, EDGE));
      normal.mul(v).intoArray(y, yo + i);
    }
  }

  /** (1 + tanh z) / 2 is σ(2z). */
  private static void geluTanh(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var z = v.mul(v).fma(CUBIC * ROOT_8_PI, ROOT_8_PI).mul(v);
      var e = SimdMath.expDown(z.abs().neg());
      var sigmoid = e.blend(1, v.compare(GE, 0)).div(e.add(1));
      sigmoid.mul(v).intoArray(y, yo + i);
    }
  }

  private static void silu(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var e = SimdMath.expDown(v.abs().neg());
      var sigmoid = e.blend(1, v.compare(GE, 0)).div(e.add(1));
      sigmoid.mul(v).intoArray(y, yo + i);
    }
  }

  /** max(x, 0) + ln(1 + e^−|x|). */
  private static void softplus(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var e = SimdMath.expDown(v.abs().neg());
      v = v.blend(0, v.compare(LT, 0));
      SimdMath.log1p(e).add(v).intoArray(y, yo + i);
    }
  }

  /** 1 / (1 + e⁻ˣ), with e to a negative power on both sides. */
  private static void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var e = SimdMath.expDown(v.abs().neg());
      e.blend(1, v.compare(GE, 0)).div(e.add(1)).intoArray(y, yo + i);
    }
  }

  /** −t / (2 + t), t = e^−2|x| − 1, with the sign of x. */
  private static void tanh(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      var t = SimdMath.expm1(v.abs().mul(-2));
      var size = t.div(t.add(2)).abs().reinterpretAsInts();
      var sign = v.reinterpretAsInts().and(Integer.MIN_VALUE);
      size.or(sign).reinterpretAsFloats().intoArray(y, yo + i);
    }
  }

  private static void huber(float a, float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i).abs();
      var linear = v.sub(a / 2).mul(a);
      linear.blend(v.mul(v).mul(0.5f), v.compare(LE, a)).intoArray(y, yo + i);
    }
  }
}
