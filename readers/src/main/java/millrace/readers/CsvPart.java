package millrace.readers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A file, or the bytes of one from {@code from} to {@code to}, which begin and end at a line end.
 *
 * <p>A line end may lie within quotes. That shows: the parser then finds the part before it with a
 * quote unclosed, and the whole file is read as one part instead. For as the first part begins at a
 * record, and a part that ends outside of quotes ends at a record, each next part begins at one.
 *
 * @param limit the most rows to take from it
 */
record CsvPart(int index, Path file, long from, long to, int limit) {
  private static final long WHOLE = -1;

  /**
   * Large enough to make the cost of a part's dictionaries small, and small enough to share out.
   */
  static final long SIZE = 4 << 20;

  static CsvPart whole(int index, Path file, int limit) {
    return new CsvPart(index, file, 0, WHOLE, limit);
  }

  /**
   * Stretches of about the given size when the file may be divided and is large; else the whole.
   */
  static List<CsvPart> of(int index, Path file, Charset charset, long stretch) {
    try {
      long size = Files.size(file);
      long n = size / stretch;
      var whole = List.of(whole(index, file, Integer.MAX_VALUE));
      if (n < 2 || !TextInput.divisible(file, charset)) return whole;
      var out = new ArrayList<CsvPart>();
      try (var channel = FileChannel.open(file)) {
        long from = 0;
        for (long k = 1; k <= n && from < size; k++) {
          long to = k == n ? size : lineAfter(channel, size / n * k, size);
          if (to <= from) continue;
          out.add(new CsvPart(index, file, from, to, Integer.MAX_VALUE));
          from = to;
        }
      }
      return out;
    } catch (IOException e) {
      throw TextInput.failure(file, e);
    }
  }

  /** The offset after the next line feed. */
  private static long lineAfter(FileChannel channel, long offset, long size) throws IOException {
    var buffer = ByteBuffer.allocate(1 << 13);
    for (long at = offset; at < size; at += buffer.limit()) {
      buffer.clear();
      if (channel.read(buffer, at) <= 0) break;
      buffer.flip();
      for (int i = 0; i < buffer.limit(); i++) if (buffer.get(i) == '\n') return at + i + 1;
    }
    return size;
  }

  boolean isWhole() {
    return to == WHOLE;
  }

  /** Is the header in it? */
  boolean first() {
    return from == 0;
  }

  TextInput open(Charset charset, LongConsumer progress) {
    return isWhole()
        ? TextInput.open(file, charset, progress)
        : TextInput.slice(file, from, to, charset, progress);
  }

  long linesBefore() {
    return first() ? 0 : TextInput.lineAt(file, from) - 1;
  }
}
