package millrace.trainers;

import millrace.data.DataException;
import millrace.run.Run;

/**
 * Ridge regression for matrices too large to factorise: conjugate gradients on the normal equations
 * without forming them, the columns scaled to unit length (Jacobi). O(entries) an iteration.
 *
 * @see "Å. Björck, Numerical Methods for Least Squares Problems, 1996, algorithm 7.4.1 (CGLS)"
 */
final class ConjugateGradients {
  private static final double TOLERANCE = 1e-12;

  private final Design x;
  private final double alpha;
  private final double[] unit;
  private final boolean[] use;
  private final Run run;

  ConjugateGradients(Design x, double alpha, double[] unit, boolean[] use, Run run) {
    this.x = x;
    this.alpha = alpha;
    this.unit = unit;
    this.use = use;
    this.run = run;
  }

  LeastSquares.Solution solve() {
    int p = x.width;
    int most = 20 * Math.min(p, x.rows);
    var v = new double[p];
    var w = new double[p];
    var rest = x.y.clone();
    var q = new double[x.rows];
    var g = gradient(rest, v);
    var d = g.clone();
    double gg = Vectors.dot(g, g);
    double first = gg;
    int rank = 0;
    for (boolean u : use) if (u) rank++;
    for (int it = 0; it < most && gg > TOLERANCE * TOLERANCE * first; it++) {
      if (it % 10 == 0)
        run.step("conjugate gradients", it, most, "gradient", Math.sqrt(gg / first));
      for (int j = 0; j < p; j++) w[j] = d[j] / unit[j];
      x.times(w, q);
      double c = gg / (Vectors.dot(q, q) + alpha * Vectors.dot(w, w));
      Vectors.add(c, d, v);
      Vectors.add(-c, q, rest);
      g = gradient(rest, v);
      double next = Vectors.dot(g, g);
      for (int j = 0; j < p; j++) d[j] = g[j] + next / gg * d[j];
      gg = next;
    }
    if (gg > 1e-12 * first) {
      throw new DataException(
          "%d rows of %d features with alpha %s are too near to singular for conjugate gradients: use a greater alpha"
              .formatted(x.rows, p, alpha));
    }
    run.step("conjugate gradients", most, most);
    for (int j = 0; j < p; j++) w[j] = v[j] / unit[j];
    return new LeastSquares.Solution(w, rank);
  }

  /** {@code (X' rest − alpha w) / unit}: half the downward slope in scaled units. */
  private double[] gradient(double[] rest, double[] v) {
    var g = new double[x.width];
    x.transposeTimes(rest, g);
    for (int j = 0; j < g.length; j++)
      g[j] = use[j] ? g[j] / unit[j] - alpha * v[j] / (unit[j] * unit[j]) : 0;
    return g;
  }
}
