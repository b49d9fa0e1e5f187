package millrace.neural.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import millrace.data.DataException;

/**
 * The fields of a message of Protocol Buffers, one after the other: {@code while (w.next()) switch
 * (w.field()) …}, with one call per field that takes or skips its value. No length is believed that
 * leads beyond the message.
 *
 * @see "https://protobuf.dev/programming-guides/encoding"
 */
final class Wire {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final int MOST_TEXT = 10_000;
  private static final int LONGEST_VARINT = 10;

  private final MemorySegment data;
  private final String source;
  private final long begin;
  private final long end;
  private long at;
  private long start;
  private int field;
  private int type;

  private Wire(MemorySegment data, String source, long at, long end) {
    this.data = data;
    this.source = source;
    begin = at;
    this.at = at;
    start = at;
    this.end = end;
  }

  /**
   * All of a file.
   *
   * @param source what messages call it
   */
  Wire(MemorySegment data, String source) {
    this(data, source, 0, data.byteSize());
  }

  /** Goes to the next field, if there is one. */
  boolean next() {
    if (at >= end) return false;
    start = at;
    long key = varint();
    type = (int) (key & 7);
    if (key >>> 3 == 0 || key >>> 32 != 0)
      throw bad("has the field number %d, which is none", key >>> 3);
    field = (int) (key >>> 3);
    if (type != VARINT && type != FIXED64 && type != BYTES && type != FIXED32)
      throw bad("is field %d with the wire type %d, which is none of 0, 1, 2, 5", field, type);
    return true;
  }

  int field() {
    return field;
  }

  int type() {
    return type;
  }

  /** The value, a whole number. */
  long number() {
    need(VARINT);
    return varint();
  }

  /** The value, a message, whose fields can be read before or after those that follow here. */
  Wire message() {
    long length = length();
    at += length;
    return new Wire(data, source, at - length, at);
  }

  /** The value, bytes that are not copied. */
  MemorySegment bytes() {
    long length = length();
    at += length;
    return data.asSlice(at - length, length);
  }

  /** The value, a name. */
  String text() {
    long length = length();
    if (length > MOST_TEXT)
      throw bad("is a name of %d bytes; at most %d are read", length, MOST_TEXT);
    at += length;
    var bytes = data.asSlice(at - length, length).asByteBuffer();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new DataException(
          "%s: byte %d is a name that is not valid UTF-8".formatted(source, at - length), e);
    }
  }

  /** Passes over the value. */
  void skip() {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> pass(Long.BYTES);
      case FIXED32 -> pass(Integer.BYTES);
      default -> {
        long length = length(); // moves on, too
        at += length;
      }
    }
  }

  /** Of the values of a packed field, seen as a message: whether there is another. */
  boolean more() {
    start = at;
    return at < end;
  }

  /** The next value of a packed field of varints. */
  long varint() {
    long out = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (at >= end) throw bad("begins a number that does not end before byte %d", end);
      byte b = data.get(ValueLayout.JAVA_BYTE, at++);
      out |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) return out;
    }
    throw bad("begins a number of more than %d bytes", LONGEST_VARINT);
  }

  private void pass(int n) {
    if (end - at < n)
      throw bad("is field %d of %d bytes, but its message ends at byte %d", field, n, end);
    at += n;
  }

  private long length() {
    need(BYTES);
    long length = varint();
    if (length < 0 || length > end - at)
      throw bad(
          "is field %d, which says it has %s bytes, but only %d follow: the file is cut short or no"
              + " ONNX model",
          field, Long.toUnsignedString(length), end - at);
    return length;
  }

  private void need(int expected) {
    if (type != expected)
      throw bad(
          "is field %d with the wire type %d, where %d was expected: it is no ONNX model",
          field, type, expected);
  }

  /** The values that are still to come, once more. */
  Wire again() {
    return new Wire(data, source, at, end);
  }

  /** What is wrong with the field that begins last. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
  DataException bad(String message, Object... args) {
    return new DataException("%s: byte %d ".formatted(source, start) + message.formatted(args));
  }

  /** What is wrong with the message as a whole. */
  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
  DataException badMessage(String message, Object... args) {
    return new DataException(begins() + message.formatted(args));
  }

  /** Where the message begins, for the start of another's message. */
  String begins() {
    return "%s: byte %d begins ".formatted(source, begin);
  }
}
