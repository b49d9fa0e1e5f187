package millrace.trainers;

import java.util.Arrays;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Scores;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Weights;
import millrace.run.Run;

/**
 * Outliers by a support vector machine of one class: {@code f(x) = Σ β_i K(x_i, x) − rho}, below 0
 * for about a share {@code nu} of the training rows, that separates the others from the origin of
 * the kernel's space by as much as it can. The scores are those of scikit-learn's {@code
 * decision_function}: not divided by the number of rows. Columns are not standardised: put {@code
 * new Standardize()} before where units differ.
 *
 * <p>Cost: between O(n²·p) and O(n³).
 *
 * @param nu an upper bound of the share of training rows outside, a lower one of the share of
 *     support vectors (default 0.5)
 * @param kernel default RBF
 * @param gamma of the kernel; {@link Kernel#SCALE} (0, default) or {@link Kernel#AUTO} (-1)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY and SIGMOID (default 0)
 * @param tol how far from optimal a pair of points may be at the end (default 1e-3)
 * @param maxIter most iterations (default 0: no limit; -1 in scikit-learn)
 * @param shrinking whether points at a bound are set aside (default true): the result is the same
 *     within {@code tol}
 * @param cacheMb megabytes for kernel rows (default 200)
 * @see "B. Schölkopf, J. Platt, J. Shawe-Taylor, A. Smola, R. Williamson, Estimating the support of
 *     a high-dimensional distribution, Neural Computation 13, 2001"
 * @see "C.-C. Chang, C.-J. Lin, LIBSVM: a library for support vector machines, ACM TIST 2, 2011"
 * @see "scikit-learn 1.2, sklearn.svm.OneClassSVM"
 */
@About(
    value = "outliers by a support vector machine of one class",
    cite =
        "B. Schölkopf et al., Estimating the support of a high-dimensional distribution, Neural"
            + " Computation 13, 2001; scikit-learn OneClassSVM")
public record OneClassSvm(
    @Param(
            value = "share of the training rows that may be outliers, at most (nu)",
            min = 1e-9,
            max = 1,
            tune = {0.01, 0.5},
            log = true)
        double nu,
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
    implements Trainer<OneClassSvm.Fitted> {
  public OneClassSvm {
    Spec.check(
        OneClassSvm.class, nu, kernel, gamma, degree, coef0, tol, maxIter, shrinking, cacheMb);
    KernelFunction.checkGamma(OneClassSvm.class, gamma);
  }

  public OneClassSvm() {
    this(0.5, Kernel.RBF, Kernel.SCALE, 3, 0, 1e-3, 0, true, 200);
  }

  public OneClassSvm nu(double nu) {
    return Spec.with(this, "nu", nu);
  }

  public OneClassSvm kernel(Kernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public OneClassSvm gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public OneClassSvm degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public OneClassSvm coef0(double coef0) {
    return Spec.with(this, "coef0", coef0);
  }

  public OneClassSvm tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public OneClassSvm maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public OneClassSvm shrinking(boolean shrinking) {
    return Spec.with(this, "shrinking", shrinking);
  }

  public OneClassSvm cacheMb(int cacheMb) {
    return Spec.with(this, "cacheMb", cacheMb);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    int[] counted = SvmRows.counted(train);
    var rows = counted.length == train.size() ? train : train.rows(counted);
    int n = rows.size();
    var most = Weights.of(rows);
    var start = new double[n];
    double left = nu * Vectors.sum(most);
    for (int i = 0; i < n && left > 0; i++) {
      start[i] = Math.min(left, most[i]);
      left -= start[i];
    }
    var x = KernelRows.of(rows);
    var function = KernelFunction.of(kernel, gamma, degree, coef0, x);
    run.step("fit", 0, 1);
    var options = new Smo.Options(tol, maxIter, shrinking, cacheMb * 1_000_000L);
    var points = new KernelPoints(x, function);
    var solved = Smo.solve(points, new double[n], new double[n], most, start, 0, options, run);
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
   * @param vectors the rows on the edge or outside
   * @param support their numbers in the training frame
   * @param coef β of each
   * @param intercept −rho
   * @param converged whether it came within {@code tol}
   */
  public record Fitted(
      SupportVectors vectors,
      int[] support,
      double[] coef,
      double intercept,
      long iterations,
      boolean converged)
      implements Predictor<Scores> {
    /**
     * @throws millrace.data.DataException when a column is not there, gives other features, or has
     *     a cell that is missing or infinite
     */
    @Override
    public Scores predict(Frame frame) {
      var out = vectors.sum(frame, coef);
      for (int i = 0; i < out.length; i++) out[i] += intercept;
      return new Scores(out);
    }
  }
}
