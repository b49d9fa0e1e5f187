package millrace.evaluation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;

/** Turns a column into strata or groups, numbered from 0 without gaps. */
final class Strata {
  private static final int BINS = 10;

  private Strata() {}

  /** Per row its stratum; see {@link Folds}. The empty name stands for the target. */
  static int[] of(Frame frame, String column, int least) {
    var c = column.isEmpty() ? frame.targetColumn() : frame.column(column);
    return switch (c) {
      case Column.Nominal v -> compact(v.codes());
      case Column.Text v -> values(v.values());
      case Column.Numeric v -> bins(v.values(), least);
      case Column.Time v -> {
        var t = new double[v.size()];
        for (int i = 0; i < t.length; i++) t[i] = v.isMissing(i) ? Double.NaN : v.millis()[i];
        yield bins(t, least);
      }
      case Column.Tokens _, Column.Spans _, Column.Sparse _, Column.Dense _ ->
          throw new DataException(
              "rows cannot be stratified by '%s', which is %s: name a nominal, text, numeric or time column"
                  .formatted(name(frame, column), c.kind()));
    };
  }

  /** Per row its group: equal cells, equal group. No cell may be missing. */
  static int[] groups(Frame frame, String column) {
    var c = frame.column(column);
    refuseMissing(c, column, "group");
    return switch (c) {
      case Column.Nominal v -> compact(v.codes());
      case Column.Text v -> values(v.values());
      case Column.Numeric v -> values(Arrays.stream(v.values()).boxed().toList());
      case Column.Time v -> values(Arrays.stream(v.millis()).boxed().toList());
      case Column.Tokens _, Column.Spans _, Column.Sparse _, Column.Dense _ ->
          throw new DataException(
              "rows cannot be grouped by '%s', which is %s: name a nominal, text, numeric or time column"
                  .formatted(column, c.kind()));
    };
  }

  static void refuseMissing(Column c, String column, String what) {
    int missing = c.missing();
    if (missing > 0) {
      throw new DataException(
          "the %s column '%s' is missing in %d of %d rows: leave those rows out first with frame.complete(\"%s\")"
              .formatted(what, column, missing, c.size(), column));
    }
  }

  static String name(Frame frame, String column) {
    return column.isEmpty() ? frame.targetName().orElseThrow() : column;
  }

  /**
   * The rows in random order; those of a nominal target so that each part has its share of each.
   */
  static int[] mixed(Frame frame, int[] rows, RandomGenerator random) {
    var out = rows.clone();
    shuffle(out, 0, out.length, random);
    if (!(frame.targetColumn() instanceof Column.Nominal y)) return out;
    var count = new int[y.levels().size()];
    for (int r : out) count[y.codes()[r]]++;
    var seen = new int[count.length];
    var place = new double[out.length];
    for (int i = 0; i < out.length; i++) {
      int c = y.codes()[out[i]];
      place[i] = (seen[c]++ + 0.5) / count[c];
    }
    return IntStream.range(0, out.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> place[i]))
        .mapToInt(i -> out[i])
        .toArray();
  }

  /** How many rows each stratum has. */
  static int[] sizes(int[] strata) {
    int k = 0;
    for (int s : strata) k = Math.max(k, s + 1);
    var n = new int[k];
    for (int s : strata) n[s]++;
    return n;
  }

  /** All rows, stratum after stratum, shuffled within each. */
  static int[] shuffled(int[] strata, RandomGenerator random) {
    var sizes = sizes(strata);
    var at = new int[sizes.length + 1];
    for (int s = 0; s < sizes.length; s++) at[s + 1] = at[s] + sizes[s];
    var starts = at.clone();
    var rows = new int[strata.length];
    for (int i = 0; i < rows.length; i++) rows[at[strata[i]]++] = i;
    for (int s = 0; s < sizes.length; s++) shuffle(rows, starts[s], starts[s + 1], random);
    return rows;
  }

  /** Fisher and Yates's shuffle of {@code a[from .. to)}. */
  static void shuffle(int[] a, int from, int to, RandomGenerator random) {
    for (int i = to - 1; i > from; i--) {
      int j = from + random.nextInt(i - from + 1);
      int swap = a[i];
      a[i] = a[j];
      a[j] = swap;
    }
  }

  private static int[] bins(double[] values, int least) {
    var sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    var distinct = new HashSet<Double>();
    for (int i = 0; i < sorted.length && distinct.size() <= BINS; i++) distinct.add(sorted[i]);
    double[] edges;
    if (distinct.size() <= BINS) {
      edges = distinct.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    } else {
      int k = Math.max(1, Math.min(BINS, sorted.length / Math.max(1, least)));
      edges = new double[k - 1];
      for (int b = 0; b < edges.length; b++) {
        edges[b] = sorted[(int) ((b + 1L) * sorted.length / k)];
      }
    }
    var out = new int[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = Double.isNaN(values[i]) ? -1 : below(edges, values[i]);
    }
    return compact(out);
  }

  /** How many edges are not above {@code v}. */
  private static int below(double[] edges, double v) {
    int n = 0;
    while (n < edges.length && edges[n] <= v) n++;
    return n;
  }

  /** The same partition without unused numbers; -1 becomes a number of its own. */
  private static int[] compact(int[] codes) {
    int top = -1;
    for (int c : codes) top = Math.max(top, c);
    var to = new int[top + 2];
    for (int c : codes) to[c + 1] = 1;
    int n = 0;
    for (int c = 0; c < to.length; c++) if (to[c] == 1) to[c] = n++;
    var out = new int[codes.length];
    for (int i = 0; i < out.length; i++) out[i] = to[codes[i] + 1];
    return out;
  }

  private static int[] values(List<?> cells) {
    var ids = new HashMap<Object, Integer>();
    var out = new int[cells.size()];
    for (int i = 0; i < out.length; i++) {
      var id = ids.putIfAbsent(cells.get(i), ids.size());
      out[i] = id == null ? ids.size() - 1 : id;
    }
    return out;
  }
}
