package millrace.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Writes a safetensors file: eight bytes of header length, little-endian; the header as JSON,
 * padded with spaces to a multiple of eight; the arrays one after the other. The widest element
 * types stand first, so that each array is aligned to its element type without any gap.
 */
final class SafetensorsWriter {
  private record Tensor(String name, Dtype dtype, List<Long> shape, Object array) {
    long bytes() {
      return (long) Dtype.length(array) * dtype.width;
    }
  }

  private static final int CHUNK = 1 << 16;

  private final List<Tensor> tensors = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>(List.of(SafetensorsHeader.METADATA));

  void add(String name, Object array) {
    add(name, array, List.of((long) Dtype.length(array)));
  }

  void add(String name, Object array, List<Long> shape) {
    add(name, array, shape, Dtype.of(array.getClass()));
  }

  /** {@code dtype} is the array's, or F16 or BF16 for floats, which must not become infinite. */
  void add(String name, Object array, List<Long> shape, Dtype dtype) {
    if (!names.add(name)) throw new StoreException("two arrays have the name '" + name + "'");
    if (array instanceof float[] floats && dtype != Dtype.F32) checkRange(name, floats, dtype);
    tensors.add(new Tensor(name, dtype, shape, array));
  }

  private static void checkRange(String name, float[] values, Dtype dtype) {
    int infinity = dtype.half(Float.POSITIVE_INFINITY);
    for (int i = 0; i < values.length; i++) {
      if ((dtype.half(values[i]) & 0x7fff) == infinity && !Float.isInfinite(values[i])) {
        throw new StoreException(
            "element %d of '%s' is %s, which is infinite as %s: write F32"
                .formatted(i, name, values[i], dtype));
      }
    }
  }

  /** The length of everything after the header. */
  long dataBytes() {
    return tensors.stream().mapToLong(Tensor::bytes).sum();
  }

  private List<Tensor> ordered() {
    return tensors.stream()
        .sorted(Comparator.comparingInt((Tensor t) -> t.dtype().width).reversed())
        .toList();
  }

  /** The header, padded, without its length. */
  byte[] header(SequencedMap<String, String> metadata) {
    var header = new LinkedHashMap<String, Object>();
    header.put(SafetensorsHeader.METADATA, metadata);
    long at = 0;
    for (var t : ordered()) {
      var entry = new LinkedHashMap<String, Object>();
      entry.put("dtype", t.dtype().name());
      entry.put("shape", t.shape());
      entry.put("data_offsets", List.of(at, at + t.bytes()));
      header.put(t.name(), entry);
      at += t.bytes();
    }
    var json = Json.write((Map<?, ?>) header).getBytes(StandardCharsets.UTF_8);
    var padded = Arrays.copyOf(json, (json.length + 7) & ~7);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  void write(byte[] header, WritableByteChannel to) throws IOException {
    var buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(header.length).flip();
    writeAll(buffer, to);
    writeAll(ByteBuffer.wrap(header), to);
    for (var t : ordered()) {
      int length = Dtype.length(t.array());
      int most = CHUNK / t.dtype().width;
      for (int i = 0; i < length; i += most) {
        int n = Math.min(most, length - i);
        buffer.clear();
        t.dtype().put(t.array(), i, n, buffer);
        writeAll(buffer.limit(n * t.dtype().width), to);
      }
    }
  }

  private static void writeAll(ByteBuffer bytes, WritableByteChannel to) throws IOException {
    while (bytes.hasRemaining()) to.write(bytes);
  }
}
