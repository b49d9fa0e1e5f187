package millrace.preprocess;

import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BracketFinder;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * A monotone power transform of each Numeric column that makes it as normal as it can, then mean 0
 * and standard deviation 1. λ has the greatest likelihood; it is found with Brent's method from the
 * bracket (-2, 2), as scipy does, to about 1e-8.
 *
 * <ul>
 *   <li>Box-Cox, for x above 0: (x^λ - 1) / λ, or log x for λ = 0.
 *   <li>Yeo-Johnson, for any x: Box-Cox of x + 1 for x ≥ 0; else -((1 - x)^(2 - λ) - 1) / (2 - λ),
 *       or -log(1 - x) for λ = 2.
 * </ul>
 *
 * <p>Missing cells are left out and stay missing. A constant column gets λ = 1, one without any
 * value is left as it is. Fitting costs about 40 passes over each column.
 *
 * @param method which family
 * @param standardize mean 0 and standard deviation 1 afterwards
 * @see "Box, Cox: An Analysis of Transformations. JRSS B 26, 1964"
 * @see "Yeo, Johnson: A New Family of Power Transformations to Improve Normality or Symmetry.
 *     Biometrika 87, 2000"
 * @see "scikit-learn 1.2, sklearn.preprocessing.PowerTransformer"
 */
@About(
    value = "a power of each numeric column that makes it as normal as it can",
    cite = "Yeo, Johnson, Biometrika 87, 2000; scikit-learn PowerTransformer")
public record Power(
    @Param("the family: Yeo-Johnson for any numbers, Box-Cox for numbers above 0") Method method,
    @Param("mean 0 and standard deviation 1 afterwards") boolean standardize)
    implements Step<Power.Fitted> {
  /** A family of transforms. */
  public enum Method {
    YEO_JOHNSON,
    BOX_COX
  }

  public Power {
    Spec.check(Power.class, method, standardize);
  }

  /** Yeo-Johnson, standardized. */
  public Power() {
    this(Method.YEO_JOHNSON, true);
  }

  public Power method(Method method) {
    return Spec.with(this, "method", method);
  }

  public Power standardize(boolean standardize) {
    return Spec.with(this, "standardize", standardize);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Numeric.class);
    int n = names.size();
    var fits = run.map("column", n, j -> column(names.get(j), train.column(names.get(j))));
    if (n == 0) run.step("column", 0, 0);
    var lambda = new double[n];
    var mean = new double[n];
    var scale = new double[n];
    for (int j = 0; j < n; j++) {
      lambda[j] = fits.get(j)[0];
      mean[j] = fits.get(j)[1];
      scale[j] = fits.get(j)[2];
    }
    return new Fitted(names, method, lambda, mean, scale);
  }

  /** λ, mean and scale. */
  private double[] column(String name, Column column) {
    var v = Columnwise.present(name, column, 0);
    if (v.length == 0) return new double[] {1, 0, 1};
    if (method == Method.BOX_COX) positive(name, ((Column.Numeric) column).values());
    double lambda = lambda(v);
    transform(v, method, lambda);
    for (double x : v) {
      if (!Double.isFinite(x)) {
        throw new DataException(
            "Power: the best lambda of column '%s' is %s, whose powers overflow: put new Standardize() before"
                .formatted(name, lambda));
      }
    }
    if (!standardize) return new double[] {lambda, 0, 1};
    double mean = Standardize.mean(v);
    double scale = Standardize.scale(Standardize.variance(v, mean), mean, v.length);
    return new double[] {lambda, mean, scale};
  }

  private static void positive(String name, double[] v) {
    for (int i = 0; i < v.length; i++) {
      if (v[i] <= 0) {
        throw new DataException(
            "column '%s' is %s in row %d, but Box-Cox needs numbers above 0: use YEO_JOHNSON"
                .formatted(name, v[i], i));
      }
    }
  }

  private double lambda(double[] v) {
    double first = v[0];
    boolean constant = true;
    double logs = 0; // the logarithm of the Jacobian is (lambda - 1) times this
    for (double x : v) {
      constant &= x == first;
      logs += method == Method.BOX_COX ? Math.log(x) : Math.copySign(Math.log1p(Math.abs(x)), x);
    }
    if (constant) return 1;
    var work = new double[v.length];
    double jacobian = logs;
    UnivariateFunction loss =
        lambda -> {
          System.arraycopy(v, 0, work, 0, v.length);
          transform(work, method, lambda);
          double variance = Standardize.variance(work, Standardize.mean(work));
          double l = v.length / 2.0 * Math.log(variance) - (lambda - 1) * jacobian;
          return Double.isNaN(l) || !(variance > Double.MIN_NORMAL) ? Double.POSITIVE_INFINITY : l;
        };
    return minimum(loss);
  }

  private static double minimum(UnivariateFunction loss) {
    double low =
        -100; // where no bracket is found: beyond this, no power of a usual number is finite
    double middle = 1;
    double high = 100;
    try {
      var bracket = new BracketFinder(100, 500);
      bracket.search(loss, GoalType.MINIMIZE, -2, 2);
      low = Math.min(bracket.getLo(), bracket.getHi());
      high = Math.max(bracket.getLo(), bracket.getHi());
      middle = bracket.getMid();
    } catch (TooManyEvaluationsException e) {
      // the likelihood rises to the ends of the plane: the wide interval stands
    }
    return new BrentOptimizer(1e-10, 1e-10)
        .optimize(
            new MaxEval(1000),
            new UnivariateObjectiveFunction(loss),
            GoalType.MINIMIZE,
            new SearchInterval(low, high, middle))
        .getPoint();
  }

  /** In place; NaN stays NaN. */
  static void transform(double[] v, Method method, double lambda) {
    if (method == Method.BOX_COX) {
      for (int i = 0; i < v.length; i++) v[i] = boxCox(Math.log(v[i]), lambda);
      return;
    }
    for (int i = 0; i < v.length; i++) v[i] = yeoJohnson(v[i], lambda);
  }

  static double yeoJohnson(double x, double lambda) {
    return x >= 0 ? boxCox(Math.log1p(x), lambda) : -boxCox(Math.log1p(-x), 2 - lambda);
  }

  /** The number whose Yeo-Johnson image is {@code t}; infinite or NaN when it is no image. */
  static double inverseYeoJohnson(double t, double lambda) {
    return t >= 0 ? inverse(t, lambda) : -inverse(-t, 2 - lambda);
  }

  private static double inverse(double t, double lambda) {
    return Math.expm1(lambda == 0 ? t : Math.log1p(lambda * t) / lambda);
  }

  /** (e^(λ log) - 1) / λ without loss near λ = 0. */
  private static double boxCox(double log, double lambda) {
    return lambda == 0 ? log : Math.expm1(lambda * log) / lambda;
  }

  /** λ, and the mean (0) and scale (1) of each transformed column, where standardized. */
  public record Fitted(
      List<String> columns, Method method, double[] lambda, double[] mean, double[] scale)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      for (int j = 0; j < lambda.length; j++) {
        var name = columns.get(j);
        var v = frame.column(name, Column.Numeric.class).values().clone();
        if (method == Method.BOX_COX) positive(name, v);
        transform(v, method, lambda[j]);
        for (int i = 0; i < v.length; i++) v[i] = (v[i] - mean[j]) / scale[j];
        frame = frame.with(name, new Column.Numeric(v));
      }
      return frame;
    }
  }
}
