package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.DecisionFunction;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * Quadratic discriminant analysis: each level is a normal distribution with a covariance of its
 * own, {@code (1 - regParam) S + regParam I}, S with the divisor rows - 1.
 *
 * <p>Where a level's features are collinear and nothing regularises, scikit-learn warns and divides
 * by rounding errors; here a variance below {@code tol²} counts as that. With fewer rows than
 * features regParam acts in all directions, in scikit-learn 1.2 only in those the rows span. Sparse
 * columns are unfolded.
 *
 * <p>Cost: O(rows × features² + levels × features³), levels in parallel; to predict, O(rows ×
 * levels × features²).
 *
 * @param regParam share of the identity in each covariance (default 0)
 * @param priors the prior of each level as {@code level=probability}; empty (default): its share of
 *     the rows
 * @param tol see above (default 1e-4)
 * @see "T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd ed. 2009,
 *     section 4.3"
 * @see "J. Friedman, Regularized discriminant analysis, JASA 84, 1989"
 * @see "scikit-learn 1.2, sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis"
 */
@About(
    value = "quadratic discriminant analysis: normal levels, each with its own covariance",
    cite =
        "T. Hastie et al., The Elements of Statistical Learning, 2nd ed. 2009, 4.3; scikit-learn"
            + " QuadraticDiscriminantAnalysis")
public record QuadraticDiscriminant(
    @Param(
            value = "share of the identity in each covariance",
            min = 0,
            max = 1,
            tune = {0, 1})
        double regParam,
    @Param("prior probabilities, level=probability each; empty: shares of the rows")
        List<String> priors,
    @Param(value = "least standard deviation in any direction", min = 0, max = 1) double tol)
    implements Trainer<QuadraticDiscriminant.Fitted> {
  /** Pivots of a factorisation below this share of their diagonal need eigenvalues instead. */
  private static final double LEAST_PIVOT = 1e-10;

  public QuadraticDiscriminant {
    Spec.check(QuadraticDiscriminant.class, regParam, priors, tol);
    priors = List.copyOf(priors);
    Priors.check(QuadraticDiscriminant.class, priors);
  }

  public QuadraticDiscriminant() {
    this(0, List.of(), 1e-4);
  }

  public QuadraticDiscriminant regParam(double regParam) {
    return Spec.with(this, "regParam", regParam);
  }

  public QuadraticDiscriminant priors(List<String> priors) {
    return Spec.with(this, "priors", priors);
  }

  public QuadraticDiscriminant tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  /**
   * @throws DataException when a level has only one row
   */
  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Sheet.of(train);
    var y = Classes.of(train, this);
    int k = y.count();
    int p = x.width;
    var rows = y.rows();
    for (int c = 0; c < k; c++) {
      if (rows[c] == 1) {
        throw new DataException(
            "QuadraticDiscriminant needs two rows of each level of the target '%s', but '%s' has one"
                .formatted(train.targetName().orElseThrow(), y.levels().name(c)));
      }
    }
    var column = x.asColumns();
    var parts = run.map("level", k, c -> normal(column, y.code(), c, rows[c], run.threads(1)));
    var mean = new double[k * p];
    var whitening = new double[k * p * p];
    var start = new double[k];
    var shares = Priors.of(priors, y.levels(), y.shares());
    for (int c = 0; c < k; c++) {
      System.arraycopy(parts.get(c).mean, 0, mean, c * p, p);
      System.arraycopy(parts.get(c).whitening, 0, whitening, c * p * p, p * p);
      start[c] = Math.log(shares[c]) - parts.get(c).logDeterminant / 2;
    }
    return new Fitted(x.columns, x.names, y.levels(), mean, whitening, start);
  }

  private record Normal(double[] mean, double[] whitening, double logDeterminant) {}

  private Normal normal(double[][] column, int[] code, int level, int n, Run run) {
    int p = column.length;
    var mean = new double[p];
    var x = new double[p][n];
    for (int f = 0; f < p; f++) {
      int at = 0;
      for (int i = 0; i < code.length; i++) if (code[i] == level) x[f][at++] = column[f][i];
      for (int pass = 0; pass < 2; pass++) { // the second takes what rounding left
        double m = Vectors.sum(x[f]) / n;
        for (int i = 0; i < n; i++) x[f][i] -= m;
        mean[f] += m;
      }
    }
    var covariance = SymmetricMatrix.gram(x, run);
    for (int j = 0; j < covariance.length; j++) covariance[j] *= (1 - regParam) / (n - 1);
    for (int f = 0; f < p; f++) covariance[f * p + f] += regParam;
    double log = 0;
    var l = SymmetricMatrix.cholesky(covariance, p, LEAST_PIVOT);
    if (l.length > 0) {
      for (int f = 0; f < p; f++) log += 2 * Math.log(l[f * p + f]);
      return new Normal(mean, SymmetricMatrix.inverse(l, p), log);
    }
    var e = SymmetricMatrix.eigen(covariance, p);
    var w = new double[p * p];
    for (int r = 0; r < p; r++) {
      double variance = Math.max(e.values()[r], Math.max(Double.MIN_NORMAL, tol * tol));
      log += Math.log(variance);
      Vectors.add(1 / Math.sqrt(variance), e.vectors()[r], 0, w, r * p, p);
    }
    return new Normal(mean, w, log);
  }

  /**
   * Normal distributions.
   *
   * @param columns the columns it reads
   * @param features the features these must give
   * @param mean level by level, one per feature
   * @param whitening level by level a matrix W, row-major, with {@code W (x - mean)} of unit
   *     covariance
   * @param start of each level, the logarithm of prior over root of the covariance's determinant
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] mean,
      double[] whitening,
      double[] start)
      implements DecisionFunction {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * For two levels the difference of the second and the first.
     *
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite
     */
    @Override
    public double[] decision(Frame frame) {
      var scores = scores(frame);
      if (levels.size() > 2) return scores;
      var out = new double[frame.size()];
      for (int i = 0; i < out.length; i++) out[i] = scores[2 * i + 1] - scores[2 * i];
      return out;
    }

    @Override
    public Labels predict(Frame frame) {
      return Scoring.softmax(scores(frame), frame.size(), levels);
    }

    /** The logarithm of prior times density of each level, but for a constant. */
    private double[] scores(Frame frame) {
      var x = Sheet.of(frame, columns, features);
      var column = x.asColumns();
      int k = levels.size();
      int p = features.size();
      var end = new int[k * p]; // the last weight of each row of the matrices: many are triangles
      for (int r = 0; r < end.length; r++) {
        end[r] = p;
        while (end[r] > 0 && whitening[r * p + end[r] - 1] == 0) end[r]--;
      }
      var out = new double[x.rows * k];
      var d = new double[p][Sheet.BLOCK];
      var z = new double[Sheet.BLOCK];
      var z2 = new double[Sheet.BLOCK];
      var squares = new double[Sheet.BLOCK];
      for (int at = 0; at < x.rows; at += Sheet.BLOCK) {
        int n = Math.min(Sheet.BLOCK, x.rows - at);
        for (int c = 0; c < k; c++) {
          for (int f = 0; f < p; f++) minus(column[f], at, mean[c * p + f], d[f], n);
          Arrays.fill(squares, 0, n, 0);
          int r = c * p;
          for (; r + 1 < (c + 1) * p; r += 2) {
            Arrays.fill(z, 0, n, 0);
            Arrays.fill(z2, 0, n, 0);
            int both = Math.max(end[r], end[r + 1]);
            addTwo(whitening, r * p, (r + 1) * p, d, both, z, z2, n);
            addSquares(z, squares, n);
            addSquares(z2, squares, n);
          }
          if (r < (c + 1) * p) {
            Arrays.fill(z, 0, n, 0);
            Sheet.addProduct(whitening, r * p, d, end[r], 0, z, n);
            addSquares(z, squares, n);
          }
          for (int i = 0; i < n; i++) out[(at + i) * k + c] = start[c] - squares[i] / 2;
        }
      }
      return out;
    }

    /** Two rows of the matrix at a time: each number of d that is read is used twice. */
    private static void addTwo(
        double[] w, int a, int b, double[][] d, int p, double[] y, double[] z, int n) {
      int f = 0;
      for (; f + 3 < p; f += 4) {
        var d0 = d[f];
        var d1 = d[f + 1];
        var d2 = d[f + 2];
        var d3 = d[f + 3];
        double a0 = w[a + f];
        double a1 = w[a + f + 1];
        double a2 = w[a + f + 2];
        double a3 = w[a + f + 3];
        double b0 = w[b + f];
        double b1 = w[b + f + 1];
        double b2 = w[b + f + 2];
        double b3 = w[b + f + 3];
        for (int i = 0; i < n; i++) {
          y[i] += (a0 * d0[i] + a1 * d1[i]) + (a2 * d2[i] + a3 * d3[i]);
          z[i] += (b0 * d0[i] + b1 * d1[i]) + (b2 * d2[i] + b3 * d3[i]);
        }
      }
      for (; f < p; f++) {
        Vectors.add(w[a + f], d[f], 0, y, 0, n);
        Vectors.add(w[b + f], d[f], 0, z, 0, n);
      }
    }

    private static void minus(double[] v, int at, double mean, double[] out, int n) {
      for (int i = 0; i < n; i++) out[i] = v[at + i] - mean;
    }

    private static void addSquares(double[] z, double[] squares, int n) {
      for (int i = 0; i < n; i++) squares[i] += z[i] * z[i];
    }
  }
}
