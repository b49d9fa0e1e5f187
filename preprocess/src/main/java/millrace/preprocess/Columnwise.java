package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.run.Run;

/**
 * What the steps that treat each number feature by itself have in common: which columns they act
 * on, the training values of a feature, and rewriting a column into a new array. A Numeric column
 * is one feature of its own name; Dense and Sparse have one per name in their vocabulary. Features
 * are numbered through over all chosen columns.
 */
final class Columnwise {
  private Columnwise() {}

  /** The feature columns (not the target) of these kinds, in the frame's order. */
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  static List<String> names(Frame frame, Class<? extends Column>... kinds) {
    var x = frame.features();
    return x.names().stream()
        .filter(n -> Arrays.stream(kinds).anyMatch(k -> k.isInstance(x.column(n))))
        .toList();
  }

  /** The features of each of these columns. */
  static List<Vocabulary> features(Frame frame, List<String> columns) {
    return columns.stream().map(n -> features(n, frame.column(n))).toList();
  }

  private static Vocabulary features(String name, Column column) {
    return switch (column) {
      case Column.Numeric _ -> Vocabulary.of(name);
      case Column.Dense c -> c.features();
      case Column.Sparse c -> c.features();
      case Column.Nominal _, Column.Text _, Column.Tokens _, Column.Spans _, Column.Time _ ->
          throw new DataException(
              "column '%s' is %s, but must be numeric, dense or sparse"
                  .formatted(name, column.kind()));
    };
  }

  /** How many features these columns have together. */
  static int width(List<Vocabulary> features) {
    return features.stream().mapToInt(Vocabulary::size).sum();
  }

  /**
   * The training values of one feature of a Numeric or Dense column, without the missing ones: a
   * copy.
   *
   * @throws DataException if one is infinite, naming column and row
   */
  static double[] present(String name, Column column, int feature) {
    var v = values(column, feature);
    int n = 0;
    for (int i = 0; i < v.length; i++) {
      double x = v[i];
      if (Double.isInfinite(x)) throw infinite(name, x, i);
      if (!Double.isNaN(x)) v[n++] = x;
    }
    return n == v.length ? v : Arrays.copyOf(v, n);
  }

  static DataException infinite(String name, double value, int row) {
    return new DataException(
        "column '%s' is %s in row %d: only finite numbers can be learned from; make it missing or drop the row"
            .formatted(name, value, row));
  }

  /** A copy of one feature of a Numeric or Dense column. */
  static double[] values(Column column, int feature) {
    if (column instanceof Column.Numeric c) return c.values().clone();
    var dense = (Column.Dense) column;
    int w = dense.width();
    var in = dense.values();
    var out = new double[dense.size()];
    for (int i = 0, k = feature; i < out.length; i++, k += w) out[i] = in[k];
    return out;
  }

  /** What a step learns from the values of one feature, which it may sort. */
  interface Learn {
    void learn(double[] present, int feature);
  }

  /** Shows the present values of every feature of these columns; Sparse columns are passed over. */
  static void learn(
      Frame train, List<String> columns, List<Vocabulary> features, Run run, Learn learn) {
    int at = 0;
    for (int j = 0; j < columns.size(); j++) {
      run.step("column", j, columns.size());
      var column = train.column(columns.get(j));
      int width = features.get(j).size();
      for (int f = 0; f < width && !(column instanceof Column.Sparse); f++)
        learn.learn(present(columns.get(j), column, f), at + f);
      at += width;
    }
    run.step("column", columns.size(), columns.size());
  }

  /** A scale to divide by: 1 in the place of what is 0 up to rounding, as scikit-learn has it. */
  static double nonZero(double scale) {
    return scale < 10 * Math.ulp(1.0) ? 1 : scale;
  }

  /** The quantile of sorted values, interpolated linearly: numpy's default, to the last bit. */
  static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int low = (int) Math.floor(at);
    if (low >= sorted.length - 1) return sorted[sorted.length - 1];
    double t = at - low;
    double a = sorted[low];
    double b = sorted[low + 1];
    return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
  }

  /** Refuses a Numeric column with missing cells, for the steps that cannot work with them. */
  static void complete(String step, String name, Column column) {
    int missing = column.missing();
    if (missing > 0) {
      throw new DataException(
          "%s: column '%s' is missing in %d of %d rows: put new Impute() before"
              .formatted(step, name, missing, column.size()));
    }
  }

  /** Refuses a Sparse column that holds something infinite or not a number. */
  static void finite(String name, Column.Sparse c) {
    for (int k = 0; k < c.value().length; k++) {
      if (!Double.isFinite(c.value()[k])) {
        throw new DataException(
            "column '%s' holds %s for '%s': only finite numbers can be learned from"
                .formatted(name, c.value()[k], c.features().name(c.index()[k])));
      }
    }
  }

  /** What a step does to all values of one feature, in place. */
  interface Rewrite {
    void rewrite(double[] values, int feature);
  }

  /**
   * The frame with each of these columns rewritten, feature by feature.
   *
   * @param features what the columns had when the step was fitted
   * @throws DataException if a column is not there, or is not Numeric or Dense with those features
   */
  static Frame rewrite(
      Frame frame, List<String> columns, List<Vocabulary> features, Rewrite rewrite) {
    int at = 0;
    for (int j = 0; j < columns.size(); j++) {
      var name = columns.get(j);
      var column = same(frame, name, features.get(j));
      switch (column) {
        case Column.Numeric c -> {
          var out = c.values().clone();
          rewrite.rewrite(out, at);
          frame = frame.with(name, new Column.Numeric(out));
        }
        case Column.Dense c -> {
          int w = c.width();
          var out = new float[c.values().length];
          for (int f = 0; f < w; f++) {
            var v = values(c, f);
            rewrite.rewrite(v, at + f);
            for (int i = 0, k = f; i < v.length; i++, k += w) out[k] = (float) v[i];
          }
          frame = frame.with(name, new Column.Dense(out, c.features()));
        }
        default ->
            throw new DataException(
                "column '%s' is %s, but was numeric or dense when the step was fitted"
                    .formatted(name, column.kind()));
      }
      at += features.get(j).size();
    }
    return frame;
  }

  /** The column of this name, which must have the features it was fitted with. */
  static Column same(Frame frame, String name, Vocabulary fitted) {
    var column = frame.column(name);
    var is = features(name, column);
    if (is.equals(fitted)) return column;
    throw new DataException(
        "column '%s' has the features %s, but the step was fitted on %s"
            .formatted(name, is, fitted));
  }

  /**
   * (x - shift) / scale per feature of each column.
   *
   * @throws DataException if a feature of a Sparse column would have to be shifted
   */
  static Frame standardize(
      Frame frame,
      List<String> columns,
      List<Vocabulary> features,
      double[] shift,
      double[] scale) {
    int at = 0;
    for (int j = 0; j < columns.size(); j++) {
      var name = columns.get(j);
      int offset = at;
      int width = features.get(j).size();
      if (same(frame, name, features.get(j)) instanceof Column.Sparse sparse) {
        for (int f = at; f < at + width; f++) {
          if (shift[f] != 0) {
            throw new DataException(
                "column '%s' is sparse, but was centred when the step was fitted: it must be numeric or dense"
                    .formatted(name));
          }
        }
        frame = frame.with(name, divide(sparse, scale, at));
      } else {
        frame =
            rewrite(
                frame,
                columns.subList(j, j + 1),
                features.subList(j, j + 1),
                (v, f) -> standardize(v, shift[offset + f], scale[offset + f]));
      }
      at += width;
    }
    return frame;
  }

  private static void standardize(double[] v, double shift, double scale) {
    for (int i = 0; i < v.length; i++) v[i] = (v[i] - shift) / scale;
  }

  /** A sparse column with each entry divided by its feature's {@code divisor[at + feature]}. */
  static Column.Sparse divide(Column.Sparse column, double[] divisor, int at) {
    var index = column.index();
    var value = column.value();
    var out = new double[value.length];
    for (int k = 0; k < out.length; k++) out[k] = value[k] / divisor[at + index[k]];
    return new Column.Sparse(column.starts(), index, out, column.features());
  }

  /** The names of {@code chosen}, or all Numeric columns when it is empty; each must be Numeric. */
  static List<String> numeric(Frame train, List<String> chosen) {
    if (chosen.isEmpty()) return names(train, Column.Numeric.class);
    var x = train.features();
    for (var n : chosen) x.column(n, Column.Numeric.class);
    return chosen;
  }

  /** 0, 1, … {@code n - 1}. */
  static int[] numbers(int n) {
    var out = new int[n];
    for (int i = 0; i < n; i++) out[i] = i;
    return out;
  }

  /** The frame with new columns at its end; their names must not be taken. */
  static Frame append(Frame frame, List<String> names, List<? extends Column> columns) {
    var taken = new ArrayList<>(names);
    taken.retainAll(frame.names());
    if (!taken.isEmpty()) {
      throw new DataException("there already is a column '%s'".formatted(taken.getFirst()));
    }
    var all = new LinkedHashMap<String, Column>();
    for (var n : frame.names()) all.put(n, frame.column(n));
    for (int j = 0; j < names.size(); j++) all.put(names.get(j), columns.get(j));
    return Frame.of(all).rolesOf(frame);
  }
}
