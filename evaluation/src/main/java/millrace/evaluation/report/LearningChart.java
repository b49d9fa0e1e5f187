package millrace.evaluation.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;
import millrace.evaluation.Comparison.Learned;

/** Learning curves on axes that all models share. */
final class LearningChart {
  private final String metric;
  private final double most;
  private final Scale y;

  LearningChart(Comparison c, List<Entry> entries) {
    metric = Format.metric(c.metrics().getFirst());
    double sign = c.higherIsBetter().getFirst() ? 1 : -1;
    most =
        entries.stream()
            .flatMap(e -> e.learning().stream())
            .mapToInt(Learned::rows)
            .max()
            .orElse(1);
    var scores =
        entries.stream()
            .flatMap(e -> e.learning().stream())
            .flatMapToDouble(l -> DoubleStream.of(l.train(), l.test()))
            .filter(Double::isFinite)
            .map(v -> sign * v)
            .sorted()
            .toArray();
    if (scores.length == 0) {
      y = new Scale(0, 1, 0, 1);
      return;
    }
    // A model that learned from too few rows to score at all shall not squash the others.
    double best = scores[scores.length - 1];
    double limit = best - 4 * (best - scores[scores.length / 3]);
    var shown = Arrays.stream(scores).filter(v -> v >= limit).summaryStatistics();
    double a = sign * shown.getMin();
    double b = sign * best;
    y = new Scale(Math.min(a, b), Math.max(a, b), 0, 1).widened(0.05);
  }

  String of(Entry e) {
    var plot =
        new Plot(
            0,
            most * 1.04,
            y.low(),
            y.high(),
            "training rows",
            metric,
            e.name() + ": learning curve");
    var rows = e.learning().stream().mapToDouble(Learned::rows).toArray();
    var train = e.learning().stream().mapToDouble(Learned::train).toArray();
    var test = e.learning().stream().mapToDouble(Learned::test).toArray();
    plot.line("curve c1", rows, train).line("curve c0", rows, test);
    for (int i = 0; i < rows.length; i++) {
      var at = Format.count((long) rows[i]) + " rows: ";
      plot.mark("point c1", rows[i], train[i], 3.5, "training, " + at + Format.number(train[i]));
      plot.mark("point c0", rows[i], test[i], 3.5, "test, " + at + Format.number(test[i]));
    }
    boolean none = DoubleStream.of(test).noneMatch(y::shows);
    return Html.figure(e.name(), none ? "beyond the axes" : "", plot.toString());
  }
}
