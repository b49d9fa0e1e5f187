package millrace.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Statistics of each column, as pandas' {@code describe(include="all")} gives them, a row per
 * column.
 */
final class Describe {
  private static final List<String> FIGURES =
      List.of("count", "missing", "mean", "sd", "min", "q25", "median", "q75", "max", "distinct");
  private static final int TOP = 3;

  private Describe() {}

  static Frame of(Frame frame) {
    var kinds = new ArrayList<String>();
    var tops = new ArrayList<String>();
    var figures = new double[FIGURES.size()][frame.names().size()];
    int j = 0;
    for (var name : frame.names()) {
      var c = frame.column(name);
      kinds.add(c.kind());
      for (var f : figures) f[j] = Double.NaN;
      int missing = c.missing();
      figures[0][j] = c.size() - missing;
      figures[1][j] = missing;
      if (c instanceof Column.Numeric n) numbers(n.values(), figures, j);
      tops.add(counted(c) ? top(c, figures[9], j) : "");
      j++;
    }
    var out = new LinkedHashMap<String, Column>();
    out.put("column", new Column.Text(List.copyOf(frame.names())));
    out.put("kind", Column.Nominal.of(kinds));
    for (int k = 0; k < figures.length; k++)
      out.put(FIGURES.get(k), new Column.Numeric(figures[k]));
    out.put("top", new Column.Text(tops));
    return Frame.of(out);
  }

  /**
   * Mean, sample standard deviation (n - 1) and quartiles by linear interpolation (R type 7),
   * without the missing.
   */
  private static void numbers(double[] values, double[][] figures, int j) {
    var v = Arrays.stream(values).filter(x -> !Double.isNaN(x)).sorted().toArray();
    if (v.length == 0) return;
    double mean = 0;
    for (double x : v) mean += x;
    mean /= v.length;
    double squares = 0;
    for (double x : v) squares += (x - mean) * (x - mean);
    figures[2][j] = mean;
    figures[3][j] = v.length > 1 ? Math.sqrt(squares / (v.length - 1)) : Double.NaN;
    for (int q = 0; q <= 4; q++) figures[4 + q][j] = quantile(v, q / 4.0);
    figures[9][j] = Arrays.stream(v).distinct().count();
  }

  private static double quantile(double[] sorted, double q) {
    double at = q * (sorted.length - 1);
    int low = (int) at;
    return low + 1 == sorted.length
        ? sorted[low]
        : sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]);
  }

  private static boolean counted(Column c) {
    return c instanceof Column.Nominal || c instanceof Column.Text || c instanceof Column.Time;
  }

  private static String top(Column c, double[] distinct, int j) {
    var counts = new HashMap<String, Integer>();
    for (int i = 0; i < c.size(); i++)
      if (!c.isMissing(i)) counts.merge(c.cell(i), 1, Integer::sum);
    distinct[j] = counts.size();
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .limit(TOP)
        .map(e -> Table.cut(e.getKey()) + " (" + e.getValue() + ")")
        .collect(Collectors.joining(", "));
  }
}
