package millrace.neural.models;

import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.Prediction.Numbers;
import millrace.neural.compute.Function;
import millrace.neural.compute.Ops;
import millrace.neural.compute.Tensor;

/**
 * A number to be told for each row, standardized by the training rows' mean and deviation.
 *
 * @param values the standardized target of each row
 */
record NumberTarget(double mean, double scale, float[] values, RegressionLoss by)
    implements Target {
  static NumberTarget of(Frame train, RegressionLoss by) {
    return of(((Column.Numeric) train.targetColumn()).values(), by);
  }

  static NumberTarget of(double[] y, RegressionLoss by) {
    double mean = 0;
    for (double v : y) mean += v / y.length;
    double squares = 0;
    for (double v : y) squares += (v - mean) * (v - mean) / y.length;
    double deviation = Math.sqrt(squares);
    // what is left of a constant target is rounding
    double scale = deviation > 1e-9 * Math.abs(mean) ? deviation : 1;
    var values = new float[y.length];
    for (int i = 0; i < y.length; i++) values[i] = (float) ((y[i] - mean) / scale);
    return new NumberTarget(mean, scale, values, by);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public Tensor loss(Ops f, Tensor outputs, int... rows) {
    var of = new float[rows.length];
    for (int i = 0; i < of.length; i++) of[i] = values[rows[i]];
    var error = f.subtract(f.reshape(outputs, rows.length), f.tensor(of, rows.length));
    var each =
        switch (by) {
          case SQUARED -> f.apply(Function.SQUARE, error);
          case ABSOLUTE -> f.apply(Function.ABS, error);
          case HUBER -> f.apply(Function.HUBER, 1, error);
        };
    return f.mean(each, 0);
  }

  /** Outputs in the unit of the target. */
  static Numbers numbers(float[] outputs, double mean, double scale) {
    var out = new double[outputs.length];
    for (int i = 0; i < out.length; i++) out[i] = outputs[i] * scale + mean;
    return new Numbers(out);
  }
}
