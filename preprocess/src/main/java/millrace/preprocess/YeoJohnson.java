package millrace.preprocess;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BracketFinder;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * The power transform of Yeo and Johnson, A new family of power transformations to improve
 * normality or symmetry, Biometrika 87, 2000; its λ by maximum likelihood.
 */
final class YeoJohnson {
  private YeoJohnson() {}

  static double forward(double x, double lambda) {
    return x >= 0 ? power(x, lambda) : -power(-x, 2 - lambda);
  }

  /** ((x + 1)^λ − 1) / λ, or log(x + 1) where λ is 0. */
  private static double power(double x, double lambda) {
    return lambda == 0 ? Math.log1p(x) : Math.expm1(lambda * Math.log1p(x)) / lambda;
  }

  /** The number whose image is {@code t}; infinite or NaN when it is no image. */
  static double inverse(double t, double lambda) {
    return t >= 0 ? root(t, lambda) : -root(-t, 2 - lambda);
  }

  private static double root(double t, double lambda) {
    return lambda == 0 ? Math.expm1(t) : Math.expm1(Math.log1p(lambda * t) / lambda);
  }

  /**
   * The λ under which the numbers are most likely to be normal; 1 when they are all equal. Brent's
   * method from the bracket (-2, 2), as scikit-learn's PowerTransformer has it.
   */
  static double fit(double[] x) {
    boolean constant = true;
    double logs = 0;
    for (double v : x) {
      constant &= v == x[0];
      logs += Math.signum(v) * Math.log1p(Math.abs(v));
    }
    if (constant) return 1;
    double sum = logs;
    UnivariateFunction cost = lambda -> cost(x, lambda, sum);
    var bracket = new BracketFinder();
    bracket.search(cost, GoalType.MINIMIZE, -2, 2);
    double low = Math.min(bracket.getLo(), bracket.getHi());
    double high = Math.max(bracket.getLo(), bracket.getHi());
    return new BrentOptimizer(1e-9, 1e-12)
        .optimize(
            GoalType.MINIMIZE,
            new UnivariateObjectiveFunction(cost),
            new SearchInterval(low, high, bracket.getMid()),
            new MaxEval(1000))
        .getPoint();
  }

  /** Minus the log-likelihood, without its constant. */
  private static double cost(double[] x, double lambda, double logs) {
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) { // Welford's way: one pass, no cancellation
      double t = forward(x[i], lambda);
      double d = t - mean;
      mean += d / (i + 1);
      squares += d * (t - mean);
    }
    double variance = squares / x.length;
    double cost = x.length / 2.0 * Math.log(variance) - (lambda - 1) * logs;
    return Double.isFinite(cost) ? cost : Double.MAX_VALUE;
  }
}
