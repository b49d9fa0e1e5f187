package millrace.trainers;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;

/**
 * Gaussian process regression: a prior over functions with the covariance {@code amplitude · k(‖x −
 * x'‖ / length) + noise [x = x']}, conditioned on the training rows. It predicts the mean; {@link
 * Fitted#deviation} tells how sure it is. Unless {@code optimise} is false, amplitude, length scale
 * and noise are those, between 1e-5 and 1e5, that maximise the marginal likelihood of the target,
 * found by L-BFGS from the values given and {@code restarts} random ones.
 *
 * <p>scikit-learn's default kernel has neither noise nor anything to optimise; its counterpart here
 * is {@code ConstantKernel() * RBF() + WhiteKernel()}. As there, a standard deviation includes the
 * noise. Columns are not standardised: put {@code new Standardize()} before, or set {@code ard}.
 *
 * <p>Cost: O(n³) for each of some tens of evaluations, n² numbers of memory in the model: meant for
 * up to a few thousand rows.
 *
 * @param kernel RBF (default), MATERN_3_2 or MATERN_5_2
 * @param lengthScale the first one tried (default 1)
 * @param amplitude the first one tried (default 1): a variance
 * @param noise the first one tried (default 1): a variance; 0: no noise but alpha
 * @param alpha added to the diagonal, so that it can be solved for (default 1e-10)
 * @param ard whether each feature has a length scale of its own (default false)
 * @param optimise default true
 * @param restarts random starts beside the first (default 0)
 * @param normalizeY whether the target is standardised inside (default false)
 * @see "C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning, MIT Press 2006"
 * @see "scikit-learn 1.2, sklearn.gaussian_process.GaussianProcessRegressor"
 */
@About(
    value = "Gaussian process regression with optimised hyper-parameters",
    cite =
        "C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning, MIT Press 2006;"
            + " scikit-learn GaussianProcessRegressor")
public record GaussianProcessRegressor(
    @Param("covariance function: RBF, MATERN_3_2 or MATERN_5_2") Kernel kernel,
    @Param(value = "length scale to start from", min = 1e-5, max = 1e5) double lengthScale,
    @Param(value = "variance of the function to start from", min = 1e-5, max = 1e5)
        double amplitude,
    @Param(value = "variance of the noise to start from; 0: none", min = 0, max = 1e5) double noise,
    @Param(
            value = "added to the diagonal",
            min = 1e-15,
            max = 1e10,
            tune = {1e-10, 1},
            log = true)
        double alpha,
    @Param("a length scale for each feature") boolean ard,
    @Param("maximise the marginal likelihood") boolean optimise,
    @Param(value = "random starts beside the first", min = 0, max = 10_000) int restarts,
    @Param("standardise the target inside") boolean normalizeY)
    implements Trainer<GaussianProcessRegressor.Fitted> {
  /** Of the logarithm of a hyper-parameter, both ways. */
  private static final double BOUND = Math.log(1e5);

  private static final int MOST_STEPS = 200;

  public GaussianProcessRegressor {
    Spec.check(
        GaussianProcessRegressor.class,
        kernel,
        lengthScale,
        amplitude,
        noise,
        alpha,
        ard,
        optimise,
        restarts,
        normalizeY);
    if (!kernel.stationary()) {
      throw new IllegalArgumentException(
          "GaussianProcessRegressor kernel must be RBF, MATERN_3_2 or MATERN_5_2, but is "
              + kernel);
    }
    if (noise > 0 && noise < 1e-5) {
      throw new IllegalArgumentException(
          "GaussianProcessRegressor noise must be 0 or at least 1e-5, but is " + noise);
    }
  }

  public GaussianProcessRegressor() {
    this(Kernel.RBF, 1, 1, 1, 1e-10, false, true, 0, false);
  }

  public GaussianProcessRegressor kernel(Kernel kernel) {
    return Spec.with(this, "kernel", kernel);
  }

  public GaussianProcessRegressor lengthScale(double lengthScale) {
    return Spec.with(this, "lengthScale", lengthScale);
  }

  public GaussianProcessRegressor amplitude(double amplitude) {
    return Spec.with(this, "amplitude", amplitude);
  }

  public GaussianProcessRegressor noise(double noise) {
    return Spec.with(this, "noise", noise);
  }

  public GaussianProcessRegressor alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public GaussianProcessRegressor ard(boolean ard) {
    return Spec.with(this, "ard", ard);
  }

  public GaussianProcessRegressor optimise(boolean optimise) {
    return Spec.with(this, "optimise", optimise);
  }

  public GaussianProcessRegressor restarts(int restarts) {
    return Spec.with(this, "restarts", restarts);
  }

  public GaussianProcessRegressor normalizeY(boolean normalizeY) {
    return Spec.with(this, "normalizeY", normalizeY);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    SvmRows.checkMatrix(train.size(), this);
    var columns = List.copyOf(train.features().names());
    var x = Features.of(train.features(), columns);
    Design.checkFinite(x.csr(), x.names(), 0);
    var y = ((Column.Numeric) train.targetColumn()).values().clone();
    double mean = 0;
    double sd = 1;
    if (normalizeY) {
      mean = Vectors.sum(y) / y.length;
      for (int i = 0; i < y.length; i++) y[i] -= mean;
      sd = Math.sqrt(Vectors.dot(y, y) / y.length);
      if (sd == 0) sd = 1;
      for (int i = 0; i < y.length; i++) y[i] /= sd;
    }
    int scales = ard ? x.width() : 1;
    var likelihood =
        new GpLikelihood(kernel, x.columnArrays(), y, alpha, scales, noise > 0, run.silent());
    var theta = start(likelihood.size(), scales);
    run.step("start", 0, restarts + 1);
    if (optimise) theta = best(likelihood, theta, run);
    double value = likelihood.value(theta);
    if (value == Double.NEGATIVE_INFINITY) {
      throw new DataException(
          "GaussianProcessRegressor: the covariance is not positive definite: alpha %s is too small for rows that are equal or near each other"
              .formatted(alpha));
    }
    run.step("start", restarts + 1, restarts + 1, "log likelihood", value);
    return new Fitted(
        columns,
        x.names(),
        x.dense(),
        kernel,
        Math.exp(theta[0]),
        Arrays.stream(theta, 1, 1 + scales).map(Math::exp).toArray(),
        noise > 0 ? Math.exp(theta[1 + scales]) : 0,
        likelihood.beta,
        likelihood.factor,
        mean,
        sd,
        value);
  }

  private double[] start(int size, int scales) {
    var theta = new double[size];
    theta[0] = Math.log(amplitude);
    Arrays.fill(theta, 1, 1 + scales, Math.log(lengthScale));
    if (noise > 0) theta[1 + scales] = Math.log(noise);
    return theta;
  }

  /** The best end of all starts. Bounds are kept by a smooth map from all numbers into them. */
  private double[] best(GpLikelihood likelihood, double[] first, Run run) {
    var best = first;
    double most = Double.NEGATIVE_INFINITY;
    for (int r = 0; r <= restarts; r++) {
      var from = first.clone();
      if (r > 0) {
        var random = run.random("restart", r);
        for (int j = 0; j < from.length; j++) from[j] = random.nextDouble(-BOUND, BOUND);
      }
      for (int j = 0; j < from.length; j++) {
        double t = Math.clamp(from[j] / BOUND, -0.999, 0.999);
        from[j] = BOUND * Math.log((1 + t) / (1 - t)) / 2;
      }
      Lbfgs.Objective f =
          (u, g) -> {
            var theta = inside(u);
            double v = likelihood.value(theta, g);
            for (int j = 0; j < u.length; j++)
              g[j] *= -(1 - (theta[j] / BOUND) * (theta[j] / BOUND));
            return v == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : -v;
          };
      var silent = run.silent();
      var found =
          Lbfgs.minimise(
              f, from, MOST_STEPS, 1e-5, p -> silent.step("step", p.iteration(), MOST_STEPS));
      if (-found.value() > most) {
        most = -found.value();
        best = inside(found.x());
      }
      if (!run.step("start", r, restarts + 1, "log likelihood", most)) break;
    }
    return best;
  }

  private static double[] inside(double[] u) {
    return Arrays.stream(u).map(v -> BOUND * Math.tanh(v / BOUND)).toArray();
  }

  /**
   * The process after the training rows were seen.
   *
   * @param rows the training rows, row-major
   * @param amplitude variance of the function, of the standardised target with {@code normalizeY}
   * @param lengthScale one, or one per feature
   * @param noise variance of the noise
   * @param coef {@code K⁻¹ y}
   * @param factor Cholesky's factor of K, in the lower half
   * @param mean of the target, 0 without {@code normalizeY}
   * @param sd of the target, 1 without {@code normalizeY}
   * @param logLikelihood of the training target
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      double[] rows,
      Kernel kernel,
      double amplitude,
      double[] lengthScale,
      double noise,
      double[] coef,
      double[] factor,
      double mean,
      double sd,
      double logLikelihood)
      implements Predictor<Numbers> {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /**
     * @throws DataException when a column is not there, gives other features, or has a cell that is
     *     missing or infinite
     */
    @Override
    public Numbers predict(Frame frame) {
      return new Numbers(each(frame, k -> mean + sd * Vectors.dot(k, coef)));
    }

    /**
     * The standard deviation of each prediction, in the unit of the target, the noise with it.
     * O(n²) a row.
     */
    public double[] deviation(Frame frame) {
      int n = coef.length;
      return each(
          frame,
          k -> {
            Spd.forward(factor, n, k);
            return sd * Math.sqrt(Math.max(0, amplitude + noise - Vectors.dot(k, k)));
          });
    }

    private interface OfCovariances {
      double value(double[] k);
    }

    private double[] each(Frame frame, OfCovariances f) {
      var features = Features.of(frame, columns, this.features);
      Design.checkFinite(features.csr(), this.features, 0);
      var x = features.dense();
      int n = coef.length;
      int p = this.features.size();
      var inverse = new double[p];
      for (int j = 0; j < p; j++) inverse[j] = 1 / lengthScale[lengthScale.length == 1 ? 0 : j];
      var out = new double[frame.size()];
      int each = 64;
      Run.quiet()
          .map(
              (out.length + each - 1) / each,
              b -> {
                for (int i = b * each; i < Math.min(out.length, (b + 1) * each); i++) {
                  var k = new double[n];
                  for (int t = 0; t < n; t++) {
                    double d = 0;
                    for (int j = 0; j < p; j++) {
                      double e = (x[i * p + j] - rows[t * p + j]) * inverse[j];
                      d += e * e;
                    }
                    k[t] = amplitude * GpLikelihood.of(kernel, d);
                  }
                  out[i] = f.value(k);
                }
                return b;
              });
      return out;
    }
  }
}
