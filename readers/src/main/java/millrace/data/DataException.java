package millrace.data;

/**
 * The data do not fit what was asked of them. The message names the column (and file, line or row
 * where known), what was there, what was expected and what to do.
 */
public class DataException extends RuntimeException {
  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
