package millrace.readers;

import millrace.data.Frame;
import millrace.run.Run;

/** A record that says where data are and how they are written. */
public interface Reader {
  /**
   * Reads everything.
   *
   * @throws millrace.data.DataException naming file, line, column, value, what was expected and
   *     what to do
   */
  Frame read();

  /** The same with the run's threads, progress and cancellation, where the reader heeds them. */
  default Frame read(Run run) {
    return read();
  }
}
