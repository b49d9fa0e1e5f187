package millrace.store;

import org.jspecify.annotations.Nullable;

/**
 * A model cannot be written, or a file is not a model file that can be read. The message names the
 * file, the place in it, what is wrong and what was expected.
 */
public final class StoreException extends RuntimeException {
  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
