package millrace.evaluation;

import millrace.data.Column;
import millrace.learn.Prediction;

/** A number for how well predictions of one kind meet the truth. */
public interface Metric<Y extends Prediction> {
  /** As reports and JSON write it: {@code r2}, {@code rmse}, {@code log_loss}. */
  String key();

  boolean higherIsBetter();

  /**
   * The score of the predictions of these rows.
   *
   * @throws millrace.data.DataException if the truth is of the wrong kind, has missing cells or
   *     another number of rows
   */
  double score(Column truth, Y predicted);
}
