package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import millrace.data.Vocabulary;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;
import millrace.evaluation.Curves;
import millrace.learn.Prediction.Labels;

/**
 * Reliability diagrams: what share of the rows that were given a probability were so. Of two levels
 * the positive one (the last in alphabetical order), of more each against the rest.
 *
 * @see "M. DeGroot, S. Fienberg, The comparison and evaluation of forecasters, The Statistician 32,
 *     1983"
 */
final class ReliabilityCharts {
  private static final int BINS = 10;
  private static final int MOST_LEVELS = 12;
  private static final double MOST_RADIUS = 7;
  private static final double LEAST_RADIUS = 3;

  private final List<Entry> entries;
  private final List<String> levels;
  private final int leftOut;

  /** Entry by entry, a curve per level. */
  private final List<List<Curves.Calibration>> curves;

  ReliabilityCharts(Comparison comparison) {
    entries = comparison.entries().stream().limit(ClassificationCharts.MOST_CURVES).toList();
    var all = ((Labels) comparison.best().predicted()).levels();
    var judged = all.size() == 2 ? List.of(positive(all)) : all.names();
    levels = judged.subList(0, Math.min(MOST_LEVELS, judged.size()));
    leftOut = judged.size() - levels.size();
    curves =
        entries.stream().map(e -> levels.stream().map(level -> curve(e, level)).toList()).toList();
  }

  private static String positive(Vocabulary levels) {
    return levels.name(0).compareTo(levels.name(1)) > 0 ? levels.name(0) : levels.name(1);
  }

  /** One diagram per level, and a table of errors. */
  String section() {
    var figures = new StringBuilder();
    for (int l = 0; l < levels.size(); l++) figures.append(diagram(l));
    return Html.legend(entries.stream().map(Entry::name).toList())
        + Html.grid(figures.toString())
        + (leftOut > 0
            ? "<p class=\"how\">The first %d levels are drawn; %d more are left out.</p>\n"
                .formatted(levels.size(), leftOut)
            : "")
        + errors();
  }

  private static Curves.Calibration curve(Entry e, String level) {
    return Curves.calibration(e.truth(), (Labels) e.predicted(), level, BINS, Curves.Bins.UNIFORM);
  }

  /** The area of a dot tells how many rows its bin has. */
  private String diagram(int level) {
    var plot =
        new Plot(
            0,
            1,
            0,
            1,
            "predicted probability",
            "share that was so",
            "Reliability of '%s' of each model".formatted(levels.get(level)));
    plot.diagonal();
    for (int i = entries.size() - 1; i >= 0; i--) { // the best last, so that it lies on top
      var c = curves.get(i).get(level);
      plot.line("curve c" + i, c.predicted(), c.actual());
      int all = 0;
      for (int n : c.rows()) all += n;
      for (int b = 0; b < c.rows().length; b++) {
        double share = (double) c.rows()[b] / all;
        var tip =
            "%s: %s predicted, %s was so, %s rows"
                .formatted(
                    entries.get(i).name(),
                    Format.number(c.predicted()[b], 3),
                    Format.number(c.actual()[b], 3),
                    Format.count(c.rows()[b]));
        double radius = Math.max(LEAST_RADIUS, MOST_RADIUS * Math.sqrt(share));
        plot.mark("point c" + i, c.predicted()[b], c.actual()[b], radius, tip);
      }
    }
    return Html.figure(levels.get(level), "", plot.toString());
  }

  private String errors() {
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < entries.size(); i++) {
      double mean = 0;
      int worst = 0;
      for (int l = 0; l < levels.size(); l++) {
        var c = curves.get(i).get(l);
        mean += c.expectedError() / levels.size();
        if (c.greatestError() > curves.get(i).get(worst).greatestError()) worst = l;
      }
      rows.add(
          List.of(
              entries.get(i).name(),
              Format.number(mean, 4),
              Format.number(curves.get(i).get(worst).greatestError(), 3),
              levels.get(worst)));
    }
    return Html.table(
        "Calibration",
        List.of("model", "expected calibration error", "greatest gap of a bin", "level"),
        rows,
        new boolean[] {false, true, true, false});
  }
}
