package millrace.trainers.tribuo;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.Linear;
import millrace.trainers.LinearModel;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.slm.ElasticNetCDTrainer;
import org.tribuo.regression.slm.SparseLinearModel;

/**
 * The elastic net by Tribuo's coordinate descent: minimises {@code ‖y − Xw − b‖² / 2n +
 * alpha·l1Ratio ‖w‖₁ + alpha (1 − l1Ratio) ‖w‖² / 2}; the lasso where {@code l1Ratio} is 1. The
 * intercept b is not penalised. Columns are not standardised: put {@code new Standardize()} before.
 *
 * <p>The weights are Tribuo's, the intercept is {@code mean(y) − mean(x)·w}. Tribuo 4.3.2 itself
 * predicts otherwise: it adds 1 where all weights are 0, and does not centre the features that are
 * 0 in a row; both faults are not copied.
 *
 * <p>Parameters are named as in {@link millrace.trainers.ElasticNet}; {@code maxIter} is Tribuo's
 * 500 by default (1000), and there must be some L1 penalty. Training is one call: it reports its
 * end only, and can be cancelled before it but not within. O(entries + rows × features) a sweep.
 *
 * @param alpha strength of the penalty (default 1)
 * @param l1Ratio share of the L1 penalty (default 0.5)
 * @param maxIter most sweeps over all weights (default 500)
 * @param tol duality gap to stop at, relative to the target's sum of squares (default 1e-4)
 * @see "J. Friedman, T. Hastie, R. Tibshirani: Regularization Paths for Generalized Linear Models
 *     via Coordinate Descent, Journal of Statistical Software 33, 2010"
 * @see millrace.trainers.ElasticNet
 */
@About(
    value = "linear regression with absolute and squared penalties, sparse weights",
    cite =
        "Friedman, Hastie, Tibshirani: Regularization Paths for Generalized Linear Models via"
            + " Coordinate Descent, JSS 33, 2010",
    engine = "Tribuo 4.3.2")
public record ElasticNetCd(
    @Param(
            value = "strength of the penalty",
            min = 0,
            max = 1e100,
            tune = {1e-4, 10},
            log = true)
        double alpha,
    @Param(
            value = "share of the penalty on absolute weights; the rest is on squared ones",
            min = 1e-6,
            max = 1,
            tune = {0.05, 1})
        double l1Ratio,
    @Param(value = "most sweeps over all weights", min = 1) int maxIter,
    @Param(value = "duality gap to stop at, relative to the target's sum of squares", min = 0)
        double tol)
    implements Trainer<ElasticNetCd.Fitted> {
  public ElasticNetCd {
    Spec.check(ElasticNetCd.class, alpha, l1Ratio, maxIter, tol);
  }

  public ElasticNetCd() {
    this(1, 0.5, 500, 1e-4);
  }

  public ElasticNetCd alpha(double alpha) {
    return Spec.with(this, "alpha", alpha);
  }

  public ElasticNetCd l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  public ElasticNetCd maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public ElasticNetCd tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    run.step("model", 0, 1);
    var x = Features.of(train);
    var y = ((Column.Numeric) train.targetColumn()).values();
    double centre = mean(y);
    // Centred, which changes no weight: Tribuo takes the tolerance of the target as it is.
    var rows =
        TribuoRows.of(x, false, i -> new Regressor("y", y[i] - centre), new RegressionFactory());
    var trainer =
        new ElasticNetCDTrainer(alpha, l1Ratio, tol, maxIter, false, run.seedFor("elastic net"));
    var model = (SparseLinearModel) trainer.train(rows);
    run.step("model", 1, 1);
    var ours = TribuoRows.features(model.getFeatureIDMap());
    var weights = new double[x.width()];
    for (var w : model.getWeights().get("y")) weights[ours[w.index]] = w.value;
    var fit = new double[x.rows()];
    x.addProduct(weights, fit);
    var names = List.copyOf(train.features().names());
    return new Fitted(new Linear(names, x.names(), weights, centre - mean(fit)));
  }

  private static double mean(double[] v) {
    double sum = 0;
    for (double a : v) sum += a;
    return sum / v.length;
  }

  /** A linear function. */
  public record Fitted(Linear linear) implements LinearModel {}
}
