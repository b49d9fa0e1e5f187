package millrace.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over a frame's names, kinds, target, weights and cells. O(cells). */
final class Fingerprint {
  private final MessageDigest digest;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  private Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every Java has SHA-256", e);
    }
  }

  static String of(Frame frame) {
    var f = new Fingerprint();
    f.text(frame.targetName().orElse(""));
    f.number(frame.size());
    for (var name : frame.names()) {
      f.text(name);
      f.column(frame.column(name));
    }
    frame.weightsName().ifPresent(f::text);
    f.flush();
    return HexFormat.of().formatHex(f.digest.digest());
  }

  private void column(Column column) {
    text(column.kind());
    switch (column) {
      case Column.Numeric c -> {
        for (double v : c.values()) number(Double.doubleToLongBits(v));
      }
      case Column.Nominal c -> {
        names(c.levels());
        for (int v : c.codes()) number(v);
      }
      case Column.Text c -> c.values().forEach(this::text);
      case Column.Tokens c -> {
        names(c.words());
        for (int v : c.starts()) number(v);
        for (int v : c.ids()) number(v);
      }
      case Column.Sparse c -> {
        names(c.features());
        for (int v : c.starts()) number(v);
        for (int v : c.index()) number(v);
        for (double v : c.value()) number(Double.doubleToLongBits(v));
      }
      case Column.Spans c -> {
        names(c.names());
        for (int v : c.starts()) number(v);
        for (int v : c.from()) number(v);
        for (int v : c.to()) number(v);
        for (int v : c.labels()) number(v);
      }
      case Column.Dense c -> {
        names(c.features());
        for (float v : c.values()) number(Float.floatToIntBits(v));
      }
      case Column.Time c -> {
        for (long v : c.millis()) number(v);
      }
    }
  }

  private void names(Vocabulary vocabulary) {
    number(vocabulary.size());
    vocabulary.names().forEach(this::text);
  }

  private void text(String s) {
    var bytes = s.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    flush();
    digest.update(bytes);
  }

  private void number(long v) {
    if (buffer.remaining() < Long.BYTES) flush();
    buffer.putLong(v);
  }

  private void flush() {
    buffer.flip();
    digest.update(buffer);
    buffer.clear();
  }
}
