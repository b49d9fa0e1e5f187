package millrace.neural.compute;

/** {@link Kernels.Pairs} by plain loops. */
final class ScalarPairs implements Kernels.Pairs {
  @Override
  public void dots(
      float[] x, int[] xs, int n, float[] y, int[] ys, int yo, int width, float[] dots) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < Kernels.PAIRS_GROUP; j++) {
        float sum = 0;
        for (int k = 0; k < width; k++) sum = Math.fma(x[xs[i] + k], y[ys[yo + j] + k], sum);
        dots[i * Kernels.PAIRS_GROUP + j] = sum;
      }
    }
  }

  @Override
  public void exchange(
      float[] x, int[] xs, int n, float[] y, int[] ys, int yo, int width, float[] g) {
    var before = new float[Kernels.PAIRS_GROUP];
    for (int k = 0; k < width; k++) {
      for (int j = 0; j < before.length; j++) before[j] = y[ys[yo + j] + k];
      for (int i = 0; i < n; i++) {
        float old = x[xs[i] + k];
        float sum = old;
        for (int j = 0; j < before.length; j++) {
          float c = g[i * Kernels.PAIRS_GROUP + j];
          sum = Math.fma(c, before[j], sum);
          y[ys[yo + j] + k] = Math.fma(c, old, y[ys[yo + j] + k]);
        }
        x[xs[i] + k] = sum;
      }
    }
  }

  @Override
  public void sum(float[] x, int[] xs, int n, float scale, int width, float[] z, int zo) {
    for (int k = 0; k < width; k++) {
      float sum = 0;
      for (int i = 0; i < n; i++) sum += x[xs[i] + k];
      z[zo + k] = sum * scale;
    }
  }

  @Override
  public void add(float[] z, int zo, float[] x, int[] xs, int n, int width) {
    for (int i = 0; i < n; i++) for (int k = 0; k < width; k++) x[xs[i] + k] += z[zo + k];
  }

  @Override
  public void adaGrad(
      float c, float[] x, float[] gx, int xo, float[] y, float[] gy, int yo, int width) {
    for (int k = 0; k < width; k++) {
      float dx = c * y[yo + k];
      float dy = c * x[xo + k];
      x[xo + k] -= dx / (float) Math.sqrt(gx[xo + k]);
      y[yo + k] -= dy / (float) Math.sqrt(gy[yo + k]);
      gx[xo + k] += dx * dx;
      gy[yo + k] += dy * dy;
    }
  }
}
