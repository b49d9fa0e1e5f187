package millrace.trainers;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Support vector regression with a kernel: {@code f(x) = Σ β_i K(x_i, x) + b} that minimises {@code
 * ½ ‖f‖² + C Σ max(0, |y − f(x)| − epsilon)}. Columns are not standardised: put {@code new
 * Standardize()} before where units differ; {@code c} and {@code epsilon} are in the unit of the
 * target.
 *
 * <p>Cost: between O(n²·p) and O(n³).
 *
 * @param c the penalty on errors, {@code C} (default 1); row weights multiply it
 * @param epsilon errors up to this cost nothing (default 0.1)
 * @param kernel default RBF
 * @param gamma of the kernel; {@link Kernel#SCALE} (0, default) or {@link Kernel#AUTO} (-1)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY and SIGMOID (default 0)
 * @param tol how far from optimal a pair of points may be at the end (default 1e-3)
 * @param maxIter most iterations (default 0: no limit; -1 in scikit-learn)
 * @param shrinking whether points at a bound are set aside (default true): the result is the same
 *     within {@code tol}
 * @param cacheMb megabytes for kernel rows (default 200)
 * @see "A. Smola, B. Schölkopf, A tutorial on support vector regression, Statistics and Computing
 *     14, 2004"
 * @see "C.-C. Chang, C.-J. Lin, LIBSVM: a library for support vector machines, ACM TIST 2, 2011"
 * @see "scikit-learn 1.2, sklearn.svm.SVR"
 */
@About(
    value = "support vector regression with a kernel",
    cite =
        "A. Smola, B. Schölkopf, A tutorial on support vector regression, Statistics and Computing"
            + " 14, 2004; scikit-learn SVR")
public record Svr(
    @Param(
            value = "penalty on errors (C)",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-2, 1e3},
            log = true)
        double c,
    @Param(
            value = "half width of the tube in which errors cost nothing (epsilon)",
            min = 0,
            max = 1e100,
            tune = {1e-3, 1},
            log = true)
        double epsilon,
    @Param("kernel") Kernel kernel,
    @Param(
            value = "width of the kernel; 0: scale, -1: auto",
            min = -1,
            max = 1e100,
            tune = {1e-4, 10},
            log = true)
        double gamma,
    @Param(value = "degree of a polynomial kernel", min = 0, max = 100) int degree,
    @Param(value = "constant of a polynomial or sigmoid kernel", min = -1e100, max = 1e100)
        double coef0,
    @Param(value = "violation to stop at", min = 1e-15, max = 1) double tol,
    @Param(value = "most iterations; 0: no limit", min = 0) int maxIter,
    @Param("set points at a bound aside") boolean shrinking,
    @Param(value = "megabytes for kernel rows", min = 1, max = 1e6) int cacheMb)
    implements Trainer<Svr.Fitted> {
  public Svr {
    Spec.check(
        Svr.class, c, epsilon, kernel, gamma, degree, coef0, tol, maxIter, shrinking, cacheMb);
    KernelFunction.checkGamma(Svr.class, gamma);
  }

  public Svr() {
    this(1, 0.1, Kernel.RBF, Kernel.SCALE, 3, 0, 1e-3, 0, true, 200);
  }

  public Svr c(double c) {
    return Spec.with(this, "c", c);
  }

  public Svr epsilon(double epsilon) {
    return Spec.with(this, "epsilon", epsilon);
  }

  public Svr kernel(Kernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public Svr gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public Svr degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public Svr coef0(double coef0) {
    return Spec.with(this, "coef0", coef0);
  }

  public Svr tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public Svr maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public Svr shrinking(boolean shrinking) {
    return Spec.with(this, "shrinking", shrinking);
  }

  public Svr cacheMb(int cacheMb) {
    return Spec.with(this, "cacheMb", cacheMb);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    int[] counted = SvmRows.counted(train);
    var rows = counted.length == train.size() ? train : train.rows(counted);
    int n = rows.size();
    var y = ((Column.Numeric) rows.targetColumn()).values();
    var cost = Weights.of(rows);
    var linear = new double[n];
    var least = new double[n];
    var most = new double[n];
    for (int i = 0; i < n; i++) {
      linear[i] = -y[i];
      most[i] = c * cost[i];
      least[i] = -most[i];
    }
    var x = KernelRows.of(rows);
    var function = KernelFunction.of(kernel, gamma, degree, coef0, x);
    run.step("fit", 0, 1);
    var options = new Smo.Options(tol, maxIter, shrinking, cacheMb * 1_000_000L);
    var points = new KernelPoints(x, function);
    var solved = Smo.solve(points, linear, least, most, new double[n], epsilon, options, run);
    var beta = solved.beta();
    int[] support = SvmRows.where(n, i -> beta[i] != 0);
    run.step("fit", 1, 1);
    return new Fitted(
        SupportVectors.of(rows, function, x.rows(support)),
        Arrays.stream(support).map(i -> counted[i]).toArray(),
        Arrays.stream(support).mapToDouble(i -> beta[i]).toArray(),
        -solved.rho(),
        solved.iterations(),
        solved.converged());
  }

  /**
   * The function found.
   *
   * @param vectors the rows on the edge of the tube or outside it
   * @param support their numbers in the training frame
   * @param coef β of each
   * @param intercept b
   * @param converged whether it came within {@code tol}
   */
  public record Fitted(
      SupportVectors vectors,
      int[] support,
      double[] coef,
      double intercept,
      long iterations,
      boolean converged)
      implements Predictor<Numbers> {
    /**
     * @throws millrace.data.DataException when a column is not there, gives other features, or has
     *     a cell that is missing or infinite
     */
    @Override
    public Numbers predict(Frame frame) {
      var out = vectors.sum(frame, coef);
      for (int i = 0; i < out.length; i++) out[i] += intercept;
      return new Numbers(out);
    }
  }
}
