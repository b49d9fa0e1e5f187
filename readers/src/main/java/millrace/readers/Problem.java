package millrace.readers;

/**
 * Why one row could not be read. Under {@link Policy#COLLECT} each row that is left out has exactly
 * one: its first.
 *
 * @param file the file as it was named by the caller
 * @param line the line where the row starts, from 1; of a sentence, that of the wrong token
 * @param column the column's name, or empty when the whole row is meant
 * @param value the cell as written, or empty
 * @param message what was wrong, what was expected and what to do
 */
public record Problem(String file, long line, String column, String value, String message) {
  /** {@code file:line:column: message}, without the column where there is none. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + (column.isEmpty() ? "" : column + ":") + " " + message;
  }
}
