package millrace.neural.compute;

import org.jspecify.annotations.Nullable;

/** The product of matrices in plain loops: to be read, and where there is no vector module. */
final class ScalarGemm {
  private ScalarGemm() {}

  /** C ← start + A·B; without a start, zeros. */
  static void multiply(int m, int n, int k, Matrix a, Matrix b, @Nullable Matrix start, Matrix c) {
    var y = c.values();
    for (int i = 0; i < m; i++) {
      int ci = c.at(i, 0);
      for (int j = 0; j < n; j++) y[ci + j] = start == null ? 0 : start.values()[start.at(i, j)];
      if (b.transposed()) {
        for (int j = 0; j < n; j++) y[ci + j] = dot(k, a, i, b, j, y[ci + j]);
      } else {
        for (int p = 0; p < k; p++) axpy(n, a.values()[a.at(i, p)], b.values(), b.at(p, 0), y, ci);
      }
    }
  }

  private static float dot(int k, Matrix a, int i, Matrix b, int j, float start) {
    var x = a.values();
    var w = b.values();
    int step = a.transposed() ? a.stride() : 1;
    int ai = a.at(i, 0);
    int bj = b.at(0, j);
    float sum = start;
    for (int p = 0; p < k; p++) sum = Math.fma(x[ai + p * step], w[bj + p], sum);
    return sum;
  }

  private static void axpy(int n, float s, float[] b, int bo, float[] y, int yo) {
    for (int j = 0; j < n; j++) y[yo + j] = Math.fma(s, b[bo + j], y[yo + j]);
  }
}
