package millrace.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
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
 * Turns each Nominal column into the mean target of its level, shrunk towards the mean of all rows:
 * one Numeric column instead of hundreds of 0/1 ones. For a nominal target with two levels it is
 * the share of the second; with more there is a column per level of the target, named {@code
 * make_level}.
 *
 * <p>Shrinking, for a level with n rows of mean ȳₗ against the mean ȳ of all: by default the
 * empirical Bayes estimate λ ȳₗ + (1 - λ) ȳ, λ = n τ² / (n τ² + σₗ²), where τ² is the variance of
 * the target over all rows and σₗ² that within the level; with {@code smooth(m)}, (n ȳₗ + m ȳ) / (n
 * + m). Missing cells are a level of their own where training rows have some; an unseen level is ȳ.
 *
 * <p><b>Cross-fitting.</b> A training row must not be told its own target. {@link #prepare}, which
 * {@link Steps} and {@link Pipeline} use, encodes each training row by the other folds; later rows
 * are encoded by all training rows. So {@code fit(train).apply(train)} differs from what {@code
 * prepare} gives, and leaks: never train on it. Folds are shuffled by the run's seed, and
 * stratified when the target is nominal.
 *
 * @param auto empirical Bayes; else {@code smooth} is used
 * @param smooth the weight m of the overall mean, in rows, when not {@code auto}
 * @param folds of the cross-fitting; at most one per row
 * @see "Micci-Barreca: A Preprocessing Scheme for High-Cardinality Categorical Attributes. SIGKDD
 *     Explorations 3, 2001"
 * @see "scikit-learn 1.3, sklearn.preprocessing.TargetEncoder"
 */
@About(
    value = "each level of a nominal column as its mean target, cross-fitted",
    cite = "Micci-Barreca, SIGKDD Explorations 3, 2001; scikit-learn 1.3 TargetEncoder")
public record TargetEncode(
    @Param("shrink by empirical Bayes instead of by a fixed weight") boolean auto,
    @Param(value = "weight m of the overall mean, in rows, when not auto", min = 0, max = 1e9)
        double smooth,
    @Param(value = "folds of the cross-fitting", min = 2, max = 1000) int folds)
    implements Step<TargetEncode.Fitted> {
  public TargetEncode {
    Spec.check(TargetEncode.class, auto, smooth, folds);
  }

  /** Empirical Bayes, five folds. */
  public TargetEncode() {
    this(true, 10, 5);
  }

  public TargetEncode auto(boolean auto) {
    return Spec.with(this, "auto", auto);
  }

  /** The weight m of the overall mean where {@code auto} is off; 0: no shrinking. */
  public TargetEncode smooth(double smooth) {
    return Spec.with(this, "smooth", smooth);
  }

  public TargetEncode folds(int folds) {
    return Spec.with(this, "folds", folds);
  }

  /** A numeric or nominal target. */
  @Override
  public Needs needs() {
    return Needs.features(Column.Nominal.class).target(Column.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    return learn(train, run, targets(train));
  }

  private Fitted learn(Frame train, Run run, Targets y) {
    var names = Columnwise.names(train, Column.Nominal.class);
    var encodings = new ArrayList<Encoding>();
    var all = IntStream.range(0, train.size()).toArray();
    for (var name : names) {
      run.step("column", encodings.size(), names.size());
      var column = train.column(name, Column.Nominal.class);
      var levels = column.present();
      var codes = codes(column, levels);
      var outputs =
          y.names.isEmpty() ? List.of(name) : y.names.stream().map(c -> name + "_" + c).toList();
      var value = new double[outputs.size() * (levels.size() + 1)];
      var unseen = new double[outputs.size()];
      for (int t = 0; t < outputs.size(); t++) {
        var table = new double[levels.size() + 1];
        unseen[t] = table(codes, y.values.get(t), all, table);
        System.arraycopy(table, 0, value, t * table.length, table.length);
      }
      encodings.add(new Encoding(name, levels, Vocabulary.of(outputs), value, unseen));
    }
    run.step("column", names.size(), names.size());
    return new Fitted(encodings);
  }

  @Override
  public Prepared<Fitted> prepare(Frame train, Run run) {
    var y = targets(train);
    var fitted = learn(train, run, y);
    if (fitted.encodings.isEmpty()) return new Prepared<>(fitted, train);
    int n = train.size();
    if (n < 2) {
      throw new DataException("TargetEncode needs at least 2 rows to cross-fit, but there is 1");
    }
    int k = Math.min(folds, n);
    var fold = folds(train, k, run);
    var rest = new int[k][];
    var held = new int[k][];
    for (int f = 0; f < k; f++) {
      int now = f;
      rest[f] = IntStream.range(0, n).filter(i -> fold[i] != now).toArray();
      held[f] = IntStream.range(0, n).filter(i -> fold[i] == now).toArray();
    }
    var out = train;
    for (var e : fitted.encodings) {
      var codes = codes(train.column(e.column, Column.Nominal.class), e.levels);
      var table = new double[e.levels.size() + 1];
      var columns = new LinkedHashMap<String, Column>();
      for (int t = 0; t < e.outputs.size(); t++) {
        var v = new double[n];
        for (int f = 0; f < k; f++) {
          table(codes, y.values.get(t), rest[f], table);
          for (int i : held[f]) v[i] = table[codes[i]];
        }
        columns.put(e.outputs.name(t), new Column.Numeric(v));
      }
      out = out.replace(e.column, columns);
    }
    return new Prepared<>(fitted, out);
  }

  /** Shuffled folds of nearly equal size; with a nominal target, of nearly equal shares, too. */
  private static int[] folds(Frame train, int k, Run run) {
    int n = train.size();
    var order = new int[n];
    for (int i = 0; i < n; i++) order[i] = i;
    var random = run.random("fold");
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int o = order[i];
      order[i] = order[j];
      order[j] = o;
    }
    if (train.targetColumn() instanceof Column.Nominal c) {
      order =
          Arrays.stream(order)
              .boxed()
              .sorted(Comparator.comparingInt(i -> c.codes()[i]))
              .mapToInt(Integer::intValue)
              .toArray();
    }
    var fold = new int[n];
    for (int i = 0; i < n; i++) fold[order[i]] = i % k;
    return fold;
  }

  /** Level codes; a missing cell counts as one more level, after the last. */
  private static int[] codes(Column.Nominal column, Vocabulary levels) {
    var codes = column.codes(levels).clone();
    for (int i = 0; i < codes.length; i++) if (codes[i] < 0) codes[i] = levels.size();
    return codes;
  }

  /**
   * Writes the encoding of each level, learned from these rows, into {@code table}.
   *
   * @return the mean target of the rows
   */
  private double table(int[] codes, double[] y, int[] rows, double[] table) {
    double mean = 0;
    for (int i : rows) mean += y[i];
    mean /= rows.length;
    double variance = 0;
    for (int i : rows) variance += (y[i] - mean) * (y[i] - mean);
    variance /= rows.length;

    var count = new double[table.length];
    var average = new double[table.length];
    var within = new double[table.length]; // sum of squares about the level's mean
    for (int i : rows) {
      count[codes[i]]++;
      average[codes[i]] += y[i];
    }
    for (int l = 0; l < table.length; l++) average[l] /= Math.max(1, count[l]);
    for (int i : rows) {
      double d = y[i] - average[codes[i]];
      within[codes[i]] += d * d;
    }
    for (int l = 0; l < table.length; l++) {
      double n = count[l];
      double weight = auto ? n * variance / (n * variance + within[l] / n) : n / (n + smooth);
      // no rows, or no variance at all: 0 / 0
      table[l] = n == 0 || Double.isNaN(weight) ? mean : weight * average[l] + (1 - weight) * mean;
    }
    return mean;
  }

  /** The target as numbers: as it is, or 0/1 per level. Names are there when there are several. */
  private record Targets(List<String> names, List<double[]> values) {}

  private Targets targets(Frame train) {
    needs().check(train, this);
    var target = train.targetName().orElseThrow();
    return switch (train.targetColumn()) {
      case Column.Numeric c -> new Targets(List.of(), List.of(c.values()));
      case Column.Nominal c -> {
        var levels = c.present();
        var codes = c.codes(levels);
        if (levels.size() <= 2) yield new Targets(List.of(), List.of(is(codes, 1)));
        yield new Targets(
            levels.names(), IntStream.range(0, levels.size()).mapToObj(l -> is(codes, l)).toList());
      }
      case Column other ->
          throw new DataException(
              "TargetEncode needs a numeric or nominal target, but '%s' is %s"
                  .formatted(target, other.kind()));
    };
  }

  private static double[] is(int[] codes, int level) {
    var v = new double[codes.length];
    for (int i = 0; i < v.length; i++) v[i] = codes[i] == level ? 1 : 0;
    return v;
  }

  /**
   * How one column is encoded.
   *
   * @param outputs the names of the columns it becomes
   * @param value output by output, the encoding of each level and then of a missing cell
   * @param unseen the overall mean of each output
   */
  public record Encoding(
      String column, Vocabulary levels, Vocabulary outputs, double[] value, double[] unseen) {}

  /** One encoding per column, learned from all training rows. */
  public record Fitted(List<Encoding> encodings) implements Transform {
    public Fitted {
      encodings = List.copyOf(encodings);
    }

    @Override
    public Frame apply(Frame frame) {
      for (var e : encodings) {
        var column = frame.column(e.column, Column.Nominal.class);
        var map = column.levels().mapTo(e.levels);
        var columns = new LinkedHashMap<String, Column>();
        int width = e.levels.size() + 1;
        for (int t = 0; t < e.outputs.size(); t++) {
          var level = new double[map.length];
          for (int l = 0; l < map.length; l++)
            level[l] = map[l] < 0 ? e.unseen[t] : e.value[t * width + map[l]];
          double missing = e.value[t * width + e.levels.size()];
          var v = new double[column.size()];
          var codes = column.codes();
          for (int i = 0; i < v.length; i++) v[i] = codes[i] < 0 ? missing : level[codes[i]];
          columns.put(e.outputs.name(t), new Column.Numeric(v));
        }
        frame = frame.replace(e.column, columns);
      }
      return frame;
    }
  }
}
