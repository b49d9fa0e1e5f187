package millrace.trainers;

import java.util.Arrays;
import millrace.data.DataException;
import millrace.run.Run;

/**
 * Fisher's discriminant: linear functions of the features, and the axes along which the means of
 * the classes differ most, measured in the spread within classes. Arrays by class are class-major.
 *
 * @param weights of the linear function of each class
 * @param intercepts of these
 * @param axes each one weight per feature; empty for LSQR
 * @param offset what to take from a row's value along each axis
 * @param share of the variance between classes along each axis
 */
record DiscriminantAxes(
    double[] weights, double[] intercepts, double[][] axes, double[] offset, double[] share) {
  /** Pivots of a factorisation below this share of their diagonal need eigenvalues instead. */
  private static final double LEAST_PIVOT = 1e-9;

  /** The parameters of linear discriminants. */
  record Settings(
      LinearDiscriminant.Solver solver,
      LinearDiscriminant.Shrinkage shrinkage,
      double amount,
      double tol) {}

  static DiscriminantAxes of(
      Sheet x, Classes y, double[] priors, Settings how, Record who, Run run) {
    if (x.rows <= y.count()) {
      throw new DataException(
          "%s needs more rows than levels, but %d rows have %d levels"
              .formatted(who.getClass().getSimpleName(), x.rows, y.count()));
    }
    return new Work(x, y, priors, how, who, run).solve();
  }

  private static final class Work {
    private final Classes y;
    private final double[] priors;
    private final Settings how;
    private final Record who;
    private final Run run;
    private final int n;
    private final int k;
    private final int p;
    private final double[][] column;
    private final double[] mean;
    private final int[] count;

    Work(Sheet x, Classes y, double[] priors, Settings how, Record who, Run run) {
      this.y = y;
      this.priors = priors;
      this.how = how;
      this.who = who;
      this.run = run;
      n = x.rows;
      k = y.count();
      p = x.width;
      column = x.asColumns();
      count = y.rows();
      var ones = new double[n];
      Arrays.fill(ones, 1);
      mean = ClassMoments.of(x, y, ones).mean();
    }

    DiscriminantAxes solve() {
      return switch (how.solver) {
        case SVD -> svd();
        case LSQR -> lsqr();
        case EIGEN -> eigen();
      };
    }

    // ---- SVD -------------------------------------------------------------------------------

    /**
     * Works on the scatter of the deviations, scaled to unit variance, instead of their singular
     * values: those that count exceed {@code tol}, so their squares are told from rounding.
     */
    private DiscriminantAxes svd() {
      var unit = new double[p];
      for (int f = 0; f < p; f++) {
        double most = Vectors.maxAbs(column[f]);
        leaveDeviations(f);
        unit[f] = Math.sqrt(Vectors.dot(column[f], column[f]) / n);
        if (unit[f] <= 4 * Math.ulp(1.0) * most) unit[f] = 0;
        double scale = unit[f] == 0 ? 0 : 1 / (unit[f] * Math.sqrt(n - k));
        for (int i = 0; i < n; i++) column[f][i] *= scale;
      }
      var within = new Inverse(SymmetricMatrix.gram(column, run), p, how.tol * how.tol);
      var centre = new double[p];
      for (int j = 0; j < k * p; j++) centre[j % p] += priors[j / p] * mean[j];
      var between = new double[k][p];
      var solved = new double[k][p];
      for (int c = 0; c < k; c++) {
        double w = Math.sqrt(n * priors[c] / (k - 1));
        for (int f = 0; f < p; f++) {
          between[c][f] = w * (mean[c * p + f] - centre[f]);
          solved[c][f] = unit[f] == 0 ? 0 : between[c][f] / unit[f];
        }
        within.apply(solved[c]);
        for (int f = 0; f < p; f++) solved[c][f] = unit[f] == 0 ? 0 : solved[c][f] / unit[f];
      }
      var products = new double[k * k];
      for (int a = 0; a < k; a++)
        for (int b = 0; b < k; b++)
          products[a * k + b] =
              (Vectors.dot(between[a], solved[b]) + Vectors.dot(between[b], solved[a])) / 2;
      var e = SymmetricMatrix.eigen(products, k);
      double all = 0;
      for (double v : e.values()) all += Math.max(0, v);
      int rank = 0;
      int most = Math.min(k - 1, p);
      while (rank < most && e.values()[rank] > how.tol * how.tol * e.values()[0]) rank++;
      var axes = new double[rank][p];
      var share = new double[rank];
      for (int r = 0; r < rank; r++) {
        double s = Math.sqrt(e.values()[r]);
        for (int c = 0; c < k; c++) Vectors.add(e.vectors()[r][c] / s, solved[c], axes[r]);
        share[r] = e.values()[r] / all;
      }
      turn(axes, unit);
      return functions(axes, centre, share);
    }

    /** {@code x ↦ (mean − centre)·(x − centre)} along the axes, less half the mean's square. */
    private DiscriminantAxes functions(double[][] axes, double[] centre, double[] share) {
      var offset = new double[axes.length];
      for (int r = 0; r < axes.length; r++) offset[r] = Vectors.dot(axes[r], centre);
      var w = new double[k * p];
      var b = new double[k];
      for (int c = 0; c < k; c++) {
        b[c] = Math.log(priors[c]);
        for (int r = 0; r < axes.length; r++) {
          double at = 0;
          for (int f = 0; f < p; f++) at += (mean[c * p + f] - centre[f]) * axes[r][f];
          Vectors.add(at, axes[r], 0, w, c * p, p);
          b[c] -= at * at / 2;
        }
        b[c] -= Vectors.dot(centre, 0, w, c * p, p);
      }
      return new DiscriminantAxes(w, b, axes, offset, share);
    }

    private void leaveDeviations(int f) {
      for (int i = 0; i < n; i++) column[f][i] -= mean[y.code()[i] * p + f];
    }

    // ---- covariance ------------------------------------------------------------------------

    private DiscriminantAxes lsqr() {
      var within = within();
      return functions(new Inverse(within, p, -Math.ulp(1.0)), new double[0][], new double[0]);
    }

    private DiscriminantAxes eigen() {
      var total = total();
      var within = within();
      var l = SymmetricMatrix.cholesky(within, p, 1e-13);
      if (l.length == 0) {
        throw new DataException(
            "%s: the features are collinear within levels: use shrinkage, or the solver SVD"
                .formatted(who.getClass().getSimpleName()));
      }
      var unit = new double[p];
      for (int f = 0; f < p; f++) unit[f] = Math.sqrt(within[f * p + f]);
      for (int j = 0; j < total.length; j++) total[j] -= within[j];
      var inverse = SymmetricMatrix.inverse(l, p);
      var half = new double[p * p]; // L⁻¹ S
      for (int i = 0; i < p; i++)
        for (int j = 0; j <= i; j++) Vectors.add(inverse[i * p + j], total, j * p, half, i * p, p);
      var turned = new double[p * p];
      for (int i = 0; i < p; i++)
        for (int j = 0; j <= i; j++)
          turned[i * p + j] = turned[j * p + i] = Vectors.dot(half, i * p, inverse, j * p, j + 1);
      var e = SymmetricMatrix.eigen(turned, p);
      double all = Vectors.sum(e.values());
      int rank = Math.min(k - 1, p);
      var axes = new double[rank][p];
      var share = new double[rank];
      for (int r = 0; r < rank; r++) {
        for (int i = 0; i < p; i++)
          Vectors.add(e.vectors()[r][i], inverse, i * p, axes[r], 0, i + 1);
        share[r] = e.values()[r] / all;
      }
      turn(axes, unit);
      return functions(new Inverse(l, p), axes, share);
    }

    private DiscriminantAxes functions(Inverse within, double[][] axes, double[] share) {
      var w = new double[k * p];
      var b = new double[k];
      for (int c = 0; c < k; c++) {
        var m = Arrays.copyOfRange(mean, c * p, (c + 1) * p);
        var v = m.clone();
        within.apply(v);
        System.arraycopy(v, 0, w, c * p, p);
        b[c] = Math.log(priors[c]) - Vectors.dot(m, v) / 2;
      }
      return new DiscriminantAxes(w, b, axes, new double[axes.length], share);
    }

    /** The sum of the classes' covariances (divisor: rows of the class), times their priors. */
    private double[] within() {
      var more = new double[p];
      var scale = new double[k];
      for (int f = 0; f < p; f++) leaveDeviations(f);
      for (int c = 0; c < k; c++) {
        double part =
            switch (how.shrinkage) {
              case NONE -> 0;
              case FIXED -> how.amount;
              case AUTO -> Shrunk.ledoitWolf(classColumns(c), run);
            };
        var diagonal = Shrunk.diagonal(classColumns(c), how.shrinkage);
        for (int f = 0; f < p; f++) more[f] += priors[c] * part * diagonal[f];
        scale[c] = Math.sqrt(priors[c] * (1 - part) / count[c]);
      }
      for (int f = 0; f < p; f++) for (int i = 0; i < n; i++) column[f][i] *= scale[y.code()[i]];
      var out = SymmetricMatrix.gram(column, run);
      for (int f = 0; f < p; f++) out[f * p + f] += more[f];
      return out;
    }

    private double[][] classColumns(int c) {
      if (how.shrinkage == LinearDiscriminant.Shrinkage.NONE) return new double[p][0];
      var out = new double[p][count[c]];
      for (int f = 0; f < p; f++) {
        int at = 0;
        for (int i = 0; i < n; i++) if (y.code()[i] == c) out[f][at++] = column[f][i];
      }
      return out;
    }

    /** The covariance of all rows, shrunk alike. */
    private double[] total() {
      var centred = new double[p][];
      for (int f = 0; f < p; f++) {
        centred[f] = column[f].clone();
        double m = 0;
        for (int c = 0; c < k; c++) m += (double) count[c] / n * mean[c * p + f];
        for (int i = 0; i < n; i++) centred[f][i] -= m;
      }
      double part =
          switch (how.shrinkage) {
            case NONE -> 0;
            case FIXED -> how.amount;
            case AUTO -> Shrunk.ledoitWolf(centred, run);
          };
      var diagonal = Shrunk.diagonal(centred, how.shrinkage);
      var out = SymmetricMatrix.gram(centred, run);
      for (int j = 0; j < out.length; j++) out[j] *= (1 - part) / n;
      for (int f = 0; f < p; f++) out[f * p + f] += part * diagonal[f];
      return out;
    }

    /** Each axis so that its greatest weight, in units of the feature, is positive. */
    private void turn(double[][] axes, double[] unit) {
      for (var axis : axes) {
        double most = 0;
        for (int f = 0; f < p; f++)
          if (Math.abs(axis[f] * unit[f]) > Math.abs(most)) most = axis[f] * unit[f];
        if (most < 0) for (int f = 0; f < p; f++) axis[f] = -axis[f];
      }
    }
  }

  /** Of a symmetric matrix, as far as it has one. */
  private static final class Inverse {
    private final int p;
    private final double[] factor;
    private final double[] values;
    private final double[][] vectors;

    /**
     * @param least eigenvalues that are not above it are left out; negative: relative to the
     *     greatest
     */
    Inverse(double[] a, int p, double least) {
      this.p = p;
      factor = SymmetricMatrix.cholesky(a, p, LEAST_PIVOT);
      if (factor.length > 0 || p == 0) {
        values = new double[0];
        vectors = new double[0][];
        return;
      }
      var e = SymmetricMatrix.eigen(a, p);
      double bound = least < 0 ? -least * e.values()[0] : least;
      int rank = 0;
      while (rank < p && e.values()[rank] > bound) rank++;
      values = Arrays.copyOf(e.values(), rank);
      vectors = Arrays.copyOf(e.vectors(), rank);
    }

    /**
     * @param factor a Cholesky factor
     */
    Inverse(double[] factor, int p) {
      this.p = p;
      this.factor = factor;
      values = new double[0];
      vectors = new double[0][];
    }

    /** In place. O(p²). */
    void apply(double[] v) {
      if (factor.length > 0) {
        SymmetricMatrix.solve(factor, p, v);
        return;
      }
      var out = new double[p];
      for (int r = 0; r < values.length; r++)
        Vectors.add(Vectors.dot(vectors[r], v) / values[r], vectors[r], out);
      System.arraycopy(out, 0, v, 0, p);
    }
  }
}
