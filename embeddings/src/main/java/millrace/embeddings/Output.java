package millrace.embeddings;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import millrace.data.DataException;

/** Writes little-endian numbers and text to a file that appears whole or not at all. */
final class Output {
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private final ByteBuffer numbers = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

  private Output(OutputStream out) {
    this.out = out;
  }

  /** What is written. */
  interface Body {
    void to(Output out) throws IOException;
  }

  /** Writes a file, compressed if its name ends with .gz. */
  static void write(Path file, Body body) {
    var folder = file.toAbsolutePath().getParent();
    var name = file.getFileName();
    if (folder == null || name == null) throw new DataException(file + " is no file name");
    var temporary = folder.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
    try {
      try {
        try (var out = stream(temporary, name.toString().endsWith(".gz"))) {
          body.to(new Output(out));
        }
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary); // it is there only if something failed
      }
    } catch (NoSuchFileException e) {
      throw new DataException(
          "%s cannot be written: there is no folder %s".formatted(file, folder), e);
    } catch (IOException e) {
      throw new DataException("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  private static OutputStream stream(Path file, boolean zipped) throws IOException {
    var raw = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      return new BufferedOutputStream(zipped ? new GZIPOutputStream(raw, BUFFER) : raw, BUFFER);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  void text(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  void int8(int value) throws IOException {
    out.write(value);
  }

  void int32(int value) throws IOException {
    numbers.clear().putInt(value);
    out.write(numbers.array(), 0, Integer.BYTES);
  }

  void int64(long value) throws IOException {
    numbers.clear().putLong(value);
    out.write(numbers.array(), 0, Long.BYTES);
  }

  void float64(double value) throws IOException {
    numbers.clear().putDouble(value);
    out.write(numbers.array(), 0, Double.BYTES);
  }

  void floats(float[] values, int from, int n) throws IOException {
    int most = BUFFER / Float.BYTES;
    for (int i = 0; i < n; i += most) {
      int some = Math.min(most, n - i);
      numbers.clear().asFloatBuffer().put(values, from + i, some);
      out.write(numbers.array(), 0, some * Float.BYTES);
    }
  }
}
