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
import org.tribuo.regression.liblinear.LibLinearRegressionTrainer;
import org.tribuo.regression.liblinear.LinearRegressionType;
import org.tribuo.regression.liblinear.LinearRegressionType.LinearType;

/**
 * Linear support vector regression by LibLinear through Tribuo: {@code ½ (‖w‖² + b²) + C Σ loss(|y
 * − x·w − b| − epsilon)}. The intercept is the weight of a constant feature 1, so it is penalised
 * as the others are: scale the columns, and centre the target, first. Our own {@link
 * millrace.trainers.LinearSvr} has the same minimum.
 *
 * <p>The squared loss is solved in the primal by a trust region Newton method, the other in the
 * dual. Names and defaults are those of scikit-learn's {@code LinearSVR}, which calls the same
 * library. Training is one call of LibLinear: it reports its end only, and can be cancelled before
 * it but not within. O(entries) an iteration.
 *
 * @param loss default EPSILON_INSENSITIVE
 * @param c the penalty on errors, {@code C} (default 1)
 * @param epsilon errors up to this cost nothing (default 0)
 * @param maxIter most iterations (default 1000); not read with EPSILON_INSENSITIVE, where LibLinear
 *     makes at most 300 passes: few, where {@code c} is great or the columns are not scaled
 * @param tol the stopping criterion of the solver (default 1e-4)
 * @see "C.-H. Ho, C.-J. Lin: Large-scale Linear Support Vector Regression, JMLR 13, 2012"
 * @see millrace.trainers.LinearSvr
 */
@About(
    value = "linear support vector regression",
    cite = "Ho, Lin: Large-scale Linear Support Vector Regression, JMLR 13, 2012",
    engine = "LibLinear 2.44 through Tribuo 4.3.2")
public record LibLinearSvr(
    @Param("what an error costs") Loss loss,
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
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "violation to stop at", min = 1e-14, max = 1) double tol)
    implements Trainer<LibLinearSvr.Fitted> {
  /** What a row costs whose error exceeds epsilon by e. */
  public enum Loss {
    /** e. */
    EPSILON_INSENSITIVE,
    /** e². */
    SQUARED_EPSILON_INSENSITIVE
  }

  public LibLinearSvr {
    Spec.check(LibLinearSvr.class, loss, c, epsilon, maxIter, tol);
  }

  public LibLinearSvr() {
    this(Loss.EPSILON_INSENSITIVE, 1, 0, 1000, 1e-4);
  }

  public LibLinearSvr loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public LibLinearSvr c(double c) {
    return Spec.with(this, "c", c);
  }

  public LibLinearSvr epsilon(double epsilon) {
    return Spec.with(this, "epsilon", epsilon);
  }

  public LibLinearSvr maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public LibLinearSvr tol(double tol) {
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
    var solver =
        loss == Loss.EPSILON_INSENSITIVE
            ? LinearType.L2R_L1LOSS_SVR_DUAL
            : LinearType.L2R_L2LOSS_SVR;
    var trainer =
        new LibLinearRegressionTrainer(
            new LinearRegressionType(solver), c, maxIter, tol, epsilon, run.seedFor("liblinear"));
    var rows = TribuoRows.of(x, false, i -> new Regressor("y", y[i]), new RegressionFactory());
    var model = trainer.train(rows);
    var theirs = model.getInnerModels().getFirst().getFeatureWeights();
    run.step("model", 1, 1);
    var ours = TribuoRows.features(model.getFeatureIDMap());
    var weights = new double[x.width()];
    for (int id = 0; id < ours.length; id++) weights[ours[id]] = theirs[id];
    return new Fitted(
        new Linear(List.copyOf(train.features().names()), x.names(), weights, theirs[ours.length]));
  }

  /** A linear function. */
  public record Fitted(Linear linear) implements LinearModel {}
}
