package millrace.trainers.tribuo;

import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import org.tribuo.classification.liblinear.LibLinearClassificationModel;

/** What classifiers trained by LibLinear have in common. */
final class LibLinear {
  private LibLinear() {}

  /**
   * Linear functions: for two levels one, positive for the second; else one a level.
   *
   * @param weights function by function
   */
  record Functions(double[] weights, double[] intercepts) {}

  /** LibLinear's weights stand feature by feature, the intercept last. */
  static Functions copy(LibLinearClassificationModel model, int features, int levels) {
    var linear = model.getInnerModels().getFirst();
    var theirs = linear.getFeatureWeights();
    var ours = TribuoRows.features(model.getFeatureIDMap());
    int functions = levels == 2 ? 1 : levels;
    var weights = new double[Math.multiplyExact(functions, features)];
    var intercepts = new double[functions];
    for (int f = 0; f < functions; f++) {
      int code =
          Integer.parseInt(model.getOutputIDInfo().getOutput(linear.getLabels()[f]).getLabel());
      // Of two levels LibLinear has a function for the first it saw, we for the second.
      double sign = functions == 1 && code == 0 ? -1 : 1;
      int at = functions == 1 ? 0 : code;
      for (int id = 0; id < ours.length; id++) {
        weights[at * features + ours[id]] = sign * theirs[id * functions + f];
      }
      intercepts[at] = sign * theirs[ours.length * functions + f];
    }
    return new Functions(weights, intercepts);
  }

  /** The levels that occur: at least two. */
  static Vocabulary levels(Frame train, Record who) {
    var y = (Column.Nominal) train.targetColumn();
    var levels = y.present();
    if (levels.size() < 2) {
      throw new DataException(
          "%s needs at least two levels of the target '%s' in the training rows, but all %d are '%s'"
              .formatted(
                  who.getClass().getSimpleName(),
                  train.targetName().orElseThrow(),
                  y.size(),
                  levels.name(0)));
    }
    return levels;
  }
}
