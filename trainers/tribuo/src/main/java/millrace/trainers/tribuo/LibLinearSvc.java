package millrace.trainers.tribuo;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.DecisionFunction;
import millrace.learn.Importances;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.LinearSvc;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.liblinear.LibLinearClassificationModel;
import org.tribuo.classification.liblinear.LibLinearClassificationTrainer;
import org.tribuo.classification.liblinear.LinearClassificationType;
import org.tribuo.classification.liblinear.LinearClassificationType.LinearType;

/**
 * Linear support vector classification by LibLinear through Tribuo, each level against the others:
 * {@code ½ (‖w‖² + b²) + C Σ loss(1 − y (x·w + b))}, with the L1 penalty {@code ‖w‖₁ + |b|}. The
 * intercept is the weight of a constant feature 1, so it is penalised as the others are: scale the
 * columns first. Our own {@link LinearSvc} has the same minimum.
 *
 * <p>The squared hinge is solved in the primal, by a trust region Newton method (L2) or coordinate
 * descent (L1), the hinge in the dual. The Labels are the sigmoid (softmax for more than two
 * levels) of the decision values: their order and their greatest are right, but they are <b>not
 * calibrated</b>.
 *
 * <p>Names are those of scikit-learn's {@code LinearSVC}, which calls the same library. Training is
 * one call of LibLinear: it reports its end only, and can be cancelled before it but not within.
 * O(entries × levels) an iteration.
 *
 * @param loss default SQUARED_HINGE
 * @param penalty default L2; L1 only with the squared hinge
 * @param c the penalty on errors, {@code C} (default 1)
 * @param maxIter most iterations (default 1000); not read with HINGE, where LibLinear makes at most
 *     300 passes: few, where {@code c} is great or the columns are not scaled
 * @param tol the stopping criterion of the solver (default 1e-4)
 * @see "R.-E. Fan et al.: LIBLINEAR: A Library for Large Linear Classification, JMLR 9, 2008"
 * @see millrace.trainers.LinearSvc
 */
@About(
    value = "linear support vector classification, one against the rest",
    cite = "Fan et al.: LIBLINEAR: A Library for Large Linear Classification, JMLR 9, 2008",
    engine = "LibLinear 2.44 through Tribuo 4.3.2")
public record LibLinearSvc(
    @Param("what an error costs") Loss loss,
    @Param("of the weights") Penalty penalty,
    @Param(
            value = "penalty on errors (C)",
            min = Double.MIN_NORMAL,
            max = 1e100,
            tune = {1e-2, 1e3},
            log = true)
        double c,
    @Param(value = "most iterations", min = 1) int maxIter,
    @Param(value = "violation to stop at", min = 1e-14, max = 1) double tol)
    implements Trainer<LibLinearSvc.Fitted> {
  /** What a row costs that is on the wrong side, or too near, by e. */
  public enum Loss {
    /** e. */
    HINGE,
    /** e². */
    SQUARED_HINGE
  }

  /** Of the weights. */
  public enum Penalty {
    /** Half the sum of their squares. */
    L2,
    /** The sum of their absolute values: many become 0. */
    L1
  }

  public LibLinearSvc {
    Spec.check(LibLinearSvc.class, loss, penalty, c, maxIter, tol);
    if (penalty == Penalty.L1 && loss == Loss.HINGE) {
      throw new IllegalArgumentException(
          "LibLinearSvc has no solver for penalty L1 with loss HINGE: use SQUARED_HINGE");
    }
  }

  public LibLinearSvc() {
    this(Loss.SQUARED_HINGE, Penalty.L2, 1, 1000, 1e-4);
  }

  public LibLinearSvc loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public LibLinearSvc penalty(Penalty penalty) {
    return Spec.with(this, "penalty", penalty);
  }

  public LibLinearSvc c(double c) {
    return Spec.with(this, "c", c);
  }

  public LibLinearSvc maxIter(int maxIter) {
    return Spec.with(this, "maxIter", maxIter);
  }

  public LibLinearSvc tol(double tol) {
    return Spec.with(this, "tol", tol);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = LibLinear.levels(train, this);
    run.step("model", 0, 1);
    var x = Features.of(train);
    var model = model(x, ((Column.Nominal) train.targetColumn()).codes(levels), run);
    run.step("model", 1, 1);
    var f = LibLinear.copy(model, x.width(), levels.size());
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), levels, f.weights(), f.intercepts());
  }

  private LibLinearClassificationModel model(Features x, int[] codes, Run run) {
    var rows =
        TribuoRows.of(x, false, i -> new Label(Integer.toString(codes[i])), new LabelFactory());
    var solver =
        penalty == Penalty.L1
            ? LinearType.L1R_L2LOSS_SVC
            : loss == Loss.HINGE ? LinearType.L2R_L1LOSS_SVC_DUAL : LinearType.L2R_L2LOSS_SVC;
    var trainer =
        new LibLinearClassificationTrainer(
            new LinearClassificationType(solver), c, maxIter, tol, run.seedFor("liblinear"));
    return (LibLinearClassificationModel) trainer.train(rows);
  }

  /**
   * Linear functions and the levels they speak of.
   *
   * @param columns the feature columns that are read
   * @param features the names of the features in them
   * @param weights for two levels those of the second, one per feature; else level by level
   * @param intercepts one per linear function
   */
  public record Fitted(
      List<String> columns,
      Vocabulary features,
      Vocabulary levels,
      double[] weights,
      double[] intercepts)
      implements DecisionFunction, Importances {
    public Fitted {
      columns = List.copyOf(columns);
    }

    /** What predicts; LibLinear does not tell how it ended. */
    private LinearSvc.Fitted ours() {
      return new LinearSvc.Fitted(columns, features, levels, weights, intercepts, 0, true);
    }

    @Override
    public double[] decision(Frame frame) {
      return ours().decision(frame);
    }

    @Override
    public Labels predict(Frame frame) {
      return ours().predict(frame);
    }

    @Override
    public double[] importances() {
      return ours().importances();
    }
  }
}
