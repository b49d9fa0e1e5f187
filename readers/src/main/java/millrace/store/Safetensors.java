package millrace.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A safetensors file of arrays that Java has, open for reading; its {@link SafetensorsHeader}. */
final class Safetensors {
  private static final int CHUNK = 1 << 16;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final SeekableByteChannel channel;
  private final SafetensorsHeader header;
  private final Set<String> unused;

  /**
   * Reads and checks the header.
   *
   * @param source what messages call the file
   */
  Safetensors(SeekableByteChannel channel, String source) throws IOException {
    this.channel = channel;
    header = SafetensorsHeader.read(channel, source, Json.MOST_BYTES, Dtype.ARRAYS);
    long size = channel.size() - header.dataStart();
    if (size > Runtime.getRuntime().maxMemory()) {
      throw bad(
          "it has %d MB of data, but Java may use only %d MB: start it with a larger -Xmx",
          size >> 20, Runtime.getRuntime().maxMemory() >> 20);
    }
    unused = new TreeSet<>(names());
  }

  String source() {
    return header.source();
  }

  /** The free texts beside the tensors. */
  Map<String, String> metadata() {
    return header.metadata();
  }

  /** The names of all tensors, in the order of the header. */
  Set<String> names() {
    return header.tensors().keySet();
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
    var where = "%s: tensor '%s'".formatted(source(), name);
    var buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    int most = CHUNK / e.dtype().width;
    try {
      channel.position(header.dataStart() + e.begin());
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

  private SafetensorsHeader.Entry find(String name) {
    var e = header.tensors().get(name);
    if (e == null) throw bad("it has no tensor '%s', which its model names", name);
    return e;
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) throw bad("it became shorter while it was read");
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation would be a dependency
  private StoreException bad(String message, Object... args) {
    return new StoreException(source() + ": " + message.formatted(args));
  }
}
