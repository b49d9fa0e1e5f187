package millrace.preprocess;

import java.util.Arrays;
import millrace.preprocess.FastIca.Algorithm;
import millrace.run.Crew;
import millrace.run.Run;

/** The fixed-point iterations of independent components, over whitened rows. */
final class IcaSolver {
  /** More rounds are dearer than eigenvectors. */
  private static final int NEWTON = 30;

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
    try (var threads = new Crew(run.threads())) {
      if (ica.algorithm() == Algorithm.PARALLEL) parallel(threads);
      else deflation(threads);
    }
  }

  /** E[g(w·x) x] − E[g′(w·x)] w for each direction, row-major. */
  private double[] step(double[] w, int directions, Crew crew) {
    int groups = (long) n * k * directions < 1 << 20 ? 1 : Math.min(x.count(), 16);
    int each = (x.count() + groups - 1) / groups;
    var parts = new double[groups][];
    crew.run(groups, g -> parts[g] = part(w, directions, g * each, (g + 1) * each));
    var sums = parts[0];
    for (int g = 1; g < groups; g++) for (int j = 0; j < sums.length; j++) sums[j] += parts[g][j];
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
    var tanh = new Tanh(Tiles.SIZE);
    for (int t = from; t < Math.min(x.count(), to); t++) {
      int m = x.size(t);
      var g = new double[directions][m];
      Tiles.combineAll(g, w, 0, k, x.tile(t), k, m);
      for (int c = 0; c < directions; c++) sums[directions * k + c] += slopes(g[c], tanh);
      Tiles.products(g, x.tile(t), m, sums, 0, k, false);
    }
    return sums;
  }

  /** Turns u into g(u); gives Σ g′(u). */
  private double slopes(double[] u, Tanh tanh) {
    double sum = 0;
    double alpha = ica.alpha();
    switch (ica.fun()) {
      case LOGCOSH -> {
        for (int i = 0; i < u.length; i++) u[i] *= alpha;
        tanh.apply(u, u.length);
        sum = alpha * (u.length - Gram.dot(u, u));
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

  private void parallel(Crew crew) {
    w = decorrelated(w);
    for (int i = 0; i < ica.maxIter() && run.step("iteration", i, ica.maxIter()); i++) {
      var next = decorrelated(step(w, k, crew));
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

  /**
   * (W Wᵀ)^-1/2 W, by Newton's iteration W ← (3 W − W Wᵀ W) / 2, which takes all singular values
   * between 0 and √3 to 1; through eigenvectors where it is slow, some being almost 0.
   */
  private double[] decorrelated(double[] w) {
    var x = new double[k][];
    for (int a = 0; a < k; a++) x[a] = Arrays.copyOfRange(w, a * k, (a + 1) * k);
    double scale = 0;
    for (int round = 0; round < NEWTON; round++) {
      var outer = outer(x);
      if (round == 0) {
        // The greatest sum of a row bounds the greatest squared singular value.
        double most = 0;
        for (int a = 0; a < k; a++) {
          double sum = 0;
          for (int b = 0; b < k; b++) sum += Math.abs(outer[a * k + b]);
          most = Math.max(most, sum);
        }
        scale = 1 / most;
      }
      double off = 0;
      for (int a = 0; a < k; a++)
        for (int b = 0; b < k; b++)
          off = Math.max(off, Math.abs(outer[a * k + b] * scale - (a == b ? 1 : 0)));
      if (!Double.isFinite(off)) break;
      double root = Math.sqrt(scale);
      for (int j = 0; j < k * k; j++) outer[j] *= -scale * root / 2;
      for (int a = 0; a < k; a++) outer[a * k + a] += 1.5 * root;
      var next = new double[k][k];
      Tiles.combineAll(next, outer, 0, k, x, k, k);
      x = next;
      scale = 1;
      // The error is squared: what is left is rounding.
      if (off < 1e-8) return flat(x);
    }
    return byEigenvectors(w);
  }

  private double[] outer(double[][] x) {
    var turned = new double[k][k];
    for (int a = 0; a < k; a++) for (int b = 0; b < k; b++) turned[b][a] = x[a][b];
    var out = new double[k][k];
    Tiles.combineAll(out, flat(x), 0, k, turned, k, k);
    return flat(out);
  }

  private double[] flat(double[][] x) {
    var out = new double[k * k];
    for (int a = 0; a < k; a++) System.arraycopy(x[a], 0, out, a * k, k);
    return out;
  }

  private double[] byEigenvectors(double[] w) {
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

  private void deflation(Crew crew) {
    for (int c = 0; c < k; c++) {
      if (!run.step("component", c, k)) return;
      var v = new double[k];
      System.arraycopy(w, c * k, v, 0, k);
      normalise(v);
      for (int i = 0; i < ica.maxIter(); i++) {
        var next = step(v, 1, crew);
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
