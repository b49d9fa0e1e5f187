package millrace.trainers;

import millrace.data.Column;
import millrace.data.DataException;
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
 * Ridge regression in the space of a kernel: {@code f(x) = Σ β_i K(x_i, x)} with {@code β = (K +
 * alpha 1)⁻¹ y}, by Cholesky's factors. There is no intercept: centre the target, or use a kernel
 * that can represent a constant. All training rows stay in the model.
 *
 * <p>Cost: O(n²·p + n³ / 3) and n² numbers of memory.
 *
 * @param alpha strength of the penalty (default 1)
 * @param kernel default LINEAR
 * @param gamma of the kernel; {@link Kernel#AUTO} (-1, default) or {@link Kernel#SCALE} (0)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY and SIGMOID (default 1)
 * @see "C. Saunders, A. Gammerman, V. Vovk, Ridge regression learning algorithm in dual variables,
 *     ICML 1998"
 * @see "scikit-learn 1.2, sklearn.kernel_ridge.KernelRidge"
 */
@About(
    value = "ridge regression in the space of a kernel",
    cite =
        "C. Saunders, A. Gammerman, V. Vovk, Ridge regression learning algorithm in dual variables,"
            + " ICML 1998; scikit-learn KernelRidge")
public record KernelRidge(
    @Param(
            value = "strength of the penalty",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-4, 1e2},
            log = true)
        double alpha,
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
        double coef0)
    implements Trainer<KernelRidge.Fitted> {
  public KernelRidge {
    Spec.check(KernelRidge.class, alpha, kernel, gamma, degree, coef0);
    KernelFunction.checkGamma(KernelRidge.class, gamma);
  }

  public KernelRidge() {
    this(1, Kernel.LINEAR, Kernel.AUTO, 3, 1);
  }

  public KernelRidge alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public KernelRidge kernel(Kernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public KernelRidge gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public KernelRidge degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public KernelRidge coef0(double coef0) {
    return Spec.with(this, "coef0", coef0);
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
    SvmRows.checkMatrix(n, this);
    var x = KernelRows.of(rows);
    var function = KernelFunction.of(kernel, gamma, degree, coef0, x);
    var k = SvmRows.matrix(new KernelPoints(x, function), run);
    var root = Weights.of(rows);
    for (int i = 0; i < n; i++) root[i] = Math.sqrt(root[i]);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) k[i * n + j] *= root[i] * root[j];
      k[i * n + i] += alpha;
    }
    run.step("solve", 0, 1);
    if (!Spd.factor(k, n)) {
      throw new DataException(
          "KernelRidge: the kernel matrix is not positive definite; alpha must be greater than %s"
              .formatted(alpha));
    }
    var beta = ((Column.Numeric) rows.targetColumn()).values().clone();
    for (int i = 0; i < n; i++) beta[i] *= root[i];
    Spd.solve(k, n, beta);
    for (int i = 0; i < n; i++) beta[i] *= root[i];
    run.step("solve", 1, 1);
    return new Fitted(SupportVectors.of(rows, function, x), beta);
  }

  /**
   * The function found.
   *
   * @param vectors all training rows
   * @param coef β of each
   */
  public record Fitted(SupportVectors vectors, double[] coef) implements Predictor<Numbers> {
    /**
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite
     */
    @Override
    public Numbers predict(Frame frame) {
      return new Numbers(vectors.sum(frame, coef));
    }
  }
}
