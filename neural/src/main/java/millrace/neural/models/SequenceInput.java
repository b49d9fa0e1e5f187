package millrace.neural.models;

import millrace.data.Frame;
import millrace.run.Run;

/** How a column becomes sequences for a network: what was learned of it from the training rows. */
public sealed interface SequenceInput permits WordInput, NumberInput, SubwordInput {
  /** The column. */
  String column();

  /**
   * The sequences of a frame as the network reads them.
   *
   * @throws millrace.data.DataException if the column is not there or not as in training
   */
  SequenceRows read(Frame frame, Run run);
}
