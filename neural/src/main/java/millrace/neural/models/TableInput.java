package millrace.neural.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.preprocess.Features;

/**
 * How the columns of a table become the input of a network: what was learned of them from the
 * training rows.
 *
 * <p>Features of Numeric and Dense columns are standardized by the training rows' mean and
 * deviation (the population's; 1 where there is none), and kept within {@value #LIMIT} deviations,
 * so that one strange cell cannot drown the rest of a row. Entries of Sparse columns stay as they
 * are.
 *
 * <p>A level of a Nominal column becomes a vector that the network learns (an embedding). Levels of
 * fewer training rows than asked for share one vector with those never seen; missing cells are a
 * level of their own where training rows had enough of them, and else count as unseen.
 *
 * @param columns the Numeric, Dense and Sparse columns, in order
 * @param features their features
 * @param mean what is subtracted from each feature
 * @param scale what it is then divided by
 * @param nominal the Nominal columns, in order
 * @param levels the levels of each that have a vector of their own
 * @param missing whether missing cells of each have a vector of their own, the last
 */
public record TableInput(
    List<String> columns,
    Vocabulary features,
    double[] mean,
    double[] scale,
    List<String> nominal,
    List<Vocabulary> levels,
    boolean[] missing) {
  /** Standardized values are not farther from 0 than this. */
  static final int LIMIT = 10;

  public TableInput {
    columns = List.copyOf(columns);
    nominal = List.copyOf(nominal);
    levels = List.copyOf(levels);
  }

  /**
   * Learns from those columns of a frame.
   *
   * @param minCount how many rows a level needs for a vector of its own
   */
  static TableInput of(Frame train, List<String> columns, int minCount) {
    return of(train, columns, minCount, false);
  }

  /** Of images, whose pixels have one mean and deviation. */
  static TableInput pixels(Frame train, List<String> columns) {
    return of(train, columns, 1, true);
  }

  private static TableInput of(Frame train, List<String> columns, int minCount, boolean together) {
    var numbers = new ArrayList<String>();
    var nominal = new ArrayList<String>();
    for (var c : columns) (train.column(c) instanceof Column.Nominal ? nominal : numbers).add(c);
    var x = Features.of(train, numbers);
    var mean = new double[x.width()];
    var scale = new double[x.width()];
    int at = 0;
    for (var c : numbers) at += standardize(c, train.column(c), mean, scale, at);
    if (together) together(mean, scale);
    for (int f = 0; f < scale.length; f++) if (scale[f] == 0) scale[f] = 1;
    var levels = new ArrayList<Vocabulary>();
    var missing = new boolean[nominal.size()];
    for (int j = 0; j < missing.length; j++) {
      var column = train.column(nominal.get(j), Column.Nominal.class);
      levels.add(frequent(column, minCount));
      missing[j] = column.missing() >= minCount;
    }
    return new TableInput(numbers, x.names(), mean, scale, nominal, levels, missing);
  }

  /** Learns mean and deviation of a column's features, and returns how many these are. */
  private static int standardize(
      String name, Column column, double[] mean, double[] scale, int at) {
    switch (column) {
      case Column.Numeric c -> {
        var v = c.values();
        standardize(name, v.length, 1, i -> v[i], mean, scale, at);
        return 1;
      }
      case Column.Dense c -> {
        var v = c.values();
        for (int f = 0; f < c.width(); f++) {
          int from = f;
          standardize(name, v.length, c.width(), i -> v[from + i], mean, scale, at + f);
        }
        return c.width();
      }
      case Column.Sparse c -> {
        return c.features().size();
      }
      default -> throw new AssertionError("Features lets no others in");
    }
  }

  /** The values at 0, step, 2 step .. below {@code to}. */
  private static void standardize(
      String name, int to, int step, Cells cells, double[] mean, double[] scale, int at) {
    double sum = 0;
    int n = to / step;
    for (int i = 0; i < to; i += step) sum += cells.at(i);
    double m = sum / n;
    double squares = 0;
    for (int i = 0; i < to; i += step) {
      double d = cells.at(i) - m;
      squares += d * d;
    }
    if (!Double.isFinite(squares)) {
      throw new DataException(
          "column '%s' has a number that is missing, infinite or too large to be squared"
              .formatted(name));
    }
    mean[at] = m;
    double deviation = Math.sqrt(squares / n);
    // what is left of a constant column is rounding
    scale[at] = deviation > 1e-9 * Math.abs(m) ? deviation : 0;
  }

  /** A value of a column. */
  private interface Cells {
    double at(int i);
  }

  /** The deviation of all features together, given each one's mean and deviation. */
  private static void together(double[] mean, double[] scale) {
    double all = 0;
    for (double m : mean) all += m / mean.length;
    double squares = 0;
    for (int f = 0; f < mean.length; f++) {
      double d = mean[f] - all;
      squares += (scale[f] * scale[f] + d * d) / mean.length;
    }
    Arrays.fill(mean, all);
    Arrays.fill(scale, Math.sqrt(squares));
  }

  private static Vocabulary frequent(Column.Nominal column, int minCount) {
    var count = new int[column.levels().size()];
    for (int c : column.codes()) if (c >= 0) count[c]++;
    var kept = new ArrayList<String>();
    for (int c = 0; c < count.length; c++)
      if (count[c] >= minCount) kept.add(column.levels().name(c));
    kept.sort(null); // so that the order of levels in a file does not matter
    return Vocabulary.of(kept);
  }

  /** How many vectors a nominal column has: unseen levels, its own, and missing cells. */
  int vectors(int column) {
    return 1 + levels.get(column).size() + (missing[column] ? 1 : 0);
  }

  /**
   * How long these vectors are: {@code min(50, ⌈1.6 · levels^0.56⌉)}.
   *
   * @see "J. Howard, S. Gugger, fastai: a layered API for deep learning, Information 11, 2020:
   *     emb_sz_rule"
   */
  int length(int column) {
    return (int) Math.min(50, Math.ceil(1.6 * Math.pow(vectors(column), 0.56)));
  }

  /** How many numbers a row gives to the network: its features, and a vector per nominal column. */
  int width() {
    int width = features.size();
    for (int j = 0; j < nominal.size(); j++) width += length(j);
    return width;
  }

  /**
   * The cells of a frame as the network reads them.
   *
   * @throws DataException if a column is not there, of another kind or of other features, or has a
   *     number that is missing or infinite
   */
  TableRows read(Frame frame) {
    var x = Features.of(frame, columns, features);
    var codes = new int[nominal.size()][];
    for (int j = 0; j < codes.length; j++) codes[j] = codes(frame, j);
    if (x.sparse()) return TableRows.sparse(this, x.csr(), codes);
    return TableRows.dense(this, x, codes);
  }

  /** 0 for what is unseen, then the levels, then missing cells. */
  private int[] codes(Frame frame, int j) {
    var column = frame.column(nominal.get(j), Column.Nominal.class);
    var known = column.codes(levels.get(j));
    var raw = column.codes();
    int absent = missing[j] ? levels.get(j).size() + 1 : 0;
    var out = new int[known.length];
    for (int i = 0; i < out.length; i++) out[i] = raw[i] < 0 ? absent : known[i] + 1;
    return out;
  }

  /** A feature as the network sees it. */
  float standard(int feature, double value) {
    double z = (value - mean[feature]) / scale[feature];
    if (!Double.isFinite(z)) {
      throw new DataException(
          "feature '%s' is %s: put new Impute() before"
              .formatted(features.name(feature), Double.isNaN(value) ? "missing" : value));
    }
    return (float) Math.clamp(z, -LIMIT, LIMIT);
  }
}
