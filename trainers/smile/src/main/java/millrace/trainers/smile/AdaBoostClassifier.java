// SPDX-License-Identifier: GPL-3.0-or-later
package millrace.trainers.smile;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.DecisionTreeClassifier;
import smile.base.cart.SplitRule;
import smile.classification.AdaBoost;
import smile.data.formula.Formula;
import smile.data.vector.ValueVector;
import smile.util.IterativeAlgorithmController;

/**
 * Boosting of decision trees by resampling (SAMME): each tree is grown on rows drawn by their
 * weights, which rise where the trees before were wrong; a tree with weighted error e votes with
 * {@code log((1 − e) / e) + log(levels − 1)}. The fitted record is that of {@link
 * millrace.trainers.AdaBoostClassifier}, whose Javadoc tells what the probabilities are.
 *
 * <p>Smile tells its trees, not their votes; these follow from the errors it reports as it goes.
 * Sparse columns are made dense. Cost: O(rows × features × depth) a tree, in one thread.
 *
 * @param nEstimators most trees (default 50; Smile's is 500)
 * @param maxDepth greatest depth, questions from root to leaf (default 1, a stump)
 * @param minSamplesLeaf fewest rows of a leaf (default 1)
 * @see "Y. Freund, R. Schapire, A decision-theoretic generalization of on-line learning and an
 *     application to boosting, JCSS 55, 1997"
 * @see "J. Zhu, H. Zou, S. Rosset, T. Hastie, Multi-class AdaBoost, Statistics and Its Interface 2,
 *     2009"
 */
@About(
    value = "decision trees in a row, each for what those before got wrong",
    cite =
        "J. Zhu, H. Zou, S. Rosset, T. Hastie, Multi-class AdaBoost, Statistics and Its Interface"
            + " 2, 2009",
    engine = Smile.ENGINE,
    licence = Smile.LICENCE)
public record AdaBoostClassifier(
    @Param(
            value = "most trees",
            min = 1,
            max = 100_000,
            tune = {25, 400},
            log = true)
        int nEstimators,
    @Param(
            value = "greatest depth: questions from root to leaf",
            min = 1,
            max = 1000,
            tune = {1, 10})
        int maxDepth,
    @Param(
            value = "fewest rows of a leaf",
            min = 1,
            max = 1e9,
            tune = {1, 20},
            log = true)
        int minSamplesLeaf)
    implements Trainer<millrace.trainers.AdaBoostClassifier.Fitted> {
  /** Smile takes a smaller error for this. */
  private static final double LEAST_ERROR = 1e-10;

  public AdaBoostClassifier {
    Spec.check(AdaBoostClassifier.class, nEstimators, maxDepth, minSamplesLeaf);
  }

  public AdaBoostClassifier() {
    this(50, 1, 1);
  }

  public AdaBoostClassifier nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public AdaBoostClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  public AdaBoostClassifier minSamplesLeaf(int minSamplesLeaf) {
    return Spec.with(this, "minSamplesLeaf", minSamplesLeaf);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public millrace.trainers.AdaBoostClassifier.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = Smile.levels(train, this);
    int k = levels.size();
    var features = Features.of(train);
    var columns = List.copyOf(train.features().names());
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    run.step("tree", 0, nEstimators);
    var rows = SmileTrees.frame(features).add(ValueVector.of("y", codes));
    try (var control = new Control(run, nEstimators)) {
      var model = Smile.alone(run.seedFor("smile"), () -> boost(rows, control));
      var trees = model.trees();
      if (trees.length == 0) {
        throw new DataException(
            "AdaBoostClassifier: trees of depth %d are no better than guessing on the training rows: let them be deeper"
                .formatted(maxDepth));
      }
      var members = new ArrayList<Predictor<Labels>>();
      var votes = new double[trees.length];
      var errors = new double[trees.length];
      for (int t = 0; t < trees.length; t++) {
        var copy = Grown.levels(trees[t].root(), k, SplitRule.GINI);
        members.add(new DecisionTreeClassifier.Fitted(columns, features.names(), copy, levels));
        errors[t] = control.errors.get(t);
        votes[t] = Math.log((1 - errors[t]) / Math.max(LEAST_ERROR, errors[t])) + Math.log(k - 1);
      }
      run.step("tree", nEstimators, nEstimators);
      return new millrace.trainers.AdaBoostClassifier.Fitted(
          levels, millrace.trainers.AdaBoostClassifier.Algorithm.SAMME, members, votes, errors);
    }
  }

  AdaBoost boost(smile.data.DataFrame rows, Control control) {
    var options =
        new AdaBoost.Options(
            nEstimators,
            maxDepth + 1, // Smile counts nodes
            Integer.MAX_VALUE,
            minSamplesLeaf,
            null,
            control);
    return AdaBoost.fit(Formula.lhs("y"), rows, options);
  }

  /** Hears of each tree in the thread that grows it: Smile's own way is another thread. */
  static final class Control extends IterativeAlgorithmController<AdaBoost.TrainingStatus> {
    private final Run run;
    private final int most;
    final List<Double> errors = new ArrayList<>();

    Control(Run run, int most) {
      super(Runnable::run, 1);
      this.run = run;
      this.most = most;
    }

    /** When told to stop Smile drops the tree it has just grown: the first is kept. */
    @Override
    public void submit(AdaBoost.TrainingStatus status) {
      errors.add(status.weightedError());
      boolean more = run.step("tree", errors.size(), most, "error", status.weightedError());
      if (!more && errors.size() > 1) stop();
    }
  }
}
