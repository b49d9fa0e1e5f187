package millrace.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file, open for reading. The header is checked whole before anything else is read:
 * the tensors must fill the rest of the file without overlap and without a gap, and each one's
 * extent must be that of its shape. Thus no array can be asked for that is larger than the file.
 *
 * @see "https://github.com/huggingface/safetensors, README, section Format"
 */
final class Safetensors {
  static final String METADATA = "__metadata__";

  private static final int CHUNK = 1 << 16;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** One tensor: {@code begin} and {@code end} are bytes counted from the end of the header. */
  private record Entry(String name, Dtype dtype, List<Long> shape, long begin, long end) {}

  private final SeekableByteChannel channel;
  private final String source;
  private final long dataStart;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Entry> tensors = new LinkedHashMap<>();
  private final Set<String> unused;

  /**
   * Reads and checks the header.
   *
   * @param source what messages call the file
   */
  Safetensors(SeekableByteChannel channel, String source) throws IOException {
    this.channel = channel;
    this.source = source;
    long size = channel.size();
    if (size < 8) {
      throw bad("it has %d bytes: too short for a model file, which starts with 8", size);
    }
    long length = read(8).getLong();
    if (length < 2 || length > size - 8) {
      throw bad(
          "it says its header has %d bytes, but %d follow: it is cut short or no model file",
          length, size - 8);
    }
    if (length > Json.MOST_BYTES) {
      throw bad("it has a header of %d bytes; at most %d are read", length, Json.MOST_BYTES);
    }
    dataStart = 8 + length;
    var text = Json.utf8(read((int) length), source + ": the header");
    if (text.charAt(0) != '{') throw bad("it has a header that does not start with '{'");
    for (var e : object(Json.parse(text, source + ": the header"), "the header").entrySet()) {
      if (e.getKey().equals(METADATA)) {
        object(e.getValue(), METADATA).forEach((k, v) -> metadata.put(k, string(v, k)));
      } else {
        tensors.put(e.getKey(), entry(e.getKey(), e.getValue()));
      }
    }
    checkLayout(size - dataStart);
    unused = new TreeSet<>(tensors.keySet());
  }

  String source() {
    return source;
  }

  /** The free texts beside the tensors. */
  Map<String, String> metadata() {
    return metadata;
  }

  /** The names of all tensors, in the order of the header. */
  Set<String> names() {
    return tensors.keySet();
  }

  List<Long> shape(String name) {
    return find(name).shape();
  }

  /** The bytes of a tensor. */
  long bytes(String name) {
    var e = find(name);
    return e.end() - e.begin();
  }

  /** The names of the tensors that nobody has taken. */
  Set<String> unused() {
    return unused;
  }

  /** The array type that {@link #take} gives. */
  Class<?> type(String name) {
    return find(name).dtype().array(0).getClass();
  }

  /**
   * Reads a tensor of one dimension as a Java array. Each can be taken once: a small file must not
   * become a large model by naming a tensor many times.
   */
  Object take(String name) {
    var e = find(name);
    if (e.shape().size() != 1) {
      throw bad("tensor '%s' has the shape %s; one dimension was expected", name, e.shape());
    }
    return takeFlat(name);
  }

  /** Reads a tensor of any shape, row-major; as {@link #take} once. */
  Object takeFlat(String name) {
    var e = find(name);
    if (!unused.remove(name)) throw bad("it uses the tensor '%s' twice", name);
    int length = (int) Math.min((e.end() - e.begin()) / e.dtype().width, LONGEST_ARRAY + 1L);
    if (length > LONGEST_ARRAY) {
      throw bad("tensor '%s' is longer than a Java array can be", name);
    }
    var array = e.dtype().array(length);
    var where = "%s: tensor '%s'".formatted(source, name);
    var buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    int most = CHUNK / e.dtype().width;
    try {
      channel.position(dataStart + e.begin());
      for (int i = 0; i < length; i += most) {
        int n = Math.min(most, length - i);
        fill(buffer.clear().limit(n * e.dtype().width));
        Dtype.get(buffer.flip(), array, i, n, where);
      }
    } catch (IOException ex) {
      throw new StoreException(where + " cannot be read: " + ex.getMessage(), ex);
    }
    return array;
  }

  private Entry find(String name) {
    var e = tensors.get(name);
    if (e == null) throw bad("it has no tensor '%s', which its model names", name);
    return e;
  }

  private Entry entry(String name, @Nullable Object value) {
    var at = "tensor '" + name + "'";
    var fields = object(value, at);
    if (!fields.keySet().equals(Set.of("dtype", "shape", "data_offsets"))) {
      throw bad("%s has the fields %s, not dtype, shape, data_offsets", at, fields.keySet());
    }
    var dtype = dtype(string(fields.get("dtype"), at + " dtype"), at);
    var shape = sizes(fields.get("shape"), at + " shape");
    var offsets = sizes(fields.get("data_offsets"), at + " data_offsets");
    if (offsets.size() != 2) throw bad("%s has the data_offsets %s, not two", at, offsets);
    long bytes = dtype.width;
    try {
      for (long n : shape) bytes = Math.multiplyExact(bytes, n);
    } catch (ArithmeticException e) {
      throw new StoreException(
          "%s: %s has the shape %s, which is too large".formatted(source, at, shape), e);
    }
    long begin = offsets.getFirst();
    long end = offsets.getLast();
    if (end < begin || end - begin != bytes) {
      throw bad(
          "%s of type %s and shape %s has %d bytes, but its data_offsets are %s",
          at, dtype, shape, bytes, offsets);
    }
    return new Entry(name, dtype, shape, begin, end);
  }

  private Dtype dtype(String name, String at) {
    for (var d : Dtype.values()) if (d.name().equals(name)) return d;
    throw bad("%s has the dtype '%s', not one of %s", at, name, List.of(Dtype.values()));
  }

  private List<Long> sizes(@Nullable Object value, String at) {
    if (value instanceof List<?> list
        && list.stream().allMatch(n -> n instanceof Long size && size >= 0)) {
      return list.stream().map(Long.class::cast).toList();
    }
    throw bad("%s is not a list of whole numbers from 0", at);
  }

  private void checkLayout(long size) {
    var ordered =
        tensors.values().stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
    long at = 0;
    for (var e : ordered) {
      if (e.begin() != at) {
        throw bad(
            "tensor '%s' begins at byte %d of the data, but the one before ends at %d: they %s",
            e.name(), e.begin(), at, e.begin() < at ? "overlap" : "leave a gap");
      }
      at = e.end();
    }
    if (at != size) {
      throw bad(
          "it has %d bytes of data, but its tensors have %d: it is cut short or damaged", size, at);
    }
    if (size > Runtime.getRuntime().maxMemory()) {
      throw bad(
          "it has %d MB of data, but Java may use only %d MB: start it with a larger -Xmx",
          size >> 20, Runtime.getRuntime().maxMemory() >> 20);
    }
  }

  private Map<String, @Nullable Object> object(@Nullable Object value, String at) {
    if (!(value instanceof Map<?, ?> map)) throw bad("%s is not a JSON object", at);
    @SuppressWarnings("unchecked") // JSON has only strings as keys
    var typed = (Map<String, @Nullable Object>) map;
    return typed;
  }

  private String string(@Nullable Object value, String at) {
    if (value instanceof String s) return s;
    throw bad("%s is not a string", at);
  }

  private ByteBuffer read(int n) throws IOException {
    var buffer = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
    fill(buffer);
    return buffer.flip();
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) throw bad("it became shorter while it was read");
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
  private StoreException bad(String message, Object... args) {
    return new StoreException(source + ": " + message.formatted(args));
  }
}
