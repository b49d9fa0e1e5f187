package millrace.readers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file, gunzipped if its content is gzip, with their numbers: for formats that
 * are read line by line and whose errors name file and line.
 *
 * <p>Without a byte order mark; bytes that are no text of the charset, NUL bytes and a gzip file
 * that is cut short are a {@link DataException} of {@link #next}.
 */
public final class Lines implements AutoCloseable {
  private final Path file;
  private final BufferedReader in;
  private long number;

  /**
   * Opens the file.
   *
   * @throws DataException if there is no such file, it is empty, or it may not be read
   */
  public Lines(Path file, Charset charset) {
    TextInput.check(file);
    this.file = file;
    this.in = new BufferedReader(TextInput.open(file, charset, _ -> {}), 1 << 16);
  }

  /** The next line, without its end; null after the last. */
  public @Nullable String next() {
    try {
      var line = in.readLine();
      if (line != null) number++;
      return line;
    } catch (IOException e) {
      throw TextInput.failure(file, e);
    }
  }

  /** The number of the line that was read last, from 1. */
  public long number() {
    return number;
  }

  /** {@code file:line: message}. */
  public DataException error(String message) {
    return new DataException("%s:%d: %s".formatted(file, number, message));
  }

  /** {@code file:line:column: message}. */
  DataException error(int column, String message) {
    return new DataException("%s:%d:%d: %s".formatted(file, number, column, message));
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw TextInput.failure(file, e);
    }
  }
}
