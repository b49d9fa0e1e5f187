package millrace.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Makes safetensors files that {@link Store} would not write. JSON with single quotes. */
final class Hostile {
  private Hostile() {}

  /** Header length, header and data as they are. */
  static byte[] raw(long length, byte[] header, byte[] data) {
    return ByteBuffer.allocate(8 + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  static byte[] header(String json, byte[] data) {
    var bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return raw(bytes.length, bytes, data);
  }

  /** A file of this model tree and these header entries of tensors. */
  static byte[] file(Map<String, String> tensors, String model, byte[] data) {
    var json = new StringBuilder();
    json.append("{'__metadata__':{'format':'millrace','version':'1','model':'");
    json.append(model.replace("'", "\\'")).append("'}");
    tensors.forEach((name, entry) -> json.append(",'%s':%s".formatted(name, entry)));
    return header(json.append('}').toString(), data);
  }
}
