package millrace.trainers;

/**
 * Decision values to probabilities: {@code 1 / (1 + exp(a f + b))} by maximum likelihood, and
 * probabilities of pairs to those of all levels.
 *
 * @see "J. Platt, Probabilistic outputs for support vector machines, 1999"
 * @see "H.-T. Lin, C.-J. Lin, R. Weng, A note on Platt's probabilistic outputs for support vector
 *     machines, Machine Learning 68, 2007"
 * @see "T.-F. Wu, C.-J. Lin, R. Weng, Probability estimates for multi-class classification by
 *     pairwise coupling, JMLR 5, 2004"
 */
final class PairProbabilities {
  private static final int MOST_STEPS = 100;
  private static final double FLATTEST = 1e-10;
  private static final double RIDGE = 1e-12;

  private PairProbabilities() {}

  /** Slope and offset. */
  record Sigmoid(double a, double b) {
    /** The probability of the first of two levels. */
    double of(double f) {
      double z = a * f + b;
      return z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z));
    }
  }

  /**
   * Newton's method with halved steps on the likelihood of slightly smoothed labels.
   *
   * @param f decision values
   * @param first whether a row is of the first level, for which f is positive
   */
  static Sigmoid fit(double[] f, boolean[] first) {
    double firsts = 0;
    for (boolean v : first) if (v) firsts++;
    double seconds = f.length - firsts;
    var t = new double[f.length];
    for (int i = 0; i < t.length; i++)
      t[i] = first[i] ? (firsts + 1) / (firsts + 2) : 1 / (seconds + 2);
    double a = 0;
    double b = Math.log((seconds + 1) / (firsts + 1));
    double value = loss(f, t, a, b);
    for (int step = 0; step < MOST_STEPS; step++) {
      double haa = RIDGE;
      double hbb = RIDGE;
      double hab = 0;
      double ga = 0;
      double gb = 0;
      for (int i = 0; i < t.length; i++) {
        double p = new Sigmoid(a, b).of(f[i]);
        double h = p * (1 - p);
        haa += f[i] * f[i] * h;
        hbb += h;
        hab += f[i] * h;
        ga += f[i] * (t[i] - p);
        gb += t[i] - p;
      }
      if (Math.abs(ga) < FLATTEST && Math.abs(gb) < FLATTEST) break;
      double det = haa * hbb - hab * hab;
      double da = -(hbb * ga - hab * gb) / det;
      double db = -(haa * gb - hab * ga) / det;
      double slope = ga * da + gb * db;
      double length = 1;
      double next = loss(f, t, a + da, b + db);
      while (length >= 1e-10 && !(next < value + 1e-4 * length * slope)) {
        length /= 2;
        next = loss(f, t, a + length * da, b + length * db);
      }
      if (length < 1e-10) break;
      a += length * da;
      b += length * db;
      value = next;
    }
    return new Sigmoid(a, b);
  }

  private static double loss(double[] f, double[] t, double a, double b) {
    double s = 0;
    for (int i = 0; i < f.length; i++) {
      double z = a * f[i] + b;
      s += z >= 0 ? t[i] * z + Math.log1p(Math.exp(-z)) : (t[i] - 1) * z + Math.log1p(Math.exp(z));
    }
    return s;
  }

  /**
   * The probabilities p of k levels that minimise {@code Σ_ij (r_ji p_i − r_ij p_j)²} with Σp = 1:
   * a linear system, solved exactly. O(k³).
   *
   * @param r probability of level i against j at {@code i * k + j}
   */
  static void couple(double[] r, int k, double[] out, int at) {
    int n = k + 1;
    var m = new double[n][n + 1];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        if (i == j) continue;
        m[i][i] += r[j * k + i] * r[j * k + i];
        m[i][j] = -r[j * k + i] * r[i * k + j];
      }
      m[i][k] = 1;
      m[k][i] = 1;
    }
    m[k][n] = 1;
    solve(m, n);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      out[at + i] = Math.max(0, m[i][n]);
      sum += out[at + i];
    }
    for (int i = 0; i < k; i++) out[at + i] /= sum;
  }

  /** Gauss-Jordan with row pivots; the right side stands in the last column. */
  private static void solve(double[][] m, int n) {
    for (int c = 0; c < n; c++) {
      int best = c;
      for (int i = c + 1; i < n; i++) if (Math.abs(m[i][c]) > Math.abs(m[best][c])) best = i;
      var pivot = m[best];
      m[best] = m[c];
      m[c] = pivot;
      for (int j = n; j >= c; j--) pivot[j] /= pivot[c];
      for (int i = 0; i < n; i++) {
        if (i == c || m[i][c] == 0) continue;
        double v = m[i][c];
        for (int j = c; j <= n; j++) m[i][j] -= v * pivot[j];
      }
    }
  }
}
