package millrace.preprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;

/** The values of golden/steps.json, computed by scikit-learn 1.2.1 through golden/steps.py. */
final class StepsGolden {
  private static final JsonNode ALL = read();

  private StepsGolden() {}

  private static JsonNode read() {
    try (var in = StepsGolden.class.getResourceAsStream("/golden/steps.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode get(String name) {
    var node = ALL.get(name);
    if (node == null) throw new AssertionError("no golden value " + name);
    return node;
  }

  static double[] numbers(String name) {
    var node = get(name);
    var out = new double[node.size()];
    for (int i = 0; i < out.length; i++)
      out[i] = node.get(i).isNull() ? Double.NaN : node.get(i).doubleValue();
    return out;
  }

  static List<String> names(String name) {
    var out = new ArrayList<String>();
    get(name).forEach(n -> out.add(n.textValue()));
    return out;
  }

  /** A frame of Numeric columns from row-major golden values. */
  static Frame frame(String name, String... columns) {
    return frame(numbers(name), columns);
  }

  static Frame frame(double[] rowMajor, String... columns) {
    var map = new LinkedHashMap<String, Column>();
    for (int j = 0; j < columns.length; j++) {
      var v = new double[rowMajor.length / columns.length];
      for (int i = 0; i < v.length; i++) v[i] = rowMajor[i * columns.length + j];
      map.put(columns[j], new Column.Numeric(v));
    }
    return Frame.of(map);
  }

  /** All Numeric columns of a frame, row-major. */
  static double[] rowMajor(Frame frame) {
    var names = frame.names().toArray(String[]::new);
    var out = new double[frame.size() * names.length];
    for (int j = 0; j < names.length; j++) {
      var v = frame.column(names[j], Column.Numeric.class).values();
      for (int i = 0; i < v.length; i++) out[i * names.length + j] = v[i];
    }
    return out;
  }

  /** A sparse column, row-major and dense. */
  static double[] dense(Column.Sparse c) {
    int w = c.features().size();
    var out = new double[c.size() * w];
    for (int i = 0; i < c.size(); i++)
      for (int k = c.starts()[i]; k < c.starts()[i + 1]; k++)
        out[i * w + c.index()[k]] = c.value()[k];
    return out;
  }

  /** Equal to the golden values up to a relative error (absolute below 1). */
  static void check(String golden, double[] actual, double tolerance) {
    check(golden, numbers(golden), actual, tolerance);
  }

  static void check(String what, double[] expected, double[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      double e = expected[i];
      boolean same =
          Double.isNaN(e)
              ? Double.isNaN(actual[i])
              : Math.abs(actual[i] - e) <= tolerance * Math.max(1, Math.abs(e));
      if (!same)
        throw new AssertionError("%s[%d]: expected %s but was %s".formatted(what, i, e, actual[i]));
    }
  }
}
