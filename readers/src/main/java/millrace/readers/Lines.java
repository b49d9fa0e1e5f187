package millrace.readers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;

/** The lines of a text file, gunzipped if it is gzip, with their numbers. */
final class Lines implements AutoCloseable {
  private final Path file;
  private final BufferedReader in;
  private long number;

  Lines(Path file, Charset charset) {
    TextInput.check(file);
    this.file = file;
    this.in = new BufferedReader(TextInput.open(file, charset, _ -> {}), 1 << 16);
  }

  /** The next line, without its end; null after the last. */
  @Nullable String next() {
    try {
      var line = in.readLine();
      if (line != null) number++;
      return line;
    } catch (IOException e) {
      throw TextInput.failure(file, e);
    }
  }

  /** The number of the line that was read last, from 1. */
  long number() {
    return number;
  }

  /** {@code file:line: message}. */
  DataException error(String message) {
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
