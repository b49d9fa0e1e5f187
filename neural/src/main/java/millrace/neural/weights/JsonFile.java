package millrace.neural.weights;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import millrace.data.DataException;
import millrace.store.Json;
import millrace.store.StoreException;
import org.jspecify.annotations.Nullable;

/** A file of one JSON object. */
final class JsonFile {
  private static final long MOST_BYTES = 32 << 20;
  private static final int MOST_SHOWN = 60;

  private JsonFile() {}

  static Map<String, @Nullable Object> read(Path file) throws IOException {
    String text;
    try (var channel = Opening.channel(file)) {
      if (channel.size() > MOST_BYTES)
        throw new DataException(
            "%s: it has %d bytes; of a JSON file at most %d are read"
                .formatted(file, channel.size(), MOST_BYTES));
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": it is not valid UTF-8", e);
    }
    return parse(text, file.toString());
  }

  static Map<String, @Nullable Object> parse(String text, String source) {
    Object value;
    try {
      value = Json.parse(text, source + ": it");
    } catch (StoreException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
    if (!(value instanceof Map<?, ?> map))
      throw new DataException(
          "%s: it holds %s, where a JSON object was expected".formatted(source, shown(value)));
    @SuppressWarnings("unchecked") // JSON has only strings as keys
    var typed = (Map<String, @Nullable Object>) map;
    return typed;
  }

  /** A value in a message. */
  static String shown(@Nullable Object value) {
    var text = value instanceof String s ? "'" + s + "'" : String.valueOf(value);
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
  }
}
