package millrace.neural.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

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

  static double[] numbers(JsonNode list) {
    var out = new double[list.size()];
    for (int i = 0; i < out.length; i++) out[i] = list.get(i).asDouble();
    return out;
  }
}
