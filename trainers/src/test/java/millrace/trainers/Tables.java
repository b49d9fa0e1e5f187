package millrace.trainers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;

/** Frames for the tests. */
final class Tables {
  private Tables() {}

  /** Lines of a golden file, cut at commas, without the header. */
  static List<String[]> golden(String file) {
    try (var in =
        Objects.requireNonNull(Tables.class.getResourceAsStream("/golden/" + file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(l -> l.split(","))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Frames by name from lines "name,y,x0,x1,…". */
  static Map<String, Frame> cases(String file) {
    var rows = new TreeMap<String, List<String[]>>();
    for (var l : golden(file)) rows.computeIfAbsent(l[0], _ -> new ArrayList<>()).add(l);
    var out = new TreeMap<String, Frame>();
    rows.forEach((name, lines) -> out.put(name, frame(lines)));
    return out;
  }

  private static Frame frame(List<String[]> lines) {
    int p = lines.getFirst().length - 2;
    var columns = new double[p + 1][lines.size()];
    for (int i = 0; i < lines.size(); i++)
      for (int j = 0; j <= p; j++) columns[j][i] = Double.parseDouble(lines.get(i)[j + 1]);
    var x = new double[p][];
    System.arraycopy(columns, 1, x, 0, p);
    return numeric(columns[0], x);
  }

  /** Columns x0, x1, … and the target y. */
  static Frame numeric(double[] y, double[]... x) {
    var m = new LinkedHashMap<String, Column>();
    for (int j = 0; j < x.length; j++) m.put("x" + j, new Column.Numeric(x[j]));
    m.put("y", new Column.Numeric(y));
    return Frame.of(m).target("y");
  }

  /** The same table with its features in one sparse column; their values must be floats. */
  static Frame sparse(Frame frame) {
    var x = frame.features();
    var names = List.copyOf(x.names());
    int n = frame.size();
    var starts = new int[n + 1];
    var index = new ArrayList<Integer>();
    var value = new ArrayList<Double>();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < names.size(); j++) {
        double v = x.column(names.get(j), Column.Numeric.class).values()[i];
        if (v == 0) continue;
        index.add(j);
        value.add(v);
      }
      starts[i + 1] = index.size();
    }
    var values = value.stream().mapToDouble(Double::doubleValue).toArray();
    var ids = index.stream().mapToInt(Integer::intValue).toArray();
    var m = new LinkedHashMap<String, Column>();
    m.put("s", new Column.Sparse(starts, ids, values, Vocabulary.of(names)));
    var target = frame.targetName().orElseThrow();
    m.put(target, frame.targetColumn());
    return Frame.of(m).target(target);
  }
}
