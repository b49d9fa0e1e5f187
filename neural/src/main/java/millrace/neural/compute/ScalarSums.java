package millrace.neural.compute;

/** {@link Kernels.Sums} in double. */
final class ScalarSums implements Kernels.Sums {
  @Override
  public double sum(float[] x, int xo, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += x[xo + i];
    return sum;
  }

  @Override
  public double dot(float[] x, int xo, float[] y, int yo, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += (double) x[xo + i] * y[yo + i];
    return sum;
  }

  @Override
  public void dots(float[] x, int xo, float[] y, int yo, int rows, int n, float[] z, int zo) {
    for (int i = 0; i < rows; i++) z[zo + i] = (float) dot(x, xo, y, yo + i * n, n);
  }

  @Override
  public void dots(float[] x, int xo, byte[] y, int yo, int rows, int n, float[] z, int zo) {
    for (int i = 0; i < rows; i++) {
      double sum = 0;
      for (int p = 0; p < n; p++) sum += (double) x[xo + p] * y[yo + i * n + p];
      z[zo + i] = (float) sum;
    }
  }

  @Override
  public double squares(float c, float[] x, int xo, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double d = (double) x[xo + i] - c;
      sum += d * d;
    }
    return sum;
  }

  @Override
  public double dot(float c, float[] x, int xo, float[] y, int yo, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += ((double) x[xo + i] - c) * y[yo + i];
    return sum;
  }

  @Override
  public float max(float[] x, int xo, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) max = Math.max(max, x[xo + i]);
    return max;
  }

  @Override
  public void sumRows(float[] x, int xo, int stride, int rows, float[] y, int yo, int n) {
    for (int r = 0; r < rows; r++) for (int i = 0; i < n; i++) y[yo + i] += x[xo + r * stride + i];
  }
}
