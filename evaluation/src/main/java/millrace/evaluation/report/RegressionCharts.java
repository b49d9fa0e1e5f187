package millrace.evaluation.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import millrace.data.Column;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;
import millrace.learn.Prediction.Numbers;

/** What was predicted against what was there, on axes that all models share. */
final class RegressionCharts {
  private final Comparison comparison;
  private final double low;
  private final double high;
  private final double off;

  RegressionCharts(Comparison comparison) {
    this.comparison = comparison;
    var y = truth(comparison.best());
    double least = Format.finite(y).min().orElse(0);
    double most = Format.finite(y).max().orElse(1);
    double room = Math.max(most - least, Math.abs(most) * 1e-6);
    // Predictions may lie beyond the truth, but an exploding model shall not squash the others.
    var p =
        comparison.entries().stream()
            .flatMapToDouble(e -> Format.finite(predicted(e)))
            .filter(v -> v > least - room / 4 && v < most + room / 4)
            .summaryStatistics();
    low = Math.min(least, p.getMin()) - room * 0.02;
    high = Math.max(most, p.getMax()) + room * 0.02;
    off = largestResidual();
  }

  /** The larger half-range that 99 % of the residuals of most models need. */
  private double largestResidual() {
    var per =
        comparison.entries().stream()
            .mapToDouble(
                e -> {
                  var r = Format.finite(residuals(e)).map(Math::abs).sorted().toArray();
                  return r.length == 0 ? 0 : r[(int) ((r.length - 1) * 0.995)];
                })
            .sorted()
            .toArray();
    double typical = per[per.length / 2];
    return DoubleStream.of(per).filter(v -> v <= 3 * typical).max().orElse(typical) * 1.05;
  }

  String actual(Entry e) {
    var target = comparison.target();
    var plot =
        new Plot(
            low,
            high,
            low,
            high,
            target + ", actual",
            "predicted",
            e.name() + ": predicted against actual " + target);
    plot.diagonal();
    return figure(e, plot, plot.cloud(truth(e), predicted(e)));
  }

  String residual(Entry e) {
    var plot =
        new Plot(
            low,
            high,
            -off,
            off,
            comparison.target() + ", predicted",
            "actual − predicted",
            e.name() + ": residuals against what was predicted");
    plot.horizontal(0);
    return figure(e, plot, plot.cloud(predicted(e), residuals(e)));
  }

  private static String figure(Entry e, Plot plot, int outside) {
    return Html.figure(
        e.name(), outside == 0 ? "" : Format.count(outside) + " beyond the axes", plot.toString());
  }

  private static double[] truth(Entry e) {
    return ((Column.Numeric) e.truth()).values();
  }

  private static double[] predicted(Entry e) {
    return ((Numbers) e.predicted()).values();
  }

  private static double[] residuals(Entry e) {
    var y = truth(e);
    var r = predicted(e).clone();
    Arrays.setAll(r, i -> y[i] - r[i]);
    return r;
  }
}
