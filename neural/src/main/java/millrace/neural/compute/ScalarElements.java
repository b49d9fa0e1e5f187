package millrace.neural.compute;

import millrace.neural.compute.Elementwise.Arithmetic;
import millrace.neural.compute.Elementwise.Dropout;
import millrace.neural.compute.Update.Rule;

/** {@link Kernels.Elements}, functions and rules in double. */
final class ScalarElements implements Kernels.Elements {
  @Override
  public void apply(Function f, float a, float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) y[yo + i] = (float) f.at(x[xo + i], a);
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
    for (int i = 0; i < n; i++) d[dO + i] = (float) (g[go + i] * f.slope(x[xo + i], y[yo + i], a));
  }

  @Override
  public void affine(float scale, float shift, float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) y[yo + i] = Math.fma(scale, x[xo + i], shift);
  }

  @Override
  public void mix(
      float p, float[] x, int xo, float q, float[] y, int yo, float r, float[] z, int zo, int n) {
    for (int i = 0; i < n; i++) z[zo + i] = Math.fma(p, x[xo + i], Math.fma(q, y[yo + i], r));
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
    for (int i = 0; i < n; i++) {
      float a = x[xo + i * xStep];
      float b = y[yo + i * yStep];
      z[zo + i] =
          switch (op) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
          };
    }
  }

  @Override
  public void max(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) y[yo + i] = Math.max(x[xo + i], y[yo + i]);
  }

  @Override
  public void dropout(Dropout op, int first, float[] x, int xo, float[] y, int yo, int n) {
    float scale = (float) (1 / (1 - op.p()));
    for (int i = 0; i < n; i++) y[yo + i] = op.dropped(first + i) ? 0 : x[xo + i] * scale;
  }

  @Override
  public void clip(float most, float[] x, int xo, int n) {
    for (int i = 0; i < n; i++) x[xo + i] = Math.max(-most, Math.min(most, x[xo + i]));
  }

  @Override
  public void step(Rule rule, double[] s, float[][] in, int from, int n) {
    ScalarSteps.step(rule, s, in, from, n);
  }
}
