package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.DataException;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Fills missing cells with what the training rows say. Numeric columns follow {@code strategy};
 * Nominal ones get their most frequent level (of equals the first in alphabetical order) under
 * every strategy but {@code CONSTANT}, so that {@code new Impute()} works on a mixed frame. The
 * numeric strategies and defaults are scikit-learn's.
 *
 * <p>{@code KNN} gives the mean of the {@code k} nearest training rows that have the cell, by the
 * Euclidean distance over the numeric features present in both rows, scaled up for those that are
 * not: {@code sqrt(features / common · Σ (a − b)²)}. A row with no feature in common with any such
 * training row gets the column's mean. Unlike scikit-learn, a training row at no known distance is
 * never a neighbour, and of equally near rows the earlier counts. Columns are not scaled first: put
 * a scaler before where units differ.
 *
 * <p>A column without any value in training is dropped, unless the strategy is {@code CONSTANT}
 * (scikit-learn's rule). With {@code indicator}, each column that had missing cells in training and
 * is kept adds a Numeric column {@code x_missing} of 0 and 1 at the end. Levels not seen in
 * training pass unchanged.
 *
 * <p>Cost: O(cells), the median O(n log n) a column; {@code KNN} keeps the training rows and costs
 * O(training rows × numeric columns) for each row with a missing number.
 *
 * @see "scikit-learn 1.2, sklearn.impute.SimpleImputer and KNNImputer; Troyanskaya et al., Missing
 *     value estimation methods for DNA microarrays, Bioinformatics 17(6), 2001"
 */
@About(
    value = "fills missing cells from the training rows",
    cite = "scikit-learn SimpleImputer, KNNImputer; Troyanskaya et al. 2001")
public record Impute(
    @Param("what a missing number becomes") Strategy strategy,
    @Param("the number of CONSTANT") double fill,
    @Param("the level of CONSTANT") String fillText,
    @Param(
            value = "neighbours of KNN",
            min = 1,
            tune = {1, 20})
        int k,
    @Param("how neighbours of KNN are weighted") Weights weights,
    @Param("add a 0/1 column x_missing for columns with missing cells in training")
        boolean indicator)
    implements Step<Impute.Fitted> {
  /** What a missing number becomes. */
  public enum Strategy {
    MEAN,
    MEDIAN,
    /** The most frequent number; of equals the least. */
    MOST_FREQUENT,
    CONSTANT,
    KNN
  }

  /** How the neighbours of {@code KNN} are weighted. */
  public enum Weights {
    UNIFORM,
    /** By 1 / distance; where some distance is 0, only those neighbours count. */
    DISTANCE
  }

  public Impute {
    Spec.check(Impute.class, strategy, fill, fillText, k, weights, indicator);
    if (fillText.isEmpty()) {
      throw new IllegalArgumentException(
          "Impute fillText is '', which is itself a missing cell: give a level's name");
    }
  }

  /** Means; most frequent levels; 0 and "missing_value" for CONSTANT; 5 neighbours for KNN. */
  public Impute() {
    this(Strategy.MEAN, 0, "missing_value", 5, Weights.UNIFORM, false);
  }

  public Impute strategy(Strategy strategy) {
    return Spec.with(this, "strategy", strategy);
  }

  public Impute fill(double fill) {
    return Spec.with(this, "fill", fill);
  }

  public Impute fillText(String fillText) {
    return Spec.with(this, "fillText", fillText);
  }

  public Impute k(int k) {
    return Spec.with(this, "k", k);
  }

  public Impute weights(Weights weights) {
    return Spec.with(this, "weights", weights);
  }

  public Impute indicator(boolean indicator) {
    return Spec.with(this, "indicator", indicator);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class, Column.Nominal.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var x = train.features();
    var numbers = new ArrayList<NumberFill>();
    var levels = new ArrayList<LevelFill>();
    var dropped = new ArrayList<String>();
    var flagged = new ArrayList<String>();
    int done = 0;
    for (var name : x.names()) {
      run.step("column", done++, x.names().size());
      var column = x.column(name);
      if (!needs().reads(column)) continue;
      int missing = column.missing();
      if (missing == column.size() && strategy != Strategy.CONSTANT) {
        dropped.add(name);
        continue;
      }
      if (column instanceof Column.Numeric c) numbers.add(new NumberFill(name, number(name, c)));
      if (column instanceof Column.Nominal c) levels.add(new LevelFill(name, level(c)));
      if (indicator && missing > 0) {
        flagged.add(name);
        if (x.has(flag(name)) || train.has(flag(name))) {
          throw new DataException(
              "Impute cannot add '%s': there is such a column; rename it or use indicator(false)"
                  .formatted(flag(name)));
        }
      }
    }
    var neighbours =
        strategy == Strategy.KNN ? Neighbours.of(x, numbers, k, weights) : Neighbours.none();
    run.step("column", done, done);
    return new Fitted(numbers, levels, neighbours, dropped, flagged);
  }

  private double number(String name, Column.Numeric column) {
    if (strategy == Strategy.CONSTANT) return fill;
    var v = Arrays.stream(column.values()).filter(a -> !Double.isNaN(a)).toArray();
    for (double a : v) {
      if (Double.isInfinite(a)) {
        throw new DataException(
            "Impute: column '%s' holds %s; make it missing or drop the row".formatted(name, a));
      }
    }
    return switch (strategy) {
      case MEAN, KNN -> mean(v);
      case MEDIAN -> {
        Arrays.sort(v);
        double low = v[(v.length - 1) / 2];
        yield low + (v[v.length / 2] - low) / 2;
      }
      case MOST_FREQUENT -> mode(v);
      case CONSTANT -> fill;
    };
  }

  /** The mean, about the first value so that large offsets cost no digits. */
  private static double mean(double[] v) {
    double s = 0;
    for (double a : v) s += a - v[0];
    return v[0] + s / v.length;
  }

  private static double mode(double[] v) {
    Arrays.sort(v);
    double best = v[0];
    int most = 0;
    for (int i = 0, start = 0; i < v.length; i++) {
      if (v[i] != v[start]) start = i;
      if (i - start + 1 > most) {
        most = i - start + 1;
        best = v[i];
      }
    }
    return best;
  }

  private String level(Column.Nominal column) {
    if (strategy == Strategy.CONSTANT) return fillText;
    var count = new int[column.levels().size()];
    for (int c : column.codes()) if (c >= 0) count[c]++;
    int best = 0;
    for (int c = 1; c < count.length; c++) {
      if (count[c] > count[best]
          || (count[c] == count[best]
              && column.levels().name(c).compareTo(column.levels().name(best)) < 0)) best = c;
    }
    return column.levels().name(best);
  }

  private static String flag(String column) {
    return column + "_missing";
  }

  /** What a Numeric column's missing cells become. */
  public record NumberFill(String column, double value) {}

  /** What a Nominal column's missing cells become. */
  public record LevelFill(String column, String level) {}

  /**
   * The statistics of the training rows.
   *
   * @param neighbours the training rows, when the strategy is KNN
   * @param dropped columns that had no value in training; they need not be there later
   * @param flagged columns that get an indicator
   */
  public record Fitted(
      List<NumberFill> numbers,
      List<LevelFill> levels,
      Neighbours neighbours,
      List<String> dropped,
      List<String> flagged)
      implements Transform {
    public Fitted {
      numbers = List.copyOf(numbers);
      levels = List.copyOf(levels);
      dropped = List.copyOf(dropped);
      flagged = List.copyOf(flagged);
    }

    @Override
    public Frame apply(Frame frame) {
      var out = frame.without(dropped.stream().filter(frame::has).toList());
      if (neighbours.rows() > 0) {
        out = neighbours.fill(out, numbers);
      } else {
        for (var f : numbers) {
          out = out.with(f.column(), fill(out.column(f.column(), Column.Numeric.class), f.value()));
        }
      }
      for (var f : levels) {
        out = out.with(f.column(), fill(out.column(f.column(), Column.Nominal.class), f.level()));
      }
      for (var name : flagged) out = out.with(flag(name), indicator(frame.column(name)));
      return out;
    }

    private static Column.Numeric fill(Column.Numeric column, double value) {
      if (column.missing() == 0) return column;
      var v = column.values().clone();
      for (int i = 0; i < v.length; i++) if (Double.isNaN(v[i])) v[i] = value;
      return new Column.Numeric(v);
    }

    private static Column.Nominal fill(Column.Nominal column, String level) {
      if (column.missing() == 0) return column;
      var levels = column.levels();
      if (!levels.has(level)) {
        var more = new ArrayList<>(levels.names());
        more.add(level);
        levels = Vocabulary.of(more);
      }
      int by = levels.id(level);
      var codes = column.codes().clone();
      for (int i = 0; i < codes.length; i++) if (codes[i] < 0) codes[i] = by;
      return new Column.Nominal(codes, levels);
    }

    private static Column.Numeric indicator(Column column) {
      var v = new double[column.size()];
      for (int i = 0; i < v.length; i++) v[i] = column.isMissing(i) ? 1 : 0;
      return new Column.Numeric(v);
    }
  }

  /**
   * The numeric training columns, in the order of the fills.
   *
   * @param values row-major, NaN where missing; empty when the strategy is not KNN
   * @param features how many columns count in the distance's scale: the numeric ones of training,
   *     dropped ones too
   */
  public record Neighbours(double[] values, int width, int features, int k, Weights weights) {
    static Neighbours none() {
      return new Neighbours(new double[0], 0, 0, 1, Weights.UNIFORM);
    }

    static Neighbours of(Frame train, List<NumberFill> fills, int k, Weights weights) {
      int features = 0;
      for (var n : train.names()) if (train.column(n) instanceof Column.Numeric) features++;
      return new Neighbours(matrix(train, fills), fills.size(), features, k, weights);
    }

    int rows() {
      return width == 0 ? 0 : values.length / width;
    }

    private static double[] matrix(Frame frame, List<NumberFill> fills) {
      int w = fills.size();
      var out = new double[Math.multiplyExact(frame.size(), w)];
      for (int j = 0; j < w; j++) {
        var v = frame.column(fills.get(j).column(), Column.Numeric.class).values();
        for (int i = 0; i < v.length; i++) out[i * w + j] = v[i];
      }
      return out;
    }

    /** The frame with its numbers filled; {@code means} for rows that have no neighbour. */
    Frame fill(Frame frame, List<NumberFill> means) {
      boolean some = false;
      for (var f : means) some |= frame.column(f.column(), Column.Numeric.class).missing() > 0;
      if (!some) return frame;
      var query = matrix(frame, means);
      var filled = query.clone();
      var distance = new double[rows()];
      var near = new int[Math.min(k, rows())];
      for (int i = 0; i < frame.size(); i++) {
        boolean measured = false;
        for (int j = 0; j < width; j++) {
          if (!Double.isNaN(query[i * width + j])) continue;
          if (!measured) measure(query, i, distance);
          measured = true;
          int found = nearest(distance, j, near);
          filled[i * width + j] =
              found == 0 ? means.get(j).value() : average(distance, j, near, found);
        }
      }
      for (int j = 0; j < width; j++) {
        var v = new double[frame.size()];
        for (int i = 0; i < v.length; i++) v[i] = filled[i * width + j];
        frame = frame.with(means.get(j).column(), new Column.Numeric(v));
      }
      return frame;
    }

    /** Squared distances of one row to every training row; NaN where nothing is in common. */
    private void measure(double[] query, int row, double[] distance) {
      for (int t = 0; t < distance.length; t++) {
        double s = 0;
        int common = 0;
        for (int a = row * width, b = t * width, end = b + width; b < end; a++, b++) {
          double d = query[a] - values[b];
          if (Double.isNaN(d)) continue;
          s += d * d;
          common++;
        }
        distance[t] = common == 0 ? Double.NaN : s / common * features;
      }
    }

    /** The nearest training rows that have feature j, nearest first; how many there are. */
    private int nearest(double[] distance, int j, int[] near) {
      int found = 0;
      for (int t = 0; t < distance.length; t++) {
        if (Double.isNaN(distance[t]) || Double.isNaN(values[t * width + j])) continue;
        if (found == near.length && distance[t] >= distance[near[found - 1]]) continue;
        int at = found < near.length ? found++ : found - 1;
        for (; at > 0 && distance[near[at - 1]] > distance[t]; at--) near[at] = near[at - 1];
        near[at] = t;
      }
      return found;
    }

    private double average(double[] distance, int j, int[] near, int found) {
      boolean exact = distance[near[0]] == 0;
      double sum = 0;
      double total = 0;
      for (int n = 0; n < found; n++) {
        double d = distance[near[n]];
        double w = 1;
        if (weights == Weights.DISTANCE) w = exact ? (d == 0 ? 1 : 0) : 1 / Math.sqrt(d);
        sum += w * values[near[n] * width + j];
        total += w;
      }
      return sum / total;
    }
  }
}
