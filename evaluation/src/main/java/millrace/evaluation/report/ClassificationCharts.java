package millrace.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import millrace.data.Column;
import millrace.data.Vocabulary;
import millrace.evaluation.ClassificationReport;
import millrace.evaluation.Comparison;
import millrace.evaluation.Comparison.Entry;
import millrace.evaluation.Confusion;
import millrace.evaluation.Curves;
import millrace.learn.Prediction.Labels;

/**
 * Curves and confusion of classifiers. Of two levels, curves judge the positive one (the last in
 * alphabetical order); of more, all levels together, a row counted once per level (micro average).
 */
final class ClassificationCharts {
  /** How many models one curve chart holds: as many as there are colours to tell apart. */
  static final int MOST_CURVES = 6;

  /** Of a confusion matrix, so that a telephone shows it whole if levels are few. */
  private static final double WIDTH = 320;

  private static final int MOST_LEVELS = 30;
  private static final int MOST_ROWS = 1_000_000;
  private static final Vocabulary BINARY = Vocabulary.of("no", "yes");

  private final List<Entry> entries;

  /** What the curves judge: a truth of "no" and "yes", and the probability of each. */
  private record Binary(Column.Nominal truth, Labels predicted) {}

  private final List<Binary> binaries;

  ClassificationCharts(Comparison comparison) {
    entries = comparison.entries().stream().limit(MOST_CURVES).toList();
    binaries = entries.stream().map(ClassificationCharts::binary).toList();
  }

  List<String> names() {
    return entries.stream().map(Entry::name).toList();
  }

  /** What the curves judge, in words. */
  static String judged(Comparison c) {
    var levels = ((Labels) c.best().predicted()).levels();
    return levels.size() == 2
        ? "Positive is '%s'.".formatted(levels.name(positive(levels)))
        : "All %d levels together, each against the rest (micro average).".formatted(levels.size());
  }

  private static int positive(Vocabulary levels) {
    return levels.name(0).compareTo(levels.name(1)) > 0 ? 0 : 1;
  }

  private static Binary binary(Entry e) {
    var p = (Labels) e.predicted();
    var truth = ((Column.Nominal) e.truth()).codes(p.levels());
    int k = p.levels().size();
    int only = k == 2 ? positive(p.levels()) : -1;
    int per = only >= 0 ? 1 : k;
    int n = truth.length;
    int stride = (int) Math.max(1, ((long) n * per + MOST_ROWS - 1) / MOST_ROWS);
    int kept = (n + stride - 1) / stride;
    var codes = new int[kept * per];
    var probability = new double[2 * codes.length];
    int at = 0;
    for (int i = 0; i < n; i += stride) {
      for (int c = 0; c < k; c++) {
        if (only >= 0 && c != only) continue;
        codes[at] = truth[i] == c ? 1 : 0;
        probability[2 * at] = 1 - p.probability(i, c);
        probability[2 * at + 1] = p.probability(i, c);
        at++;
      }
    }
    return new Binary(new Column.Nominal(codes, BINARY), new Labels(probability, BINARY));
  }

  String roc() {
    return curves(
        "ROC",
        "false positive rate",
        "true positive rate",
        true,
        (y, p) -> {
          var c = Curves.roc(y, p);
          return new double[][] {c.falsePositiveRate(), c.truePositiveRate()};
        });
  }

  String precisionRecall() {
    return curves(
        "Precision and recall",
        "recall",
        "precision",
        false,
        (y, p) -> {
          var c = Curves.precisionRecall(y, p);
          return new double[][] {c.recall(), c.precision()};
        });
  }

  private String curves(
      String title,
      String xName,
      String yName,
      boolean diagonal,
      BiFunction<Column, Labels, double[][]> points) {
    var plot = new Plot(0, 1, 0, 1, xName, yName, title + " of each model");
    if (diagonal) plot.diagonal();
    // The best last, so that it lies on top.
    for (int i = entries.size() - 1; i >= 0; i--) {
      var xy = points.apply(binaries.get(i).truth, binaries.get(i).predicted);
      plot.line("curve c" + i, xy[0], xy[1]);
      if (xy[0].length > 12) continue;
      for (int j = 0; j < xy[0].length; j++) {
        var tip =
            "%s: %s, %s"
                .formatted(
                    entries.get(i).name(), Format.number(xy[0][j], 3), Format.number(xy[1][j], 3));
        plot.mark("point c" + i, xy[0][j], xy[1][j], 3, tip);
      }
    }
    return Html.figure(title, "", plot.toString());
  }

  /** A heat map: rows are the truth, shaded by the share of the row. */
  static String confusion(Entry e) {
    var all = Confusion.of(e.truth(), (Labels) e.predicted());
    int k = all.labels().size();
    if (k > MOST_LEVELS) {
      return Html.figure(e.name(), "%d levels are too many to draw".formatted(k), "");
    }
    int longest =
        Math.min(12, all.labels().names().stream().mapToInt(String::length).max().orElse(1));
    double left = 26 + longest * 6.6;
    double size = Math.clamp((WIDTH - left - 8) / k, k > 12 ? 18 : 26, 84);
    double top = k > 6 || longest * 7 > size ? 12 + longest * 6.6 : 24;
    boolean upright = top > 24;
    var svg = new Svg(left + k * size + 8, top + k * size + 26, e.name() + ": confusion matrix");
    for (int t = 0; t < k; t++) {
      var name = all.labels().name(t);
      double y = top + t * size;
      svg.text("tick end", left - 6, y + size / 2 + 4, Format.cut(name, 12), name);
      if (upright)
        svg.upwards("tick start", left + (t + 0.5) * size + 4, top - 6, Format.cut(name, 12));
      else svg.text("tick mid", left + (t + 0.5) * size, top - 8, Format.cut(name, 12), name);
      long row = all.support(t);
      for (int p = 0; p < k; p++) {
        long n = all.count(t, p);
        double share = row == 0 ? 0 : (double) n / row;
        double x = left + p * size;
        svg.rect(
            "cell" + (n == 0 ? " none" : p == t ? "" : " wrong"),
            x + 1,
            y + 1,
            size - 2,
            size - 2,
            n == 0 ? 1 : Math.max(0.08, share),
            "%s taken for %s: %s of %s (%s %%)"
                .formatted(
                    name,
                    all.labels().name(p),
                    Format.count(n),
                    Format.count(row),
                    Format.number(100 * share, 1)));
        var count = Format.count(n);
        if (size >= 8 + 7 * count.length() && n > 0)
          svg.text("count mid", x + size / 2, y + size / 2 + 4, count);
      }
    }
    svg.text("axis mid", left + k * size / 2, top + k * size + 18, "predicted");
    svg.upwards("axis mid", 11, top + k * size / 2, "actual");
    return Html.figure(e.name(), "", svg.toString());
  }

  /** Precision, recall and F1 per level of one model. */
  static String levels(Entry e) {
    var report = ClassificationReport.of(e.truth(), (Labels) e.predicted());
    var lines = new ArrayList<>(report.levels());
    lines.add(report.macro());
    lines.add(report.weighted());
    var rows =
        lines.stream()
            .map(
                l ->
                    List.of(
                        l.name(),
                        Format.number(l.precision(), 3),
                        Format.number(l.recall(), 3),
                        Format.number(l.f1(), 3),
                        Format.count(l.support())))
            .toList();
    return Html.table(
        "Levels of " + e.name(),
        List.of("level", "precision", "recall", "F1", "rows"),
        rows,
        new boolean[] {false, true, true, true, true});
  }
}
