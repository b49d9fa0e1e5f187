package millrace.neural.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads event files, sharing no code with what writes them. Checksums are computed bit by bit. */
final class EventFile {
  /** One record. */
  static final class Event {
    byte[] bytes;
    double time;
    long step;
    String version = "";
    boolean start;
    final Map<String, Float> scalars = new LinkedHashMap<>();
  }

  private EventFile() {}

  static List<Event> read(byte[] file) {
    var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    var out = new ArrayList<Event>();
    while (in.hasRemaining()) {
      int from = in.position();
      long length = in.getLong();
      assertEquals(crc(file, from, 8), in.getInt(), "checksum of a length");
      int at = in.position();
      in.position(at + (int) length);
      assertEquals(crc(file, at, (int) length), in.getInt(), "checksum of a record");
      var event = event(in.slice(at, (int) length).order(ByteOrder.LITTLE_ENDIAN));
      event.bytes = Arrays.copyOfRange(file, from, in.position());
      out.add(event);
    }
    return out;
  }

  private static Event event(ByteBuffer in) {
    var out = new Event();
    while (in.hasRemaining()) {
      int key = (int) varint(in);
      switch (key >>> 3) {
        case 1 -> out.time = in.getDouble();
        case 2 -> out.step = varint(in);
        case 3 -> out.version = StandardCharsets.UTF_8.decode(bytes(in)).toString();
        case 5 -> summary(bytes(in), out);
        case 7 -> {
          var session = bytes(in);
          assertEquals(1 << 3, varint(session));
          out.start = varint(session) == 1;
        }
        default -> {
          assertEquals(2, key & 7, "only texts are passed over");
          bytes(in);
        }
      }
    }
    return out;
  }

  private static void summary(ByteBuffer in, Event out) {
    while (in.hasRemaining()) {
      assertEquals(1 << 3 | 2, varint(in));
      var value = bytes(in);
      assertEquals(1 << 3 | 2, varint(value));
      var tag = StandardCharsets.UTF_8.decode(bytes(value)).toString();
      assertEquals(2 << 3 | 5, varint(value));
      out.scalars.put(tag, value.getFloat());
      assertEquals(0, value.remaining());
    }
  }

  private static ByteBuffer bytes(ByteBuffer in) {
    int n = (int) varint(in);
    var out = in.slice(in.position(), n).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + n);
    return out;
  }

  private static long varint(ByteBuffer in) {
    long out = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      out |= (long) (b & 0x7f) << shift;
      if (b >= 0) return out;
    }
  }

  private static int crc(byte[] data, int from, int n) {
    int c = -1;
    for (int i = from; i < from + n; i++) {
      c ^= data[i] & 0xff;
      for (int k = 0; k < 8; k++) c = (c >>> 1) ^ ((c & 1) != 0 ? 0x82f63b78 : 0);
    }
    c = ~c;
    return ((c >>> 15) | (c << 17)) + 0xa282ead8;
  }
}
