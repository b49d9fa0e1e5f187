package millrace.trainers.tribuo;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.preprocess.Features;
import millrace.run.Run;
import millrace.trainers.AdaBoostClassifier.Algorithm;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.protos.core.WeightedEnsembleModelProto;

/**
 * AdaBoost (SAMME) over Tribuo's trees: each is grown on rows weighted by what those before got
 * wrong, and votes with {@code log((1 − error) / error) + log(levels − 1)}. A tree that has no
 * error ends it and has one vote; Tribuo goes on after one that is no better than chance, here the
 * first such and all that follow are left out, as in {@link millrace.trainers.AdaBoostClassifier}
 * (with {@code algorithm=SAMME}), whose fitted record predicts.
 *
 * <p>The least weight of a node is 1e-6: with Tribuo's default of 5, weights that sum to 1 are
 * never split and all trees are leaves. Weights and cuts have float precision, so trees may differ
 * from ours where cuts are nearly equal.
 *
 * <p>Training is one call: it reports its end only, and can be cancelled before it but not within.
 *
 * @param nEstimators most trees (default 50)
 * @param maxDepth their greatest depth (default 1: a stump)
 * @see "J. Zhu, H. Zou, S. Rosset, T. Hastie: Multi-class AdaBoost, Statistics and Its Interface 2,
 *     2009"
 * @see millrace.trainers.AdaBoostClassifier
 */
@About(
    value = "weak trees in a row, each for what those before got wrong",
    cite = "Zhu, Zou, Rosset, Hastie: Multi-class AdaBoost, Statistics and Its Interface 2, 2009",
    engine = "Tribuo 4.3.2")
public record AdaBoostClassifier(
    @Param(
            value = "most trees",
            min = 1,
            max = 100_000,
            tune = {25, 400},
            log = true)
        int nEstimators,
    @Param(
            value = "greatest depth of a tree",
            min = 1,
            max = 1000,
            tune = {1, 5})
        int maxDepth)
    implements Trainer<millrace.trainers.AdaBoostClassifier.Fitted> {
  public AdaBoostClassifier {
    Spec.check(AdaBoostClassifier.class, nEstimators, maxDepth);
  }

  public AdaBoostClassifier() {
    this(50, 1);
  }

  public AdaBoostClassifier nEstimators(int nEstimators) {
    return Spec.with(this, "nEstimators", nEstimators);
  }

  public AdaBoostClassifier maxDepth(int maxDepth) {
    return Spec.with(this, "maxDepth", maxDepth);
  }

  @Override
  public Needs needs() {
    return Needs.matrix().target(Column.Nominal.class);
  }

  @Override
  public millrace.trainers.AdaBoostClassifier.Fitted fit(Frame train, Run run) {
    needs().checkAll(train, this);
    var levels = LibLinear.levels(train, this);
    var codes = ((Column.Nominal) train.targetColumn()).codes(levels);
    run.step("model", 0, 1);
    var x = Features.of(train);
    // Trainers are new for each fit, since they keep the state of their generators.
    var tree =
        new CARTClassificationTrainer(
            maxDepth, 1e-6f, 0, 1, false, new GiniIndex(), run.seedFor("tree"));
    var trainer = new AdaBoostTrainer(tree, nEstimators, run.seedFor("boost"));
    var model = trainer.train(TribuoTrees.rows(x, codes));
    run.step("model", 1, 1);
    return copy(model, List.copyOf(train.features().names()), x.names(), levels);
  }

  private static millrace.trainers.AdaBoostClassifier.Fitted copy(
      WeightedEnsembleModel<Label> model,
      List<String> columns,
      Vocabulary features,
      Vocabulary levels) {
    var weights = weights(model);
    var ours = TribuoRows.features(model.getFeatureIDMap());
    int k = levels.size();
    var members = new ArrayList<Predictor<Labels>>();
    for (var member : model.getModels()) {
      if (weights.get(members.size()) <= 0 && !members.isEmpty()) break;
      var trees = TribuoTrees.levels(((TreeModel<Label>) member).getRoot(), ours, k);
      members.add(new DecisionTreeClassifier.Fitted(columns, features, trees, levels));
    }
    var votes = new double[members.size()];
    var errors = new double[votes.length];
    for (int m = 0; m < votes.length; m++) {
      votes[m] = weights.get(m);
      errors[m] = 1 / (1 + Math.exp(votes[m]) / (k - 1));
    }
    // A first tree that is no better than chance is all there is.
    if (votes[0] <= 0) votes[0] = 1;
    return new millrace.trainers.AdaBoostClassifier.Fitted(
        levels, Algorithm.SAMME, members, votes, errors);
  }

  /** Tribuo tells them in its model file only. */
  private static List<Float> weights(WeightedEnsembleModel<Label> model) {
    try {
      return model
          .serialize()
          .getSerializedData()
          .unpack(WeightedEnsembleModelProto.class)
          .getWeightsList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Tribuo cannot read its own model", e);
    }
  }
}
