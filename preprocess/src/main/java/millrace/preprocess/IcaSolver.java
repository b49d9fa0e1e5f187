package millrace.preprocess;

import millrace.preprocess.FastIca.Algorithm;
import millrace.run.Run;

/** The fixed-point iterations of independent components, over whitened rows. */
final class IcaSolver {
  private final FastIca ica;
  private final Tiles x;
  private final int n;
  private final int k;
  private final Run run;

  /** The directions, row-major. */
  double[] w;

  int iterations;

  IcaSolver(FastIca ica, Tiles x, double[] w, Run run) {
    this.ica = ica;
    this.x = x;
    this.w = w;
    this.run = run;
    n = x.rows();
    k = x.width();
  }

  void solve() {
    if (ica.algorithm() == Algorithm.PARALLEL) parallel();
    else deflation();
  }

  /** E[g(w·x) x] − E[g′(w·x)] w for each direction, row-major. */
  private double[] step(double[] w, int directions) {
    int groups = (long) n * k * directions < 1 << 20 ? 1 : Math.min(x.count(), 16);
    int each = (x.count() + groups - 1) / groups;
    var parts = run.map(groups, g -> part(w, directions, g * each, (g + 1) * each));
    var sums = parts.getFirst();
    for (int g = 1; g < groups; g++)
      for (int j = 0; j < sums.length; j++) sums[j] += parts.get(g)[j];
    var out = new double[directions * k];
    for (int c = 0; c < directions; c++) {
      double slope = sums[directions * k + c] / n;
      for (int d = 0; d < k; d++) out[c * k + d] = sums[c * k + d] / n - slope * w[c * k + d];
    }
    return out;
  }

  /** Σ g(w·x) x, and after them Σ g′(w·x). */
  private double[] part(double[] w, int directions, int from, int to) {
    var sums = new double[directions * k + directions];
    for (int t = from; t < Math.min(x.count(), to); t++) {
      int m = x.size(t);
      var g = new double[directions][m];
      for (int c = 0; c < directions; c++) {
        Tiles.combine(g[c], w, c * k, x.tile(t), 0, k, m);
        sums[directions * k + c] += slopes(g[c]);
      }
      Tiles.products(g, x.tile(t), m, sums, 0, k, false);
    }
    return sums;
  }

  /** Turns u into g(u); gives Σ g′(u). */
  private double slopes(double[] u) {
    double sum = 0;
    double alpha = ica.alpha();
    switch (ica.fun()) {
      case LOGCOSH -> {
        for (int i = 0; i < u.length; i++) {
          double v = Math.tanh(alpha * u[i]);
          sum += alpha * (1 - v * v);
          u[i] = v;
        }
      }
      case EXP -> {
        for (int i = 0; i < u.length; i++) {
          double e = Math.exp(-u[i] * u[i] / 2);
          sum += (1 - u[i] * u[i]) * e;
          u[i] *= e;
        }
      }
      case CUBE -> {
        for (int i = 0; i < u.length; i++) {
          sum += 3 * u[i] * u[i];
          u[i] = u[i] * u[i] * u[i];
        }
      }
    }
    return sum;
  }

  private void parallel() {
    w = decorrelated(w);
    for (int i = 0; i < ica.maxIter() && run.step("iteration", i, ica.maxIter()); i++) {
      var next = decorrelated(step(w, k));
      double turned = 0;
      for (int c = 0; c < k; c++) {
        double cosine = 0;
        for (int d = 0; d < k; d++) cosine += next[c * k + d] * w[c * k + d];
        turned = Math.max(turned, Math.abs(Math.abs(cosine) - 1));
      }
      w = next;
      iterations = i + 1;
      if (turned < ica.tol()) return;
    }
  }

  /** (W Wᵀ)^-1/2 W. */
  private double[] decorrelated(double[] w) {
    var outer = new double[k][k];
    for (int a = 0; a < k; a++)
      for (int b = 0; b < k; b++)
        for (int d = 0; d < k; d++) outer[a][b] += w[a * k + d] * w[b * k + d];
    var e = Gram.eigen(outer);
    var out = new double[k * k];
    for (int m = 0; m < k; m++) {
      var u = e.vectors()[m];
      double scale = 1 / Math.sqrt(Math.max(e.values()[m], Double.MIN_NORMAL));
      for (int d = 0; d < k; d++) {
        double projected = 0;
        for (int b = 0; b < k; b++) projected += u[b] * w[b * k + d];
        for (int a = 0; a < k; a++) out[a * k + d] += u[a] * scale * projected;
      }
    }
    return out;
  }

  private void deflation() {
    for (int c = 0; c < k; c++) {
      if (!run.step("component", c, k)) return;
      var v = new double[k];
      System.arraycopy(w, c * k, v, 0, k);
      normalise(v);
      for (int i = 0; i < ica.maxIter(); i++) {
        var next = step(v, 1);
        for (int b = 0; b < c; b++) {
          double s = 0;
          for (int d = 0; d < k; d++) s += next[d] * w[b * k + d];
          for (int d = 0; d < k; d++) next[d] -= s * w[b * k + d];
        }
        normalise(next);
        double cosine = 0;
        for (int d = 0; d < k; d++) cosine += next[d] * v[d];
        v = next;
        iterations = Math.max(iterations, i + 1);
        if (Math.abs(Math.abs(cosine) - 1) < ica.tol()) break;
      }
      System.arraycopy(v, 0, w, c * k, k);
    }
    run.step("component", k, k);
  }

  private static void normalise(double[] v) {
    double s = 0;
    for (double a : v) s += a * a;
    s = Math.sqrt(s);
    for (int d = 0; d < v.length; d++) v[d] /= s;
  }
}
