package millrace.readers;

import java.util.List;
import millrace.data.Frame;

/**
 * The rows that could be read and, for each row that could not, why.
 *
 * @param frame the readable rows, in the order of the input
 * @param problems one per row that is not in the frame, in the order of the input
 */
public record Result(Frame frame, List<Problem> problems) {
  public Result {
    problems = List.copyOf(problems);
  }
}
