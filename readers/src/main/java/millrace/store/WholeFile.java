package millrace.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files that appear whole or not at all: written under another name in the same folder, forced to
 * the disk and then moved into their place.
 */
public final class WholeFile {
  /** What is to be written. */
  @FunctionalInterface
  public interface Content {
    void to(WritableByteChannel out) throws IOException;
  }

  private WholeFile() {}

  /** Writes a text in UTF-8; see {@link #write(Path, Content)}. */
  public static void write(Path file, String text) {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    write(
        file,
        out -> {
          while (bytes.hasRemaining()) out.write(bytes);
        });
  }

  /**
   * Writes a file, in place of one that may be there.
   *
   * @throws StoreException if it cannot be written; then a file that was there before is as it was
   */
  public static void write(Path file, Content content) {
    var folder = file.toAbsolutePath().getParent();
    var name = file.getFileName();
    if (folder == null || name == null) throw new StoreException(file + " is no file name");
    var temporary = folder.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
    try {
      try {
        try (var channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          content.to(channel);
          channel.force(true);
        }
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary); // it is there only if something failed
      }
    } catch (NoSuchFileException e) {
      throw new StoreException(
          "%s cannot be written: there is no folder %s".formatted(file, folder), e);
    } catch (IOException e) {
      throw new StoreException("%s cannot be written: %s".formatted(file, e), e);
    }
  }
}
