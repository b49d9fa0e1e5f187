package millrace.preprocess;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;

/**
 * Cuts each Numeric column into intervals: a Nominal column whose levels are the intervals ({@code
 * "below 2010"}, {@code "[2010, 2015)"}, {@code "2015 or more"}), ready for {@link OneHot}, or a
 * Numeric one with the number of the interval. The outermost intervals are open, so any later value
 * has a place. Missing cells are left out and stay missing.
 *
 * <p>scikit-learn's default output is one-hot at once; here that is {@code OneHot} after this step.
 *
 * @param bins how many; a column with too few different quantiles gets fewer
 * @param strategy where the cuts are
 * @param output levels or numbers
 * @see "scikit-learn 1.2, sklearn.preprocessing.KBinsDiscretizer"
 */
@About(value = "each numeric column cut into intervals", cite = "scikit-learn KBinsDiscretizer")
public record Bin(
    @Param(
            value = "how many intervals",
            min = 2,
            max = 10_000,
            tune = {3, 20})
        int bins,
    @Param("where the cuts are: equal widths, equal counts, or one-dimensional k-means")
        Strategy strategy,
    @Param("nominal levels named by interval, or numbers 0, 1, 2, …") Output output)
    implements Step<Bin.Fitted> {
  /** Where the cuts are. */
  public enum Strategy {
    /** Intervals of the same width. */
    UNIFORM,
    /** Intervals with the same number of training rows. */
    QUANTILE,
    /** Halfway between the centres of k-means, started from equal widths. */
    KMEANS
  }

  /** What comes out. */
  public enum Output {
    NOMINAL,
    ORDINAL
  }

  public Bin {
    Spec.check(Bin.class, bins, strategy, output);
  }

  /** Five intervals with the same number of rows, as levels. */
  public Bin() {
    this(5, Strategy.QUANTILE, Output.NOMINAL);
  }

  public Bin bins(int bins) {
    return Spec.with(this, "bins", bins);
  }

  public Bin strategy(Strategy strategy) {
    return Spec.with(this, "strategy", strategy);
  }

  public Bin output(Output output) {
    return Spec.with(this, "output", output);
  }

  @Override
  public Needs needs() {
    return Needs.features(Column.Numeric.class).missingAllowed();
  }

  @Override
  public Fitted fit(Frame train, Run run) {
    needs().check(train, this);
    var names = Columnwise.names(train, Column.Numeric.class);
    var cuts = new ArrayList<Cuts>();
    Columnwise.learn(
        train,
        names,
        Columnwise.features(train, names),
        run,
        (v, _) -> {
          Arrays.sort(v);
          var at = inner(v);
          cuts.add(new Cuts(at, labels(at)));
        });
    return new Fitted(names, cuts, output);
  }

  /** The cuts between the intervals; none for a constant column. */
  private double[] inner(double[] sorted) {
    if (sorted.length == 0 || sorted[0] == sorted[sorted.length - 1]) return new double[0];
    var edges =
        switch (strategy) {
          case UNIFORM -> uniform(sorted);
          case QUANTILE -> quantiles(sorted);
          case KMEANS -> Kmeans1d.edges(sorted, uniform(sorted));
        };
    return Arrays.copyOfRange(edges, 1, edges.length - 1);
  }

  private double[] uniform(double[] sorted) {
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    var edges = new double[bins + 1];
    double width = (high - low) / bins;
    for (int b = 0; b < bins; b++) edges[b] = low + b * width;
    edges[bins] = high;
    return edges;
  }

  /** Without the intervals that are empty because quantiles repeat. */
  private double[] quantiles(double[] sorted) {
    var edges = new double[bins + 1];
    int n = 0;
    for (int b = 0; b <= bins; b++) {
      double q = Columnwise.quantile(sorted, (double) b / bins);
      if (b == 0 || q - edges[n - 1] > 1e-8) edges[n++] = q;
    }
    return Arrays.copyOf(edges, n);
  }

  /** Named with as few digits as tell the cuts apart. */
  private static Vocabulary labels(double[] cuts) {
    if (cuts.length == 0) return Vocabulary.of("any");
    var shown = new String[cuts.length];
    for (int digits = 4; digits <= 17; digits++) {
      for (int c = 0; c < cuts.length; c++) {
        shown[c] =
            new BigDecimal(cuts[c])
                .round(new MathContext(digits))
                .stripTrailingZeros()
                .toPlainString();
      }
      if (new HashSet<>(Arrays.asList(shown)).size() == cuts.length) break;
    }
    var names = new ArrayList<String>();
    names.add("below " + shown[0]);
    for (int c = 1; c < cuts.length; c++) names.add("[" + shown[c - 1] + ", " + shown[c] + ")");
    names.add(shown[cuts.length - 1] + " or more");
    return Vocabulary.of(names);
  }

  /**
   * The intervals of one column.
   *
   * @param at where one ends and the next begins, which the cut itself belongs to
   * @param labels one more than there are cuts
   */
  public record Cuts(double[] at, Vocabulary labels) {}

  /** The cuts of each column. */
  public record Fitted(List<String> columns, List<Cuts> cuts, Output output) implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
      cuts = List.copyOf(cuts);
    }

    @Override
    public Frame apply(Frame frame) {
      for (int j = 0; j < columns.size(); j++) {
        var v = frame.column(columns.get(j), Column.Numeric.class).values();
        var c = cuts.get(j);
        frame = frame.with(columns.get(j), output == Output.NOMINAL ? levels(v, c) : numbers(v, c));
      }
      return frame;
    }

    private static Column levels(double[] v, Cuts cuts) {
      var codes = new int[v.length];
      for (int i = 0; i < v.length; i++) codes[i] = Double.isNaN(v[i]) ? -1 : bin(v[i], cuts.at);
      return new Column.Nominal(codes, cuts.labels);
    }

    private static Column numbers(double[] v, Cuts cuts) {
      var out = new double[v.length];
      for (int i = 0; i < v.length; i++)
        out[i] = Double.isNaN(v[i]) ? Double.NaN : bin(v[i], cuts.at);
      return new Column.Numeric(out);
    }

    /** How many cuts are ≤ x. */
    private static int bin(double x, double[] cuts) {
      int low = 0;
      int high = cuts.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (cuts[middle] <= x) low = middle + 1;
        else high = middle;
      }
      return low;
    }
  }
}
