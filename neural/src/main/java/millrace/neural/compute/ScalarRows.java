package millrace.neural.compute;

/** {@link Kernels.Rows} in double. */
final class ScalarRows implements Kernels.Rows {
  @Override
  public void softmax(
      boolean log, float[] x, int xo, float[] y, int yo, float[] lse, int lo, int rows, int n) {
    for (int r = 0; r < rows; r++, xo += n, yo += n) {
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) max = Math.max(max, x[xo + i]);
      double sum = 0;
      for (int i = 0; i < n; i++) sum += Math.exp(x[xo + i] - max);
      double total = max + Math.log(sum);
      if (lse.length > 0) lse[lo + r] = (float) total;
      for (int i = 0; i < n; i++)
        y[yo + i] = (float) (log ? x[xo + i] - total : Math.exp(x[xo + i] - max) / sum);
    }
  }

  @Override
  public void softmaxGrad(
      boolean log, float[] y, int yo, float[] g, int go, float[] d, int dO, int rows, int n) {
    for (int r = 0; r < rows; r++, yo += n, go += n, dO += n) {
      double sum = 0;
      for (int i = 0; i < n; i++) sum += log ? g[go + i] : (double) y[yo + i] * g[go + i];
      for (int i = 0; i < n; i++)
        d[dO + i] =
            (float) (log ? g[go + i] - Math.exp(y[yo + i]) * sum : y[yo + i] * (g[go + i] - sum));
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
      double m = 0;
      for (int i = 0; i < n; i++) m += x[xo + i];
      m /= n;
      double v = 0;
      for (int i = 0; i < n; i++) v += (x[xo + i] - m) * (x[xo + i] - m);
      double s = 1 / Math.sqrt(v / n + eps);
      for (int i = 0; i < n; i++) y[yo + i] = (float) ((x[xo + i] - m) * s * gain[i] + bias[i]);
      mean[so + r] = (float) m;
      scale[so + r] = (float) s;
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
    for (int r = 0; r < rows; r++, xo += n, go += n, dO += n) {
      double m = mean[so + r];
      double s = scale[so + r];
      double sum = 0; // of the gradient of the normalized row, and below of it times that row
      double dot = 0;
      for (int i = 0; i < n; i++) {
        double h = (x[xo + i] - m) * s;
        sum += (double) g[go + i] * gain[i];
        dot += g[go + i] * gain[i] * h;
      }
      for (int i = 0; i < n; i++) {
        double h = (x[xo + i] - m) * s;
        float gi = g[go + i];
        dGain[po + i] += (float) (gi * h);
        dBias[po + i] += gi;
        d[dO + i] = (float) (s * (gi * gain[i] - sum / n - h * dot / n));
      }
    }
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
      double v = 0;
      for (int i = 0; i < n; i++) v += (double) x[xo + i] * x[xo + i];
      double s = 1 / Math.sqrt(v / n + eps);
      for (int i = 0; i < n; i++) y[yo + i] = (float) (x[xo + i] * s * gain[i]);
      scale[so + r] = (float) s;
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
      double s = scale[so + r];
      double dot = 0;
      for (int i = 0; i < n; i++) dot += (double) g[go + i] * gain[i] * x[xo + i] * s;
      for (int i = 0; i < n; i++) {
        double h = x[xo + i] * s;
        float gi = g[go + i];
        dGain[po + i] += (float) (gi * h);
        d[dO + i] = (float) (s * (gi * gain[i] - h * dot / n));
      }
    }
  }
}
