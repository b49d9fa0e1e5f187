package millrace.learn;

import millrace.data.Frame;

/**
 * A classifier that decides by a score: {@code decision_function} in scikit-learn. Calibration and
 * one-against-rest work on these.
 */
public interface DecisionFunction extends Predictor<Prediction.Labels> {
  /**
   * Row-major: for two levels one value a row, positive where it speaks for the second; for k
   * levels k values, the greatest of which decides.
   */
  double[] decision(Frame frame);
}
