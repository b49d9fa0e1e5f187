// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;
import millrace.trainers.Kernel;
import smile.regression.SVM;

/**
 * Support vector regression with a kernel: minimises {@code ½ ‖f‖² + C Σ max(0, |y − f(x)| −
 * epsilon)}. The fitted record is that of {@link millrace.trainers.Svr}; its {@code iterations} is
 * 0, since Smile does not tell. Columns are not standardised: put {@code new Standardize()} before
 * where units differ. Sparse columns are made dense.
 *
 * <p>Smile bounds neither the number of steps nor the memory: in the worst case all rows × rows
 * values of the kernel are kept. It cannot be cancelled while it searches. Cost: between O(n²·p)
 * and O(n³), in one thread.
 *
 * @param c the penalty on errors, {@code C} (default 1)
 * @param epsilon errors up to this cost nothing (default 0.1)
 * @param kernel default RBF
 * @param gamma of the kernel; {@link Kernel#SCALE} (0, default) or {@link Kernel#AUTO} (-1)
 * @param degree of POLY (default 3)
 * @param coef0 of POLY (not negative) and SIGMOID (default 0)
 * @param tol how far from optimal a pair of points may be at the end (default 1e-3)
 * @see "A. Smola, B. Schölkopf, A tutorial on support vector regression, Statistics and Computing
 *     14, 2004"
 * @see "R.-E. Fan, P.-H. Chen, C.-J. Lin, Working set selection using second order information for
 *     training SVM, JMLR 6, 2005"
 */
@About(
    value = "support vector regression with a kernel",
    cite =
        "A. Smola, B. Schölkopf, A tutorial on support vector regression, Statistics and Computing"
            + " 14, 2004",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record Svr(
    @Param(
            value = "penalty on errors (C)",
            min = 1e-100,
            max = 1e100,
            tune = {1e-2, 1e3},
            log = true)
        double c,
    @Param(
            value = "half width of the tube in which errors cost nothing (epsilon)",
            min = 1e-100,
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
    @Param(value = "degree of a polynomial kernel", min = 1, max = 100) int degree,
    @Param(value = "constant of a polynomial or sigmoid kernel", min = -1e100, max = 1e100)
        double coef0,
    @Param(value = "violation to stop at", min = 1e-15, max = 1) double tol)
    implements Trainer<millrace.trainers.Svr.Fitted> {
  public Svr {
    Spec.check(Svr.class, c, epsilon, kernel, gamma, degree, coef0, tol);
    Kernels.check(Svr.class, kernel, gamma, coef0);
  }

  public Svr() {
    this(1, 0.1, Kernel.RBF, Kernel.SCALE, 3, 0, 1e-3);
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

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public millrace.trainers.Svr.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("model", 0, 1);
    var x = new Kernels(train);
    var function = x.function(kernel, gamma, degree, coef0);
    var y = ((Column.Numeric) train.targetColumn()).values().clone();
    var machine =
        Smile.alone(
            run.seedFor("smile"),
            () -> SVM.fit(x.rows, y, Kernels.smile(function), new SVM.Options(epsilon, c, tol)));
    var support = Arrays.stream(machine.vectors()).map(x::number).toList();
    run.step("model", 1, 1);
    return new millrace.trainers.Svr.Fitted(
        x.vectors(function, support),
        Kernels.array(support),
        machine.weights().clone(),
        machine.intercept(),
        0,
        true);
  }
}
