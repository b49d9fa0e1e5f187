package millrace.neural.models;

import java.util.List;
import millrace.data.Frame;
import millrace.run.Run;

/** How the columns of a frame become the input of a network. */
public record Inputs(TableInput table, List<SequenceInput> sequences) {
  public Inputs {
    sequences = List.copyOf(sequences);
  }

  /**
   * A frame as the network reads it.
   *
   * @throws millrace.data.DataException if a column is not there or not as in training
   */
  InputRows read(Frame frame, Run run) {
    return new InputRows(
        frame.size(), table.read(frame), sequences.stream().map(s -> s.read(frame, run)).toList());
  }
}
