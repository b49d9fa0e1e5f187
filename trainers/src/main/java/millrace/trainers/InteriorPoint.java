package millrace.trainers;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.run.Run;

/**
 * Minimises {@code Σ ρ(y_i − x_i·b)}, ρ being the tilted absolute value {@code q r} above and
 * {@code (q − 1) r} below 0, exactly: the dual is a linear programme with bounded variables, solved
 * by a primal-dual interior-point method with predictor and corrector. Each iteration factorises a
 * weighted Gram matrix; there are 10 to 40 of them.
 *
 * <p>Further rows with one entry each, of tilt one half, make a penalty on absolute coefficients.
 *
 * @see "S. Portnoy, R. Koenker, The Gaussian hare and the Laplacian tortoise, Statistical Science
 *     12, 1997"
 */
final class InteriorPoint {
  /** The data: products with the rows, further ones included. */
  interface Rows {
    /** The number of rows. */
    int size();

    /** The number of coefficients. */
    int width();

    /** {@code out = X b}. */
    void times(double[] b, double[] out);

    /** {@code out = X' r}. */
    void transposeTimes(double[] r, double[] out);

    /** {@code X' diag(d) X}, row-major. */
    double[] gram(double[] d);
  }

  /**
   * @param inside how far each row's dual variable is from its bounds, of at most one half: where
   *     it is not near 0, the row is fitted exactly
   * @param gap the objective is at most this much above its minimum
   */
  record Result(
      double[] coefficients, double[] inside, int iterations, double gap, boolean converged) {}

  /** How far towards the bounds a step goes. */
  private static final double DAMPING = 0.9995;

  private final Rows rows;
  private final double[] y;
  private final double[] tilt;
  private final int n;
  private final int p;

  private InteriorPoint(Rows rows, double[] y, double[] tilt) {
    this.rows = rows;
    this.y = y;
    this.tilt = tilt;
    n = rows.size();
    p = rows.width();
  }

  /**
   * @param y the targets; 0 for further rows
   * @param tilt q of each row
   * @param tol the gap to stop at, relative to the objective plus the mean absolute target
   */
  static Result minimise(Rows rows, double[] y, double[] tilt, int maxIter, double tol, Run run) {
    return new InteriorPoint(rows, y, tilt).solve(maxIter, tol, run);
  }

  private Result solve(int maxIter, double tol, Run run) {
    var x = new double[n]; // the dual variables, between 0 and 1, and their distance to 1
    var s = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = 1 - tilt[i];
      s[i] = tilt[i];
    }
    var right = new double[p];
    rows.transposeTimes(x, right);
    var ones = new double[n];
    Arrays.fill(ones, 1);
    var g = new double[p];
    rows.transposeTimes(y, g);
    var b = factor(rows.gram(ones)).solve(g);
    var r = new double[n];
    rows.times(b, r);
    double size = 0;
    for (int i = 0; i < n; i++) {
      r[i] = y[i] - r[i];
      size += Math.abs(y[i]);
    }
    double small = 1e-3 * Math.max(size / n, 1e-300);
    var z = new double[n]; // parts of the residual: r = w − z
    var w = new double[n];
    for (int i = 0; i < n; i++) {
      z[i] = Math.max(-r[i], 0) + small;
      w[i] = Math.max(r[i], 0) + small;
    }
    var q = new double[n];
    var rest = new double[n];
    var v = new double[n];
    var xb = new double[n];
    var dx = new double[n];
    var dz = new double[n];
    var dw = new double[n];
    int done = 0;
    double gap = Vectors.dot(z, x) + Vectors.dot(w, s);
    boolean converged = false;
    boolean stuck = false;
    while (done < maxIter
        && !converged
        && !stuck
        && run.step("iteration", done, maxIter, "gap", gap)) {
      for (int i = 0; i < n; i++) {
        q[i] = 1 / (z[i] / x[i] + w[i] / s[i]);
        rest[i] = z[i] - w[i];
        v[i] = q[i] * rest[i];
      }
      var factor = factor(rows.gram(q));
      rows.transposeTimes(v, g);
      var step = factor.solve(g); // of minus b
      rows.times(step, xb);
      for (int i = 0; i < n; i++) {
        dx[i] = q[i] * (xb[i] - rest[i]);
        dz[i] = -z[i] - z[i] / x[i] * dx[i];
        dw[i] = -w[i] + w[i] / s[i] * dx[i];
      }
      double along = primalLength(x, s, dx);
      double against = Math.min(length(z, dz), length(w, dw));
      double mu = Vectors.dot(z, x) + Vectors.dot(w, s);
      double next = 0;
      for (int i = 0; i < n; i++) {
        next += (z[i] + against * dz[i]) * (x[i] + along * dx[i]);
        next += (w[i] + against * dw[i]) * (s[i] - along * dx[i]);
      }
      mu *= Math.pow(next / mu, 3) / (2 * n);
      for (int i = 0; i < n; i++) {
        double zi = (mu - dx[i] * dz[i]) / x[i];
        double wi = (mu + dx[i] * dw[i]) / s[i];
        // what the corrector adds to the residual's parts
        xb[i] = zi - wi;
        v[i] = q[i] * (rest[i] - xb[i]);
        dz[i] = zi;
        dw[i] = wi;
      }
      rows.transposeTimes(v, g);
      step = factor.solve(g);
      var shift = xb.clone();
      rows.times(step, xb);
      for (int i = 0; i < n; i++) {
        dx[i] = q[i] * (xb[i] - rest[i] + shift[i]);
        dz[i] = dz[i] - z[i] - z[i] / x[i] * dx[i];
        dw[i] = dw[i] - w[i] + w[i] / s[i] * dx[i];
      }
      along = primalLength(x, s, dx);
      against = Math.min(length(z, dz), length(w, dw));
      stuck = !(Math.max(along, against) > 1e-8);
      if (stuck) break;
      for (int i = 0; i < n; i++) {
        x[i] += along * dx[i];
        s[i] -= along * dx[i];
        z[i] += against * dz[i];
        w[i] += against * dw[i];
      }
      for (int j = 0; j < p; j++) b[j] -= against * step[j];
      done++;
      rows.times(b, r);
      double objective = 0;
      double bound = 0;
      for (int i = 0; i < n; i++) {
        r[i] = y[i] - r[i];
        objective += r[i] > 0 ? tilt[i] * r[i] : (tilt[i] - 1) * r[i];
        bound += (tilt[i] - 1 + x[i]) * y[i];
      }
      gap = Math.max(0, objective - bound);
      converged = gap <= tol * (objective + size / n);
    }
    run.step("iteration", maxIter, maxIter, "gap", gap);
    for (int i = 0; i < n; i++) x[i] = Math.min(x[i], s[i]);
    return new Result(b, x, done, gap, converged);
  }

  /** The factor of a Gram matrix, in units of its diagonal; dependent columns are left out. */
  private Scaled factor(double[] gram) {
    var unit = new double[p];
    var use = new boolean[p];
    for (int j = 0; j < p; j++) {
      use[j] = gram[j * p + j] > 0;
      unit[j] = use[j] ? Math.sqrt(gram[j * p + j]) : 1;
    }
    for (int i = 0; i < p; i++) for (int j = 0; j < p; j++) gram[i * p + j] /= unit[i] * unit[j];
    for (double d : unit) {
      if (!Double.isFinite(d))
        throw new DataException(
            "the weights overflow: scale the columns, put new Standardize() before");
    }
    return new Scaled(new Cholesky(gram, p, use, 1e-13), unit);
  }

  private record Scaled(Cholesky cholesky, double[] unit) {
    double[] solve(double[] b) {
      var v = b.clone();
      for (int j = 0; j < v.length; j++) v[j] /= unit[j];
      var out = cholesky.solve(v);
      for (int j = 0; j < v.length; j++) out[j] /= unit[j];
      return out;
    }
  }

  private static double length(double[] v, double[] d) {
    double t = 1 / DAMPING;
    for (int i = 0; i < v.length; i++) if (d[i] < 0) t = Math.min(t, -v[i] / d[i]);
    return Math.min(1, DAMPING * t);
  }

  private static double primalLength(double[] x, double[] s, double[] d) {
    double t = 1 / DAMPING;
    for (int i = 0; i < x.length; i++) {
      if (d[i] < 0) t = Math.min(t, -x[i] / d[i]);
      else if (d[i] > 0) t = Math.min(t, s[i] / d[i]);
    }
    return Math.min(1, DAMPING * t);
  }
}
