package millrace.readers;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import millrace.data.DataException;

/**
 * The characters of a text file, or of a stretch of one: gunzipped if its content is gzip, without
 * a byte order mark, and strictly decoded. Bytes that are no text of the charset, NUL bytes and a
 * gzip stream that is cut short are errors that name file and line.
 */
final class TextInput extends Reader {
  private static final int BUFFER = 1 << 16;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final long from;
  private final InputStream in;
  private final CharsetDecoder decoder;
  private final boolean wide;
  private final LongConsumer progress;
  private final byte[] array = new byte[BUFFER];
  private final ByteBuffer bytes = ByteBuffer.wrap(array).limit(0);
  private long consumed; // bytes taken from the file into the buffer, after the first
  private boolean end;
  private boolean flushed;
  private int pending = -1; // the second half of a surrogate pair that had no room

  private TextInput(Path file, long from, InputStream in, Charset charset, LongConsumer progress) {
    this.file = file;
    this.from = from;
    this.in = in;
    this.progress = progress;
    this.wide = charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** The whole file. The consumer hears how many more bytes were read, compressed or not. */
  static TextInput open(Path file, Charset charset, LongConsumer progress) {
    try {
      var in = new BufferedInputStream(plain(file, progress), BUFFER);
      try {
        in.mark(4);
        var head = in.readNBytes(4);
        in.reset();
        var mark = mark(head);
        in.skipNBytes(mark.length);
        return new TextInput(file, mark.length, in, charset(mark, charset), _ -> {});
      } catch (IOException | RuntimeException e) { // a gzip file cut short, a run cancelled
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** The bytes from {@code from} to {@code to} of a file that is not compressed. */
  static TextInput slice(Path file, long from, long to, Charset charset, LongConsumer progress) {
    try {
      var channel = FileChannel.open(file);
      channel.position(from);
      var in = new Slice(Channels.newInputStream(channel), to - from);
      int skip = 0;
      if (from == 0) {
        skip = mark(in.readNBytes(4)).length;
        channel.position(skip);
        in.left = to - skip;
      }
      return new TextInput(file, from + skip, in, charset, progress);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Refuses what cannot be read at all, before any work is done. */
  static void check(Path file) {
    if (!Files.exists(file)) {
      throw new DataException(
          "%s: there is no such file (working folder: %s)"
              .formatted(file, Path.of("").toAbsolutePath()));
    }
    if (Files.isDirectory(file)) {
      throw new DataException(
          "%s: is a folder; name its files, or use a pattern such as %s"
              .formatted(file, file.resolve("*.csv")));
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          "%s: is no regular file, and is read more than once; copy it into one".formatted(file));
    }
    if (!Files.isReadable(file)) throw new DataException("%s: may not be read".formatted(file));
    try {
      if (Files.size(file) == 0) {
        throw new DataException("%s: the file is empty".formatted(file));
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** May the file be read from its middle: plain bytes, and line ends are single bytes? */
  static boolean divisible(Path file, Charset charset) {
    var name = charset.name();
    boolean single =
        name.equals("UTF-8")
            || name.equals("US-ASCII")
            || name.startsWith("ISO-8859-")
            || name.startsWith("windows-125");
    if (!single || !Files.isRegularFile(file)) return false;
    try (var in = Files.newInputStream(file)) {
      var head = in.readNBytes(4);
      return !zipped(head) && mark(head).length != 2;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** The line, from 1, that the byte with this offset of the (gunzipped) file lies in. */
  static long lineAt(Path file, long offset) {
    try (var in = new BufferedInputStream(plain(file, _ -> {}), BUFFER)) {
      long line = 1;
      int before = 0;
      for (long i = 0; i < offset; i++) {
        int c = in.read();
        if (c < 0) break;
        if (c == '\r' || (c == '\n' && before != '\r')) line++;
        before = c;
      }
      return line;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  static DataException failure(Path file, IOException e) {
    return switch (e) {
      case EOFException _ ->
          new DataException(
              "%s: the gzip file is cut short; fetch or copy it again".formatted(file), e);
      case ZipException _ ->
          new DataException(
              "%s: the gzip file is damaged (%s); fetch or copy it again"
                  .formatted(file, e.getMessage()),
              e);
      default ->
          new DataException(
              "%s: cannot be read: %s"
                  .formatted(file, e.getMessage() == null ? e.toString() : e.getMessage()),
              e);
    };
  }

  private static InputStream plain(Path file, LongConsumer progress) throws IOException {
    var raw = Files.newInputStream(file);
    try {
      var in = new BufferedInputStream(new Counted(raw, progress), BUFFER);
      in.mark(2);
      var head = in.readNBytes(2);
      in.reset();
      return zipped(head) ? new GZIPInputStream(in, BUFFER) : in;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static boolean zipped(byte[] head) {
    return head.length >= 2 && (head[0] & 255) == 0x1f && (head[1] & 255) == 0x8b;
  }

  /** The byte order mark at the beginning; empty when there is none. */
  private static byte[] mark(byte[] head) {
    int a = head.length > 0 ? head[0] & 255 : -1;
    int b = head.length > 1 ? head[1] & 255 : -1;
    if (a == 0xEF && b == 0xBB && head.length > 2 && (head[2] & 255) == 0xBF) {
      return new byte[] {head[0], head[1], head[2]};
    }
    return (a == 0xFE && b == 0xFF) || (a == 0xFF && b == 0xFE)
        ? new byte[] {head[0], head[1]}
        : new byte[0];
  }

  private static Charset charset(byte[] mark, Charset asked) {
    if (mark.length == 0) return asked;
    if (mark.length == 3) return StandardCharsets.UTF_8;
    return (mark[0] & 255) == 0xFE ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
  }

  @Override
  public int read(char[] out, int offset, int length) {
    if (length == 0) return 0;
    if (pending >= 0) {
      out[offset] = (char) pending;
      pending = -1;
      return 1;
    }
    var chars = CharBuffer.wrap(out, offset, length);
    int start = chars.position();
    while (!flushed) {
      var result = decoder.decode(bytes, chars, end);
      int n = chars.position() - start;
      if (n > 0) {
        if (wide) checkNul(out, offset, n);
        return n; // an error, if there is one, is met again by the next call
      }
      if (result.isError()) throw malformed();
      if (result.isOverflow()) return pair(out, offset);
      if (end) {
        flushed = true;
        decoder.flush(chars);
        n = chars.position() - start;
        if (n > 0) return n;
      } else {
        fill();
      }
    }
    return -1;
  }

  /** A character outside the basic plane does not fit into a buffer of one. */
  private int pair(char[] out, int offset) {
    var two = CharBuffer.allocate(2);
    decoder.decode(bytes, two, end);
    two.flip();
    out[offset] = two.get();
    pending = two.get();
    return 1;
  }

  private void fill() {
    bytes.compact();
    int at = bytes.position();
    try {
      int n = in.read(array, at, array.length - at);
      if (n < 0) {
        end = true;
      } else {
        if (!wide) checkNul(at, n);
        consumed += n;
        progress.accept(n);
        bytes.position(at + n);
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
    bytes.flip();
  }

  /** Eight bytes at a time: {@code x - 0x01… & ~x & 0x80…} is 0 unless a byte of x is 0. */
  private void checkNul(int at, int n) {
    int i = at;
    int stop = at + n;
    for (; i + 8 <= stop; i += 8) {
      long x = (long) LONGS.get(array, i);
      if (((x - 0x0101010101010101L) & ~x & 0x8080808080808080L) != 0) break;
    }
    for (; i < stop; i++) if (array[i] == 0) throw nul(from + consumed + i - at);
  }

  private void checkNul(char[] out, int offset, int n) {
    for (int i = offset; i < offset + n; i++) {
      if (out[i] == 0) {
        throw new DataException(
            ("%s: has NUL characters, so it is no %s text; name its charset, or its reader if it is"
                    + " a binary file")
                .formatted(file, decoder.charset()));
      }
    }
  }

  private DataException nul(long offset) {
    return new DataException(
        ("%s:%d: byte %d is NUL, so this is no %s text; if it is UTF-16, say so with charset, and"
                + " if it is a binary file, use another reader")
            .formatted(file, lineAt(file, offset), offset, decoder.charset()));
  }

  private DataException malformed() {
    long offset = from + consumed - bytes.remaining();
    var hex = new StringBuilder();
    for (int i = bytes.position(); i < Math.min(bytes.position() + 4, bytes.limit()); i++) {
      hex.append(" %02X".formatted(array[i]));
    }
    return new DataException(
        "%s:%d: the bytes%s at offset %d are no %s; name the file's charset, such as windows-1252"
            .formatted(file, lineAt(file, offset), hex, offset, decoder.charset()),
        new CharacterCodingException());
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** At most so many bytes of another stream. */
  private static final class Slice extends InputStream {
    private final InputStream in;
    private long left;

    Slice(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) return -1;
      left--;
      return in.read();
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
      if (left <= 0) return -1;
      int n = in.read(b, offset, (int) Math.min(length, left));
      left -= n;
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Tells how many bytes were read. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private final LongConsumer progress;

    Counted(InputStream in, LongConsumer progress) {
      this.in = in;
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int c = in.read();
      if (c >= 0) progress.accept(1);
      return c;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
      int n = in.read(b, offset, length);
      if (n > 0) progress.accept(n);
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
