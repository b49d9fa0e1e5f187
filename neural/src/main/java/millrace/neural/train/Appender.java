package millrace.neural.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A file that only grows. Each write is one call of the system, after which a kill does no harm.
 */
final class Appender implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private boolean isNew;

  private Appender(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.isNew = channel.size() == 0;
  }

  /** A file of lines, old or new. A last line that was cut short gets its end. */
  static Appender lines(Path file) {
    try {
      boolean cut = cut(file);
      var channel = open(file, StandardOpenOption.CREATE);
      var out = new Appender(file, channel);
      if (cut) out.write(new byte[] {'\n'});
      return out;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static boolean cut(Path file) throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) return false;
    try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
      var last = ByteBuffer.allocate(1);
      in.read(last, in.size() - 1);
      return last.get(0) != '\n';
    }
  }

  /** A new event file in a folder, named so that TensorBoard finds it and reads it in order. */
  static Appender events(Path folder) {
    long seconds = System.currentTimeMillis() / 1000;
    try {
      Files.createDirectories(folder);
      for (int n = 0; ; n++) {
        var file =
            folder.resolve(
                String.format(Locale.ROOT, "events.out.tfevents.%010d.millrace.%d", seconds, n));
        try {
          return new Appender(file, open(file, StandardOpenOption.CREATE_NEW));
        } catch (FileAlreadyExistsException e) {
          // that number is taken
        }
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private static FileChannel open(Path file, StandardOpenOption how) throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, how);
  }

  /** Whether nothing was ever written. */
  boolean isNew() {
    return isNew;
  }

  void write(byte[] bytes) {
    isNew = false;
    try {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) channel.write(buffer);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Lets the disk have all of it. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) channel.force(true);
    channel.close();
  }

  private static UncheckedIOException failed(Path file, IOException e) {
    return new UncheckedIOException("%s: metrics cannot be written: %s".formatted(file, e), e);
  }
}
