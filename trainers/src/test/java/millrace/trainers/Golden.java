package millrace.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.data.Column;
import millrace.data.Frame;

/** What {@code golden/linear.py} wrote: tables with weights and labels, and values by model. */
final class Golden {
  /** The numbers of one model: name of the number, all its values. */
  record Values(String data, String[] model, Map<String, double[]> numbers) {
    String name() {
      return model[0];
    }

    double number(int word) {
      return Double.parseDouble(model[word]);
    }

    boolean flag(int word) {
      return model[word].equals("True");
    }

    double[] get(String name) {
      return numbers.get(name);
    }

    @Override
    public String toString() {
      return data + " " + String.join(" ", model);
    }
  }

  private Golden() {}

  /** All models whose name begins so. */
  static List<Values> models(String name) {
    var all = new LinkedHashMap<String, Map<String, List<Double>>>();
    for (var l : Tables.golden("linear.csv")) {
      if (!l[1].startsWith(name + " ")) continue;
      all.computeIfAbsent(l[0] + " " + l[1], _ -> new TreeMap<>())
          .computeIfAbsent(l[2], _ -> new ArrayList<>())
          .add(Double.parseDouble(l[4]));
    }
    var out = new ArrayList<Values>();
    all.forEach(
        (key, numbers) -> {
          var words = key.split(" ");
          var values = new TreeMap<String, double[]>();
          numbers.forEach(
              (n, v) -> values.put(n, v.stream().mapToDouble(Double::doubleValue).toArray()));
          out.add(new Values(words[0], Arrays.copyOfRange(words, 1, words.length), values));
        });
    return out;
  }

  /**
   * A table: columns x0 to x(features − 1), target y (numeric), weights w if {@code weighted}.
   *
   * @param features 0 for all
   */
  static Frame frame(String data, int features, boolean weighted) {
    var lines = Tables.golden("linear_x.csv").stream().filter(l -> l[0].equals(data)).toList();
    int p = features > 0 ? features : lines.getFirst().length - 4;
    var x = new double[p][lines.size()];
    var y = new double[lines.size()];
    var w = new double[lines.size()];
    for (int i = 0; i < y.length; i++) {
      var l = lines.get(i);
      w[i] = Double.parseDouble(l[1]);
      y[i] = Double.parseDouble(l[2]);
      for (int j = 0; j < p; j++) x[j][i] = Double.parseDouble(l[4 + j]);
    }
    var frame = Tables.numeric(y, x);
    return weighted ? frame.with("w", new Column.Numeric(w)).weights("w") : frame;
  }

  /** The same with a nominal target of two or three levels. */
  static Frame labelled(String data, int features, boolean weighted, int levels) {
    var lines = Tables.golden("linear_x.csv").stream().filter(l -> l[0].equals(data)).toList();
    var names =
        lines.stream()
            .map(l -> "class" + (levels == 2 ? Math.min(1, Integer.parseInt(l[3])) : l[3]))
            .toList();
    var codes = names.stream().mapToInt(s -> s.charAt(5) - '0').toArray();
    var vocabulary = millrace.data.Vocabulary.of(names.stream().distinct().sorted().toList());
    return frame(data, features, weighted).with("y", new Column.Nominal(codes, vocabulary));
  }

  /** Each within {@code tolerance} of the greatest of the expected, or of 1. */
  static void close(double[] expected, double[] actual, double tolerance, Object what) {
    assertEquals(expected.length, actual.length, what.toString());
    double unit = Math.max(1, Vectors.maxAbs(expected));
    for (int i = 0; i < expected.length; i++)
      assertEquals(expected[i], actual[i], tolerance * unit, what + " [" + i + "]");
  }

  static void close(Values expected, Linear actual, double tolerance) {
    close(expected.get("coef"), actual.weights(), tolerance, expected + " coef");
    var b = new double[] {actual.intercept()};
    close(expected.get("intercept"), b, tolerance, expected + " intercept");
  }
}
