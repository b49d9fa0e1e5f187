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
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/**
 * Linear classifiers by Tribuo's stochastic gradient descent (AdaGrad, one row a step, no penalty):
 * multinomial logistic regression (LOG) or the multi-class support vector machine (HINGE), where
 * only the true level and the greatest of the others move. {@link millrace.trainers.SgdClassifier}
 * has one function for each level against the rest, a penalty, and a rule to stop; Tribuo makes all
 * {@code epochs}. Columns of different size learn badly: put {@code new Standardize()} before.
 *
 * <p>The Labels are the softmax of the scores: probabilities with LOG; with HINGE they have the
 * right order, but are <b>not calibrated</b>. Training is one call: it reports its end only, and
 * can be cancelled before it but not within. O(entries × levels) a pass.
 *
 * @param loss default LOG
 * @param epochs passes over the rows (default 5, as Tribuo's)
 * @param learningRate the first of AdaGrad (default 1, as Tribuo's)
 * @see "J. Duchi, E. Hazan, Y. Singer: Adaptive Subgradient Methods for Online Learning and
 *     Stochastic Optimization, JMLR 12, 2011"
 * @see millrace.trainers.SgdClassifier
 */
@About(
    value = "linear classifiers by stochastic gradient descent with AdaGrad",
    cite = "Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR 12, 2011",
    engine = "Tribuo 4.3.2")
public record LinearSgdClassifier(
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
    implements Trainer<LinearSgdClassifier.Fitted> {
  /** What a row costs. */
  public enum Loss {
    /** Minus the logarithm of the softmax of its level. */
    LOG,
    /** By how much the greatest score of another level comes within 1 of its own. */
    HINGE
  }

  public LinearSgdClassifier {
    Spec.check(LinearSgdClassifier.class, loss, epochs, learningRate);
  }

  public LinearSgdClassifier() {
    this(Loss.LOG, 5, 1);
  }

  public LinearSgdClassifier loss(Loss loss) {
    return Spec.with(this, "loss", loss);
  }

  public LinearSgdClassifier epochs(int epochs) {
    return Spec.with(this, "epochs", epochs);
  }

  public LinearSgdClassifier learningRate(double learningRate) {
    return Spec.with(this, "learningRate", learningRate);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = LibLinear.levels(train, this);
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    run.step("model", 0, 1);
    var x = Features.of(train);
    var rows =
        TribuoRows.of(x, false, i -> new Label(Integer.toString(codes[i])), new LabelFactory());
    var trainer =
        new LinearSGDTrainer(
            loss == Loss.LOG ? new LogMulticlass() : new Hinge(),
            new AdaGrad(learningRate, 0.1),
            epochs,
            -1,
            run.seedFor("sgd"));
    var model = trainer.train(rows);
    run.step("model", 1, 1);
    var theirs = model.getWeightsCopy();
    var ours = TribuoRows.features(model.getFeatureIDMap());
    int p = x.width();
    int k = levels.size();
    int functions = k == 2 ? 1 : k;
    var weights = new double[functions * p];
    var intercepts = new double[functions];
    for (int f = 0; f < k; f++) {
      int code = Integer.parseInt(model.getOutputIDInfo().getOutput(f).getLabel());
      // Of two levels Tribuo has a function each; what counts is that of the second less the other.
      int at = k == 2 ? 0 : code;
      double sign = k == 2 && code == 0 ? -1 : 1;
      for (int id = 0; id < ours.length; id++)
        weights[at * p + ours[id]] += sign * theirs.get(f, id);
      intercepts[at] += sign * theirs.get(f, ours.length);
    }
    return new Fitted(
        List.copyOf(train.features().names()), x.names(), levels, weights, intercepts);
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

    /** What predicts: the same function of the same arrays. */
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
