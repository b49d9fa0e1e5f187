package millrace.preprocess;

import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Divides each feature by its greatest absolute training value, so that training values lie in [-1,
 * 1]. Nothing is shifted: Sparse columns stay sparse. A feature of zeros keeps the scale 1. Missing
 * cells are left out and stay missing.
 *
 * @see "scikit-learn 1.2, sklearn.preprocessing.MaxAbsScaler"
 */
@About(
    value = "each feature divided by its greatest absolute value",
    cite = "scikit-learn MaxAbsScaler")
public record MaxAbs() implements Step<MaxAbs.Fitted> {
  @Override
  public Needs needs() {
    return Needs.matrix().missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names =
        Columnwise.names(train, Column.Numeric.class, Column.Dense.class, Column.Sparse.class);
    var features = Columnwise.features(train, names);
    var scale = new double[Columnwise.width(features)];
    Columnwise.learn(
        train,
        names,
        features,
        run,
        (v, f) -> {
          for (double x : v) scale[f] = Math.max(scale[f], Math.abs(x));
        });
    int at = 0;
    for (int j = 0; j < names.size(); j++) {
      if (train.column(names.get(j)) instanceof Column.Sparse c) {
        Columnwise.finite(names.get(j), c);
        for (int k = 0; k < c.index().length; k++) {
          int f = at + c.index()[k];
          scale[f] = Math.max(scale[f], Math.abs(c.value()[k]));
        }
      }
      at += features.get(j).size();
    }
    for (int f = 0; f < scale.length; f++) scale[f] = Columnwise.nonZero(scale[f]);
    return new Fitted(names, features, scale);
  }

  /** The greatest absolute value of each feature of each column. */
  public record Fitted(List<String> columns, List<Vocabulary> features, double[] scale)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }

    @Override
    public Frame apply(Frame frame) {
      return Columnwise.standardize(frame, columns, features, new double[scale.length], scale);
    }
  }
}
