package millrace.trainers;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.evaluation.Classification;
import millrace.evaluation.Folds;
import millrace.evaluation.Regression;
import millrace.learn.Importances;
import millrace.learn.Model;
import millrace.learn.Needs;
import millrace.learn.Prediction;
import millrace.learn.Predictor;
import millrace.learn.Trainer;
import millrace.preprocess.KeptFeatures;
import millrace.run.Run;

/**
 * The features of a frame that a model is to choose from: those of numeric, dense and sparse
 * columns, numbered through. Other columns are not shown to the model.
 */
final class Selection {
  private final List<KeptFeatures> all;
  private final List<String> columns;
  final Vocabulary names;

  Selection(Frame train) {
    all = KeptFeatures.all(train);
    columns = all.stream().map(KeptFeatures::column).toList();
    var flat = new ArrayList<String>();
    for (var k : all) flat.addAll(k.features().names());
    names = Vocabulary.of(flat);
    if (names.size() < flat.size()) {
      throw new DataException(
          "two features have the same name among %s: rename a column".formatted(flat));
    }
  }

  /** What such a step needs: what its model does, of the columns it chooses from. */
  static Needs needs(Trainer<?> base) {
    return new Needs(
        Needs.matrix().features(),
        base.needs().target(),
        base.needs().missing(),
        base.needs().weights());
  }

  /** Refuses what does not learn from a numeric or nominal target. */
  static void check(Class<? extends Record> who, Trainer<?> base) {
    var target = base.needs().target();
    if (target.isPresent() && target.get() != Column.Tokens.class) return;
    throw new IllegalArgumentException(
        "%s base must be a classifier or regressor, but is %s"
            .formatted(who.getSimpleName(), Members.name(base)));
  }

  int size() {
    return names.size();
  }

  List<KeptFeatures> kept(boolean[] keep) {
    return KeptFeatures.of(all, keep);
  }

  /** The frame with only these features, and its target and weights. */
  Frame only(Frame frame, boolean[] keep) {
    return KeptFeatures.apply(frame.select(columns), kept(keep));
  }

  /**
   * The importance of each feature; 0 for one that the model was not shown.
   *
   * @throws DataException if it knows of none
   */
  double[] importances(Model model, Trainer<?> base, Record who) {
    if (!(model instanceof Importances i)) {
      throw new DataException(
          "%s: %s does not say how much each feature matters: use a tree, a forest or a linear model"
              .formatted(who.getClass().getSimpleName(), Members.name(base)));
    }
    var values = i.importances();
    var out = new double[names.size()];
    for (int f = 0; f < values.length; f++) {
      int at = names.id(i.features().name(f));
      if (at >= 0) out[at] = values[f];
    }
    return out;
  }

  /** Stratified by a nominal target, else shuffled. */
  static List<Folds.Split> folds(Frame train, int cv, Run run) {
    var folds = train.targetColumn() instanceof Column.Nominal ? Folds.stratified(cv) : Folds.k(cv);
    return folds.splits(train, run.seed(run.seedFor("folds")));
  }

  /** Accuracy or R² on these rows. */
  static double score(Predictor<?> model, Frame test) {
    return switch (model.predict(test.features())) {
      case Prediction.Labels l -> Classification.ACCURACY.score(test.targetColumn(), l);
      case Prediction.Numbers n -> Regression.R2.score(test.targetColumn(), n);
      case Prediction p ->
          throw new DataException(
              "features can be chosen by Labels or Numbers, but the model predicts "
                  + p.getClass().getSimpleName());
    };
  }
}
