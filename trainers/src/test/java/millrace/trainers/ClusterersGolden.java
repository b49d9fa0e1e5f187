package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import millrace.data.Column;
import millrace.data.Frame;

/** The values of golden/clusterers.json, by scikit-learn 1.2.1 through golden/clusterers.py. */
final class ClusterersGolden {
  private static final JsonNode ALL = read();

  private ClusterersGolden() {}

  private static JsonNode read() {
    try (var in = ClusterersGolden.class.getResourceAsStream("/golden/clusterers.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode get(String name) {
    var node = ALL.get(name);
    if (node == null) throw new AssertionError("no golden value " + name);
    return node;
  }

  static double[] numbers(JsonNode list) {
    var v = new double[list.size()];
    for (int i = 0; i < v.length; i++) v[i] = list.get(i).doubleValue();
    return v;
  }

  static int[] ints(JsonNode list) {
    var v = new int[list.size()];
    for (int i = 0; i < v.length; i++) v[i] = list.get(i).intValue();
    return v;
  }

  /** Columns x0, x1, … of row-major golden values. */
  static Frame frame(String name, int width) {
    return frame(numbers(get(name)), width, 0, width);
  }

  static Frame frame(double[] v, int width, int from, int to) {
    var columns = new LinkedHashMap<String, Column>();
    for (int f = from; f < to; f++) {
      var c = new double[v.length / width];
      for (int i = 0; i < c.length; i++) c[i] = v[i * width + f];
      columns.put("x" + f, new Column.Numeric(c));
    }
    return Frame.of(columns);
  }

  static Frame weighted() {
    return frame("blobs", 7).with("w", new Column.Numeric(numbers(get("weights")))).weights("w");
  }

  /** Each entry near the expected, relative to the greatest entry. */
  static void near(double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++)
      assertEquals(expected[i], actual[i], tolerance * scale, what + " at " + i);
  }

  /** The same rows together, whatever the numbers of the clusters. */
  static void samePartition(int[] expected, int[] actual, String what) {
    assertEquals(expected.length, actual.length, what);
    var there = new LinkedHashMap<Integer, Integer>();
    var back = new LinkedHashMap<Integer, Integer>();
    for (int i = 0; i < expected.length; i++) {
      there.putIfAbsent(expected[i], actual[i]);
      back.putIfAbsent(actual[i], expected[i]);
      assertEquals(there.get(expected[i]), actual[i], what + ", row " + i);
      assertEquals(back.get(actual[i]), expected[i], what + ", row " + i);
    }
  }
}
