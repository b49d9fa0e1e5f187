package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;
import millrace.evaluation.Comparison.Task;
import millrace.evaluation.Paired;

/** The comparison in plain words. */
record Summary(Comparison c) {
  /** "Ridge predicts price best: R² 0.91 ± 0.01". */
  String headline() {
    var score = score(c.best(), 0);
    if (Double.isNaN(c.best().mean(0)))
      return "No model has a %s that is a number.".formatted(Format.metric(c.metrics().getFirst()));
    return c.entries().size() == 1
        ? "%s predicts %s with %s.".formatted(c.best().name(), c.target(), score)
        : "%s predicts %s best: %s.".formatted(c.best().name(), c.target(), score);
  }

  /** How large the errors are, and which models are as good. */
  String details() {
    var out = new ArrayList<String>();
    int mae = c.metrics().indexOf("mae");
    if (c.task() == Task.REGRESSION && mae >= 0) {
      double v = c.best().mean(mae);
      out.add("On average its predictions are off by %s.".formatted(Format.number(v)));
    }
    int accuracy = c.metrics().indexOf("accuracy");
    if (c.task() == Task.CLASSIFICATION && accuracy > 0) {
      double v = 100 * c.best().mean(accuracy);
      out.add("It is right in %s %% of the rows.".formatted(Format.number(v, 1)));
    }
    if (c.entries().size() > 1) out.add(others());
    if (!c.failures().isEmpty()) {
      long names = c.failures().stream().map(Comparison.Failure::name).distinct().count();
      out.add("%d %s failed.".formatted(names, names == 1 ? "candidate" : "candidates"));
    }
    if (!c.leftOut().isEmpty()) out.add("%d more were left out.".formatted(c.leftOut().size()));
    return String.join(" ", out);
  }

  private String others() {
    if (oneSplit())
      return "With a single split there is no interval and no test: a small lead may be chance.";
    var even = c.versusBest().stream().filter(p -> !p.significant()).map(Paired::name).toList();
    int behind = c.entries().size() - 1 - even.size();
    if (even.isEmpty())
      return behind == 1
          ? "Its lead over the other model is more than chance."
          : "Its lead over each of the %d others is more than chance.".formatted(behind);
    var names = join(even.stream().limit(4).toList(), even.size() - 4);
    var rest =
        switch (behind) {
          case 0 -> "";
          case 1 -> "; the other one is behind by more than chance";
          default -> "; the other %d are behind by more than chance".formatted(behind);
        };
    return "%s cannot be told apart from it%s.".formatted(names, rest);
  }

  private static String join(List<String> names, int more) {
    if (more > 0) return String.join(", ", names) + " and %d more".formatted(more);
    if (names.size() == 1) return names.getFirst();
    return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  boolean oneSplit() {
    return c.folds().size() == 1;
  }

  String score(Entry e, int metric) {
    var v = Format.interval(e.mean(metric), c.halfWidth(e, metric), decimals(metric));
    return Format.metric(c.metrics().get(metric)) + " " + v;
  }

  int decimals(int metric) {
    return Format.decimals(c.entries().stream().mapToDouble(e -> e.mean(metric)).toArray());
  }

  /** "price · 804 rows, 6 features · 10-fold · seed 42". */
  String setting() {
    return "%s · %s rows, %s %s · %s · seed %d"
        .formatted(
            c.target(),
            Format.count(c.rows()),
            Format.count(c.features().size()),
            c.features().size() == 1 ? "feature" : "features",
            c.split(),
            c.seed());
  }

  /** How the tables are to be read. */
  String legend() {
    if (oneSplit()) return "★ best. One split: no intervals, no tests.";
    return "★ best by "
        + Format.metric(c.metrics().getFirst())
        + (c.entries().size() == 1
            ? ""
            : "; ≈ not to be told apart from it (corrected resampled t-test, 5 %)")
        + "; ± half of a 95 % interval over "
        + c.folds().size()
        + " folds.";
  }

  /** ★ for the best, ≈ for what may be as good. */
  String mark(int entry) {
    if (entry == 0) return "★";
    return oneSplit() || c.versusBest().get(entry - 1).significant() ? "" : "≈";
  }

  /** The p-value against the best. */
  String versus(int entry) {
    if (entry == 0) return "best";
    double p = c.versusBest().get(entry - 1).correctedT();
    return Double.isNaN(p) ? Format.NONE : "p " + (p < 0.001 ? "" : "= ") + Format.p(p);
  }

  /** How many measures a terminal shows; the files have them all. */
  private static final int MOST_IN_TEXT = 3;

  /** A table's heads and cells, and which columns hold numbers. */
  record Cells(List<String> head, List<List<String>> rows, boolean[] right) {}

  /** All measures. */
  Cells table() {
    return table(c.metrics().size());
  }

  /** As much as a terminal has room for. */
  Cells narrowTable() {
    return table(Math.min(MOST_IN_TEXT, c.metrics().size()));
  }

  /** The measures that {@link #narrowTable} leaves out. */
  List<String> leftOut() {
    return c.metrics().stream().skip(MOST_IN_TEXT).map(Format::metric).toList();
  }

  /** The model, its scores, its p-value beside the score it is about, times, engine. */
  private Cells table(int metrics) {
    boolean compared = !oneSplit() && c.entries().size() > 1;
    var head = new ArrayList<>(List.of("model"));
    for (int m = 0; m < metrics; m++) {
      head.add(Format.metric(c.metrics().get(m)) + (c.higherIsBetter().get(m) ? " ↑" : " ↓"));
      if (m == 0 && compared) head.add("against best");
    }
    head.addAll(List.of("fit", "predict"));
    if (sized()) head.add("size");
    head.add("engine");
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < c.entries().size(); i++) {
      var e = c.entries().get(i);
      var row = new ArrayList<>(List.of(e.name()));
      for (int m = 0; m < metrics; m++) {
        row.add(Format.interval(e.mean(m), c.halfWidth(e, m), decimals(m)));
        if (m == 0 && compared) row.add(versus(i));
      }
      row.add(Format.seconds(e.meanFitSeconds()));
      row.add(Format.seconds(e.meanPredictSeconds()));
      if (sized()) row.add(Format.bytes(e.fittedBytes()));
      row.add(e.engine());
      rows.add(row);
    }
    var right = new boolean[head.size()];
    for (int j = 1; j < right.length - 1; j++) right[j] = true;
    return new Cells(head, rows, right);
  }

  private boolean sized() {
    return c.entries().stream().anyMatch(e -> e.fittedBytes() >= 0);
  }
}
