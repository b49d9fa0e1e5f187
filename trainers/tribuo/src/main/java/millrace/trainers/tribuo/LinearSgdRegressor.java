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
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.RegressionObjective;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.AbsoluteLoss;
import org.tribuo.regression.sgd.objectives.Huber;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/**
 * Linear regression by Tribuo's stochastic gradient descent (AdaGrad, one row a step, no penalty).
 * The target is standardised within, so that learning rates mean the same for all; {@link
 * millrace.trainers.SgdRegressor} has a penalty, other rates, and a rule to stop. Columns of
 * different size learn badly: put {@code new Standardize()} before.
 *
 * <p>Training is one call: it reports its end only, and can be cancelled before it but not within.
 * O(entries) a pass.
 *
 * @param loss default SQUARED
 * @param epochs passes over the rows (default 20; 5 in Tribuo)
 * @param learningRate the first of AdaGrad (default 0.1; 1 in Tribuo, which jumps about)
 * @see "J. Duchi, E. Hazan, Y. Singer: Adaptive Subgradient Methods for Online Learning and
 *     Stochastic Optimization, JMLR 12, 2011"
 * @see millrace.trainers.SgdRegressor
 */
@About(
    value = "linear regression by stochastic gradient descent with AdaGrad",
    cite = "Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR 12, 2011",
    engine = "Tribuo 4.3.2")
public record LinearSgdRegressor(
    @Param("what is minimised") Loss loss,
    @Param(
            value = "passes over the rows",
            min = 1,
            max = 1_000_000,
            tune = {5, 200},
            log = true)
        int epochs,
    @Param(
            value = "first learning rate of AdaGrad",
            min = 1e-12,
            max = 1e6,
            tune = {1e-3, 1},
            log = true)
        double learningRate)
    implements Trainer<LinearSgdRegressor.Fitted> {
  /** What an error costs, in standard deviations of the target. */
  public enum Loss {
    /** Half its square. */
    SQUARED,
    /** Its size. */
    ABSOLUTE,
    /** Half its square up to 5, then linear. */
    HUBER
  }

  public LinearSgdRegressor {
    Spec.check(LinearSgdRegressor.class, loss, epochs, learningRate);
  }

  public LinearSgdRegressor() {
    this(Loss.SQUARED, 20, 0.1);
  }

  public LinearSgdRegressor loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public LinearSgdRegressor epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public LinearSgdRegressor learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
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
    var scaled = ScaledTarget.of(((Column.Numeric) train.targetColumn()).values());
    var rows =
        TribuoRows.of(
            x, false, i -> new Regressor("y", scaled.values()[i]), new RegressionFactory());
    var trainer =
        new LinearSGDTrainer(
            objective(), new AdaGrad(learningRate, 0.1), epochs, -1, run.seedFor("sgd"));
    var model = trainer.train(rows);
    run.step("model", 1, 1);
    var theirs = model.getWeightsCopy();
    var ours = TribuoRows.features(model.getFeatureIDMap());
    var weights = new double[x.width()];
    for (int id = 0; id < ours.length; id++) weights[ours[id]] = scaled.size() * theirs.get(0, id);
    double intercept = scaled.mean() + scaled.size() * theirs.get(0, ours.length);
    return new Fitted(
        new Linear(List.copyOf(train.features().names()), x.names(), weights, intercept));
  }

  private RegressionObjective objective() {
    return switch (loss) {
      case SQUARED -> new SquaredLoss();
      case ABSOLUTE -> new AbsoluteLoss();
      case HUBER -> new Huber();
    };
  }

  /** A linear function. */
  public record Fitted(Linear linear) implements LinearModel {}
}
