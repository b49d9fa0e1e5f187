package millrace.trainers.tribuo;

import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Kernel;
import millrace.trainers.KernelRows;
import millrace.trainers.SupportVectors;
import millrace.trainers.Svr;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.libsvm.LibSVMRegressionTrainer;
import org.tribuo.regression.libsvm.SVMRegressionType;
import org.tribuo.regression.libsvm.SVMRegressionType.SVMMode;

/**
 * Support vector regression with a kernel by LibSVM through Tribuo: {@code f(x) = Σ β_i K(x_i, x) +
 * b} that minimises {@code ½ ‖f‖² + C Σ max(0, |y − f(x)| − epsilon)}. Our own {@link Svr} has the
 * same minimum. Columns are not standardised: put {@code new Standardize()} before where units
 * differ; {@code c} and {@code epsilon} are in the unit of the target.
 *
 * <p>Training is one call of LibSVM on one thread, and one at a time: it reports its end only, but
 * can be cancelled within. Between O(n²·p) and O(n³). Kernel values come from our own function and
 * our own rows at prediction.
 *
 * @param c the penalty on errors, {@code C} (default 1)
 * @param epsilon errors up to this cost nothing (default 0.1)
 * @param kernel default RBF
 * @param gamma of the kernel; {@link Kernel#SCALE} (0, default) or {@link Kernel#AUTO} (-1)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY and SIGMOID (default 0)
 * @param tol how far from optimal a pair of points may be at the end (default 1e-3)
 * @param shrinking whether points at a bound are set aside (default true): the result is the same
 *     within {@code tol}
 * @param cacheMb megabytes for kernel rows (default 200)
 * @see "A. Smola, B. Schölkopf: A Tutorial on Support Vector Regression, Statistics and Computing
 *     14, 2004"
 * @see millrace.trainers.Svr
 */
@About(
    value = "support vector regression with a kernel",
    cite = "Chang, Lin: LIBSVM: a Library for Support Vector Machines, ACM TIST 2, 2011",
    engine = "LibSVM 3.25 through Tribuo 4.3.2")
public record LibSvmSvr(
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
    @Param("kernel") LibSvmKernel kernel,
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
    @Param("set points at a bound aside") boolean shrinking,
    @Param(value = "megabytes for kernel rows", min = 1, max = 1e6) int cacheMb)
    implements Trainer<LibSvmSvr.Fitted> {
  public LibSvmSvr {
    Spec.check(LibSvmSvr.class, c, epsilon, kernel, gamma, degree, coef0, tol, shrinking, cacheMb);
    LibSvm.checkGamma(LibSvmSvr.class, gamma);
  }

  public LibSvmSvr() {
    this(1, 0.1, LibSvmKernel.RBF, Kernel.SCALE, 3, 0, 1e-3, true, 200);
  }

  public LibSvmSvr c(double c) {
    return Spec.with(this, "c", c);
  }

  public LibSvmSvr epsilon(double epsilon) {
    return Spec.with(this, "epsilon", epsilon);
  }

  public LibSvmSvr kernel(LibSvmKernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public LibSvmSvr gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public LibSvmSvr degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public LibSvmSvr coef0(double coef0) {
    return Spec.with(this, "coef0", coef0);
  }

  public LibSvmSvr tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public LibSvmSvr shrinking(boolean shrinking) {
    return Spec.with(this, "shrinking", shrinking);
  }

  public LibSvmSvr cacheMb(int cacheMb) {
    return Spec.with(this, "cacheMb", cacheMb);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var settings = new LibSvm.Settings(kernel, gamma, degree, coef0, tol, shrinking, cacheMb);
    var all = KernelRows.of(train);
    var function = settings.function(all);
    var y = ((Column.Numeric) train.targetColumn()).values();
    var parameters = settings.parameters(new SVMRegressionType(SVMMode.EPSILON_SVR), function);
    parameters.getParameters().C = c;
    parameters.getParameters().p = epsilon;
    var trained =
        LibSvm.train(
            new LibSVMRegressionTrainer(parameters, false, run.seedFor("libsvm")),
            Features.of(train),
            i -> new Regressor("y", y[i]),
            new RegressionFactory(),
            run);
    var machine = trained.machine();
    var support = LibSvm.support(machine);
    return new Fitted(
        LibSvm.vectors(train, function, all, support),
        support,
        machine.sv_coef[0],
        -machine.rho[0]);
  }

  /**
   * The function found.
   *
   * @param vectors the support vectors
   * @param support their numbers in the training frame
   * @param coef β of each
   */
  public record Fitted(SupportVectors vectors, int[] support, double[] coef, double intercept)
      implements Predictor<Numbers> {
    /** What predicts; LibSVM does not tell its iterations. */
    private Svr.Fitted ours() {
      return new Svr.Fitted(vectors, support, coef, intercept, 0, true);
    }

    @Override
    public Numbers predict(Frame frame) {
      return ours().predict(frame);
    }

    @Override
    public Numbers predict(Frame frame, Run run) {
      return ours().predict(frame, run);
    }
  }
}
