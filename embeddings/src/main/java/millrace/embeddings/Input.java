package millrace.embeddings;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import millrace.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file of vectors, gunzipped if its content is gzip. Knows how many bytes can follow
 * at most, so that no size that a file names is believed before it fits.
 */
final class Input implements AutoCloseable {
  /** What a byte of gzip can become at most. */
  private static final int INFLATION = 1032;

  private static final int BUFFER = 1 << 16;
  private static final VarHandle FLOAT = view(float[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final VarHandle DOUBLE = view(double[].class);

  private final Path file;
  private final InputStream in;
  private final long size;
  private byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private long start; // of the buffer within the (gunzipped) file

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  private Input(Path file, InputStream in, long size) {
    this.file = file;
    this.in = in;
    this.size = size;
  }

  static Input open(Path file) {
    if (!Files.exists(file)) throw new DataException(file + ": there is no such file");
    if (!Files.isRegularFile(file)) throw new DataException(file + ": it is not a file");
    try {
      var raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
      try {
        raw.mark(2);
        var head = raw.readNBytes(2);
        raw.reset();
        boolean zipped = head.length == 2 && head[0] == 0x1f && head[1] == (byte) 0x8b;
        long size = Files.size(file);
        return zipped
            ? new Input(file, new GZIPInputStream(raw, BUFFER), Math.multiplyExact(size, INFLATION))
            : new Input(file, raw, size);
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static DataException failure(Path file, IOException e) {
    var what =
        switch (e) {
          case EOFException _ -> "the gzip file is cut short; fetch or copy it again";
          case ZipException z ->
              "the gzip file is damaged (%s); fetch or copy it again".formatted(z.getMessage());
          default -> "it cannot be read: " + e;
        };
    return new DataException(file + ": " + what, e);
  }

  Path file() {
    return file;
  }

  /** Where the next byte stands. */
  long offset() {
    return start + at;
  }

  /** How many bytes can follow at most. */
  long left() {
    return Math.max(0, size - offset());
  }

  /** The file is wrong at the next byte. */
  DataException bad(String what) {
    return bad(offset(), what);
  }

  DataException bad(long offset, String what) {
    return new DataException("%s: at byte %d: %s".formatted(file, offset, what));
  }

  /** Has this many bytes in the buffer, if the file goes on so far; returns how many there are. */
  int peek(int bytes) {
    if (end - at >= bytes) return end - at;
    if (bytes > buffer.length - at) {
      int kept = end - at;
      var to = bytes > buffer.length ? new byte[Math.max(bytes, 2 * buffer.length)] : buffer;
      System.arraycopy(buffer, at, to, 0, kept);
      buffer = to;
      start += at;
      at = 0;
      end = kept;
    }
    try {
      while (end - at < bytes) {
        int n = in.read(buffer, end, buffer.length - end);
        if (n < 0) break;
        end += n;
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
    return end - at;
  }

  /** The next byte, from 0; −1 at the end. It is not taken. */
  int next() {
    return peek(1) == 0 ? -1 : buffer[at] & 255;
  }

  /** Takes so many bytes and returns where the first stands in {@link #bytes}. */
  private int take(int bytes) {
    if (peek(bytes) < bytes)
      throw bad(
          "the file ends, where %d bytes more were expected: it is cut short".formatted(bytes));
    int from = at;
    at += bytes;
    return from;
  }

  int int8() {
    int from = take(1);
    return buffer[from];
  }

  int int32() {
    int from = take(4);
    return (int) INT.get(buffer, from);
  }

  long int64() {
    int from = take(8);
    return (long) LONG.get(buffer, from);
  }

  double float64() {
    int from = take(8);
    return (double) DOUBLE.get(buffer, from);
  }

  /** Reads finite numbers. */
  void floats(float[] out, int from, int n) {
    int most = BUFFER / Float.BYTES;
    for (int i = 0; i < n; i += most) {
      int some = Math.min(most, n - i);
      int b = take(some * Float.BYTES);
      for (int k = 0; k < some; k++) {
        float v = (float) FLOAT.get(buffer, b + k * Float.BYTES);
        if (!(Math.abs(v) <= Float.MAX_VALUE))
          throw bad(
              offset() - (long) (some - k) * Float.BYTES,
              v + " is no number that a vector may have; train or fetch the vectors again");
        out[from + i + k] = v;
      }
    }
  }

  void skip(long bytes) {
    for (long left = bytes; left > 0; ) {
      int some = (int) Math.min(left, BUFFER);
      take(some);
      left -= some;
    }
  }

  /**
   * Takes bytes up to a certain one, which is taken but not returned.
   *
   * @param most the longest that is believed
   */
  byte[] until(char stop, int most) {
    for (int n = 0; ; n++) {
      if (n > most)
        throw bad("no end of a word within %d bytes: this is no such file".formatted(most));
      if (peek(n + 1) <= n) throw bad("the file ends within a word: it is cut short");
      if (buffer[at + n] != stop) continue;
      var out = Arrays.copyOfRange(buffer, at, at + n);
      at += n + 1;
      return out;
    }
  }

  /** A line, in {@link #bytes}: from, including, to, excluding its end. */
  record Line(int from, int to) {}

  byte[] bytes() {
    return buffer;
  }

  /** Where the next byte stands in {@link #bytes}. */
  int start() {
    return at;
  }

  /**
   * Takes a line, which stays in {@link #bytes} until the next call; its end, LF or CR LF, is not
   * part of it.
   *
   * @param most the longest that is believed
   */
  Line line(int most) {
    int n = 0;
    for (int there = end - at; ; there = peek(n + 1)) {
      while (n < there && buffer[at + n] != '\n') n++;
      if (n < there) break;
      if (n > most)
        throw bad("no end of a line within %d bytes: this is no text of vectors".formatted(most));
      if (peek(n + 1) <= n) break;
    }
    int from = at;
    int to = at + n;
    at = Math.min(end, to + 1);
    if (to > from && buffer[to - 1] == '\r') to--;
    return new Line(from, to);
  }

  /** Passes over a byte order mark. */
  void skipMark() {
    if (peek(3) >= 3
        && buffer[at] == (byte) 0xEF
        && buffer[at + 1] == (byte) 0xBB
        && buffer[at + 2] == (byte) 0xBF) at += 3;
  }

  /** Bytes as UTF-8, or null if they are none. */
  static @Nullable String utf8(byte[] bytes) {
    var s = new String(bytes, StandardCharsets.UTF_8);
    return s.indexOf('\uFFFD') < 0 || Arrays.equals(s.getBytes(StandardCharsets.UTF_8), bytes)
        ? s
        : null;
  }

  /**
   * An array for rows · width numbers, each of which takes so many bytes of the file or more.
   *
   * @param beside bytes that a row takes beside its numbers, or more
   */
  float[] room(long rows, long width, int bytes, int beside) {
    if (rows < 1 || width < 1)
      throw bad("%d vectors of %d numbers: there must be 1 or more".formatted(rows, width));
    if (width > left() / bytes || rows > (left() + 1) / (width * bytes + beside))
      throw bad(
          "%d vectors of %d numbers, but only %d bytes follow: it is cut short or damaged"
              .formatted(rows, width, left()));
    if (rows > (Integer.MAX_VALUE - 8) / width)
      throw bad(
          "%d vectors of %d numbers are more than an array holds (%d): keep the most frequent words"
              .formatted(rows, width, Integer.MAX_VALUE - 8));
    long megabytes = (rows * width * Float.BYTES) >> 20;
    if (megabytes > Runtime.getRuntime().maxMemory() >> 20)
      throw bad(
          "%d vectors of %d numbers take %d MB, but Java may use only %d MB: start it with a larger -Xmx"
              .formatted(rows, width, megabytes, Runtime.getRuntime().maxMemory() >> 20));
    return new float[(int) (rows * width)];
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw failure(file, e);
    }
  }
}
