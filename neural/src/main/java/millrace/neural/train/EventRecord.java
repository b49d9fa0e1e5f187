package millrace.neural.train;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Records of TensorBoard's event files: messages {@code Event} of Protocol Buffers in frames of
 * TFRecord, which are the length (8 bytes), its checksum (4), the message, and its checksum (4),
 * all little-endian. Checksums are CRC-32C, masked.
 *
 * @see "TensorFlow, tensorflow/core/util/event.proto, framework/summary.proto,
 *     lib/io/record_writer.h"
 * @see "https://protobuf.dev/programming-guides/encoding"
 */
final class EventRecord {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private EventRecord() {}

  /** The first record of every file. */
  static byte[] version(double time) {
    return new EventRecord().fixed64(1, time).bytes(3, utf8("brain.Event:2")).frame();
  }

  /** A session starts: what earlier files have from this step on is void. */
  static byte[] start(double time, long step) {
    var session = new EventRecord().varint(1, 1);
    return new EventRecord()
        .fixed64(1, time)
        .varint(2, step)
        .bytes(7, session.out.toByteArray())
        .frame();
  }

  /** Scalars at a step; values are single precision. */
  static byte[] scalars(double time, long step, String prefix, Map<String, Double> values) {
    var summary = new EventRecord();
    values.forEach(
        (name, value) -> {
          var scalar = new EventRecord().bytes(1, utf8(prefix + name)).fixed32(2, value);
          summary.bytes(1, scalar.out.toByteArray());
        });
    return new EventRecord()
        .fixed64(1, time)
        .varint(2, step)
        .bytes(5, summary.out.toByteArray())
        .frame();
  }

  private EventRecord varint(int field, long value) {
    if (value == 0) return this; // the default is left out
    key(field, VARINT);
    varint(value);
    return this;
  }

  private EventRecord fixed64(int field, double value) {
    key(field, FIXED64);
    out.writeBytes(little(8).putDouble(value).array());
    return this;
  }

  private EventRecord fixed32(int field, double value) {
    key(field, FIXED32);
    out.writeBytes(little(4).putFloat((float) value).array());
    return this;
  }

  private EventRecord bytes(int field, byte[] value) {
    key(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void key(int field, int type) {
    varint(((long) field << 3) | type);
  }

  private void varint(long value) {
    while ((value & ~0x7FL) != 0) {
      out.write((int) ((value & 0x7F) | 0x80));
      value >>>= 7;
    }
    out.write((int) value);
  }

  private byte[] frame() {
    var message = out.toByteArray();
    var length = little(8).putLong(message.length).array();
    return little(message.length + 16)
        .put(length)
        .putInt(masked(length))
        .put(message)
        .putInt(masked(message))
        .array();
  }

  /**
   * Rotated and shifted, so that a checksum of data that holds checksums is still worth something.
   */
  private static int masked(byte[] data) {
    var crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
