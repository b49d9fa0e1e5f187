package millrace.trainers;

import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * The {@link ElasticNet} whose alpha is chosen by cross-validation among {@code nAlphas} values:
 * from the least one that makes all weights 0 down to {@code eps} times that, evenly by logarithm.
 * The one with the lowest mean squared error over {@code cv} folds (contiguous, as scikit-learn's
 * KFold: shuffle ordered rows first) is fitted to all rows; the fitted record keeps the errors.
 *
 * <p>Weights of rows count in fits, errors and the choice of alphas (scikit-learn 1.2 leaves them
 * out of the last).
 *
 * <p>Cost: with more rows than features one Gram matrix for all folds together, O(Σ entries of a
 * row squared), and sweeps of O(p · weights that changed); else O(folds · alphas · sweeps ·
 * entries). Folds run in parallel.
 *
 * @param l1Ratio share of the L1 penalty (default 0.5)
 * @param eps the least alpha as a share of the greatest (default 1e-3)
 * @param nAlphas how many alphas (default 100)
 * @param cv how many folds (default 5)
 * @param fitIntercept whether there is an intercept (default true)
 * @param maxIter most sweeps for each alpha (default 1000)
 * @param tol duality gap to stop at, relative to the target's sum of squares (default 1e-4)
 * @param positive whether weights must not be negative (default false)
 * @see "J. Friedman, T. Hastie, R. Tibshirani, Regularization paths for generalized linear models
 *     via coordinate descent, Journal of Statistical Software 33, 2010"
 * @see "scikit-learn 1.2, sklearn.linear_model.ElasticNetCV"
 */
@About(
    value = "the elastic net, its strength chosen by cross-validation",
    cite =
        "J. Friedman, T. Hastie, R. Tibshirani, Regularization paths via coordinate descent, JSS"
            + " 33, 2010; scikit-learn ElasticNetCV")
public record ElasticNetCV(
    @Param(
            value = "share of the penalty on absolute weights; the rest is on squared ones",
            min = 1e-3,
            max = 1,
            tune = {0.05, 1})
        double l1Ratio,
    @Param(value = "least alpha as a share of the greatest", min = 1e-12, max = 1) double eps,
    @Param(value = "how many alphas", min = 1) int nAlphas,
    @Param(value = "how many folds", min = 2) int cv,
    @Param("whether an intercept is fitted") boolean fitIntercept,
    @Param(value = "most sweeps over all weights, for each alpha", min = 1) int maxIter,
    @Param(value = "duality gap to stop at, relative to the target's sum of squares", min = 0)
        double tol,
    @Param("whether weights must not be negative") boolean positive)
    implements Trainer<ElasticNetCV.Fitted> {
  public ElasticNetCV {
    Spec.check(ElasticNetCV.class, l1Ratio, eps, nAlphas, cv, fitIntercept, maxIter, tol, positive);
  }

  public ElasticNetCV() {
    this(0.5, 1e-3, 100, 5, true, 1000, 1e-4, false);
  }

  public ElasticNetCV l1Ratio(double l1Ratio) {
    return Spec.with(this, "l1Ratio", l1Ratio);
  }

  public ElasticNetCV eps(double eps) {
    return Spec.with(this, "eps", eps);
  }

  public ElasticNetCV nAlphas(int nAlphas) {
    return Spec.with(this, "nAlphas", nAlphas);
  }

  public ElasticNetCV cv(int cv) {
    return Spec.with(this, "cv", cv);
  }

  public ElasticNetCV fitIntercept(boolean fitIntercept) {
    return Spec.with(this, "fitIntercept", fitIntercept);
  }

  public ElasticNetCV maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public ElasticNetCV tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  public ElasticNetCV positive(boolean positive) {
    return Spec.with(this, "positive", positive);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Numeric.class).weightsAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var x = Design.ofMean(train, fitIntercept);
    var net = new ElasticNet(1, l1Ratio, fitIntercept, maxIter, tol, positive);
    var path = ElasticPath.errors(train, x, net, cv, eps, nAlphas, run);
    double alpha = path.alphas()[path.best()];
    var f = net.alpha(alpha).fit(x, run);
    return new Fitted(
        f.linear(), alpha, path.alphas(), path.errors(), f.iterations(), f.gap(), f.converged());
  }

  /**
   * The linear function of the alpha chosen, and how it was.
   *
   * @param alpha the one chosen
   * @param alphas all of them, falling
   * @param errors mean squared errors: {@code errors[alpha * cv + fold]}
   * @param iterations sweeps of the last fit
   * @param gap its objective is at most this much above its minimum
   * @param converged whether the gap came below the tolerance within maxIter
   */
  public record Fitted(
      Linear linear,
      double alpha,
      double[] alphas,
      double[] errors,
      int iterations,
      double gap,
      boolean converged)
      implements LinearModel {}
}
