package millrace.nlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Golden values that another implementation computed, from src/test/resources/golden. */
final class Golden {
  private Golden() {}

  static JsonNode read(String file) {
    try (var in = Golden.class.getResourceAsStream("/golden/" + file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> strings(JsonNode list) {
    var out = new ArrayList<String>();
    for (var s : list) out.add(s.textValue());
    return out;
  }
}
