package millrace.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import millrace.data.Column;
import millrace.data.Frame;
import millrace.data.Vocabulary;
import millrace.learn.About;
import millrace.learn.Needs;
import millrace.learn.Param;
import millrace.learn.Prediction.Labels;
import millrace.learn.Prediction.Numbers;
import millrace.learn.Predictor;
import millrace.learn.Spec;
import millrace.learn.Trainer;
import millrace.learn.Transform;
import millrace.run.Run;

/** Small data and small learners for tests of what compares learners. */
public final class Toys {
  private Toys() {}

  /** y = 3 x + noise; the column "id" is the row number and says nothing. */
  public static Frame line(int n) {
    var random = new Random(7);
    var x = new double[n];
    var id = new double[n];
    var y = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextDouble() * 10;
      id[i] = i;
      y[i] = 3 * x[i] + random.nextGaussian();
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("x", new Column.Numeric(x));
    columns.put("id", new Column.Numeric(id));
    columns.put("y", new Column.Numeric(y));
    return Frame.of(columns).target("y");
  }

  /** A target of noise, and columns x0, x1 … of noise. */
  public static Frame noise(int n, int columns, long seed) {
    var random = new Random(seed);
    var all = new LinkedHashMap<String, Column>();
    for (int c = 0; c < columns; c++)
      all.put("x" + c, new Column.Numeric(random.doubles(n).toArray()));
    all.put("y", new Column.Numeric(random.doubles(n).toArray()));
    return Frame.of(all).target("y");
  }

  /** Classes "a", "b" and a rare "c", which x tells apart, mostly. */
  public static Frame classes(int n) {
    var random = new Random(7);
    var x = new double[n];
    var y = new int[n];
    for (int i = 0; i < n; i++) {
      y[i] = i % 10 == 0 ? 2 : i % 2;
      x[i] = y[i] * 2 + random.nextGaussian();
    }
    var columns = new LinkedHashMap<String, Column>();
    columns.put("x", new Column.Numeric(x));
    columns.put("y", new Column.Nominal(y, Vocabulary.of("a", "b", "c", "never")));
    return Frame.of(columns).target("y");
  }

  /** A straight line through one column, by least squares, with noise of the run's seed. */
  @About(value = "a line", cite = "a test", engine = "Toy")
  public record Line(@Param("column") String column, @Param("noise on the slope") double noise)
      implements Trainer<Line.Fitted> {
    public Line() {
      this("x", 0);
    }

    public Line noise(double noise) {
      return Spec.with(this, "noise", noise);
    }

    @Override
    public Needs needs() {
      return Needs.matrix().target(Column.Numeric.class);
    }

    @Override
    public Line.Fitted fit(Frame train, Run run) {
      needs().checkAll(train, this);
      run.step("row", train.size(), train.size());
      var x = train.column(column, Column.Numeric.class).values();
      var y = ((Column.Numeric) train.targetColumn()).values();
      double mx = Arrays.stream(x).sum() / x.length;
      double my = Arrays.stream(y).sum() / y.length;
      double xy = 0;
      double xx = 0;
      for (int i = 0; i < x.length; i++) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
      }
      double b = (xx == 0 ? 0 : xy / xx) + noise * run.random("slope").nextGaussian();
      return new Line.Fitted(column, my - b * mx, b);
    }

    public record Fitted(String column, double a, double b) implements Predictor<Numbers> {
      @Override
      public Numbers predict(Frame frame) {
        var x = frame.column(column, Column.Numeric.class).values();
        return new Numbers(Arrays.stream(x).map(v -> a + b * v).toArray());
      }
    }
  }

  /** Gaussian class densities of x with equal variance: knows only the classes it was shown. */
  @About(value = "nearest mean", cite = "a test", engine = "Toy")
  public record Nearest(@Param(value = "width of the classes", min = 0) double width)
      implements Trainer<Nearest.Fitted> {
    public Nearest() {
      this(1);
    }

    @Override
    public Needs needs() {
      return Needs.matrix().target(Column.Nominal.class);
    }

    @Override
    public Nearest.Fitted fit(Frame train, Run run) {
      needs().checkAll(train, this);
      run.step("row", train.size(), train.size());
      var y = (Column.Nominal) train.targetColumn();
      var levels = y.present();
      var codes = y.codes(levels);
      var x = train.column("x", Column.Numeric.class).values();
      var mean = new double[levels.size()];
      var count = new double[levels.size()];
      for (int i = 0; i < x.length; i++) {
        mean[codes[i]] += x[i];
        count[codes[i]]++;
      }
      for (int c = 0; c < mean.length; c++) mean[c] /= count[c];
      return new Nearest.Fitted(mean, count, width, levels);
    }

    public record Fitted(double[] mean, double[] count, double width, Vocabulary levels)
        implements Predictor<Labels> {
      @Override
      public Labels predict(Frame frame) {
        var x = frame.column("x", Column.Numeric.class).values();
        int k = mean.length;
        var p = new double[x.length * k];
        for (int i = 0; i < x.length; i++) {
          double sum = 0;
          for (int c = 0; c < k; c++) {
            double d = (x[i] - mean[c]) / width;
            p[i * k + c] = count[c] * Math.exp(-d * d / 2) + 1e-300;
            sum += p[i * k + c];
          }
          for (int c = 0; c < k; c++) p[i * k + c] /= sum;
        }
        return new Labels(p, levels);
      }
    }
  }

  /** Adds to every x: a preparation. */
  public record Shift(@Param("what to add") double by) implements Trainer<Shift.Fitted> {
    public Shift() {
      this(1);
    }

    @Override
    public Needs needs() {
      return Needs.matrix();
    }

    @Override
    public Shift.Fitted fit(Frame train, Run run) {
      return new Shift.Fitted(by);
    }

    public record Fitted(double by) implements Transform {
      @Override
      public Frame apply(Frame frame) {
        var x = frame.column("x", Column.Numeric.class).values();
        return frame.with("x", new Column.Numeric(Arrays.stream(x).map(v -> v + by).toArray()));
      }
    }
  }

  /** Shifts and what learns from the shifted rows, as a pipeline is made. */
  @About(value = "a pipeline", cite = "a test", engine = "not this")
  public record Chain(
      @Param("first") Shift first, @Param("then") List<Shift> then, @Param("last") Line last)
      implements Trainer<Line.Fitted> {
    public Chain(List<Shift> then, Line last) {
      this(new Shift(), then, last);
    }

    @Override
    public Needs needs() {
      return last.needs();
    }

    @Override
    public Line.Fitted fit(Frame train, Run run) {
      for (var s : then) train = s.fit(train, run).apply(train);
      return last.fit(first.fit(train, run).apply(train), run);
    }
  }

  /** Mean squared error, and its negative where higher shall be better. */
  public record Squared(boolean higherIsBetter) implements Metric<Numbers> {
    @Override
    public String key() {
      return higherIsBetter ? "neg_mse" : "mse";
    }

    @Override
    public double score(Column truth, Numbers predicted) {
      var y = ((Column.Numeric) truth).values();
      double s = 0;
      for (int i = 0; i < y.length; i++) s += Math.pow(y[i] - predicted.values()[i], 2);
      return (higherIsBetter ? -1 : 1) * s / y.length;
    }
  }

  /** The share of rows whose most probable level is right. */
  public record Hits() implements Metric<Labels> {
    @Override
    public String key() {
      return "accuracy";
    }

    @Override
    public boolean higherIsBetter() {
      return true;
    }

    @Override
    public double score(Column truth, Labels predicted) {
      int hits = 0;
      for (int i = 0; i < truth.size(); i++) if (truth.cell(i).equals(predicted.label(i))) hits++;
      return (double) hits / truth.size();
    }
  }
}
