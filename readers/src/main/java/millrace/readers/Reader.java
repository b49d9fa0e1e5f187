package millrace.readers;

import millrace.data.Frame;

/** A record that says where data are and how they are written. */
public interface Reader {
  /**
   * Reads everything.
   *
   * @throws millrace.data.DataException naming file, line, column, value, what was expected and
   *     what to do
   */
  Frame read();
}
