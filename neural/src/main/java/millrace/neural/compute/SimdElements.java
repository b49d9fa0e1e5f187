package millrace.neural.compute;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Update.Rule;

/**
 * {@link Kernels.Elements} by vectors. What is left at the end and fills no vector is done by the
 * same operations in a part of one: so an element's result does not depend on where it stands, nor
 * on how the work was cut.
 */
final class SimdElements implements Kernels.Elements {
  private static final VectorSpecies<Float> S = Lanes.FLOATS;
  private static final VectorSpecies<Integer> INTS = Lanes.INTS;
  private static final int W = Lanes.COUNT;
  private static final Kernels.Elements PLAIN = new ScalarElements();

  @Override
  public void apply(Function f, float a, float[] x, int xo, float[] y, int yo, int n) {
    int whole = S.loopBound(n);
    SimdFunctions.apply(f, a, x, xo, y, yo, whole);
    int left = n - whole;
    if (left == 0) return;
    var rest = new float[W];
    System.arraycopy(x, xo + whole, rest, 0, left);
    SimdFunctions.apply(f, a, rest, 0, rest, 0, W);
    System.arraycopy(rest, 0, y, yo + whole, left);
  }

  @Override
  public void slope(
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
    int whole = S.loopBound(n);
    SimdSlopes.slope(f, a, x, xo, y, yo, g, go, d, dO, whole);
    int left = n - whole;
    if (left == 0) return;
    var rest = new float[3 * W];
    System.arraycopy(x, xo + whole, rest, 0, left);
    System.arraycopy(y, yo + whole, rest, W, left);
    System.arraycopy(g, go + whole, rest, 2 * W, left);
    SimdSlopes.slope(f, a, rest, 0, rest, W, rest, 2 * W, rest, 0, W);
    System.arraycopy(rest, 0, d, dO + whole, left);
  }

  @Override
  public void step(Rule rule, double[] s, float[][] in, int from, int n) {
    int whole = S.loopBound(n);
    SimdSteps.step(rule, s, in, from, whole);
    int left = n - whole;
    if (left == 0) return;
    var rest = new float[in.length][W];
    for (int i = 0; i < in.length; i++) System.arraycopy(in[i], from + whole, rest[i], 0, left);
    SimdSteps.step(rule, s, rest, 0, W);
    for (int i = 0; i < in.length; i++) System.arraycopy(rest[i], 0, in[i], from + whole, left);
  }

  @Override
  public void affine(float scale, float shift, float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    var p = FloatVector.broadcast(S, scale);
    var q = FloatVector.broadcast(S, shift);
    for (int end = S.loopBound(n); i < end; i += W)
      FloatVector.fromArray(S, x, xo + i).fma(p, q).intoArray(y, yo + i);
    if (i < n) {
      var m = S.indexInRange(i, n);
      FloatVector.fromArray(S, x, xo + i, m).fma(p, q).intoArray(y, yo + i, m);
    }
  }

  @Override
  public void mix(
      float p, float[] x, int xo, float q, float[] y, int yo, float r, float[] z, int zo, int n) {
    int i = 0;
    var u = FloatVector.broadcast(S, p);
    var v = FloatVector.broadcast(S, q);
    var w = FloatVector.broadcast(S, r);
    for (int end = S.loopBound(n); i < end; i += W) {
      var right = FloatVector.fromArray(S, y, yo + i).fma(v, w);
      FloatVector.fromArray(S, x, xo + i).fma(u, right).intoArray(z, zo + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var right = FloatVector.fromArray(S, y, yo + i, m).fma(v, w);
      FloatVector.fromArray(S, x, xo + i, m).fma(u, right).intoArray(z, zo + i, m);
    }
  }

  @Override
  public void combine(
      Arithmetic op,
      float[] x,
      int xo,
      int xStep,
      float[] y,
      int yo,
      int yStep,
      float[] z,
      int zo,
      int n) {
    if (xStep == 1 && yStep == 1) {
      switch (op) {
        case ADD -> add(x, xo, y, yo, z, zo, n);
        case SUBTRACT -> subtract(x, xo, y, yo, z, zo, n);
        case MULTIPLY -> multiply(x, xo, y, yo, z, zo, n);
        case DIVIDE -> divide(x, xo, y, yo, z, zo, n);
      }
    } else if (yStep == 0 && xStep == 1) {
      float c = y[yo];
      switch (op) { // 1·x, and −0 as a shift, change nothing
        case ADD -> affine(1, c, x, xo, z, zo, n);
        case SUBTRACT -> affine(1, -c, x, xo, z, zo, n);
        case MULTIPLY -> affine(c, -0f, x, xo, z, zo, n);
        case DIVIDE -> divideBy(c, x, xo, z, zo, n);
      }
    } else if (xStep == 0 && yStep == 1) {
      float c = x[xo];
      switch (op) {
        case ADD -> affine(1, c, y, yo, z, zo, n);
        case SUBTRACT -> affine(-1, c, y, yo, z, zo, n);
        case MULTIPLY -> affine(c, -0f, y, yo, z, zo, n);
        case DIVIDE -> divided(c, y, yo, z, zo, n);
      }
    } else {
      PLAIN.combine(op, x, xo, xStep, y, yo, yStep, z, zo, n);
    }
  }

  private static void add(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int end = S.loopBound(n); i < end; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.add(FloatVector.fromArray(S, y, yo + i)).intoArray(z, zo + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var v = FloatVector.fromArray(S, x, xo + i, m);
      v.add(FloatVector.fromArray(S, y, yo + i, m)).intoArray(z, zo + i, m);
    }
  }

  private static void subtract(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int end = S.loopBound(n); i < end; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.sub(FloatVector.fromArray(S, y, yo + i)).intoArray(z, zo + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var v = FloatVector.fromArray(S, x, xo + i, m);
      v.sub(FloatVector.fromArray(S, y, yo + i, m)).intoArray(z, zo + i, m);
    }
  }

  private static void multiply(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int end = S.loopBound(n); i < end; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.mul(FloatVector.fromArray(S, y, yo + i)).intoArray(z, zo + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var v = FloatVector.fromArray(S, x, xo + i, m);
      v.mul(FloatVector.fromArray(S, y, yo + i, m)).intoArray(z, zo + i, m);
    }
  }

  private static void divide(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int end = S.loopBound(n); i < end; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.div(FloatVector.fromArray(S, y, yo + i)).intoArray(z, zo + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var v = FloatVector.fromArray(S, x, xo + i, m);
      v.div(FloatVector.fromArray(S, y, yo + i, m)).intoArray(z, zo + i, m);
    }
  }

  private static void divideBy(float c, float[] x, int xo, float[] z, int zo, int n) {
    int i = 0;
    for (int end = S.loopBound(n); i < end; i += W)
      FloatVector.fromArray(S, x, xo + i).div(c).intoArray(z, zo + i);
    if (i < n) {
      var m = S.indexInRange(i, n);
      FloatVector.fromArray(S, x, xo + i, m).div(c).intoArray(z, zo + i, m);
    }
  }

  private static void divided(float c, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int end = S.loopBound(n); i < end; i += W)
      FloatVector.broadcast(S, c).div(FloatVector.fromArray(S, y, yo + i)).intoArray(z, zo + i);
    if (i < n) {
      var m = S.indexInRange(i, n);
      FloatVector.broadcast(S, c)
          .div(FloatVector.fromArray(S, y, yo + i, m))
          .intoArray(z, zo + i, m);
    }
  }

  @Override
  public void max(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int end = S.loopBound(n); i < end; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v.max(FloatVector.fromArray(S, y, yo + i)).intoArray(y, yo + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var v = FloatVector.fromArray(S, x, xo + i, m);
      v.max(FloatVector.fromArray(S, y, yo + i, m)).intoArray(y, yo + i, m);
    }
  }

  @Override
  public void clip(float most, float[] x, int xo, int n) {
    int i = 0;
    for (int end = S.loopBound(n); i < end; i += W) {
      var v = FloatVector.fromArray(S, x, xo + i);
      v = v.blend(most, v.compare(GT, most)).blend(-most, v.compare(LT, -most));
      v.intoArray(x, xo + i);
    }
    if (i < n) {
      var m = S.indexInRange(i, n);
      var v = FloatVector.fromArray(S, x, xo + i, m);
      v = v.blend(most, v.compare(GT, most)).blend(-most, v.compare(LT, -most));
      v.intoArray(x, xo + i, m);
    }
  }

  /** {@link Dropout#hash} of as many elements as a vector has; signs turned to compare unsigned. */
  @Override
  public void dropout(Dropout op, int first, float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    int low = op.key(0);
    int high = op.key(1);
    int threshold = op.threshold() ^ Integer.MIN_VALUE;
    float scale = (float) (1 / (1 - op.p()));
    var index = IntVector.broadcast(INTS, first).addIndex(1);
    for (int end = S.loopBound(n); i < end; i += W) {
      var hash = mix(mix(index.lanewise(XOR, low)).lanewise(XOR, high));
      var dropped = hash.lanewise(XOR, Integer.MIN_VALUE).compare(LT, threshold);
      var bits = FloatVector.fromArray(S, x, xo + i).mul(scale).reinterpretAsInts();
      bits.blend(0, dropped).reinterpretAsFloats().intoArray(y, yo + i);
      index = index.add(W);
    }
    PLAIN.dropout(op, first + i, x, xo + i, y, yo + i, n - i);
  }

  private static IntVector mix(IntVector h) {
    h = h.lanewise(XOR, h.lanewise(LSHR, 16)).mul(0x7feb352d);
    h = h.lanewise(XOR, h.lanewise(LSHR, 15)).mul(0x846ca68b);
    return h.lanewise(XOR, h.lanewise(LSHR, 16));
  }
}
