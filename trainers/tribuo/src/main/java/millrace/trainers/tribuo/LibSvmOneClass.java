package millrace.trainers.tribuo;

import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Scores;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Kernel;
import millrace.trainers.KernelRows;
import millrace.trainers.OneClassSvm;
import millrace.trainers.SupportVectors;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.anomaly.libsvm.LibSVMAnomalyTrainer;
import org.tribuo.anomaly.libsvm.SVMAnomalyType;
import org.tribuo.anomaly.libsvm.SVMAnomalyType.SVMMode;

/**
 * Outliers by LibSVM's support vector machine of one class, through Tribuo: {@code f(x) = Σ β_i
 * K(x_i, x) − rho}, below 0 for about a share {@code nu} of the training rows. Our own {@link
 * OneClassSvm} has the same minimum. Columns are not standardised: put {@code new Standardize()}
 * before where units differ.
 *
 * <p>Training is one call of LibSVM on one thread, and one at a time: it reports its end only, but
 * can be cancelled within. Between O(n²·p) and O(n³). Kernel values come from our own function and
 * our own rows at prediction.
 *
 * @param nu an upper bound of the share of training rows outside, a lower one of the share of
 *     support vectors (default 0.5)
 * @param kernel default RBF
 * @param gamma of the kernel; {@link Kernel#SCALE} (0, default) or {@link Kernel#AUTO} (-1)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY and SIGMOID (default 0)
 * @param tol how far from optimal a pair of points may be at the end (default 1e-3)
 * @param shrinking whether points at a bound are set aside (default true): the result is the same
 *     within {@code tol}
 * @param cacheMb megabytes for kernel rows (default 200)
 * @see "B. Schölkopf, J. Platt, J. Shawe-Taylor, A. Smola, R. Williamson: Estimating the Support of
 *     a High-Dimensional Distribution, Neural Computation 13, 2001"
 * @see millrace.trainers.OneClassSvm
 */
@About(
    value = "outliers by a support vector machine of one class",
    cite = "Chang, Lin: LIBSVM: a Library for Support Vector Machines, ACM TIST 2, 2011",
    engine = "LibSVM 3.25 through Tribuo 4.3.2")
public record LibSvmOneClass(
    @Param(
            value = "share of the training rows that may be outliers, at most (nu)",
            min = 1e-9,
            max = 1,
            tune = {0.01, 0.5},
            log = true)
        double nu,
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
    implements Trainer<LibSvmOneClass.Fitted> {
  public LibSvmOneClass {
    Spec.check(LibSvmOneClass.class, nu, kernel, gamma, degree, coef0, tol, shrinking, cacheMb);
    LibSvm.checkGamma(LibSvmOneClass.class, gamma);
  }

  public LibSvmOneClass() {
    this(0.5, LibSvmKernel.RBF, Kernel.SCALE, 3, 0, 1e-3, true, 200);
  }

  public LibSvmOneClass nu(double nu) {
    return Spec.with(this, "nu", nu);
  }

  public LibSvmOneClass kernel(LibSvmKernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public LibSvmOneClass gamma(double gamma) {
    return Spec.with(this, "gamma", gamma);
  }

  public LibSvmOneClass degree(int degree) {
    return Spec.with(this, "degree", degree);
  }

  public LibSvmOneClass coef0(double coef0) {
    return Spec.with(this, "coef0", coef0);
  }

  public LibSvmOneClass tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public LibSvmOneClass shrinking(boolean shrinking) {
    return Spec.with(this, "shrinking", shrinking);
  }

  public LibSvmOneClass cacheMb(int cacheMb) {
    return Spec.with(this, "cacheMb", cacheMb);
  }

  @Override
  public Needs needs() {
    return Needs.matrix();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var settings = new LibSvm.Settings(kernel, gamma, degree, coef0, tol, shrinking, cacheMb);
    var all = KernelRows.of(train);
    var function = settings.function(all);
    var parameters = settings.parameters(new SVMAnomalyType(SVMMode.ONE_CLASS), function);
    parameters.getParameters().nu = nu;
    var trained =
        LibSvm.train(
            new LibSVMAnomalyTrainer(parameters, run.seedFor("libsvm")),
            Features.of(train),
            _ -> new Event(Event.EventType.EXPECTED),
            new AnomalyFactory(),
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
      implements Predictor<Scores> {
    /** What predicts; LibSVM does not tell its iterations. */
    private OneClassSvm.Fitted ours() {
      return new OneClassSvm.Fitted(vectors, support, coef, intercept, 0, true);
    }

    @Override
    public Scores predict(Frame frame) {
      return ours().predict(frame);
    }

    @Override
    public Scores predict(Frame frame, Run run) {
      return ours().predict(frame, run);
    }
  }
}
