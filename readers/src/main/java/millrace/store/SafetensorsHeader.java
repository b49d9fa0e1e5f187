package millrace.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the start of a safetensors file: the names, types, shapes and places of its
 * tensors. It is checked whole before anything else is read: the tensors must fill the rest of the
 * file without overlap and without a gap, and each one's extent must be that of its shape. Thus no
 * array can be asked for that is larger than the file says, and has.
 *
 * @param source what messages call the file
 * @param dataStart the byte of the file from which entries count
 * @param metadata the free texts beside the tensors
 * @param tensors by name, in the order of the header
 * @see "https://github.com/huggingface/safetensors, README, section Format"
 */
public record SafetensorsHeader(
    String source,
    long dataStart,
    SequencedMap<String, String> metadata,
    SequencedMap<String, Entry> tensors) {
  static final String METADATA = "__metadata__";

  /** The format's own limit, and a part of the memory: a header takes several times its length. */
  private static final int MOST_BYTES =
      (int) Math.min(100_000_000, Runtime.getRuntime().maxMemory() / 16);

  /** One tensor: {@code begin} and {@code end} are bytes counted from {@code dataStart}. */
  public record Entry(String name, Dtype dtype, List<Long> shape, long begin, long end) {}

  /**
   * Reads and checks the header, of up to 100 MB. Memory is bounded by its length.
   *
   * @param source what messages call the file
   * @throws StoreException if it is damaged, cut short, or has a type that is no {@link Dtype}
   */
  public static SafetensorsHeader read(SeekableByteChannel channel, String source)
      throws IOException {
    return read(channel, source, MOST_BYTES, EnumSet.allOf(Dtype.class));
  }

  /** The same of a file that is in memory. */
  public static SafetensorsHeader read(byte[] file, String source) throws IOException {
    try (var channel = new BytesChannel(file)) {
      return read(channel, source);
    }
  }

  static SafetensorsHeader read(
      SeekableByteChannel channel, String source, int most, Set<Dtype> types) throws IOException {
    return new Parser(channel, source, most, types).parse();
  }

  private record Parser(SeekableByteChannel channel, String source, int most, Set<Dtype> types) {
    SafetensorsHeader parse() throws IOException {
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
      if (length > most) {
        throw bad("it has a header of %d bytes; at most %d are read", length, most);
      }
      var text = Json.utf8(read((int) length), source + ": the header");
      if (text.charAt(0) != '{') throw bad("it has a header that does not start with '{'");
      var metadata = new LinkedHashMap<String, String>();
      var tensors = new LinkedHashMap<String, Entry>();
      for (var e : object(Json.parse(text, source + ": the header"), "the header").entrySet()) {
        if (e.getKey().equals(METADATA)) {
          object(e.getValue(), METADATA).forEach((k, v) -> metadata.put(k, string(v, k)));
        } else {
          tensors.put(e.getKey(), entry(e.getKey(), e.getValue()));
        }
      }
      checkLayout(tensors, size - 8 - length);
      return new SafetensorsHeader(source, 8 + length, metadata, tensors);
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
      for (var d : types) if (d.name().equals(name)) return d;
      throw bad("%s has the dtype '%s', not one of %s", at, name, types);
    }

    private List<Long> sizes(@Nullable Object value, String at) {
      if (value instanceof List<?> list
          && list.stream().allMatch(n -> n instanceof Long size && size >= 0)) {
        return list.stream().map(Long.class::cast).toList();
      }
      throw bad("%s is not a list of whole numbers from 0", at);
    }

    private void checkLayout(Map<String, Entry> tensors, long size) {
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
            "it has %d bytes of data, but its tensors have %d: it is cut short or damaged",
            size, at);
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
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) throw bad("it became shorter while it was read");
      }
      return buffer.flip();
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
    private StoreException bad(String message, Object... args) {
      return new StoreException(source + ": " + message.formatted(args));
    }
  }
}
