package millrace.contract.faults;

import java.util.Arrays;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.run.Run;

/**
 * The fault: it takes a frame with weights and does not use them.
 *
 * @see "a test of the contract test"
 */
@About(value = "a line through one column", cite = "a test of the contract test")
public record TakesAnyWeights(@Param(value = "shrinks the slope", min = 0, max = 1) double shrink)
    implements Trainer<TakesAnyWeights.Fitted> {
  public TakesAnyWeights {
    Spec.check(TakesAnyWeights.class, shrink);
  }

  public TakesAnyWeights() {
    this(0);
  }

  public TakesAnyWeights shrink(double shrink) {
    return Spec.with(this, "shrink", shrink);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class).target(Column.Numeric.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var column = train.features().names().getFirst();
    var x = train.column(column, Column.Numeric.class).values();
    var y = train.column(train.targetName().orElseThrow(), Column.Numeric.class).values();
    double mx = Arrays.stream(x).average().orElseThrow();
    double my = Arrays.stream(y).average().orElseThrow();
    double xy = 0;
    double xx = 1e-9;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mx) * (y[i] - my);
      xx += (x[i] - mx) * (x[i] - mx);
    }
    double slope = (1 - shrink) * xy / xx;
    run.step("line", 1, 1);
    return new Fitted(column, slope, my - slope * mx);
  }

  /** The line. */
  public record Fitted(String column, double slope, double intercept)
      implements Predictor<Numbers> {
    @Override
    public Numbers predict(Frame frame) {
      var x = frame.column(column, Column.Numeric.class).values();
      var out = new double[x.length];
      for (int i = 0; i < out.length; i++) out[i] = intercept + slope * x[i];
      return new Numbers(out);
    }
  }
}
