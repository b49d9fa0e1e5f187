package millrace.neural.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import millrace.store.Dtype;

/** Little-endian elements of any type as floats. Nothing need be aligned. */
final class Decode {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private Decode() {}

  /** Elements from {@code from} on, {@code n} of them, into the array from {@code at} on. */
  static void floats(MemorySegment data, Dtype type, long from, float[] into, int at, int n) {
    long byteAt = from * type.width();
    switch (type) {
      case F32 -> MemorySegment.copy(data, FLOAT, byteAt, into, at, n);
      case F16 -> {
        for (int i = 0; i < n; i++)
          into[at + i] = Float.float16ToFloat(data.get(SHORT, byteAt + 2L * i));
      }
      case BF16 -> {
        for (int i = 0; i < n; i++)
          into[at + i] = Float.intBitsToFloat(data.get(SHORT, byteAt + 2L * i) << 16);
      }
      case F64 -> {
        for (int i = 0; i < n; i++) into[at + i] = (float) data.get(DOUBLE, byteAt + 8L * i);
      }
      case I64 -> {
        for (int i = 0; i < n; i++) into[at + i] = data.get(LONG, byteAt + 8L * i);
      }
      case I32 -> {
        for (int i = 0; i < n; i++) into[at + i] = data.get(INT, byteAt + 4L * i);
      }
      case I16 -> {
        for (int i = 0; i < n; i++) into[at + i] = data.get(SHORT, byteAt + 2L * i);
      }
      case I8 -> {
        for (int i = 0; i < n; i++) into[at + i] = data.get(BYTE, byteAt + i);
      }
      case U8 -> {
        for (int i = 0; i < n; i++) into[at + i] = data.get(BYTE, byteAt + i) & 0xff;
      }
      case BOOL -> {
        for (int i = 0; i < n; i++) into[at + i] = data.get(BYTE, byteAt + i) == 0 ? 0 : 1;
      }
    }
  }
}
