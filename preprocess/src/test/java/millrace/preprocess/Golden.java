package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import millrace.data.Column;
import millrace.data.Frame;

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

  /** Numbers of a JSON list; null is NaN. */
  static double[] numbers(JsonNode list) {
    var v = new double[list.size()];
    for (int i = 0; i < v.length; i++)
      v[i] = list.get(i).isNull() ? Double.NaN : list.get(i).doubleValue();
    return v;
  }

  /** A JSON list of rows as Numeric columns x0, x1, … */
  static Frame frame(JsonNode rows) {
    var m = new LinkedHashMap<String, Column>();
    for (int j = 0; j < rows.get(0).size(); j++) {
      var v = new double[rows.size()];
      for (int i = 0; i < v.length; i++) v[i] = numbers(rows.get(i))[j];
      m.put("x" + j, new Column.Numeric(v));
    }
    return Frame.of(m);
  }

  static double[] values(Frame frame, String column) {
    return frame.column(column, Column.Numeric.class).values();
  }

  /** Equal to {@code relative}, NaN only where NaN is expected. */
  static void assertClose(double[] expected, double[] actual, double relative, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      double e = expected[i];
      double a = actual[i];
      int at = i;
      assertTrue(
          Double.isNaN(e)
              ? Double.isNaN(a)
              : Math.abs(e - a) <= relative * Math.max(Math.abs(e), 1e-3),
          () -> "%s [%d]: expected %s but was %s".formatted(what, at, e, a));
    }
  }

  /** All columns of the frame, by position, against rows. */
  static void assertRows(JsonNode rows, Frame frame, double relative, String what) {
    var names = frame.names().stream().toList();
    assertEquals(rows.get(0).size(), names.size(), what);
    for (int j = 0; j < names.size(); j++) {
      var e = new double[rows.size()];
      for (int i = 0; i < e.length; i++) e[i] = numbers(rows.get(i))[j];
      assertClose(e, values(frame, names.get(j)), relative, what + " " + names.get(j));
    }
  }
}
