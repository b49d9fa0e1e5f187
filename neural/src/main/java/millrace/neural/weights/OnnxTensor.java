package millrace.neural.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import millrace.data.DataException;
import millrace.store.Dtype;
import org.jspecify.annotations.Nullable;

/** One TensorProto, being read. */
final class OnnxTensor {
  private static final int MOST_DIMS = 16;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Wire wire;
  private final long[] dims = new long[MOST_DIMS];
  private int rank;
  private long code;
  private String name = "";
  private @Nullable MemorySegment raw;
  private @Nullable MemorySegment floats;
  private @Nullable MemorySegment doubles;
  private @Nullable Wire ints;
  private boolean external;

  private OnnxTensor(Wire wire) {
    this.wire = wire;
  }

  /** A name and what it stands for. */
  record Named(String name, StoredTensor tensor) {}

  static Named read(Wire wire) {
    var t = new OnnxTensor(wire);
    while (wire.next()) t.field();
    return new Named(t.name, t.tensor());
  }

  private void field() {
    switch (wire.field()) {
      case 1 -> dims();
      case 2 -> code = wire.number();
      case 3 -> throw wire.bad("is a segment of a tensor, which is not supported");
      case 4 -> floats = once(floats, packed());
      case 5, 7 -> {
        if (ints != null) throw wire.bad("is a second list of elements of one tensor");
        if (wire.type() != Wire.BYTES) throw unpacked();
        ints = wire.message();
      }
      case 8 -> name = wire.text();
      case 9 -> raw = once(raw, wire.bytes());
      case 10 -> doubles = once(doubles, packed());
      case 13 -> {
        external = true;
        wire.skip();
      }
      case 14 -> external |= wire.number() != 0;
      default -> wire.skip();
    }
  }

  private void dims() {
    if (wire.type() != Wire.BYTES) {
      dim(wire.number());
      return;
    }
    var packed = wire.message();
    while (packed.more()) dim(packed.varint());
  }

  private void dim(long n) {
    if (rank == MOST_DIMS) throw wire.bad("is a dimension beyond the %dth", MOST_DIMS);
    dims[rank++] = n;
  }

  private MemorySegment packed() {
    if (wire.type() != Wire.BYTES) throw unpacked();
    return wire.bytes();
  }

  private DataException unpacked() {
    return wire.bad(
        "is an element of a tensor by itself, where a packed list was expected: save the model anew"
            + " with onnx.save");
  }

  private MemorySegment once(@Nullable MemorySegment before, MemorySegment now) {
    if (before != null) throw wire.bad("is a second list of elements of one tensor");
    return now;
  }

  private StoredTensor tensor() {
    if (name.isEmpty()) throw wire.badMessage("a tensor without a name");
    if (external)
      throw wire.badMessage(
          "tensor '%s', whose data lie in another file, which is not supported: save the model in"
              + " one file, onnx.save(model, file, save_as_external_data=False)",
          name);
    var type = type();
    var where = "%stensor '%s', which".formatted(wire.begins(), name);
    var shape = StoredTensor.shape(Arrays.copyOf(dims, rank), type, where);
    long size = 1;
    for (int n : shape) size = n == 0 ? 0 : size * n; // once 0, it stays: 0 · n
    return StoredTensor.of(type, shape, data(type, size, shape));
  }

  private Dtype type() {
    return switch ((int) Math.clamp(code, -1L, 99L)) {
      case 1 -> Dtype.F32;
      case 2 -> Dtype.U8;
      case 3 -> Dtype.I8;
      case 5 -> Dtype.I16;
      case 6 -> Dtype.I32;
      case 7 -> Dtype.I64;
      case 9 -> Dtype.BOOL;
      case 10 -> Dtype.F16;
      case 11 -> Dtype.F64;
      case 16 -> Dtype.BF16;
      default ->
          throw wire.badMessage(
              "tensor '%s' of the data type %d, where 1 (FLOAT), 2 (UINT8), 3 (INT8), 5 (INT16), 6"
                  + " (INT32), 7 (INT64), 9 (BOOL), 10 (FLOAT16), 11 (DOUBLE) or 16 (BFLOAT16) was"
                  + " expected",
              name, code);
    };
  }

  private MemorySegment data(Dtype type, long size, int[] shape) {
    long bytes = size * type.width();
    if (ints != null && raw == null && floats == null && doubles == null)
      return whole(ints, type, size);
    var data = raw;
    if (data == null && type == Dtype.F32) data = floats;
    if (data == null && type == Dtype.F64) data = doubles;
    if (data == null) data = MemorySegment.ofArray(new byte[0]);
    int lists = (raw == null ? 0 : 1) + (floats == null ? 0 : 1) + (doubles == null ? 0 : 1);
    if (lists + (ints == null ? 0 : 1) > 1 || data.byteSize() != bytes)
      throw wire.badMessage(
          "tensor '%s' of type %s and the shape %s, where one list of %d bytes was expected, but it"
              + " has %d lists, with %d bytes of that type",
          name,
          type,
          Arrays.toString(shape),
          bytes,
          lists + (ints == null ? 0 : 1),
          data.byteSize());
    return data;
  }

  /** Elements that stand in varints: integers, and the bits of halves. */
  private MemorySegment whole(Wire from, Dtype type, long size) {
    var counted = from.again();
    long count = 0;
    for (; counted.more(); count++) counted.varint();
    if (count != size || type == Dtype.F32 || type == Dtype.F64)
      throw wire.badMessage(
          "tensor '%s' of type %s with %d elements, but it has %d whole numbers",
          name, type, size, count);
    long bytes = size * type.width();
    if (bytes > Integer.MAX_VALUE - 8)
      throw wire.badMessage("tensor '%s', whose list of numbers is too long to be unpacked", name);
    var out = MemorySegment.ofArray(new byte[(int) bytes]);
    for (long i = 0; from.more(); i++) {
      long v = from.varint();
      switch (type.width()) {
        case 1 -> out.set(ValueLayout.JAVA_BYTE, i, (byte) v);
        case 2 -> out.set(SHORT, 2 * i, (short) v);
        case 4 -> out.set(Decode.INT, 4 * i, (int) v);
        default -> out.set(LONG, 8 * i, v);
      }
    }
    return out;
  }
}
