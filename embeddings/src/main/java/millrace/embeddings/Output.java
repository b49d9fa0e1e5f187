package millrace.embeddings;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import millrace.data.DataException;
import millrace.store.StoreException;
import millrace.store.WholeFile;

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
    boolean zipped = file.toString().endsWith(".gz");
    try {
      WholeFile.write(
          file,
          to -> {
            var raw = Channels.newOutputStream(to);
            if (zipped) {
              try (var zip = new GZIPOutputStream(new Open(raw), BUFFER)) {
                fill(zip, body);
              }
            } else {
              fill(raw, body);
            }
          });
    } catch (StoreException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  private static void fill(OutputStream to, Body body) throws IOException {
    var out = new BufferedOutputStream(to, BUFFER);
    body.to(new Output(out));
    out.flush();
  }

  /** Stays open when what writes to it is closed: the file is not finished yet. */
  private static final class Open extends FilterOutputStream {
    Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] b, int from, int length) throws IOException {
      out.write(b, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
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
