package millrace.nlp.subwords;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.data.DataException;

/** A small binary file, read from its beginning to its end; messages name file and offset. */
final class FileBytes {
  private static final long MOST = 1 << 28;

  private final Path file;
  private final ByteBuffer bytes;

  FileBytes(Path file) {
    this.file = file;
    try {
      if (!Files.exists(file)) throw new DataException(file + ": there is no such file");
      if (!Files.isRegularFile(file)) throw new DataException(file + ": it is not a file");
      long size = Files.size(file);
      if (size > MOST)
        throw new DataException(
            "%s: it has %d bytes, more than any tokenizer has (%d)".formatted(file, size, MOST));
      bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new DataException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  int at() {
    return bytes.position();
  }

  boolean hasMore() {
    return bytes.hasRemaining();
  }

  int left() {
    return bytes.remaining();
  }

  int next() {
    need(1);
    return bytes.get() & 0xFF;
  }

  int int32() {
    need(4);
    return bytes.getInt();
  }

  float float32() {
    need(4);
    return bytes.getFloat();
  }

  byte[] octets(int n) {
    need(n);
    var out = new byte[n];
    bytes.get(out);
    return out;
  }

  /** The next n bytes, which are UTF-8. */
  String text(int n) {
    int from = at();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets(n))).toString();
    } catch (CharacterCodingException e) {
      throw bad(from, "%d bytes that are no UTF-8 where a text was expected".formatted(n));
    }
  }

  void skip(long n) {
    need(n);
    bytes.position(bytes.position() + (int) n);
  }

  private void need(long n) {
    if (n < 0 || n > bytes.remaining())
      throw bad(
          at(),
          "%d bytes were expected, but %d follow: it is cut short or damaged"
              .formatted(n, bytes.remaining()));
  }

  DataException bad(long at, String message) {
    return new DataException("%s: at byte %d: %s".formatted(file, at, message));
  }

  DataException bad(String message) {
    return new DataException("%s: %s".formatted(file, message));
  }
}
