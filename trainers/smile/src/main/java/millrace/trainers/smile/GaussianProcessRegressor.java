// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Kernel;
import millrace.trainers.KernelFunction;
import smile.regression.GaussianProcessRegression;

/**
 * Gaussian process regression with the covariance {@code k(‖x − x'‖ / lengthScale) + noise [x =
 * x']}, conditioned on the training rows. The fitted record is that of {@link
 * millrace.trainers.GaussianProcessRegressor}, with an amplitude of 1, which Smile does not have:
 * so the target should be standardised, by {@code normalizeY} (default). Sparse columns are made
 * dense.
 *
 * <p>Unless {@code maxIter} is 0, length scale and noise are those that maximise the marginal
 * likelihood, found by bounded L-BFGS from the values given. Cost: O(n³) for each evaluation, in
 * one thread, and n² numbers of memory.
 *
 * @param kernel RBF (default), MATERN_3_2 or MATERN_5_2
 * @param lengthScale the first one tried (default 1)
 * @param noise the first one tried (default 0.1): a variance
 * @param normalizeY whether the target is standardised inside (default true)
 * @param maxIter most iterations of the search; 0 (default): there is none
 * @param tol gradient to stop at, as Smile measures it (default 1e-5)
 * @see "C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning, MIT Press 2006"
 */
@About(
    value = "Gaussian process regression",
    cite = "C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning, MIT Press 2006",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record GaussianProcessRegressor(
    @Param("covariance function: RBF, MATERN_3_2 or MATERN_5_2") Kernel kernel,
    @Param(
            value = "length scale, or the first one tried",
            min = 1e-5,
            max = 1e5,
            tune = {0.1, 10},
            log = true)
        double lengthScale,
    @Param(
            value = "variance of the noise, or the first one tried",
            min = 1e-10,
            max = 1e5,
            tune = {1e-3, 1},
            log = true)
        double noise,
    @Param("standardise the target inside") boolean normalizeY,
    @Param(value = "most iterations of the search; 0: none", min = 0, max = 1e6) int maxIter,
    @Param(value = "gradient to stop at", min = 1e-15, max = 1) double tol)
    implements Trainer<millrace.trainers.GaussianProcessRegressor.Fitted> {
  /** A square matrix of more rows than this is longer than an array. */
  private static final int MOST_ROWS = 46_340;

  public GaussianProcessRegressor {
    Spec.check(
        GaussianProcessRegressor.class, kernel, lengthScale, noise, normalizeY, maxIter, tol);
    if (!kernel.stationary()) {
      throw new IllegalArgumentException(
          "GaussianProcessRegressor kernel must be RBF, MATERN_3_2 or MATERN_5_2, but is "
              + kernel);
    }
  }

  public GaussianProcessRegressor() {
    this(Kernel.RBF, 1, 0.1, true, 0, 1e-5);
  }

  public GaussianProcessRegressor kernel(Kernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public GaussianProcessRegressor lengthScale(double lengthScale) {
    return Spec.with(this, "lengthScale", lengthScale);
  }

  public GaussianProcessRegressor noise(double noise) {
    return Spec.with(this, "noise", noise);
  }

  public GaussianProcessRegressor normalizeY(boolean normalizeY) {
    return Spec.with(this, "normalizeY", normalizeY);
  }

  public GaussianProcessRegressor maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public GaussianProcessRegressor tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  /** Cholesky's factor is row-major, in the lower half. */
  private record Solved(GaussianProcessRegression<double[]> model, double[] factor) {}

  @Override
  public millrace.trainers.GaussianProcessRegressor.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    if (train.size() > MOST_ROWS) {
      throw new DataException(
          "GaussianProcessRegressor makes a matrix of rows × rows and takes at most %d rows, but was given %d: use a sample"
              .formatted(MOST_ROWS, train.size()));
    }
    run.step("model", 0, 1);
    var features = Features.of(train);
    var x = Smile.rows(features);
    var y = ((Column.Numeric) train.targetColumn()).values().clone();
    double mean = normalizeY ? mean(y) : 0;
    for (int i = 0; i < y.length; i++) y[i] -= mean;
    double sd = normalizeY ? Math.sqrt(meanSquare(y)) : 1;
    if (sd == 0) sd = 1;
    for (int i = 0; i < y.length; i++) y[i] /= sd;
    var solved = solved(x, y, run);
    var model = solved.model;
    run.step("model", 1, 1, "log likelihood", model.L);
    return new millrace.trainers.GaussianProcessRegressor.Fitted(
        List.copyOf(train.features().names()),
        features.names(),
        features.dense(),
        kernel,
        1,
        new double[] {model.kernel.hyperparameters()[0]},
        model.noise,
        model.w,
        solved.factor,
        mean,
        sd,
        model.L);
  }

  private Solved solved(double[][] x, double[] y, Run run) {
    double gamma = 1 / (2 * lengthScale * lengthScale);
    var covariance = Kernels.smile(new KernelFunction(kernel, gamma, 0, 0));
    var options = new GaussianProcessRegression.Options(noise, false, tol, maxIter);
    try {
      return Smile.alone(
          run.seedFor("smile"),
          () -> {
            var model = GaussianProcessRegression.fit(x, y, covariance, options);
            var k = model.kernel.K(x);
            k.addDiag(model.noise);
            var lower = k.cholesky(true).lu;
            int n = x.length;
            var factor = new double[n * n];
            for (int i = 0; i < n; i++)
              for (int j = 0; j <= i; j++) factor[i * n + j] = lower.get(i, j);
            return new Solved(model, factor);
          });
    } catch (ArithmeticException e) {
      throw new DataException(
          "GaussianProcessRegressor: the covariance is not positive definite: noise %s is too small for rows that are equal or near each other"
              .formatted(noise),
          e);
    }
  }

  private static double mean(double[] v) {
    double s = 0;
    for (double a : v) s += a;
    return s / v.length;
  }

  private static double meanSquare(double[] v) {
    double s = 0;
    for (double a : v) s += a * a;
    return s / v.length;
  }
}
