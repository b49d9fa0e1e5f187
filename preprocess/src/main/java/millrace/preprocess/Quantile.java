package millrace.preprocess;

import java.util.Arrays;
import java.util.List;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Spec;
import millrace.learn.Transform;
import millrace.run.Run;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Maps each Numeric column through its own empirical distribution function, so that training values
 * become uniform on [0, 1], or standard normal. Between the stored quantiles it is linear; repeated
 * values get the middle of their share. Values outside the training range become 0 and 1, or ±5.2
 * for the normal output. Missing cells are left out and stay missing; a column without any value is
 * left as it is.
 *
 * <p>scikit-learn's {@code subsample} is not used: the quantiles are those of all training rows.
 *
 * @param quantiles how many are stored; never more than there are training rows
 * @param output the distribution of the training values afterwards
 * @see "scikit-learn 1.2, sklearn.preprocessing.QuantileTransformer"
 */
@About(
    value = "each numeric column made uniform or normal by its quantiles",
    cite = "scikit-learn QuantileTransformer")
public record Quantile(
    @Param(value = "how many quantiles are stored", min = 2, max = 1_000_000) int quantiles,
    @Param("the distribution afterwards: uniform or normal") Output output)
    implements Step<Quantile.Fitted> {
  /** A distribution. */
  public enum Output {
    /** Uniform on [0, 1]. */
    UNIFORM,
    /** Normal with mean 0 and standard deviation 1. */
    NORMAL
  }

  /** scikit-learn's BOUNDS_THRESHOLD: shares nearer to 0 or 1 are cut before they become normal. */
  private static final double BOUND = 1e-7;

  public Quantile {
    Spec.check(Quantile.class, quantiles, output);
  }

  /** 1000 quantiles, uniform. */
  public Quantile() {
    this(1000, Output.UNIFORM);
  }

  public Quantile quantiles(int quantiles) {
    return Spec.with(this, "quantiles", quantiles);
  }

  public Quantile output(Output output) {
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
    int m = Math.min(quantiles, train.size());
    var values = new double[names.size() * m];
    Columnwise.learn(
        train,
        names,
        Columnwise.features(train, names),
        run,
        (v, f) -> {
          Arrays.sort(v);
          double below = Double.NEGATIVE_INFINITY; // interpolation may fall by a last bit
          for (int q = 0; q < m; q++) {
            double x = v.length == 0 ? Double.NaN : Columnwise.quantile(v, share(q, m));
            below = Math.max(below, x);
            values[f * m + q] = below;
          }
        });
    return new Fitted(names, m, values, output);
  }

  private static double share(int q, int m) {
    return q == 0 ? 0 : q == m - 1 ? 1 : q * (1.0 / (m - 1));
  }

  /**
   * The quantiles of each column.
   *
   * @param count how many per column
   * @param values column by column, rising; NaN for a column without values
   */
  public record Fitted(List<String> columns, int count, double[] values, Output output)
      implements Transform {
    public Fitted {
      columns = List.copyOf(columns);
    }

    @Override
    public Frame apply(Frame frame) {
      for (int j = 0; j < columns.size(); j++) {
        var v = frame.column(columns.get(j), Column.Numeric.class).values().clone();
        if (!Double.isNaN(values[j * count])) rewrite(v, j * count);
        frame = frame.with(columns.get(j), new Column.Numeric(v));
      }
      return frame;
    }

    private void rewrite(double[] v, int from) {
      double low = values[from];
      double high = values[from + count - 1];
      double near = output == Output.NORMAL ? BOUND : 0;
      var normal = NormalDistribution.of(0, 1);
      double least = normal.inverseCumulativeProbability(BOUND - Math.ulp(1.0));
      double most = normal.inverseCumulativeProbability(1 - (BOUND - Math.ulp(1.0)));
      for (int i = 0; i < v.length; i++) {
        double x = v[i];
        if (Double.isNaN(x)) continue;
        double share;
        // a constant column is at both ends: the lower one wins, as in scikit-learn
        if (x - near < low || x == low) share = 0;
        else if (x + near > high || x == high) share = 1;
        else share = share(x, from);
        v[i] =
            output == Output.UNIFORM
                ? share
                : Math.clamp(normal.inverseCumulativeProbability(share), least, most);
      }
    }

    /** The mean of interpolating from below and from above: they differ where quantiles repeat. */
    private double share(double x, int from) {
      int below = last(x, from); // the last quantile ≤ x
      int above = first(x, from); // the first quantile ≥ x
      return (between(x, from, below, below + 1) + between(x, from, above - 1, above)) / 2;
    }

    private double between(double x, int from, int a, int b) {
      double qa = values[from + a];
      double qb = values[from + b];
      double ra = Quantile.share(a, count);
      double rb = Quantile.share(b, count);
      double slope = (rb - ra) / (qb - qa);
      return x == qb ? rb : slope * (x - qa) + ra;
    }

    private int last(double x, int from) {
      int low = 0;
      int high = count - 1;
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (values[from + middle] <= x) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    private int first(double x, int from) {
      int low = 0;
      int high = count - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (values[from + middle] >= x) high = middle;
        else low = middle + 1;
      }
      return low;
    }
  }
}
