package millrace.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads golden files and compares with them. */
final class Golden {
  private Golden() {}

  static JsonNode read(String file) {
    try (var in = Golden.class.getResourceAsStream("/golden/" + file)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] numbers(JsonNode array) {
    var out = new double[array.size()];
    for (int i = 0; i < out.length; i++) out[i] = array.get(i).asDouble();
    return out;
  }

  static List<String> strings(JsonNode array) {
    var out = new ArrayList<String>();
    array.forEach(n -> out.add(n.asText()));
    return out;
  }

  /** Equal to a part in 10¹²; numbers about zero to 10⁻¹² absolutely. */
  static void near(double expected, double actual, String what) {
    near(expected, actual, 1e-12, what);
  }

  static void near(double expected, double actual, double part, String what) {
    assertEquals(expected, actual, part * Math.max(1, Math.abs(expected)), what);
  }

  static void near(JsonNode expected, double[] actual, String what) {
    assertEquals(expected.size(), actual.length, what);
    for (int i = 0; i < actual.length; i++) {
      near(expected.get(i).asDouble(), actual[i], what + " at " + i);
    }
  }
}
